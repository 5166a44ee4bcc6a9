//! BMP: the device-independent bitmap of Windows (BITMAPCOREHEADER to BITMAPV5HEADER).

use super::numbers::{u16_le, u32_le};
use super::picture::{Color, Picture, per_metre};

pub fn is(bytes: &[u8]) -> bool {
    // The file header's reserved words are 0, and the header that follows is one of the known sizes.
    bytes.starts_with(b"BM")
        && u32_le(bytes, 6) == Some(0)
        && matches!(u32_le(bytes, 14), Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
}

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let mut picture = Picture { format: "BMP", mime_type: "image/bmp", ..Picture::default() };
    let header = bytes.get(14..)?;
    let size = u32_le(header, 0)?;
    let bits;
    if size == 12 {
        picture.width = u16_le(header, 4)?.into();
        picture.height = u16_le(header, 6)?.into();
        bits = u16_le(header, 10)?;
    } else {
        // Negative: the lines run from the top down.
        picture.width = u32_le(header, 4)?.cast_signed().unsigned_abs();
        picture.height = u32_le(header, 8)?.cast_signed().unsigned_abs();
        bits = u16_le(header, 14)?;
        if size >= 40 {
            picture.dpi = per_metre(u32_le(header, 24)?, u32_le(header, 28)?);
        }
    }
    let alpha_mask = if size >= 56 { u32_le(header, 52)? } else { 0 };
    picture.alpha = Some(alpha_mask != 0 && matches!(bits, 16 | 32));
    (picture.color, picture.bit_depth) = match bits {
        1..=8 => (Some(Color::Indexed), Some(bits)),
        16 => (Some(Color::Rgb), Some(5)),
        24 | 32 => (Some(Color::Rgb), Some(8)),
        // 0: the pixels are a JPEG or PNG, whose header says.
        _ => (None, None),
    };
    Some(picture)
}
