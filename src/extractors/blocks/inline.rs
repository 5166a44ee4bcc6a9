//! Gathers the text of a block: white space, and what is marked.

use super::{Mark, MarkKind, Run};

/// A text of more bytes is not copied.
const LONG: usize = 64 << 10;

/// A run being written.
#[derive(Default)]
pub struct Inline {
    run: Run,
    /// The marks that are not closed, innermost last: where they are among the run's.
    open: Vec<usize>,
    /// White space that counts only if something comes after it.
    space: bool,
    /// Whether all white space is kept as it is.
    strict: bool,
}

impl Inline {
    pub fn new(strict: bool) -> Self {
        Self { strict, ..Self::default() }
    }

    /// Adds text whose white space is one blank at most (CSS Text 3, 4.1.1).
    pub fn text(&mut self, text: &str) {
        if self.strict {
            return self.run.text.push_str(&text.replace('\r', ""));
        }
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = plain_length(rest.as_bytes());
            let (piece, after) = rest.split_at(length.max(first.len_utf8()));
            rest = after;
            if length > 0 {
                self.settle();
                self.run.text.push_str(piece);
            } else if is_space(first) {
                self.space = true;
            } else if !matches!(first, '\u{ad}' | '\u{feff}') {
                // Soft hyphens and byte order marks are not to be seen.
                self.settle();
                self.run.text.push(first);
            }
        }
    }

    /// A line ends here, but for the last.
    pub fn line_break(&mut self) {
        self.space = false;
        if !self.run.text.is_empty() {
            self.run.text.push('\n');
        }
    }

    /// Marks what comes up to the call of `close`. What is marked already is not marked again.
    pub fn open(&mut self, kind: MarkKind) -> bool {
        let same = |index: &usize| {
            let mark = self.run.marks.get(*index);
            mark.is_some_and(|mark| std::mem::discriminant(&mark.kind) == std::mem::discriminant(&kind))
        };
        if self.open.iter().any(same) {
            return false;
        }
        let start = self.run.text.len() + usize::from(self.space && self.wants_space());
        self.open.push(self.run.marks.len());
        self.run.marks.push(Mark { start, end: usize::MAX, kind });
        true
    }

    pub fn close(&mut self) {
        if let Some(mark) = self.open.pop().and_then(|index| self.run.marks.get_mut(index)) {
            mark.end = self.run.text.len().max(mark.start);
        }
    }

    /// An image and the text that stands for it.
    pub fn image(&mut self, url: String, alternative: &str) {
        let alternative = alternative.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = if alternative.is_empty() { alternative } else { format!("[{alternative}]") };
        self.marked(MarkKind::Image { url }, &text);
    }

    /// Text that is one mark.
    pub fn marked(&mut self, kind: MarkKind, text: &str) {
        self.settle();
        let start = self.run.text.len();
        self.run.text.push_str(text);
        self.run.marks.push(Mark { start, end: self.run.text.len(), kind });
    }

    /// What was written so far; what is open goes on in the next.
    pub fn take(&mut self) -> Run {
        self.space = false;
        let text = self.text_so_far();
        if self.run.marks.is_empty() {
            return Run { text, marks: Vec::new() };
        }
        let kinds: Vec<MarkKind> =
            self.open.iter().filter_map(|index| Some(self.run.marks.get(*index)?.kind.clone())).collect();
        self.open = (0..kinds.len()).collect();
        let going_on = kinds.into_iter().map(|kind| Mark { start: 0, end: usize::MAX, kind }).collect();
        let mut marks = std::mem::replace(&mut self.run.marks, going_on);
        let length = text.len();
        for mark in &mut marks {
            (mark.start, mark.end) = (mark.start.min(length), mark.end.min(length));
        }
        let stands_alone = |kind: &MarkKind| matches!(kind, MarkKind::Image { .. } | MarkKind::Note { .. });
        marks.retain(|mark| mark.start < mark.end || stands_alone(&mark.kind));
        marks.shrink_to_fit();
        Run { text, marks }
    }

    /// What has been written, without white space behind it. It is copied: the next text is written where this one was,
    /// and what this one had grown to beyond its length is not held for as long as the document is read. But a long one
    /// is better kept once than twice.
    fn text_so_far(&mut self) -> String {
        let written = &mut self.run.text;
        written.truncate(written.trim_end().len());
        if written.len() > LONG {
            return std::mem::take(written);
        }
        let text = written.as_str().to_owned();
        written.clear();
        text
    }

    /// Writes the white space that was held back.
    fn settle(&mut self) {
        if self.space && self.wants_space() {
            self.run.text.push(' ');
        }
        self.space = false;
    }

    fn wants_space(&self) -> bool {
        !self.run.text.is_empty() && !self.run.text.ends_with('\n')
    }
}

/// How many bytes may be taken as they are: words with one blank between them, and no character that may be white space or
/// is not to be seen. In UTF-8 such begin with C2 or EF, if they are not of ASCII.
fn plain_length(text: &[u8]) -> usize {
    let mut is_after_blank = true;
    for (at, byte) in text.iter().enumerate() {
        let ends = match byte {
            b' ' => is_after_blank,
            b'\t' | b'\n' | b'\r' | b'\x0c' | 0xc2 | 0xef => true,
            _ => false,
        };
        if ends {
            return at.saturating_sub(usize::from(is_after_blank));
        }
        is_after_blank = *byte == b' ';
    }
    text.len() - usize::from(is_after_blank && !text.is_empty())
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0c' | '\u{a0}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_one_blank_between_words() {
        let mut inline = Inline::default();
        for text in ["  a ", "\n b", "c ", " \u{a0}d  "] {
            inline.text(text);
        }
        assert_eq!(inline.take().text, "a bc d");
    }

    #[test]
    fn what_is_not_to_be_seen_is_left_out() {
        let mut inline = Inline::default();
        inline.text("a\u{ad}b \u{feff} \u{e9}\u{a9}\u{ff01}\u{a0}c");
        assert_eq!(inline.take().text, "ab \u{e9}\u{a9}\u{ff01} c");
    }

    #[test]
    fn marks_hold_no_white_space_at_their_start() {
        let mut inline = Inline::default();
        inline.text("a ");
        inline.open(MarkKind::Strong);
        inline.text(" b");
        inline.close();
        assert_eq!(inline.take().marks, [Mark { start: 2, end: 3, kind: MarkKind::Strong }]);
    }

    #[test]
    fn what_is_open_goes_on_in_the_next_block() {
        let mut inline = Inline::default();
        inline.open(MarkKind::Emphasis);
        inline.text("a");
        assert_eq!(inline.take().marks, [Mark { start: 0, end: 1, kind: MarkKind::Emphasis }]);
        inline.text("bc");
        inline.close();
        assert_eq!(inline.take().marks, [Mark { start: 0, end: 2, kind: MarkKind::Emphasis }]);
    }

    #[test]
    fn a_mark_around_nothing_is_none() {
        let mut inline = Inline::default();
        inline.open(MarkKind::Strong);
        inline.text("  ");
        inline.close();
        inline.image("a.png".into(), "");
        assert_eq!(inline.take().marks.len(), 1);
    }
}
