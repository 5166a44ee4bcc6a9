//! JBIG2 (ITU-T T.88), a file of its own.

use super::numbers::{u16_be, u32_be};
use super::picture::{Color, Picture, per_metre};

pub const SIGNATURE: &[u8] = b"\x97JB2\r\n\x1a\n";

/// The type of the segment that gives a page's size (7.3).
const PAGE_INFORMATION: u8 = 48;

/// How many segments are looked at for it.
const MOST_SEGMENTS: usize = 10_000;

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let flags = *bytes.get(8)?;
    // Bit 1: the number of pages is unknown (annex D.4).
    let unknown = flags & 2 != 0;
    let pages = if unknown { None } else { u32_be(bytes, 9) };
    let mut picture = Picture {
        format: "JBIG2",
        mime_type: "image/x-jbig2",
        color: Some(Color::Bilevel),
        alpha: Some(false),
        bit_depth: Some(1),
        pages,
        ..Picture::default()
    };
    // Bit 0: headers and data alternate; else all headers come first.
    let sequential = flags & 1 != 0;
    let mut at = if unknown { 9 } else { 13 };
    let mut before = 0usize;
    for _ in 0..MOST_SEGMENTS {
        let Some(segment) = segment(bytes, at) else { break };
        at = segment.end;
        if segment.kind == PAGE_INFORMATION {
            let data = if sequential { at } else { data_start(bytes, at)?.checked_add(before)? };
            page(&mut picture, bytes.get(data..)?)?;
            return Some(picture);
        }
        before = before.checked_add(segment.length)?;
        if sequential {
            at = at.checked_add(segment.length)?;
        }
    }
    None
}

struct Segment {
    kind: u8,
    /// Where the header ends.
    end: usize,
    /// Of the data, in bytes.
    length: usize,
}

/// 7.2: number, flags, the segments referred to, the page, the length of the data.
fn segment(bytes: &[u8], at: usize) -> Option<Segment> {
    let number = u32_be(bytes, at)?;
    let flags = *bytes.get(at.checked_add(4)?)?;
    let count = *bytes.get(at + 5)?;
    let (referred, mut end) = if count >> 5 == 7 {
        let referred = usize::try_from(u32_be(bytes, at + 5)? & 0x1FFF_FFFF).ok()?;
        (referred, at.checked_add(9)?.checked_add((referred.checked_add(1)?).div_ceil(8))?)
    } else {
        (usize::from(count >> 5), at + 6)
    };
    let width = match number {
        0..=256 => 1,
        257..=65536 => 2,
        _ => 4,
    };
    end = end.checked_add(referred.checked_mul(width)?)?;
    end = end.checked_add(if flags & 0x40 != 0 { 4 } else { 1 })?;
    let length = usize::try_from(u32_be(bytes, end)?).ok()?;
    Some(Segment { kind: flags & 0x3F, end: end + 4, length })
}

/// Where the data begin in a file whose headers all come first: behind the segment that ends the file.
fn data_start(bytes: &[u8], mut at: usize) -> Option<usize> {
    const END_OF_FILE: u8 = 51;
    for _ in 0..MOST_SEGMENTS {
        let segment = segment(bytes, at)?;
        at = segment.end;
        if segment.kind == END_OF_FILE {
            return Some(at);
        }
    }
    None
}

/// 7.4.8: sizes, and dots per metre.
fn page(picture: &mut Picture<'_>, data: &[u8]) -> Option<()> {
    picture.width = u32_be(data, 0)?;
    picture.height = u32_be(data, 4)?;
    picture.dpi = per_metre(u32_be(data, 8)?, u32_be(data, 12)?);
    if picture.height == u32::MAX {
        picture.height = 0;
        let stripe = u16_be(data, 17).unwrap_or(0) & 0x7FFF;
        picture.warnings.push(format!("the height is not known beforehand; stripes have {stripe} lines"));
    }
    Some(())
}
