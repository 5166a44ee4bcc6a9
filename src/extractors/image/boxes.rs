//! Boxes of the ISO base media file format (ISO/IEC 14496-12, 4.2), in which JPEG 2000, AVIF and HEIC lie.

use super::numbers::{array, slice, u32_be, u64_be};

/// A box: what it is, and what is in it.
pub struct Box<'a> {
    pub kind: [u8; 4],
    pub body: &'a [u8],
}

/// The boxes that lie side by side in `bytes`. One that is said to be longer than the rest is the rest.
pub fn boxes(bytes: &[u8]) -> impl Iterator<Item = Box<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let kind = array(rest, 4)?;
        let (head, length) = match u32_be(rest, 0)? {
            // To the end.
            0 => (8, rest.len()),
            1 => (16, usize::try_from(u64_be(rest, 8)?).unwrap_or(usize::MAX)),
            length => (8, usize::try_from(length).unwrap_or(usize::MAX)),
        };
        let length = length.min(rest.len());
        let body = rest.get(head..length)?;
        rest = rest.get(length..)?;
        Some(Box { kind, body })
    })
}

/// What is in the first box of a kind.
pub fn first<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes).find(|found| found.kind == *kind).map(|found| found.body)
}

/// What is in the box that a path of kinds leads to.
pub fn at<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(bytes, |bytes, kind| first(bytes, kind))
}

/// Splits the version and flags off a full box.
pub fn full(body: &[u8]) -> Option<(u8, &[u8])> {
    Some((*body.first()?, body.get(4..)?))
}

/// What a movie says of its first track of pictures.
pub struct Track {
    pub width: u32,
    pub height: u32,
    pub frames: u32,
    /// In milliseconds.
    pub duration: Option<u64>,
}

/// The first track of pictures of a movie box (ISO/IEC 14496-12, 8.3 to 8.7).
pub fn track(movie: &[u8]) -> Option<Track> {
    boxes(movie).filter(|track| track.kind == *b"trak").find_map(|track| {
        let media = first(track.body, b"mdia")?;
        let (_, handler) = full(first(media, b"hdlr")?)?;
        if !matches!(slice(handler, 4, 4)?, b"vide" | b"pict") {
            return None;
        }
        let (_, sizes) = full(at(media, &[b"minf", b"stbl", b"stsz"])?)?;
        let (version, header) = full(first(track.body, b"tkhd")?)?;
        // Times are wider in version 1. Both sizes are 16.16.
        let size = if version == 1 { 84 } else { 72 };
        Some(Track {
            width: u32_be(header, size)? >> 16,
            height: u32_be(header, size + 4)? >> 16,
            frames: u32_be(sizes, 4)?,
            duration: duration(media),
        })
    })
}

fn duration(media: &[u8]) -> Option<u64> {
    let (version, header) = full(first(media, b"mdhd")?)?;
    let (scale, duration) = if version == 1 {
        (u32_be(header, 16)?, u64_be(header, 20)?)
    } else {
        (u32_be(header, 8)?, u32_be(header, 12)?.into())
    };
    duration.checked_mul(1000)?.checked_div(scale.into())
}
