//! HEIC and AVIF: pictures in the High Efficiency Image File Format (ISO/IEC 23008-12).

use std::borrow::Cow;

use super::boxes::{boxes, first, full, track};
use super::numbers::{array, slice, u16_be, u32_be, uint_be};
use super::picture::{Animation, Color, Picture};

/// The brands that a file may be of, and its format.
const BRANDS: &[(&[u8; 4], &str, &str)] = &[
    (b"avif", "AVIF", "image/avif"),
    (b"avis", "AVIF", "image/avif"),
    (b"heic", "HEIC", "image/heic"),
    (b"heix", "HEIC", "image/heic"),
    (b"heim", "HEIC", "image/heic"),
    (b"heis", "HEIC", "image/heic"),
    (b"hevc", "HEIC", "image/heic"),
    (b"hevx", "HEIC", "image/heic"),
    (b"mif1", "HEIF", "image/heif"),
    (b"msf1", "HEIF", "image/heif"),
];

pub fn is(bytes: &[u8]) -> bool {
    format(bytes).is_some()
}

/// By the major brand, else by the first compatible one that is known.
fn format(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if slice(bytes, 4, 4)? != b"ftyp" {
        return None;
    }
    let brands = first(bytes, b"ftyp")?.chunks_exact(4).enumerate().filter(|(at, _)| *at != 1);
    // A generic brand gives way to one that names the coding.
    let mut found = None;
    for (_, brand) in brands.take(32) {
        let known = BRANDS.iter().find(|(name, ..)| *name == brand).map(|(_, format, mime)| (*format, *mime));
        found = match (found, known) {
            (None | Some(("HEIF", _)), Some(known)) => Some(known),
            (found, _) => found,
        };
    }
    found
}

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let (format, mime_type) = format(bytes)?;
    let mut picture = Picture { format, mime_type, alpha: Some(false), ..Picture::default() };
    if let Some((_, meta)) = first(bytes, b"meta").and_then(full) {
        items(&mut picture, bytes, meta);
    }
    if let Some(track) = first(bytes, b"moov").and_then(track) {
        if picture.width == 0 {
            (picture.width, picture.height) = (track.width, track.height);
        }
        if track.frames > 1 {
            picture.animation =
                Some(Animation { frames: track.frames, duration: track.duration, plays: None });
        }
    }
    (picture.width > 0).then_some(picture)
}

fn items<'a>(picture: &mut Picture<'a>, bytes: &'a [u8], meta: &'a [u8]) {
    let primary = first(meta, b"pitm").and_then(full).and_then(|(version, body)| id(body, 0, version > 0));
    if let Some(properties) = first(meta, b"iprp") {
        let all: Vec<_> =
            first(properties, b"ipco").map(|all| boxes(all).take(1000).collect()).unwrap_or_default();
        let association = first(properties, b"ipma");
        let wanted =
            primary.zip(association).and_then(|(item, body)| associated(body, item)).unwrap_or_default();
        for property in wanted.into_iter().filter_map(|index| all.get(index.checked_sub(1)?)) {
            describe(picture, property.kind, property.body);
        }
        let opacity = |body: &[u8]| body.windows(5).take(200).any(|window| window == b"alpha");
        if all.iter().any(|property| property.kind == *b"auxC" && opacity(property.body)) {
            picture.alpha = Some(true);
        }
    }
    let Some((version, entries)) = first(meta, b"iinf").and_then(full) else { return };
    let entries = entries.get(if version == 0 { 2 } else { 4 }..).unwrap_or_default();
    for entry in boxes(entries).take(10_000) {
        let Some((version, body)) = full(entry.body) else { continue };
        let Some(item) = id(body, 0, version > 2) else { continue };
        let kind_at = if version > 2 { 6 } else { 4 };
        let data = || location(bytes, meta, item);
        match array::<4>(body, kind_at).as_ref() {
            // The block of EXIF begins as many bytes behind as the first four say.
            Some(b"Exif") => {
                picture.exif = data().and_then(|data| {
                    let skipped = usize::try_from(u32_be(data, 0)?).ok()?;
                    data.get(skipped.checked_add(4)?..).map(Cow::Borrowed)
                });
            }
            Some(b"mime") if body.windows(19).take(300).any(|part| part == b"application/rdf+xml") => {
                picture.xmp = data().map(Cow::Borrowed);
            }
            _ => {}
        }
    }
}

fn id(body: &[u8], at: usize, wide: bool) -> Option<u32> {
    if wide { u32_be(body, at) } else { u16_be(body, at).map(u32::from) }
}

fn describe(picture: &mut Picture<'_>, kind: [u8; 4], body: &[u8]) {
    match &kind {
        b"ispe" => {
            picture.width = u32_be(body, 4).unwrap_or(0);
            picture.height = u32_be(body, 8).unwrap_or(0);
        }
        b"pixi" => {
            picture.bit_depth = body.get(5).map(|bits| u16::from(*bits));
            picture.color =
                body.get(4).map(|channels| if *channels >= 3 { Color::YCbCr } else { Color::Gray });
        }
        // Quarter turns against the clock (ISO/IEC 23008-12, 6.5.10), in EXIF's numbers.
        b"irot" => {
            picture.orientation = body.first().map(|turns| match turns & 3 {
                0 => 1,
                1 => 8,
                2 => 3,
                _ => 6,
            });
        }
        b"colr" => picture.color_profile |= matches!(slice(body, 0, 4), Some(b"prof" | b"rICC")),
        _ => {}
    }
}

/// The numbers of an item's properties, counted from 1 (ISO/IEC 23008-12, 9.3.2).
fn associated(body: &[u8], wanted: u32) -> Option<Vec<usize>> {
    let wide = body.get(3)? & 1 == 1;
    let (version, body) = full(body)?;
    let mut at = 4;
    for _ in 0..u32_be(body, 0)? {
        let item = id(body, at, version > 0)?;
        at += if version > 0 { 4 } else { 2 };
        let count = usize::from(*body.get(at)?);
        let size = if wide { 2 } else { 1 };
        let numbers = slice(body, at + 1, count * size)?;
        at += 1 + count * size;
        if item == wanted {
            // The highest bit says whether the property must be understood.
            let number = |bytes: &[u8]| match *bytes {
                [one] => usize::from(one & 0x7F),
                [high, low] => usize::from(u16::from_be_bytes([high & 0x7F, low])),
                _ => 0,
            };
            return Some(numbers.chunks_exact(size).map(number).collect());
        }
    }
    None
}

/// The data of an item that lies in one piece in the file (ISO/IEC 14496-12, 8.11.3).
fn location<'a>(bytes: &'a [u8], meta: &[u8], wanted: u32) -> Option<&'a [u8]> {
    let (version, body) = full(first(meta, b"iloc")?)?;
    let [sizes, more] = array(body, 0)?;
    let (offset_size, length_size) = (usize::from(sizes >> 4), usize::from(sizes & 15));
    let (base_size, index_size) =
        (usize::from(more >> 4), if version > 0 { usize::from(more & 15) } else { 0 });
    let wide = version > 1;
    let (count, mut at) = if wide { (u32_be(body, 2)?, 6) } else { (u32::from(u16_be(body, 2)?), 4) };
    for _ in 0..count {
        let item = id(body, at, wide)?;
        at += if wide { 4 } else { 2 };
        let method = if version > 0 { u16_be(body, at)? & 15 } else { 0 };
        at += if version > 0 { 4 } else { 2 };
        let base = uint_be(body, at, base_size)?;
        at += base_size;
        let extents = usize::from(u16_be(body, at)?);
        at += 2;
        let extent = at + index_size;
        if item == wanted {
            let offset = base.checked_add(uint_be(body, extent, offset_size)?)?;
            let length = uint_be(body, extent + offset_size, length_size)?;
            let (offset, length) = (usize::try_from(offset).ok()?, usize::try_from(length).ok()?);
            // Method 0: in the file. A length of 0 would be the whole file.
            return (method == 0 && extents == 1 && length > 0)
                .then(|| slice(bytes, offset, length))
                .flatten();
        }
        at = at.checked_add(extents.checked_mul(index_size + offset_size + length_size)?)?;
    }
    None
}
