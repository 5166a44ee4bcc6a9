//! From a glyph's Unicode value to text: what stands for nothing is dropped, presentation forms are taken apart.

use hayro_interpret::hayro_cmap::BfString;
use std::hash::{DefaultHasher, Hash, Hasher};
use unicode_normalization::UnicodeNormalization;

/// The text of a glyph, U+FFFD where there is none.
///
/// Latin ligatures (U+FB00 to U+FB06) and Arabic and Hebrew presentation forms become the letters they show, a
/// no-break space a space, a soft hyphen a hyphen; control characters are dropped.
pub fn normalise(text: Option<BfString>) -> BfString {
    match text {
        Some(BfString::Char(c)) if is_plain(c) => BfString::Char(c),
        Some(BfString::Char(c)) => collapse(expand(c).collect()),
        Some(BfString::String(s)) => collapse(s.chars().flat_map(expand).collect()),
        None => BfString::Char('\u{FFFD}'),
    }
}

/// Equal for equal texts.
pub fn key(text: &BfString) -> u64 {
    match text {
        BfString::Char(c) => u64::from(*c),
        BfString::String(s) => {
            let mut hasher = DefaultHasher::new();
            s.hash(&mut hasher);
            hasher.finish() | 1 << 63
        }
    }
}

fn is_plain(c: char) -> bool {
    (' '..='~').contains(&c)
        || (c > '\u{AD}' && !is_presentation_form(c) && !is_invisible(c) && !c.is_whitespace())
}

fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{FB00}'..='\u{FB4F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn expand(c: char) -> Box<dyn Iterator<Item = char>> {
    if is_presentation_form(c) {
        return Box::new(std::iter::once(c).nfkc().collect::<Vec<_>>().into_iter());
    }
    let c = match c {
        '\u{AD}' => Some('-'),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() || is_invisible(c) => None,
        c => Some(c),
    };
    Box::new(c.into_iter())
}

fn collapse(text: String) -> BfString {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => BfString::Char(c),
        _ => BfString::String(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(glyph: BfString) -> String {
        match glyph {
            BfString::Char(c) => c.to_string(),
            BfString::String(s) => s,
        }
    }

    #[test]
    fn a_ligature_becomes_its_letters() {
        assert_eq!(text(normalise(Some(BfString::Char('\u{FB03}')))), "ffi");
        assert_eq!(text(normalise(Some(BfString::Char('\u{FEFB}')))), "\u{644}\u{627}");
    }

    #[test]
    fn what_shows_nothing_is_dropped() {
        assert_eq!(text(normalise(Some(BfString::String("a\u{200B}\u{1}b".into())))), "ab");
        assert_eq!(text(normalise(None)), "\u{FFFD}");
    }
}
