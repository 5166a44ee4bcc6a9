//! Names as Rust writes them, and as JavaScript does.

use std::borrow::Cow;

/// `max_chars` -> `maxChars`; a name without an underscore before a letter or digit stays as it is.
pub fn camel_case(name: &str) -> Cow<'_, str> {
    if !name.contains('_') {
        return Cow::Borrowed(name);
    }
    let mut out = Vec::with_capacity(name.len());
    put_camel_case(&mut out, name);
    // Nothing but underscores and letters of ASCII has changed.
    String::from_utf8(out).map_or(Cow::Borrowed(name), Cow::Owned)
}

/// Writes the same.
pub fn put_camel_case(out: &mut Vec<u8>, name: &str) {
    let start = out.len();
    let mut bytes = name.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let next = bytes.peek().filter(|next| next.is_ascii_lowercase() || next.is_ascii_digit()).copied();
        match next {
            Some(next) if byte == b'_' && out.len() > start => {
                out.push(next.to_ascii_uppercase());
                bytes.next();
            }
            _ => out.push(byte),
        }
    }
}

/// Whether a key of a flattened struct is a name given by a programmer and not a document's own word.
pub fn is_snake_case(key: &str) -> bool {
    let mut before = b'_';
    let fits = key.bytes().all(|byte| {
        let follows = std::mem::replace(&mut before, byte) != b'_';
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || (byte == b'_' && follows)
    });
    fits && before != b'_' && key.starts_with(|first: char| first.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{camel_case, is_snake_case};

    #[test]
    fn names_turn_where_an_underscore_stands_inside() {
        assert_eq!(camel_case("content"), "content");
        assert_eq!(camel_case("_private"), "_private");
        assert_eq!(camel_case("a_1_b"), "a1B");
        assert_eq!(camel_case("gr\u{f6}\u{df}e_in_mm"), "gr\u{f6}\u{df}eInMm");
        assert_eq!(camel_case("a__b_\u{e9}_"), "a_B_\u{e9}_");
    }

    #[test]
    fn a_documents_own_words_are_not_taken_for_names() {
        assert!(!is_snake_case("__proto__") && !is_snake_case("a__b") && !is_snake_case("a_"));
        assert!(!is_snake_case("1a") && !is_snake_case("") && is_snake_case("a_1_b"));
        assert!(!is_snake_case("Title"));
    }
}
