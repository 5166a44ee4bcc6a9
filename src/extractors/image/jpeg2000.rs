//! JPEG 2000: codestreams and JP2 (ISO/IEC 15444-1), JPX (-2), MJ2 (-3) and JPM (-6).

use std::borrow::Cow;

use super::boxes::{Box, boxes, first, track};
use super::numbers::{slice, u16_be, u32_be};
use super::picture::{Animation, Color, Picture, dpi};

const SIGNATURE: &[u8] = b"\0\0\0\x0cjP  \r\n\x87\n";
const CODESTREAM: &[u8] = b"\xff\x4f\xff\x51";

/// UUID boxes of XMP (XMP part 3, 1.1.4) and of EXIF.
const XMP: &[u8] = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
const EXIF: &[u8] = b"JpgTiffExif->JP2";

pub fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE) || bytes.starts_with(CODESTREAM)
}

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let mut picture = Picture { format: "JPEG2000", mime_type: "image/jp2", ..Picture::default() };
    if bytes.starts_with(CODESTREAM) {
        codestream(&mut picture, bytes)?;
        return Some(picture);
    }
    let mut pages = 0;
    for Box { kind, body } in boxes(bytes) {
        match &kind {
            b"ftyp" => picture.mime_type = brand(body),
            b"jp2h" => header(&mut picture, body),
            b"jp2c" if picture.width == 0 => {
                codestream(&mut picture, body);
            }
            b"moov" => movie(&mut picture, body),
            b"page" => {
                pages += 1;
                if pages == 1 {
                    page(&mut picture, body);
                }
            }
            b"uuid" if body.starts_with(XMP) => picture.xmp = body.get(16..).map(Cow::Borrowed),
            b"uuid" if body.starts_with(EXIF) => picture.exif = body.get(16..).map(Cow::Borrowed),
            _ => {}
        }
    }
    if pages > 0 {
        picture.pages = Some(pages);
    }
    (picture.width > 0).then_some(picture)
}

fn brand(body: &[u8]) -> &'static str {
    match slice(body, 0, 4) {
        Some(b"jpx ") => "image/jpx",
        Some(b"jpm ") => "image/jpm",
        Some(b"mjp2" | b"mj2s") => "image/mj2",
        _ => "image/jp2",
    }
}

/// ISO/IEC 15444-1, I.5.3: the image header, colours, channels, a palette, resolutions.
fn header(picture: &mut Picture<'_>, body: &[u8]) {
    for Box { kind, body } in boxes(body) {
        match &kind {
            b"ihdr" => {
                picture.height = u32_be(body, 0).unwrap_or(0);
                picture.width = u32_be(body, 4).unwrap_or(0);
                let channels = u16_be(body, 8).unwrap_or(0);
                picture.color = if channels >= 3 { Some(Color::Rgb) } else { Some(Color::Gray) };
                picture.alpha = Some(false);
                // 255: the channels differ. Else the highest bit is the sign, the rest one less than the bits.
                picture.bit_depth =
                    body.get(10).filter(|bits| **bits != 255).map(|bits| u16::from(bits & 0x7F) + 1);
            }
            b"colr" => match (body.first(), u32_be(body, 3)) {
                (Some(1), Some(16)) => picture.color = Some(Color::Rgb),
                (Some(1), Some(17)) => picture.color = Some(Color::Gray),
                (Some(1), Some(18)) => picture.color = Some(Color::YCbCr),
                (Some(1), Some(12)) => picture.color = Some(Color::Cmyk),
                (Some(2 | 3), _) => picture.color_profile = true,
                _ => {}
            },
            b"pclr" => picture.color = Some(Color::Indexed),
            // Six bytes a channel behind their number; types 1 and 2 are opacity.
            b"cdef" => {
                let channels = body.get(2..).unwrap_or_default().chunks_exact(6);
                picture.alpha =
                    Some(channels.into_iter().any(|channel| matches!(u16_be(channel, 2), Some(1 | 2))));
            }
            b"res " => {
                let resolution = first(body, b"resd").or_else(|| first(body, b"resc"));
                picture.dpi = resolution.and_then(density);
            }
            _ => {}
        }
    }
}

/// I.5.3.7: dots per metre down and across, each a fraction times a power of ten.
fn density(body: &[u8]) -> Option<[f64; 2]> {
    let fraction = |at| {
        let denominator = u16_be(body, at + 2).filter(|denominator| *denominator != 0)?;
        Some(f64::from(u16_be(body, at)?) / f64::from(denominator))
    };
    let power = |at: usize| body.get(at).map(|power| 10f64.powi(i32::from(power.cast_signed())));
    let (down, across) = (fraction(0)? * power(8)?, fraction(4)? * power(9)?);
    dpi(across * 0.0254, down * 0.0254)
}

/// A.5.1: the segment SIZ, whose sizes are those of the reference grid and of what is cut off it.
fn codestream(picture: &mut Picture<'_>, bytes: &[u8]) -> Option<()> {
    if !bytes.starts_with(CODESTREAM) {
        return None;
    }
    picture.width = u32_be(bytes, 8)?.checked_sub(u32_be(bytes, 16)?)?;
    picture.height = u32_be(bytes, 12)?.checked_sub(u32_be(bytes, 20)?)?;
    let channels = u16_be(bytes, 40)?;
    picture.color = Some(if channels >= 3 { Color::Rgb } else { Color::Gray });
    picture.bit_depth = bytes.get(42).map(|bits| u16::from(bits & 0x7F) + 1);
    Some(())
}

fn movie(picture: &mut Picture<'_>, body: &[u8]) {
    let Some(track) = track(body) else { return };
    (picture.width, picture.height) = (track.width, track.height);
    picture.animation = Some(Animation { frames: track.frames, duration: track.duration, plays: None });
}

/// The page header of ISO/IEC 15444-6: the number of layout objects, then the height and the width.
fn page(picture: &mut Picture<'_>, body: &[u8]) {
    let Some(header) = first(body, b"phdr") else { return };
    if let Some((height, width)) = u32_be(header, 2).zip(u32_be(header, 6)) {
        (picture.height, picture.width) = (height, width);
    }
}
