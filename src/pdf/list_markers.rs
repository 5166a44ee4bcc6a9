//! The signs that begin a list item: bullets, and numbers or letters with a full stop or bracket.

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A bullet of this many bytes.
    Bullet(usize),
    /// A decimal number with a full stop or closing bracket: its value and the marker's length in bytes.
    Number(u32, usize),
    /// A letter, a Roman number or a bracketed number; kept as part of the text.
    Other,
}

const BULLETS: &str = "•‣⁃◦∙●○■□▪▫◆◇❖►▶▸➢➤➔✓✔✗✘☐☑☒★☆·–—→⇒⮚\u{F0B7}\u{F0A7}\u{F0D8}\u{F0FC}\u{F0A8}\u{F06E}\u{F06F}\u{F071}\u{F075}\u{F076}\u{F0B2}\u{F0E8}\u{25CF}\u{25AA}";

/// The marker at the head of `text`, if what follows is a word and not a part of the marker's own.
pub fn find(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..)?;
    // A glyph of a symbol font that has no Unicode value, alone before a word.
    if first == '\u{FFFD}' {
        let word = text.trim_start_matches('\u{FFFD}');
        let follows =
            word.strip_prefix(' ').and_then(|w| w.chars().next()).is_some_and(char::is_alphanumeric);
        return (follows && !word.contains('\u{FFFD}')).then_some(Marker::Bullet(text.len() - word.len()));
    }
    if BULLETS.contains(first) && !matches!(first, '–' | '—' | '·' | '→') {
        return (!rest.trim().is_empty()).then_some(Marker::Bullet(first.len_utf8()));
    }
    if matches!(first, '-' | '*' | '+' | '–' | '—' | '·' | '→') || (first == 'o' && rest.starts_with(' '))
    {
        let follows = rest
            .strip_prefix(' ')
            .and_then(|r| r.chars().next())
            .is_some_and(|c| c.is_alphanumeric() || "(\"“'[".contains(c));
        let is_word = first == 'o' && !rest.trim_start().starts_with(char::is_uppercase);
        return (follows && !is_word).then_some(Marker::Bullet(first.len_utf8()));
    }
    let (token, after) = text.split_once(' ')?;
    if after.trim().is_empty() {
        return None;
    }
    let bare = token.trim_start_matches('(').trim_end_matches([')', '.']);
    let closed = token.len() > bare.len() && token.ends_with([')', '.']);
    if !closed || bare.is_empty() {
        return None;
    }
    if let Ok(value) = bare.parse::<u32>()
        && bare.len() <= 3
    {
        return Some(match token.starts_with('(') {
            true => Marker::Other,
            false => Marker::Number(value, token.len()),
        });
    }
    let bracketed = token.ends_with(')');
    let letter = bare.len() == 1 && bare.chars().all(|c| c.is_ascii_lowercase());
    let roman = bare.len() <= 5 && bare.chars().all(|c| "ivx".contains(c));
    (bracketed && (letter || roman)).then_some(Marker::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_and_numbers_begin_items() {
        assert_eq!(find("• one"), Some(Marker::Bullet(3)));
        assert_eq!(find("- one"), Some(Marker::Bullet(1)));
        assert_eq!(find("12. one"), Some(Marker::Number(12, 3)));
        assert_eq!(find("a) one"), Some(Marker::Other));
        assert_eq!(find("(iv) one"), Some(Marker::Other));
    }

    #[test]
    fn what_only_looks_like_a_marker_does_not() {
        for text in ["-5 degrees", "1.5 metres", "2024. was", "e.g. one", "A. Smith", "•", "or not"] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
