//! PNG (ISO/IEC 15948, third edition, with APNG and eXIf).

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;

use super::numbers::{array, slice, u16_be, u32_be};
use super::picture::{Animation, Color, Picture, latin1, per_metre};

pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Compressed text is unpacked up to here, in bytes.
const LONGEST_TEXT: u64 = 1 << 20;

/// The keyword of an XMP packet (XMP part 3, 1.1.5).
const XMP: &[u8] = b"XML:com.adobe.xmp";

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let mut picture = Picture { format: "PNG", mime_type: "image/png", ..Picture::default() };
    let mut chunks = Chunks { bytes, at: SIGNATURE.len() };
    let (kind, header) = chunks.next()?;
    if &kind != b"IHDR" {
        return None;
    }
    picture.width = u32_be(header, 0)?;
    picture.height = u32_be(header, 4)?;
    picture.bit_depth = header.get(8).map(|depth| u16::from(*depth));
    // Table 12: the colour types.
    (picture.color, picture.alpha) = match header.get(9)? {
        0 => (Some(Color::Gray), Some(false)),
        2 => (Some(Color::Rgb), Some(false)),
        3 => (Some(Color::Indexed), Some(false)),
        4 => (Some(Color::Gray), Some(true)),
        6 => (Some(Color::Rgb), Some(true)),
        _ => (None, None),
    };
    let mut ended = false;
    for (kind, body) in chunks {
        match &kind {
            b"pHYs" if body.get(8) == Some(&1) => {
                picture.dpi = u32_be(body, 0).zip(u32_be(body, 4)).and_then(|(x, y)| per_metre(x, y));
            }
            b"tRNS" => picture.alpha = Some(true),
            b"iCCP" => picture.color_profile = true,
            b"eXIf" => picture.exif = Some(Cow::Borrowed(body)),
            b"acTL" => {
                picture.animation = u32_be(body, 0).zip(u32_be(body, 4)).map(|(frames, plays)| Animation {
                    frames,
                    plays: Some(plays),
                    duration: Some(0),
                });
            }
            b"fcTL" => add_delay(&mut picture, body),
            b"tEXt" => text(&mut picture, body),
            b"zTXt" => compressed_text(&mut picture, body),
            b"iTXt" => international_text(&mut picture, body),
            b"IEND" => ended = true,
            _ => {}
        }
    }
    if !ended {
        picture.warnings.push("the file breaks off before its end".to_owned());
    }
    Some(picture)
}

struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Chunks<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let length = usize::try_from(u32_be(self.bytes, self.at)?).ok()?;
        let kind = array(self.bytes, self.at + 4)?;
        let body = slice(self.bytes, self.at + 8, length)?;
        // The checksum follows.
        self.at += 12 + length;
        Some((kind, body))
    }
}

/// How long a frame stays, as a fraction of a second; a denominator of 0 stands for 100.
fn add_delay(picture: &mut Picture<'_>, body: &[u8]) {
    let Some((numerator, denominator)) = u16_be(body, 20).zip(u16_be(body, 22)) else { return };
    let denominator = if denominator == 0 { 100 } else { denominator };
    if let Some(duration) = picture.animation.as_mut().and_then(|animation| animation.duration.as_mut()) {
        *duration += u64::from(numerator) * 1000 / u64::from(denominator);
    }
}

/// Splits off what stands before the first NUL.
fn keyword(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = body.iter().position(|byte| *byte == 0)?;
    Some((body.get(..end)?, body.get(end + 1..)?))
}

fn text(picture: &mut Picture<'_>, body: &[u8]) {
    if let Some((name, value)) = keyword(body) {
        picture.add_text(latin1(name), &latin1(value));
    }
}

fn compressed_text(picture: &mut Picture<'_>, body: &[u8]) {
    if let Some((name, [0, packed @ ..])) = keyword(body) {
        let value = unpacked(picture, name, packed);
        picture.add_text(latin1(name), &latin1(&value));
    }
}

fn international_text<'a>(picture: &mut Picture<'a>, body: &'a [u8]) {
    let Some((name, [compressed, _method, rest @ ..])) = keyword(body) else { return };
    let Some((_, rest)) = keyword(rest) else { return };
    let Some((_, value)) = keyword(rest) else { return };
    let value =
        if *compressed == 1 { Cow::Owned(unpacked(picture, name, value)) } else { Cow::Borrowed(value) };
    if name == XMP {
        picture.xmp = Some(value);
    } else {
        picture.add_text(latin1(name), &String::from_utf8_lossy(&value));
    }
}

fn unpacked(picture: &mut Picture<'_>, name: &[u8], packed: &[u8]) -> Vec<u8> {
    let mut value = Vec::new();
    let read = ZlibDecoder::new(packed).take(LONGEST_TEXT).read_to_end(&mut value);
    if read.is_err() || value.len() as u64 == LONGEST_TEXT {
        picture.warnings.push(format!("the text called {:?} is damaged or too long", latin1(name)));
    }
    value
}
