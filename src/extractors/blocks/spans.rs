//! Writes runs of text with their marks, so that they are read back as they were.

use super::markdown::Dialect;
use super::{Mark, MarkKind, Run};

/// A run as Markdown or Djot. Line breaks are left to the block.
pub fn write(run: &Run, dialect: Dialect) -> String {
    span(run, 0..run.text.len(), &run.marks, dialect)
}

/// What lies in `range`, with the marks that start there.
fn span(run: &Run, range: std::ops::Range<usize>, marks: &[Mark], dialect: Dialect) -> String {
    let mut out = String::new();
    let mut at = range.start;
    let mut marks = marks;
    while let Some((mark, rest)) = marks.split_first() {
        let inner = rest.iter().take_while(|inner| inner.end <= mark.end && inner.start < mark.end).count();
        let (inner, after) = rest.split_at(inner);
        marks = after;
        if mark.start < at || mark.end > range.end {
            continue;
        }
        escape(&mut out, &run.text, at..mark.start, dialect);
        marked(&mut out, run, mark, inner, dialect);
        at = mark.end;
    }
    escape(&mut out, &run.text, at..range.end, dialect);
    out
}

fn marked(out: &mut String, run: &Run, mark: &Mark, inner: &[Mark], dialect: Dialect) {
    let text = run.text.get(mark.start..mark.end).unwrap_or_default();
    match &mark.kind {
        MarkKind::Code => {
            let ticks = "`".repeat(longest_run(text, '`') + 1);
            let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
            out.push_str(&format!("{ticks}{pad}{text}{pad}{ticks}"));
        }
        MarkKind::Math { display } => {
            let dollars = if *display { "$$" } else { "$" };
            match dialect {
                Dialect::Markdown => out.push_str(&format!("{dollars}{text}{dollars}")),
                Dialect::Djot => out.push_str(&format!("{dollars}`{text}`")),
            }
        }
        MarkKind::Note { label } => out.push_str(&format!("[^{label}]")),
        MarkKind::Merged { .. } => {}
        MarkKind::Image { url } => {
            let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
            out.push_str("![");
            escape(out, text, 0..text.len(), dialect);
            out.push_str(&format!("]({})", address(url)));
        }
        MarkKind::Link { url, title } => {
            out.push('[');
            out.push_str(&span(run, mark.start..mark.end, inner, dialect));
            out.push_str(&format!("]({}", address(url)));
            if let Some(title) =
                title.as_ref().filter(|title| title.as_str() != text && dialect == Dialect::Markdown)
            {
                let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
                out.push_str(&format!(" \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\"")));
            }
            out.push(')');
        }
        MarkKind::Strong
        | MarkKind::Emphasis
        | MarkKind::Underline
        | MarkKind::Strike
        | MarkKind::Highlight
        | MarkKind::Subscript
        | MarkKind::Superscript => {
            let (opens, closes) = delimiters(&mark.kind, dialect);
            let content = span(run, mark.start..mark.end, inner, dialect);
            let trimmed = content.trim();
            if trimmed.is_empty() || opens.is_empty() {
                return out.push_str(&content);
            }
            let (before, after) = content.split_at(content.len() - content.trim_start().len());
            out.push_str(before);
            out.push_str(opens);
            out.push_str(trimmed);
            out.push_str(closes);
            out.push_str(after.get(trimmed.len()..).unwrap_or_default());
        }
    }
}

fn delimiters(kind: &MarkKind, dialect: Dialect) -> (&'static str, &'static str) {
    match (dialect, kind) {
        (Dialect::Markdown, MarkKind::Strong) => ("**", "**"),
        (Dialect::Markdown, MarkKind::Emphasis) => ("*", "*"),
        (Dialect::Markdown, MarkKind::Strike) => ("~~", "~~"),
        (Dialect::Markdown, MarkKind::Highlight) => ("==", "=="),
        (Dialect::Djot, MarkKind::Strong) => ("*", "*"),
        (Dialect::Djot, MarkKind::Emphasis) => ("_", "_"),
        (Dialect::Djot, MarkKind::Underline) => ("{+", "+}"),
        (Dialect::Djot, MarkKind::Strike) => ("{-", "-}"),
        (Dialect::Djot, MarkKind::Highlight) => ("{=", "=}"),
        (Dialect::Djot, MarkKind::Subscript) => ("~", "~"),
        (Dialect::Djot, MarkKind::Superscript) => ("^", "^"),
        _ => ("", ""),
    }
}

/// An address that ends where it is meant to. Images that are in the page itself have none.
fn address(url: &str) -> String {
    if url.starts_with("data:") {
        return String::new();
    }
    let mut depth = 0i64;
    let balanced = url.chars().all(|character| {
        depth += i64::from(character == '(') - i64::from(character == ')');
        depth >= 0
    });
    let balanced = balanced && depth == 0;
    let mut address = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            '(' if !balanced => address.push_str("%28"),
            ')' if !balanced => address.push_str("%29"),
            ' ' => address.push_str("%20"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            '\\' => address.push_str("%5C"),
            character if character.is_control() => {}
            character => address.push(character),
        }
    }
    address
}

/// Text in which nothing is markup. What the dialect would not take for markup stays as it is.
fn escape(out: &mut String, text: &str, range: std::ops::Range<usize>, dialect: Dialect) {
    let djot = dialect == Dialect::Djot;
    let mut before = text.get(..range.start).and_then(|before| before.chars().next_back());
    let mut rest = text.get(range).unwrap_or_default().chars().peekable();
    while let Some(character) = rest.next() {
        let after = rest.peek().copied();
        let beside = |test: fn(char) -> bool| before.is_some_and(test) && after.is_some_and(test);
        let wordy = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let special = match character {
            '\\' => after.is_none_or(|c| c.is_ascii_punctuation()),
            '`' => true,
            '*' => wordy(before) || wordy(after),
            '_' if djot => wordy(before) || wordy(after),
            '_' => (wordy(before) || wordy(after)) && !beside(char::is_alphanumeric),
            '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            '&' => {
                !djot
                    && after.is_some_and(|c| c.is_ascii_alphabetic() || c == '#')
                    && is_reference(rest.clone())
            }
            '~' => djot || after == Some('~') || before == Some('~'),
            ']' => matches!(after, Some('(')) || djot && matches!(after, Some('[' | '{')),
            '^' | '{' | '}' => djot,
            '$' => djot && matches!(after, Some('`' | '$')),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(character);
        before = Some(character);
    }
}

fn is_reference(rest: impl Iterator<Item = char>) -> bool {
    let mut rest = rest.take(33).skip_while(|c| c.is_ascii_alphanumeric() || *c == '#');
    rest.next() == Some(';')
}

/// A line that does not start a heading, a list, a quotation or a rule.
pub fn escape_line_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or_default();
    let ends = |after: Option<char>| after.is_none_or(char::is_whitespace);
    let mut characters = rest.chars();
    let special = match characters.next() {
        Some('.' | ')') if (1..=9).contains(&digits) => ends(characters.next()),
        _ if digits > 0 => false,
        Some('#') => ends(rest.trim_start_matches('#').chars().next()),
        Some('>' | '|') => true,
        Some('-' | '+' | ':') => {
            ends(characters.next()) || rest.trim_end().trim_matches(['-', ' ']).is_empty()
        }
        Some('=') => rest.trim_end().trim_matches('=').is_empty(),
        Some('~') => rest.starts_with("~~~"),
        _ => false,
    };
    if !special {
        return line.to_owned();
    }
    let (start, rest) = line.split_at(digits);
    format!("{start}\\{rest}")
}

/// The length of the longest run of a character.
pub fn longest_run(text: &str, wanted: char) -> usize {
    let (mut longest, mut current) = (0, 0);
    for character in text.chars() {
        current = if character == wanted { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    longest
}
