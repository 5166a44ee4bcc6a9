//! What stands between the quotation marks of a string (RFC 8259, 7).
//!
//! Where a text has few characters that are not ASCII, these are escaped: JavaScript's engines make a string of ASCII as
//! fast as they copy it, and take ten times as long where UTF-8 is anything else.

/// One character of so many bytes may be another.
const FEW: usize = 8;

/// So many bytes are looked at in one step.
const STEP: usize = 16;

/// How strings are written.
#[derive(Clone, Copy)]
pub struct Strings {
    /// The bits of a byte that only such have which are escaped: those of ASCII have none of these.
    escaped: u8,
}

impl Strings {
    /// All characters stay as they are.
    pub const UTF_8: Self = Self { escaped: 0 };

    const ASCII: Self = Self { escaped: 0x80 };

    /// What suits JSON that consists of this text in the main. An escape takes two to three times the bytes of what it
    /// stands for, so that dense ones stay as they are.
    pub fn suiting(text: &str) -> Self {
        let others = text.bytes().filter(|byte| *byte >= 0xC0).count();
        if others <= text.len() / FEW { Self::ASCII } else { Self::UTF_8 }
    }

    /// Writes a text, or a part of one.
    pub fn write(self, out: &mut Vec<u8>, text: &str) {
        out.reserve(text.len() + 1);
        let mut rest = text;
        while let Some(at) = self.first(rest.as_bytes()) {
            let (plain, others) = rest.split_at(at);
            out.extend_from_slice(plain.as_bytes());
            let mut characters = others.chars();
            let character = characters.next().unwrap_or_default();
            rest = characters.as_str();
            match character {
                '"' => out.extend(b"\\\""),
                '\\' => out.extend(b"\\\\"),
                '\n' => out.extend(b"\\n"),
                '\r' => out.extend(b"\\r"),
                '\t' => out.extend(b"\\t"),
                '\u{8}' => out.extend(b"\\b"),
                '\u{c}' => out.extend(b"\\f"),
                _ => character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.extend(escape(*unit))),
            }
        }
        out.extend_from_slice(rest.as_bytes());
    }

    /// Where the first character is that is escaped.
    fn first(self, bytes: &[u8]) -> Option<usize> {
        let steps = bytes.chunks_exact(STEP);
        // Without a branch for each byte, the compiler looks at all of a step at once.
        let none = |step: &[u8]| !step.iter().fold(false, |any, byte| any | self.is_escaped(*byte));
        let start = steps.take_while(|step| none(step)).count() * STEP;
        let found = bytes.get(start..)?.iter().position(|byte| self.is_escaped(*byte))?;
        Some(start + found)
    }

    #[inline]
    fn is_escaped(self, byte: u8) -> bool {
        (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte & self.escaped != 0)
    }
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
    use super::{STEP, Strings};

    fn written(text: &str, strings: Strings) -> String {
        let mut out = vec![b'"'];
        strings.write(&mut out, text);
        out.push(b'"');
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_written_is_the_same_text_wherever_it_is_escaped() {
        let special = "\u{201c}a\" b\u{e9}\u{0}\n\u{1f600}\u{ffff}c\\\u{65e5}\t\r\u{8}\u{c}\u{1f}\u{7f}/";
        for before in 0..=2 * STEP {
            let text = format!("{}{special}{}", "x".repeat(before), "y".repeat(before));
            let ascii = written(&text, Strings::ASCII);
            assert!(
                ascii.is_ascii() && ascii.contains("\\u201ca\\\" b\\u00e9\\u0000\\n\\ud83d\\ude00\\uffffc")
            );
            let read: String = serde_json::from_str(&ascii).unwrap();
            assert_eq!(read, text);
            assert_eq!(written(&text, Strings::UTF_8), serde_json::to_string(&text).unwrap());
        }
    }

    #[test]
    fn dense_characters_stay_as_they_are() {
        let is_ascii = |text: &str| Strings::suiting(text).escaped != 0;
        assert!(
            is_ascii("") && is_ascii("plain") && is_ascii("D\u{e9}j\u{e0} vu, a\u{2014}b, in a longer line")
        );
        assert!(!is_ascii("\u{65e5}\u{672c}\u{8a9e}") && !is_ascii("\u{41f}\u{440}\u{438} Anna"));
    }
}
