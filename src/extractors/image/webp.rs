//! WebP (RFC 9649): a RIFF container with a VP8 or VP8L picture, or an extended one of many.

use std::borrow::Cow;

use super::numbers::{array, slice, u16_le, u24_le, u32_le};
use super::picture::{Animation, Color, Picture};

pub fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && slice(bytes, 8, 4) == Some(b"WEBP")
}

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let mut picture =
        Picture { format: "WebP", mime_type: "image/webp", bit_depth: Some(8), ..Picture::default() };
    let mut extended = false;
    let mut animation: Option<Animation> = None;
    let mut at = 12;
    while let Some(kind) = array::<4>(bytes, at) {
        let Some(length) = u32_le(bytes, at + 4).and_then(|length| usize::try_from(length).ok()) else {
            break;
        };
        let rest = bytes.get(at + 8..).unwrap_or_default();
        let body = rest.get(..length).unwrap_or(rest);
        if body.len() < length {
            picture.warnings.push("the file breaks off before its end".to_owned());
        }
        match &kind {
            b"VP8X" => {
                extended = true;
                picture.width = u24_le(body, 4)? + 1;
                picture.height = u24_le(body, 7)? + 1;
                picture.alpha = body.first().map(|flags| flags & 0x10 != 0);
            }
            b"VP8 " => {
                picture.color = Some(Color::YCbCr);
                if !extended {
                    lossy(&mut picture, body)?;
                }
            }
            b"VP8L" => {
                picture.color = Some(Color::Rgb);
                if !extended {
                    lossless(&mut picture, body)?;
                }
            }
            b"ANIM" => {
                let plays = u16_le(body, 4).map(u32::from);
                animation = Some(Animation { frames: 0, duration: Some(0), plays });
            }
            b"ANMF" => {
                if let Some(animation) = &mut animation {
                    animation.frames += 1;
                    let delay = u24_le(body, 12).map(u64::from);
                    animation.duration = animation.duration.zip(delay).map(|(sum, delay)| sum + delay);
                }
                picture.color = picture.color.or_else(|| color_of_frame(body));
            }
            b"ICCP" => picture.color_profile = true,
            // Some writers put the prefix of JPEG's segment before the block.
            b"EXIF" => picture.exif = Some(Cow::Borrowed(body.strip_prefix(b"Exif\0\0").unwrap_or(body))),
            b"XMP " => picture.xmp = Some(Cow::Borrowed(body)),
            _ => {}
        }
        // Chunks are padded to an even length.
        at = at.checked_add(8)?.checked_add(length)?.checked_add(length & 1)?;
    }
    picture.animation = animation;
    (picture.width > 0).then_some(picture)
}

/// The header of a key frame (RFC 6386, 9.1): 14 bits each, below two of scaling.
fn lossy(picture: &mut Picture<'_>, body: &[u8]) -> Option<()> {
    if slice(body, 3, 3)? != b"\x9d\x01\x2a" {
        return None;
    }
    picture.width = u32::from(u16_le(body, 6)? & 0x3FFF);
    picture.height = u32::from(u16_le(body, 8)? & 0x3FFF);
    picture.alpha = Some(false);
    Some(())
}

/// RFC 9649, 3.4: a byte 0x2F, then 14 bits each and a bit for alpha.
fn lossless(picture: &mut Picture<'_>, body: &[u8]) -> Option<()> {
    if body.first()? != &0x2F {
        return None;
    }
    let bits = u32_le(body, 1)?;
    picture.width = (bits & 0x3FFF) + 1;
    picture.height = (bits >> 14 & 0x3FFF) + 1;
    picture.alpha = Some(bits >> 28 & 1 == 1);
    Some(())
}

/// A frame holds chunks of its own behind sixteen bytes.
fn color_of_frame(body: &[u8]) -> Option<Color> {
    match &array::<4>(body, 16)? {
        b"VP8L" => Some(Color::Rgb),
        b"VP8 " | b"ALPH" => Some(Color::YCbCr),
        _ => None,
    }
}
