//! Pictures in the drawings of Office before 2007 ([MS-ODRAW] 2.2).

use bytes::Bytes;
use flate2::Decompress;
use kreuzberg::Result;
use kreuzberg::types::{ExtractedImage, ProcessingWarning};

use super::picture;
use super::records::{Record, records};
use crate::compound::{u16_at, u32_at};
use crate::limits;

/// A picture's entry in the list of them, with or without the picture behind it (2.2.32).
const ENTRY: u16 = 0xF007;
const ENTRY_LENGTH: usize = 36;

/// The types of pictures, with the extensions of their files (2.2.23).
const TYPES: [(u16, &str); 8] = [
    (0xF01A, "emf"),
    (0xF01B, "wmf"),
    (0xF01C, "pict"),
    (0xF01D, "jpeg"),
    (0xF01E, "png"),
    (0xF01F, "bmp"),
    (0xF029, "tiff"),
    (0xF02A, "jpeg"),
];

/// Records in one another are followed so deep: drawings have four or five levels.
const DEEPEST: usize = 16;

/// Records of a shape, at most, that are looked at for its picture.
const MOST_OF_A_SHAPE: usize = 256;

/// Bytes of a picture's identifier, and of what a drawing of vectors has before it (2.2.31).
const IDENTIFIER: usize = 16;
const METAFILE: usize = 34;

/// A bitmap of Windows lacks what its file begins with.
const BITMAP_HEADER: usize = 14;

/// A picture, as it lies there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blip<'a> {
    body: &'a [u8],
    extension: &'static str,
}

/// The pictures in some records, in their order. What is damaged is left out.
///
/// # Parameters
/// `delayed` is where the entries of a list say that their pictures are.
#[inline(never)]
pub fn pictures<'a>(bytes: &'a [u8], delayed: &'a [u8]) -> Vec<Blip<'a>> {
    let mut search = Search { delayed, room: usize::MAX, found: Vec::new() };
    search.within(bytes, 0);
    search.found
}

/// The picture of a shape, which is among its first records: many shapes may be in the same place.
pub fn picture(bytes: &[u8]) -> Option<Blip<'_>> {
    let mut search = Search { delayed: &[], room: MOST_OF_A_SHAPE, found: Vec::new() };
    search.within(bytes, 0);
    search.found.into_iter().next()
}

struct Search<'a> {
    delayed: &'a [u8],
    /// How many more records are looked at.
    room: usize,
    found: Vec<Blip<'a>>,
}

impl<'a> Search<'a> {
    fn within(&mut self, bytes: &'a [u8], depth: usize) {
        for record in records(bytes) {
            let Some(room) = self.room.checked_sub(1) else { return };
            self.room = room;
            if record.kind == ENTRY {
                let embedded = record.body.get(ENTRY_LENGTH + name_length(record.body)..).unwrap_or_default();
                let elsewhere = u32_at(record.body, 28).and_then(|start| self.delayed.get(start as usize..));
                let one = [embedded, elsewhere.unwrap_or_default()];
                self.found.extend(one.into_iter().find_map(|bytes| blip(&Record::split(bytes)?.0)));
            } else if record.is_container() && depth < DEEPEST {
                self.within(record.body, depth + 1);
            } else {
                self.found.extend(blip(&record));
            }
        }
    }
}

/// Of an entry, in bytes.
fn name_length(entry: &[u8]) -> usize {
    entry.get(33).copied().unwrap_or_default().into()
}

fn blip<'a>(record: &Record<'a>) -> Option<Blip<'a>> {
    let (_, extension) = *TYPES.iter().find(|(kind, _)| *kind == record.kind)?;
    // An odd instance has two identifiers.
    let identifiers = if record.instance & 1 == 1 { 2 } else { 1 } * IDENTIFIER;
    let body = record.body.get(identifiers..)?;
    (!body.is_empty()).then_some(Blip { body, extension })
}

impl Blip<'_> {
    /// As a file of its own; empty where it is damaged. Its bytes count as unpacked: many entries may be of one picture.
    fn file(&self) -> Result<Bytes> {
        let bytes = match self.extension {
            "emf" | "wmf" | "pict" => metafile(self.body),
            // Behind one byte that says nothing.
            "bmp" => self.body.get(1..).and_then(bitmap),
            _ => self.body.get(1..).map(<[u8]>::to_vec),
        };
        let bytes = bytes.unwrap_or_default();
        limits::spend_unpacked(bytes.len() as u64)?;
        Ok(bytes.into())
    }
}

/// Pictures as a result has them, with their bytes where these are wanted. What the limits leave out is warned of.
///
/// # Errors
/// The limit that was passed, unless the document is to be cut.
pub fn images(
    blips: &[Option<Blip>],
    is_wanted: bool,
    warnings: &mut Vec<ProcessingWarning>,
) -> Result<Vec<ExtractedImage>> {
    let mut is_over = false;
    let mut images = Vec::with_capacity(blips.len());
    for (index, blip) in blips.iter().enumerate() {
        let mut bytes = Bytes::new();
        if let Some(blip) = blip.filter(|_| is_wanted && !is_over) {
            let outcome = blip.file().map(|file| bytes = file);
            if let Some(exceeded) = limits::cut(outcome)? {
                warnings.push(limits::warning(format!("pictures are left out: {exceeded}")));
                is_over = true;
            }
        }
        let extension = blip.map_or("", |blip| blip.extension);
        let dot = if extension.is_empty() { "" } else { "." };
        images.push(picture::of_bytes(index, bytes, &format!("image{}{dot}{extension}", index + 1)));
    }
    Ok(images)
}

/// A drawing of vectors, which is compressed unless it says that it is not.
fn metafile(body: &[u8]) -> Option<Vec<u8>> {
    let length = u32_at(body, 0)? as usize;
    let is_compressed = *body.get(32)? == 0;
    let packed = body.get(METAFILE..)?;
    if !is_compressed {
        return Some(packed.to_vec());
    }
    let room = usize::try_from(limits::room()).unwrap_or(usize::MAX);
    // Deflate makes no more of a byte than 1,032.
    let most = length.min(packed.len().saturating_mul(1032)).min(room);
    let mut bytes = Vec::with_capacity(most);
    Decompress::new(true).decompress_vec(packed, &mut bytes, flate2::FlushDecompress::Finish).ok()?;
    Some(bytes)
}

/// With the header of a file before it, which says where the pixels begin: behind the other header and the colours.
fn bitmap(body: &[u8]) -> Option<Vec<u8>> {
    let header = u32_at(body, 0)?;
    let depth = u16_at(body, 14)?;
    let used = u32_at(body, 32)?;
    let colours = match used {
        0 if depth <= 8 => 1u32.checked_shl(depth.into())?,
        used => used,
    };
    let start = header.checked_add(colours.checked_mul(4)?)?.checked_add(BITMAP_HEADER as u32)?;
    let length = u32::try_from(body.len() + BITMAP_HEADER).ok()?;
    let mut bytes = Vec::with_capacity(body.len() + BITMAP_HEADER);
    bytes.extend(b"BM");
    bytes.extend(length.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(start.to_le_bytes());
    bytes.extend(body);
    Some(bytes)
}
