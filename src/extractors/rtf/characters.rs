//! Which characters bytes are: by the font that they are set in, or else by the document (RTF 1.9.1, "Character Set", "Font Table").

use std::borrow::Cow;

use ahash::AHashMap;
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

use crate::encoding;

/// A font of pictures instead of letters.
const SYMBOL: i32 = 2;

/// What bytes are in a document, and in its fonts.
pub struct Characters {
    /// Where a font says nothing else.
    document: &'static Encoding,
    /// None for fonts of pictures.
    fonts: AHashMap<i32, Option<&'static Encoding>>,
}

impl Default for Characters {
    fn default() -> Self {
        Self { document: WINDOWS_1252, fonts: AHashMap::new() }
    }
}

impl Characters {
    /// Takes in what the document says of its character set; whether it was that.
    pub fn declare(&mut self, name: &[u8], number: Option<i32>) -> bool {
        match name {
            b"ansi" | b"pc" | b"pca" => {}
            b"mac" => self.document = MACINTOSH,
            b"ansicpg" => self.document = page(number).unwrap_or(self.document),
            _ => return false,
        }
        true
    }

    /// Takes in what the table of fonts says of one.
    pub fn font(&mut self, font: i32, name: &[u8], number: i32) {
        match name {
            b"fcharset" if number == SYMBOL => drop(self.fonts.insert(font, None)),
            b"fcharset" => self.fonts.extend(charset(number).map(|encoding| (font, Some(encoding)))),
            b"cpg" => self.fonts.extend(page(Some(number)).map(|encoding| (font, Some(encoding)))),
            _ => {}
        }
    }

    /// Whether a font has pictures instead of letters.
    pub fn is_of_pictures(&self, font: Option<i32>) -> bool {
        font.is_some_and(|font| matches!(self.fonts.get(&font), Some(None)))
    }

    /// The text that bytes are in a font, if they are in one.
    pub fn text<'b>(&self, bytes: &'b [u8], font: Option<i32>) -> Cow<'b, str> {
        let own = font.and_then(|font| self.fonts.get(&font)).copied();
        match own.unwrap_or(Some(self.document)) {
            // Most documents are in this, and need no tables of the others.
            Some(encoding) if encoding == WINDOWS_1252 => western(bytes),
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
            None => bytes.iter().map(|byte| picture(*byte)).collect::<String>().into(),
        }
    }
}

/// Text in Windows' code page for Western Europe.
fn western(bytes: &[u8]) -> Cow<'_, str> {
    const AFTER_ASCII: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Cow::Borrowed(text),
        _ => {
            let character = |byte: &u8| {
                let place = usize::from(byte.wrapping_sub(0x80));
                AFTER_ASCII.get(place).copied().unwrap_or_else(|| char::from(*byte))
            };
            Cow::Owned(bytes.iter().map(character).collect())
        }
    }
}

fn page(number: Option<i32>) -> Option<&'static Encoding> {
    encoding::code_page(u16::try_from(number?).ok()?)
}

/// Of a font's character set, as Windows numbers these.
fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        77 => return Some(MACINTOSH),
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        0 => 1252,
        // 1 is the document's own.
        _ => return None,
    };
    encoding::code_page(page)
}

/// Of the pictures, what lists have before their items; others are given as letters.
fn picture(byte: u8) -> char {
    match byte {
        0xA7 => '▪',
        0xB7 => '•',
        0xFC => '✓',
        byte => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::{WINDOWS_1252, western};

    #[test]
    fn western_text_is_what_the_encoding_standard_says() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(western(&bytes), WINDOWS_1252.decode_without_bom_handling(&bytes).0);
        assert_eq!(western(b"plain"), "plain");
    }
}
