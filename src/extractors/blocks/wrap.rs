//! Breaks paragraphs into lines.

use super::spans;

/// The lines of `text` of at most `width` characters behind a margin of `margin`; 0 is no limit. A longer word has a
/// line of its own, and what would start a list or the like at the start of a line is not put there.
pub fn wrapped(text: &str, width: usize, margin: usize) -> Vec<&str> {
    let width = if width == 0 { usize::MAX } else { width.saturating_sub(margin).max(1) };
    let mut lines = Vec::new();
    let (mut start, mut end, mut length) = (0, 0, 0usize);
    for word in text.split_inclusive(' ') {
        let characters = word.trim_end().chars().count();
        let breaks = length > 0 && length.saturating_add(characters) > width;
        let rest = text.get(end..).unwrap_or_default();
        if breaks && !word.trim().is_empty() && spans::escape_line_start(rest) == rest {
            lines.push(text.get(start..end).unwrap_or_default().trim_end());
            (start, length) = (end, 0);
        }
        length = length.saturating_add(word.chars().count());
        end += word.len();
    }
    lines.push(text.get(start..).unwrap_or_default());
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_are_no_longer_than_asked_but_for_long_words() {
        assert_eq!(wrapped("one two three", 7, 0), ["one two", "three"]);
        assert_eq!(wrapped("one two three", 9, 2), ["one two", "three"]);
        assert_eq!(wrapped("a wordthatislong b", 4, 0), ["a", "wordthatislong", "b"]);
        assert_eq!(wrapped("one two three", 0, 0), ["one two three"]);
    }

    #[test]
    fn no_line_begins_like_a_list() {
        assert_eq!(wrapped("three - four", 6, 0), ["three -", "four"]);
        assert_eq!(wrapped("see # nine", 4, 0), ["see #", "nine"]);
    }
}
