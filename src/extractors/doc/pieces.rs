//! The text of a document, which lies in pieces all over its stream ([MS-DOC] 2.4.1).

use std::ops::Range;

use encoding_rs::WINDOWS_1252;

use super::header::{Header, Structure};
use crate::compound::{u16_at, u32_at};

/// Parts of the table of pieces: what pieces refer to, and they themselves (2.9.38).
const PROPERTIES: u8 = 1;
const PIECES: u8 = 2;

/// Its text takes one byte a character (2.9.73).
const COMPRESSED: u32 = 1 << 30;

/// Bytes of a piece's descriptor (2.9.177).
const DESCRIPTOR: usize = 8;

/// A stretch of text that lies in one place.
#[derive(Debug, Clone)]
struct Piece {
    /// Which characters of the document it has.
    characters: Range<u32>,
    /// Where it lies in the stream.
    start: u32,
    /// Bytes of a character: 1 or 2.
    width: u32,
}

/// All pieces of a document, in the order of their text.
pub struct Pieces<'a> {
    stream: &'a [u8],
    pieces: Vec<Piece>,
    /// Whether the document says where they are, as it must since Word 97.
    is_told: bool,
}

/// A character of the document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Character {
    pub value: char,
    /// Its place in the document.
    pub position: u32,
    /// Its place in the stream, which properties are looked up by.
    pub offset: u32,
}

impl<'a> Pieces<'a> {
    pub fn read(stream: &'a [u8], header: &Header, tables: &[u8]) -> Self {
        let mut pieces = Vec::new();
        let mut rest = header.table(tables, Structure::Pieces);
        while let [kind, behind @ ..] = rest {
            rest = match *kind {
                PROPERTIES => {
                    let length = u16_at(behind, 0).unwrap_or(u16::MAX);
                    behind.get(2 + usize::from(length)..).unwrap_or_default()
                }
                PIECES => {
                    pieces = listed(behind.get(4..).unwrap_or_default(), header.is_old());
                    &[]
                }
                _ => &[],
            };
        }
        let is_told = header.is_old() || !pieces.is_empty();
        if pieces.is_empty() {
            let start = header.text_start();
            let length = u32::try_from(stream.len()).unwrap_or(u32::MAX).saturating_sub(start);
            pieces.push(Piece { characters: 0..length, start, width: 1 });
        }
        Self { stream, pieces, is_told }
    }

    /// How many characters there are, at most. Pieces may say that they lie in the same place, and be more than the document.
    pub fn len(&self) -> u64 {
        self.lengths().sum()
    }

    /// Whether all that the pieces should have is there.
    pub fn is_whole(&self) -> bool {
        let said = self.pieces.iter().map(|piece| u64::from(piece.characters.end - piece.characters.start));
        self.is_told && said.eq(self.lengths())
    }

    fn lengths(&self) -> impl Iterator<Item = u64> {
        self.pieces.iter().map(|piece| {
            let bytes = self.stream.len().saturating_sub(piece.start as usize) as u64;
            u64::from(piece.characters.end - piece.characters.start).min(bytes / u64::from(piece.width))
        })
    }

    /// Leaves out all but the first pieces, which have no more than so many characters.
    pub fn truncate(&mut self, most: u64) {
        let mut length = 0;
        let fits = |own: &u64| {
            length += own;
            length <= most
        };
        let kept = self.lengths().take_while(fits).count();
        self.pieces.truncate(kept);
    }

    /// The characters of a part of the document. What lies nowhere is left out.
    pub fn characters(&self, part: Range<u32>) -> impl Iterator<Item = Character> {
        let found = self.pieces.partition_point(|piece| piece.characters.end <= part.start);
        let pieces = self.pieces.get(found..).unwrap_or_default();
        let pieces = pieces.iter().take_while(move |piece| piece.characters.start < part.end);
        pieces.flat_map(move |piece| {
            let from = piece.characters.start.max(part.start);
            self.piece(piece, from..piece.characters.end.min(part.end))
        })
    }

    fn piece(&self, piece: &Piece, characters: Range<u32>) -> impl Iterator<Item = Character> {
        let Piece { start, width, .. } = *piece;
        let first = characters.start - piece.characters.start;
        let offset = start.saturating_add(first.saturating_mul(width));
        let length = (characters.end.saturating_sub(characters.start)).saturating_mul(width);
        let bytes = self.stream.get(offset as usize..).unwrap_or_default();
        let bytes = bytes.get(..length as usize).unwrap_or(bytes);
        let place = move |at: usize, units: usize| {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let position = characters.start.saturating_add(at);
            (position.saturating_add(units as u32 - 1), offset.saturating_add(at.saturating_mul(width)))
        };
        let (narrow, wide) = if width == 1 { (bytes, &[][..]) } else { (&[][..], bytes) };
        let narrow = narrow.iter().enumerate().map(move |(at, byte)| {
            let (position, offset) = place(at, 1);
            Character { value: windows_1252(*byte), position, offset }
        });
        let units = wide.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        let mut at = 0;
        let wide = char::decode_utf16(units).map(move |decoded| {
            let value = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
            let units = value.len_utf16();
            let (position, offset) = place(at, units);
            at += units;
            Character { value, position, offset }
        });
        narrow.chain(wide)
    }
}

/// The pieces of a list: the places of their first characters, and behind all of these their descriptors.
fn listed(list: &[u8], is_old: bool) -> Vec<Piece> {
    let count = list.len().saturating_sub(4) / (4 + DESCRIPTOR);
    let mut pieces: Vec<Piece> = Vec::new();
    for index in 0..count {
        let number = |at: usize| u32_at(list, at);
        let descriptor = (count + 1) * 4 + index * DESCRIPTOR;
        let (Some(from), Some(to), Some(place)) =
            (number(index * 4), number(index * 4 + 4), number(descriptor + 2))
        else {
            break;
        };
        // They follow one another; what does not is damaged.
        if to <= from || pieces.last().is_some_and(|last| from < last.characters.end) {
            continue;
        }
        let narrow = is_old || place & COMPRESSED != 0;
        let start = match (is_old, narrow) {
            (true, _) => place,
            (false, true) => (place & !COMPRESSED) / 2,
            (false, false) => place & !COMPRESSED,
        };
        pieces.push(Piece { characters: from..to, start, width: if narrow { 1 } else { 2 } });
    }
    pieces
}

fn windows_1252(byte: u8) -> char {
    if byte.is_ascii() {
        return byte.into();
    }
    let bytes = [byte];
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}
