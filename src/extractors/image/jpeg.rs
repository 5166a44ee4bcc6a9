//! JPEG (ITU-T T.81), JFIF (ECMA TR/98) and the segments that EXIF, XMP, ICC and Adobe put beside.

use std::borrow::Cow;

use super::numbers::{slice, u16_be};
use super::picture::{Color, Picture, dpi};

pub const SIGNATURE: &[u8] = b"\xff\xd8\xff";

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let mut picture =
        Picture { format: "JPEG", mime_type: "image/jpeg", alpha: Some(false), ..Picture::default() };
    let mut frame: Option<&[u8]> = None;
    let mut transform: Option<u8> = None;
    let mut at = 2;
    while let Some((marker, body, next)) = segment(bytes, at) {
        at = next;
        match marker {
            // SOFn: the codes between are tables and an extension (table B.1).
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => frame = frame.or(Some(body)),
            0xE0 if body.starts_with(b"JFIF\0") => picture.dpi = density(body),
            0xE1 if body.starts_with(EXIF) => picture.exif = body.get(EXIF.len()..).map(Cow::Borrowed),
            0xE1 if body.starts_with(XMP) => picture.xmp = body.get(XMP.len()..).map(Cow::Borrowed),
            0xE2 if body.starts_with(b"ICC_PROFILE\0") => picture.color_profile = true,
            0xEE if body.starts_with(b"Adobe") => transform = body.get(11).copied(),
            0xFE => picture.add_text("comment", &String::from_utf8_lossy(body)),
            // Start of scan, end of image: nothing that is looked for comes behind.
            0xDA | 0xD9 => break,
            _ => {}
        }
    }
    // B.2.2: precision, lines, samples a line, components.
    let frame = frame?;
    picture.bit_depth = frame.first().map(|bits| u16::from(*bits));
    picture.height = u16_be(frame, 1)?.into();
    picture.width = u16_be(frame, 3)?.into();
    picture.color = match (frame.get(5)?, transform) {
        (1, _) => Some(Color::Gray),
        (3, Some(0)) => Some(Color::Rgb),
        (3, _) => Some(Color::YCbCr),
        (4, Some(2)) => Some(Color::Ycck),
        (4, _) => Some(Color::Cmyk),
        _ => None,
    };
    if picture.height == 0 {
        picture.warnings.push("the number of lines stands behind the pixels, which are not read".to_owned());
    }
    Some(picture)
}

/// The marker at or after `at`, what belongs to it, and where the next one is.
fn segment(bytes: &[u8], mut at: usize) -> Option<(u8, &[u8], usize)> {
    // Any number of fill bytes may stand before a marker (B.1.1.2).
    if bytes.get(at) != Some(&0xFF) {
        return None;
    }
    while bytes.get(at) == Some(&0xFF) {
        at += 1;
    }
    let marker = *bytes.get(at)?;
    at += 1;
    // TEM and RSTn stand alone.
    if matches!(marker, 0x01 | 0xD0..=0xD9) {
        return Some((marker, &[], at));
    }
    let length = usize::from(u16_be(bytes, at)?);
    let body = slice(bytes, at + 2, length.checked_sub(2)?)?;
    Some((marker, body, at + length))
}

/// JFIF, 10.1: units, then the density across and down.
fn density(body: &[u8]) -> Option<[f64; 2]> {
    let (across, down) = (f64::from(u16_be(body, 8)?), f64::from(u16_be(body, 10)?));
    match body.get(7)? {
        1 => dpi(across, down),
        2 => dpi(across * 2.54, down * 2.54),
        _ => None,
    }
}
