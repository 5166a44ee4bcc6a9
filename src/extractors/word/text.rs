//! The text of a paragraph, as runs with different looks make it up (ECMA-376 part 1, 17.3.2).

use quick_xml::events::BytesStart;

use super::styles::{is_on, value};
use crate::extractors::blocks::{Mark, MarkKind, Run};

/// How a run looks, as far as that means something.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    pub link: Option<String>,
    strong: bool,
    emphasis: bool,
    pub underline: bool,
    pub strike: bool,
    highlight: bool,
    subscript: bool,
    superscript: bool,
}

impl Look {
    /// Of a run that says nothing about it.
    pub fn plain(link: Option<String>, underline: bool, strike: bool) -> Self {
        Self { link, underline, strike, ..Self::default() }
    }

    /// Takes in that it is marked.
    pub fn mark(&mut self, kind: &MarkKind) {
        self.switch(kind, true);
    }

    /// Takes in that it is marked, or that it is not.
    pub fn switch(&mut self, kind: &MarkKind, is_on: bool) {
        match kind {
            MarkKind::Strong => self.strong = is_on,
            MarkKind::Emphasis => self.emphasis = is_on,
            MarkKind::Underline => self.underline = is_on,
            MarkKind::Strike => self.strike = is_on,
            MarkKind::Highlight => self.highlight = is_on,
            MarkKind::Subscript => self.subscript = is_on,
            MarkKind::Superscript => self.superscript = is_on,
            _ => {}
        }
    }

    /// Takes in a property of a run.
    pub fn set(&mut self, name: &[u8], tag: &BytesStart) {
        match name {
            b"w:b" => self.strong = is_on(tag),
            b"w:i" => self.emphasis = is_on(tag),
            b"w:u" => self.underline = is_on(tag),
            b"w:strike" | b"w:dstrike" => self.strike = is_on(tag),
            b"w:highlight" => self.highlight = is_on(tag),
            b"w:vertAlign" => {
                let place = value(tag);
                self.subscript = place.as_deref() == Some("subscript");
                self.superscript = place.as_deref() == Some("superscript");
            }
            _ => {}
        }
    }

    fn wants(&self, kind: &MarkKind) -> bool {
        match kind {
            MarkKind::Link { url, .. } => self.link.as_ref() == Some(url),
            MarkKind::Strong => self.strong,
            MarkKind::Emphasis => self.emphasis,
            MarkKind::Underline => self.underline,
            MarkKind::Strike => self.strike,
            MarkKind::Highlight => self.highlight,
            MarkKind::Subscript => self.subscript,
            MarkKind::Superscript => self.superscript,
            _ => false,
        }
    }

    /// From the outside to the inside.
    fn kinds(&self) -> impl Iterator<Item = MarkKind> {
        let link = self.link.clone().map(|url| MarkKind::Link { url, title: None });
        let flags = [
            (self.strong, MarkKind::Strong),
            (self.emphasis, MarkKind::Emphasis),
            (self.underline, MarkKind::Underline),
            (self.strike, MarkKind::Strike),
            (self.highlight, MarkKind::Highlight),
            (self.subscript, MarkKind::Subscript),
            (self.superscript, MarkKind::Superscript),
        ];
        link.into_iter().chain(flags.into_iter().filter_map(|(is, kind)| is.then_some(kind)))
    }
}

/// A run being put together. Marks lie in one another and never across.
#[derive(Debug, Default)]
pub struct Text {
    run: Run,
    /// Those that the last piece had, from the outside to the inside: where they are among the run's.
    open: Vec<usize>,
}

impl Text {
    pub fn is_empty(&self) -> bool {
        self.run.text.is_empty()
    }

    /// Whether a blank would be one too many: at the beginning, and behind another.
    pub fn ends_with_blank(&self) -> bool {
        self.run.text.is_empty() || self.run.text.ends_with([' ', '\n', '\t'])
    }

    /// Adds text that looks like this.
    pub fn push(&mut self, text: &str, look: &Look) {
        let unwanted = |index: &usize| self.run.marks.get(*index).is_none_or(|mark| !look.wants(&mark.kind));
        if let Some(kept) = self.open.iter().position(unwanted) {
            self.open.truncate(kept);
        }
        // A blank looks like any other.
        if !text.trim().is_empty() {
            for kind in look.kinds() {
                let is_open =
                    |index: &usize| self.run.marks.get(*index).is_some_and(|mark| mark.kind == kind);
                if !self.open.iter().any(is_open) {
                    let start = self.run.text.len();
                    self.open.push(self.run.marks.len());
                    self.run.marks.push(Mark { start, end: start, kind });
                }
            }
        }
        self.run.text.push_str(text);
        for index in &self.open {
            if let Some(mark) = self.run.marks.get_mut(*index) {
                mark.end = self.run.text.len();
            }
        }
    }

    /// Adds text that is one mark, whatever is around it.
    pub fn push_marked(&mut self, kind: MarkKind, text: &str) {
        self.open.clear();
        let start = self.run.text.len();
        self.run.text.push_str(text);
        self.run.marks.push(Mark { start, end: self.run.text.len(), kind });
    }

    /// The run, without line ends around it.
    pub fn finish(mut self) -> Run {
        let end = self.run.text.trim_end_matches('\n').len();
        let start = self.run.text.len() - self.run.text.trim_start_matches('\n').len();
        if start < end && start > 0 {
            self.run.text.drain(..start);
        }
        self.run.text.truncate(end.saturating_sub(start));
        let length = self.run.text.len();
        for mark in &mut self.run.marks {
            mark.start = mark.start.saturating_sub(start).min(length);
            mark.end = mark.end.saturating_sub(start).min(length);
        }
        self.run
    }
}
