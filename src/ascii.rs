//! JSON in ASCII: where a text has few other characters, these are escaped (RFC 8259, 7).
//!
//! JavaScript's engines make a string of ASCII as fast as they copy it, and take ten times as long where UTF-8 is anything
//! else.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// One character of so many bytes may be another.
const FEW: usize = 8;

/// Writes JSON without white space, and in ASCII if it is told to.
pub struct Ascii {
    is_wanted: bool,
}

impl Ascii {
    /// Leaves all characters as they are.
    pub const UTF_8: Self = Self { is_wanted: false };

    /// What suits JSON that consists of this text in the main. An escape takes two to three times the bytes of what it
    /// stands for, so that dense ones stay as they are.
    pub fn suiting(text: &str) -> Self {
        let others = text.bytes().filter(|byte| *byte >= 0xC0).count();
        Self { is_wanted: others <= text.len() / FEW }
    }

    fn write<W: Write + ?Sized>(&self, writer: &mut W, text: &str) -> io::Result<()> {
        if !self.is_wanted || text.is_ascii() {
            return writer.write_all(text.as_bytes());
        }
        escaped(text, &mut |piece| writer.write_all(piece))
    }
}

impl Formatter for Ascii {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        self.write(writer, text)
    }

    /// JSON that has been made before: only its strings are anything but ASCII.
    fn write_raw_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, json: &str) -> io::Result<()> {
        self.write(writer, json)
    }
}

/// There is one of it, whatever it is written to.
#[inline(never)]
fn escaped(text: &str, put: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let (plain, others) = rest.split_at(at);
        put(plain.as_bytes())?;
        let mut characters = others.chars();
        let character = characters.next().unwrap_or_default();
        for unit in character.encode_utf16(&mut [0; 2]) {
            put(&escape(*unit))?;
        }
        rest = characters.as_str();
    }
    put(rest.as_bytes())
}

fn escape(unit: u16) -> [u8; 6] {
    let digit = |shift: u16| match (unit >> shift & 0xF) as u8 {
        digit @ 0..10 => b'0' + digit,
        letter => b'a' + letter - 10,
    };
    [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::value::RawValue;

    use super::Ascii;

    fn written(value: &impl Serialize, ascii: Ascii) -> String {
        let mut bytes = Vec::new();
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, ascii)).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_is_escaped_is_the_same_text() {
        let text = "\u{201c}a\" b\u{e9}\u{0}\n\u{1f600}\u{ffff}c\u{65e5}";
        let raw = RawValue::from_string(serde_json::to_string(text).unwrap()).unwrap();
        let value = (text, raw);
        let ascii = written(&value, Ascii { is_wanted: true });
        assert!(
            ascii.is_ascii()
                && ascii.contains("\\u201ca\\\" b\\u00e9\\u0000\\n\\ud83d\\ude00\\uffffc\\u65e5")
        );
        let read: (String, String) = serde_json::from_str(&ascii).unwrap();
        assert_eq!(read, (text.to_owned(), text.to_owned()));
        assert_eq!(written(&value, Ascii::UTF_8), serde_json::to_string(&value).unwrap());
    }

    #[test]
    fn dense_characters_stay_as_they_are() {
        let is_wanted = |text: &str| Ascii::suiting(text).is_wanted;
        assert!(
            is_wanted("")
                && is_wanted("plain")
                && is_wanted("D\u{e9}j\u{e0} vu, a\u{2014}b, in a longer line")
        );
        assert!(!is_wanted("\u{65e5}\u{672c}\u{8a9e}") && !is_wanted("\u{41f}\u{440}\u{438} Anna"));
    }
}
