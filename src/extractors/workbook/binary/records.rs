//! Records, of which every part of a binary workbook consists ([MS-XLSB] 2.1.4), and what stands in them.

use crate::compound::u32_at;

/// Records one after the other: what kind each is of, and its bytes. One that breaks off is none.
pub struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub fn of(part: &'a [u8]) -> Self {
        Self { rest: part }
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    /// A number of seven bits a byte, the lowest first, in at most so many bytes.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for place in 0..most {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u32, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.number(2)?;
        let length = self.number(4)? as usize;
        let (record, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some((kind, record))
    }
}

/// A string at a place, and the place behind it (2.5.169). None where it breaks off, or there is none.
pub fn wide(record: &[u8], at: usize) -> Option<(Wide<'_>, usize)> {
    let length = usize::try_from(u32_at(record, at)?).ok()?.checked_mul(2)?;
    let start = at + 4;
    let end = start.checked_add(length)?;
    Some((Wide(record.get(start..end)?), end))
}

/// Text in UTF-16.
#[derive(Clone, Copy)]
pub struct Wide<'a>(&'a [u8]);

impl Wide<'_> {
    /// What it says; U+FFFD stands for half of a pair.
    pub fn text(self) -> String {
        let units = || self.0.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        let mut text = String::with_capacity(self.0.len() / 2);
        for character in char::decode_utf16(units()) {
            text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        text
    }
}

pub fn f64_at(record: &[u8], at: usize) -> Option<f64> {
    record.get(at..)?.first_chunk().copied().map(f64::from_le_bytes)
}
