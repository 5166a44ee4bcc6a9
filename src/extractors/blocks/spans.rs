//! Writes runs of text with their marks, so that they are read back as they were.

use html_to_markdown_rs::{HighlightStyle, LinkStyle};

use super::markdown::Dialect;
use super::style::Style;
use super::{Mark, MarkKind, Run};

/// Writes runs as Markdown or Djot. Line breaks are left to the block.
pub struct Spans<'s> {
    pub dialect: Dialect,
    pub style: &'s Style<'s>,
    /// What links refer to by numbers, from 1 on.
    pub references: Vec<String>,
}

impl Spans<'_> {
    pub fn write(&mut self, run: &Run) -> String {
        self.span(run, 0..run.text.len(), &run.marks)
    }

    /// What lies in `range`, with the marks that start there.
    fn span(&mut self, run: &Run, range: std::ops::Range<usize>, marks: &[Mark]) -> String {
        let mut out = String::with_capacity(range.len());
        let mut at = range.start;
        let mut marks = marks;
        while let Some((mark, rest)) = marks.split_first() {
            let inner =
                rest.iter().take_while(|inner| inner.end <= mark.end && inner.start < mark.end).count();
            let (inner, after) = rest.split_at(inner);
            marks = after;
            if mark.start < at || mark.end > range.end {
                continue;
            }
            self.escape(&mut out, &run.text, at..mark.start);
            self.marked(&mut out, run, mark, inner);
            at = mark.end;
        }
        self.escape(&mut out, &run.text, at..range.end);
        out
    }

    /// TeX, as it is.
    pub fn formula(&self, tex: &str, display: bool) -> String {
        let dollars = if display { "$$" } else { "$" };
        match self.dialect {
            Dialect::Markdown => format!("{dollars}{tex}{dollars}"),
            Dialect::Djot => format!("{dollars}`{tex}`"),
        }
    }

    fn marked(&mut self, out: &mut String, run: &Run, mark: &Mark, inner: &[Mark]) {
        let text = run.text.get(mark.start..mark.end).unwrap_or_default();
        match &mark.kind {
            MarkKind::Code => {
                let ticks = "`".repeat(longest_run(text, '`') + 1);
                let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
                out.push_str(&format!("{ticks}{pad}{text}{pad}{ticks}"));
            }
            // For TeX, a line's end is a blank.
            MarkKind::Math { display } => out.push_str(&self.formula(&text.replace('\n', " "), *display)),
            MarkKind::Html => out.push_str(text),
            MarkKind::Merged { .. } => {}
            MarkKind::Note { label } => out.push_str(&format!("[^{label}]")),
            MarkKind::Image { url } => {
                let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
                out.push_str("![");
                self.escape(out, text, 0..text.len());
                out.push(']');
                self.target(out, url, None);
            }
            MarkKind::Link { url, title } => self.link(out, run, mark, inner, (url, title.as_deref())),
            MarkKind::Strong
            | MarkKind::Emphasis
            | MarkKind::Underline
            | MarkKind::Strike
            | MarkKind::Highlight
            | MarkKind::Subscript
            | MarkKind::Superscript => {
                let (opens, closes) = self.delimiters(&mark.kind);
                let content = self.span(run, mark.start..mark.end, inner);
                let trimmed = content.trim();
                if trimmed.is_empty() || opens.is_empty() {
                    return out.push_str(&content);
                }
                let (before, after) = content.split_at(content.len() - content.trim_start().len());
                out.push_str(before);
                out.push_str(&opens);
                out.push_str(trimmed);
                out.push_str(&closes);
                out.push_str(after.get(trimmed.len()..).unwrap_or_default());
            }
        }
    }

    fn link(
        &mut self,
        out: &mut String,
        run: &Run,
        mark: &Mark,
        inner: &[Mark],
        (url, title): (&str, Option<&str>),
    ) {
        let options = &self.style.options;
        let text = run.text.get(mark.start..mark.end).unwrap_or_default();
        let named = url == text;
        let is_plain = title.is_none() && inner.is_empty() && !options.default_title;
        if options.autolinks && named && is_plain && can_stand_alone(url) {
            return out.push_str(&format!("<{url}>"));
        }
        let default = Some(url).filter(|_| named && title.is_none() && options.default_title);
        let title = title.filter(|title| *title != text).or(default);
        out.push('[');
        let content = self.span(run, mark.start..mark.end, inner);
        out.push_str(&content);
        out.push(']');
        self.target(out, url, title);
    }

    /// Where a link or an image leads to, behind its text.
    fn target(&mut self, out: &mut String, url: &str, title: Option<&str>) {
        let mut target = self.style.address(url);
        if let Some(title) = title.filter(|_| self.dialect == Dialect::Markdown) {
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            target.push_str(&format!(" \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\"")));
        }
        if self.style.options.link_style == LinkStyle::Inline || target.is_empty() {
            return out.push_str(&format!("({target})"));
        }
        let known = self.references.iter().position(|known| *known == target);
        let number = known.unwrap_or_else(|| {
            self.references.push(target);
            self.references.len() - 1
        });
        out.push_str(&format!("[{}]", number + 1));
    }

    fn delimiters(&self, kind: &MarkKind) -> (String, String) {
        let options = &self.style.options;
        let emphasis = if options.strong_em_symbol == '_' { "_" } else { "*" };
        let both = |text: &str| (text.to_owned(), text.to_owned());
        match (self.dialect, kind) {
            (Dialect::Markdown, MarkKind::Strong) => both(&emphasis.repeat(2)),
            (Dialect::Markdown, MarkKind::Emphasis) => both(emphasis),
            (Dialect::Markdown, MarkKind::Strike) => both("~~"),
            (Dialect::Markdown, MarkKind::Highlight) => match options.highlight_style {
                HighlightStyle::DoubleEqual => both("=="),
                HighlightStyle::Html => ("<mark>".to_owned(), "</mark>".to_owned()),
                HighlightStyle::Bold => both(&emphasis.repeat(2)),
                HighlightStyle::None => both(""),
            },
            (Dialect::Djot, MarkKind::Strong) => both("*"),
            (Dialect::Djot, MarkKind::Emphasis) => both("_"),
            (Dialect::Djot, MarkKind::Underline) => ("{+".to_owned(), "+}".to_owned()),
            (Dialect::Djot, MarkKind::Strike) => ("{-".to_owned(), "-}".to_owned()),
            (Dialect::Djot, MarkKind::Highlight) => ("{=".to_owned(), "=}".to_owned()),
            (dialect, MarkKind::Subscript) => self.style.around(&options.sub_symbol, dialect, "~"),
            (dialect, MarkKind::Superscript) => self.style.around(&options.sup_symbol, dialect, "^"),
            _ => both(""),
        }
    }

    /// Text in which nothing is markup. What the dialect would not take for markup stays as it is.
    fn escape(&self, out: &mut String, text: &str, range: std::ops::Range<usize>) {
        let djot = self.dialect == Dialect::Djot;
        let by_choice = self.style.escapes_by_choice();
        let mut before = text.get(..range.start).and_then(|before| before.chars().next_back());
        let mut rest = text.get(range).unwrap_or_default();
        loop {
            if !by_choice {
                let plain = rest.bytes().position(may_be_markup).unwrap_or(rest.len());
                let (plain, behind) = rest.split_at(plain);
                out.push_str(plain);
                before = plain.chars().next_back().or(before);
                rest = behind;
            }
            let mut characters = rest.chars();
            let Some(character) = characters.next() else { return };
            rest = characters.as_str();
            let after = characters.next();
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
                        && is_reference(rest.chars())
                }
                '~' => djot || after == Some('~') || before == Some('~'),
                ']' => matches!(after, Some('(')) || djot && matches!(after, Some('[' | '{')),
                '^' | '{' | '}' => djot,
                '$' => djot && matches!(after, Some('`' | '$')),
                _ => false,
            };
            if special || self.style.escapes(character, before) {
                out.push('\\');
            }
            out.push(character);
            before = Some(character);
        }
    }
}

/// Whether something is markup in either dialect, at some place.
fn may_be_markup(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'*' | b'_' | b'<' | b'&' | b'~' | b']' | b'^' | b'{' | b'}' | b'$')
}

/// Whether an address may be a link of its own (CommonMark, 6.5): it has a scheme, and no character that ends it.
fn can_stand_alone(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && (2..=32).contains(&scheme.len())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>'))
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
