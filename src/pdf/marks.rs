//! Marked content (ISO 32000-2, 14.6): which structure element and which artifact a glyph belongs to.

use hayro_syntax::object::{Dict, Name};

/// What the innermost marked content around a glyph says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    /// Marked-content identifier, the link into the structure tree.
    pub mcid: Option<u32>,
    /// The content is no part of the document proper (14.8.2.2).
    pub artifact: Option<Artifact>,
    /// Drawn by an annotation, not by the page.
    pub annotation: bool,
}

/// Kinds of artifact that matter for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Artifact {
    /// A running header.
    Header,
    /// A running footer.
    Footer,
    /// A watermark.
    Watermark,
    /// Any other, or not said.
    Other,
}

/// The marked content that is open while a page is drawn.
pub struct MarkStack {
    marks: Vec<Mark>,
    open: Vec<Mark>,
    base: Mark,
    current: u32,
}

impl MarkStack {
    /// Nothing is open; mark number 0 is the empty one.
    pub fn new() -> Self {
        Self { marks: vec![Mark::default()], open: Vec::new(), base: Mark::default(), current: 0 }
    }

    /// Begins the page proper, or the annotations on it.
    pub fn start(&mut self, annotation: bool) {
        self.open.clear();
        self.base = Mark { annotation, ..Mark::default() };
        self.settle();
    }

    /// Operators BMC and BDC.
    pub fn begin(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let mut mark = self.top();
        if let Some(mcid) = properties.and_then(|p| p.get::<u32>(b"MCID")) {
            mark.mcid = Some(mcid);
        }
        if tag == b"Artifact" {
            mark.artifact = Some(properties.map_or(Artifact::Other, Artifact::of));
        }
        self.open.push(mark);
        self.settle();
    }

    /// Operator EMC.
    pub fn end(&mut self) {
        self.open.pop();
        self.settle();
    }

    /// Number of the mark that a glyph drawn now belongs to.
    pub fn current(&self) -> u32 {
        self.current
    }

    /// The marks by number.
    pub fn into_marks(self) -> Vec<Mark> {
        self.marks
    }

    fn top(&self) -> Mark {
        self.open.last().copied().unwrap_or(self.base)
    }

    fn settle(&mut self) {
        let top = self.top();
        if self.marks.last() == Some(&top) {
            self.current = (self.marks.len() - 1) as u32;
        } else if top == Mark::default() {
            self.current = 0;
        } else {
            self.current = self.marks.len() as u32;
            self.marks.push(top);
        }
    }
}

impl Artifact {
    fn of(properties: &Dict<'_>) -> Self {
        match properties.get::<Name<'_>>(b"Subtype").as_deref() {
            Some(b"Header") => Self::Header,
            Some(b"Footer") => Self::Footer,
            Some(b"Watermark") => Self::Watermark,
            _ => Self::Other,
        }
    }
}
