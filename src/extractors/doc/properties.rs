//! Properties of paragraphs and characters, in pages of the document's stream ([MS-DOC] 2.4.6, 2.9.71, 2.9.155).

use std::ops::Range;

use crate::compound::{u16_at, u32_at};

/// Bytes of a page.
const PAGE: usize = 512;

/// Bytes of what a page says of a paragraph before where its properties are (2.9.23).
const PARAGRAPH: usize = 13;

/// A property and its value (2.2.5, 2.6).
pub struct Property<'a> {
    pub name: u16,
    pub value: &'a [u8],
}

impl Property<'_> {
    pub fn byte(&self) -> u8 {
        self.value.first().copied().unwrap_or_default()
    }

    pub fn short(&self) -> u16 {
        u16_at(self.value, 0).unwrap_or_default()
    }

    pub fn long(&self) -> u32 {
        u32_at(self.value, 0).unwrap_or_default()
    }
}

/// The properties in a list of them, to where it breaks off.
pub fn properties(list: &[u8]) -> impl Iterator<Item = Property<'_>> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let name = u16_at(rest, 0)?;
        let behind = rest.get(2..)?;
        // Its upper three bits say how long a value is; two of those of any length count otherwise.
        let (start, length) = match name >> 13 {
            0 | 1 => (0, 1),
            2 | 4 | 5 => (0, 2),
            3 => (0, 4),
            7 => (0, 3),
            _ if name == 0xD608 => (2, usize::from(u16_at(behind, 0)?).saturating_sub(1)),
            _ => (1, usize::from(*behind.first()?)),
        };
        let value = behind.get(start..start + length)?;
        rest = behind.get(start + length..)?;
        Some(Property { name, value })
    })
}

/// What pages are of.
#[derive(Clone, Copy, PartialEq)]
pub enum Of {
    Paragraphs,
    Characters,
}

/// All pages of one kind.
pub struct Pages<'a> {
    stream: &'a [u8],
    of: Of,
    /// Where what each page is about begins and ends in the stream, and the page's number.
    index: Vec<(Range<u32>, u32)>,
}

/// What has the same properties: where it lies in the stream, and the properties.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stretch<'a> {
    pub offsets: Range<u32>,
    /// Of a paragraph, its style.
    pub style: Option<u16>,
    pub properties: &'a [u8],
}

impl<'a> Pages<'a> {
    /// @param index the table of them (2.8.5, 2.8.6)
    pub fn new(stream: &'a [u8], of: Of, index: &[u8]) -> Self {
        let count = index.len().saturating_sub(4) / 8;
        let number = |at: usize| u32_at(index, at).unwrap_or_default();
        let entry =
            |at: usize| (number(at * 4)..number(at * 4 + 4), number((count + 1 + at) * 4) & 0x3F_FFFF);
        Self { stream, of, index: (0..count).map(entry).collect() }
    }

    /// What lies at an offset.
    pub fn at(&self, offset: u32) -> Option<Stretch<'a>> {
        let place = self.index.partition_point(|(offsets, _)| offsets.end <= offset);
        let (_, number) = self.index.get(place).filter(|(offsets, _)| offsets.contains(&offset))?;
        let start = usize::try_from(*number).ok()?.checked_mul(PAGE)?;
        let page = self.stream.get(start..start + PAGE)?;
        let count = usize::from(*page.last()?);
        let bound = |at: usize| u32_at(page, at * 4);
        let found = (0..count).find(|at| bound(at + 1).is_some_and(|end| offset < end))?;
        let offsets = bound(found)?..bound(found + 1)?;
        if !offsets.contains(&offset) {
            return None;
        }
        let width = if self.of == Of::Paragraphs { PARAGRAPH } else { 1 };
        let at = usize::from(*page.get((count + 1) * 4 + found * width)?) * 2;
        let nothing = Stretch { offsets: offsets.clone(), ..Stretch::default() };
        if at == 0 {
            return Some(nothing);
        }
        let Some(list) = self.list(page, at) else { return Some(nothing) };
        Some(match self.of {
            Of::Paragraphs => {
                Stretch { style: u16_at(list, 0), properties: list.get(2..).unwrap_or_default(), ..nothing }
            }
            Of::Characters => Stretch { properties: list, ..nothing },
        })
    }

    /// What is at a place of a page, behind its length.
    fn list(&self, page: &'a [u8], at: usize) -> Option<&'a [u8]> {
        let length = usize::from(*page.get(at)?);
        let (start, length) = match (self.of, length) {
            (Of::Characters, _) => (at + 1, length),
            // In words, one of which is the style.
            (Of::Paragraphs, 0) => (at + 2, usize::from(*page.get(at + 1)?) * 2),
            (Of::Paragraphs, _) => (at + 1, length * 2 - 1),
        };
        page.get(start..start + length)
    }
}
