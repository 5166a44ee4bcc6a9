//! Djot and BibTeX nested no deeper than their readers bear, which take cubic time to lists in lists, and quadratic
//! time to brackets in brackets.

/// The text without the indentation, quotation marks and brackets that nest it more than `depth` deep; none where
/// it may stay as it is.
pub fn flattened(text: &str, depth: usize) -> Option<String> {
    let brackets = text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if brackets <= depth && text.split('\n').all(|line| line.len() <= 2 * depth) {
        return None;
    }
    let mut kept = String::new();
    let mut copied = 0;
    let (mut open, mut too_deep) = (0usize, 0usize);
    let mut drop = |from: usize, to: usize| {
        kept.push_str(text.get(copied..from).unwrap_or_default());
        copied = to;
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // A level takes two columns: a list's bullet or a quotation's mark, and a blank.
        let (kept, prefix) = nested_by(line, 2 * depth);
        let content = line.get(prefix..).unwrap_or_default();
        if kept < prefix && !content.trim().is_empty() {
            drop(start + kept, start + prefix);
        }
        if content.trim().is_empty() {
            // Spans end with their paragraph.
            (open, too_deep) = (0, 0);
        }
        for (at, byte) in content.bytes().enumerate() {
            let at = start + prefix + at;
            match byte {
                b'{' | b'[' if open < depth => open += 1,
                b'{' | b'[' => {
                    too_deep += 1;
                    drop(at, at + 1);
                }
                b'}' | b']' if too_deep > 0 => {
                    too_deep -= 1;
                    drop(at, at + 1);
                }
                b'}' | b']' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        start += line.len();
    }
    if copied == 0 {
        return None;
    }
    kept.push_str(text.get(copied..).unwrap_or_default());
    Some(kept)
}

/// How much of what nests a line lies within so many columns, and where all of it ends, in bytes.
fn nested_by(line: &str, columns: usize) -> (usize, usize) {
    let (mut kept, mut end) = (0, 0);
    while let Some(length) = line.get(end..).and_then(nesting_mark) {
        end += length;
        if end <= columns {
            kept = end;
        }
    }
    (kept, end)
}

/// A blank, a quotation's mark, or a list's bullet or number with the blank behind it.
fn nesting_mark(rest: &str) -> Option<usize> {
    /// "(", nine digits, ")", and the blank.
    const LONGEST: usize = 12;
    let bytes = rest.as_bytes();
    if matches!(bytes.first()?, b' ' | b'\t' | b'>') {
        return Some(1);
    }
    let length = bytes.iter().take(LONGEST).position(|byte| matches!(byte, b' ' | b'\t'))?;
    let is_mark = match bytes.get(..length)? {
        b"-" | b"*" | b"+" | b":" => true,
        [b'(', number @ .., b')'] | [number @ .., b'.' | b')'] => match number {
            [letter] => letter.is_ascii_alphanumeric(),
            digits => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        },
        _ => false,
    };
    is_mark.then_some(length + 1)
}

/// So many spans of a paragraph of Djot may be open: their reader goes through all of them at each mark.
const MOST_OPEN: usize = 500;

/// Whether it may open a span, or close one.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'_' | b'*' | b'^' | b'~' | b'"' | b'\'')
}

/// What code stands between.
struct Fence {
    mark: char,
    length: usize,
    /// Of its line, in bytes.
    indent: usize,
}

impl Fence {
    /// What stands behind its marks says what the code is written in, and has none of them.
    fn begun_by(line: &str) -> Option<Self> {
        let content = line.trim_start();
        let mark = content.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let rest = content.trim_start_matches(mark);
        let length = content.len() - rest.len();
        let is_fence = length >= 3 && !(mark == '`' && rest.contains(mark));
        is_fence.then_some(Self { mark, length, indent: line.len() - content.len() })
    }

    fn ends(&self, content: &str) -> bool {
        content.len() >= self.length && content.chars().all(|character| character == self.mark)
    }
}

/// Djot with a backslash before the marks that would open more spans than may be, so that they stand as they are; none
/// where it may stay as it is.
pub fn escaped(djot: &str) -> Option<String> {
    if djot.bytes().filter(|byte| is_mark(*byte)).count() <= MOST_OPEN {
        return None;
    }
    let mut kept = String::new();
    let mut copied = 0;
    let mut open: Vec<u8> = Vec::new();
    let mut start = 0;
    let mut code: Option<Fence> = None;
    for line in djot.split_inclusive('\n') {
        let content = line.trim();
        // Code ends with what it stands in, too.
        code =
            code.filter(|fence| content.is_empty() || fence.indent <= line.len() - line.trim_start().len());
        let was_code = code.is_some();
        code = match code {
            Some(fence) => (!fence.ends(content)).then_some(fence),
            None => Fence::begun_by(line),
        };
        if content.is_empty() || was_code || code.is_some() {
            // Spans end with their paragraph.
            open.clear();
            start += line.len();
            continue;
        }
        let bytes = line.as_bytes();
        let mut before = b' ';
        for (at, byte) in bytes.iter().copied().enumerate() {
            let last = std::mem::replace(&mut before, byte);
            if last == b'\\' || !is_mark(byte) {
                continue;
            }
            let is_behind = !last.is_ascii_whitespace();
            let opened = open.iter().rposition(|opened| *opened == byte);
            if let Some(opened) = opened.filter(|_| is_behind) {
                open.truncate(opened);
            } else if bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) || byte == b'\'' && is_behind {
                // It opens nothing: an apostrophe stands within its word.
            } else if open.len() < MOST_OPEN {
                open.push(byte);
            } else {
                kept.push_str(djot.get(copied..start + at).unwrap_or_default());
                kept.push('\\');
                copied = start + at;
            }
        }
        start += line.len();
    }
    if kept.is_empty() {
        return None;
    }
    kept.push_str(djot.get(copied..).unwrap_or_default());
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::{MOST_OPEN, escaped, flattened};

    #[test]
    fn spans_that_are_closed_are_left_alone() {
        let text = "_a_ *b* \"c d\" it's ~e~ 2 * 3 \\_ *a _b*\n".repeat(2 * MOST_OPEN);
        assert_eq!(escaped(&text), None);
        let paragraphs = format!("{}\n\n", "_a ".repeat(MOST_OPEN)).repeat(3);
        assert_eq!(escaped(&paragraphs), None);
        for fence in ["```", "~~~~", "``` python"] {
            let end = fence.split(' ').next().unwrap();
            let code = format!("{fence}\n{}\n``\n{end}\n", "*a ".repeat(2 * MOST_OPEN));
            assert_eq!(escaped(&code), None);
        }
    }

    #[test]
    fn what_is_no_code_or_stands_behind_it_is_not_taken_for_code() {
        for before in ["```a```\n", "``\n", "```\na\n```\n", "- a\n\n  ```\n  b\n\n", "````\n```\n````\n"] {
            let text = format!("{before}{}", "_a *b ".repeat(MOST_OPEN));
            assert!(escaped(&text).is_some(), "{before}");
        }
    }

    #[test]
    fn what_would_open_too_many_spans_stands_as_it_is() {
        let (most, more) = ("_a *b ".repeat(MOST_OPEN / 2), "_c *\u{e9} ");
        let expected = format!("{most}\\_c \\*\u{e9} \n\n_d");
        assert_eq!(escaped(&format!("{most}{more}\n\n_d")), Some(expected));
    }

    #[test]
    fn what_is_not_too_deep_is_left_alone() {
        let text = "> > quoted {_twice_}\n\n- a\n\n  - [b](c)\n\n```\n{{{\n```\n".repeat(100);
        assert_eq!(flattened(&text, 4), None);
    }

    #[test]
    fn lists_and_quotations_are_cut_to_the_depth() {
        for (text, expected) in [
            ("      - x\n> > > y\n", "    x\n> > y\n"),
            ("- * + x\n", "- * x\n"),
            ("1. (2) c) x\n", "1. x\n"),
            ("a. : > x\n", "a. x\n"),
        ] {
            assert_eq!(flattened(text, 2).as_deref(), Some(expected));
        }
        assert_eq!(flattened("--- | - So. We. went.\n", 2), None);
    }

    #[test]
    fn spans_are_cut_to_the_depth_and_keep_their_text() {
        assert_eq!(flattened("{_a{_b{_c_}d_}e_}", 2).as_deref(), Some("{_a{_b_c_d_}e_}"));
        assert_eq!(flattened("[[\n\n[[", 2), None);
    }
}
