//! Text strings (ISO 32000-2, 7.9.2.2): UTF-16BE or UTF-8 with a byte order mark, else PDFDocEncoding (annex D.3).

/// The text of a string object. Control characters other than line ends and tabs are dropped.
pub fn decode(bytes: &[u8]) -> String {
    let text: String = if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        utf16(rest, u16::from_be_bytes)
    } else if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        utf16(rest, u16::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        bytes.iter().map(|byte| doc_encoding(*byte)).collect()
    };
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect()
}

/// The text of a string object without white space around it, unless nothing is left.
pub fn decode_some(bytes: &[u8]) -> Option<String> {
    let text = decode(bytes).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let text: String =
        char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).map(|c| c.unwrap_or('\u{FFFD}')).collect();
    without_language_codes(&text)
}

/// A language code stands between two escape characters (7.9.2.2.1).
fn without_language_codes(text: &str) -> String {
    if !text.contains('\u{1B}') {
        return text.to_owned();
    }
    text.split('\u{1B}').step_by(2).collect()
}

fn doc_encoding(byte: u8) -> char {
    const FROM_18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const FROM_80: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ',
        'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
    ];
    let table =
        |table: &[char], first: u8| table.get(usize::from(byte - first)).copied().unwrap_or('\u{FFFD}');
    match byte {
        0x18..=0x1F => table(&FROM_18, 0x18),
        0x80..=0xA0 => table(&FROM_80, 0x80),
        byte => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_of_a_text_string_is_read() {
        assert_eq!(decode(b"\xFE\xFF\x00H\x00\xE9"), "Hé");
        assert_eq!(decode(b"\xEF\xBB\xBFH\xC3\xA9"), "Hé");
        assert_eq!(decode(b"H\xE9 \x84 \xA0"), "Hé — €");
        assert_eq!(decode(b"\xFE\xFF\x00\x1B\x00e\x00n\x00\x1B\x00A"), "A");
    }
}
