//! What a document is made of: blocks, and the runs of text in them.

pub mod document;
pub mod inline;
pub mod lists;
pub mod markdown;
mod merged;
pub mod pages;
pub mod plain;
mod spans;
pub mod style;
pub mod tables;
mod wrap;

/// How deeply lists, quotations and tables are kept in one another; beyond, they lie side by side.
pub const MAX_NESTING: usize = 20;

/// A block of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Heading {
        /// 1 to 6.
        level: u8,
        text: Run,
    },
    Paragraph(Run),
    List(List),
    Quote(Vec<Block>),
    Code {
        language: Option<String>,
        text: String,
    },
    Table(Table),
    Definitions(Vec<Definition>),
    Rule,
    /// A picture of its own.
    Picture {
        /// Its place among the images of the result.
        index: u32,
        description: String,
        /// Where it is found; empty if that is nowhere.
        url: String,
    },
    /// A note, under the label by which it is referred to.
    Note {
        label: String,
        text: Run,
    },
    /// What follows is on the next page.
    PageBreak,
}

/// A list and the blocks of its items.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The first item's number, where the items are numbered.
    pub start: Option<i64>,
    pub items: Vec<Vec<Block>>,
}

/// A part of a definition list.
#[derive(Debug, Clone, PartialEq)]
pub enum Definition {
    Term(Run),
    Description(Vec<Block>),
}

/// A table of runs: what spans several cells stands in the first, and the others are empty or marked as
/// [`MarkKind::Merged`].
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub caption: Option<Run>,
    pub rows: Vec<Vec<Run>>,
}

/// Text with what it is marked as. A line break is `\n`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run {
    pub text: String,
    /// From the outside to the inside, and from the start to the end; they do not overlap.
    pub marks: Vec<Mark>,
}

/// A stretch of a run, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub start: usize,
    pub end: usize,
    pub kind: MarkKind,
}

/// What a stretch is marked as.
#[derive(Debug, Clone, PartialEq)]
pub enum MarkKind {
    Strong,
    Emphasis,
    Underline,
    Strike,
    Highlight,
    Subscript,
    Superscript,
    Code,
    /// TeX; on lines of its own, or in the text.
    Math {
        display: bool,
    },
    Link {
        url: String,
        title: Option<String>,
    },
    /// Its alternative text stands in brackets, and not at all where there is none.
    Image {
        url: String,
    },
    /// HTML, which stays as it is.
    Html,
    /// Refers to a note. There is no text to it.
    Note {
        label: String,
    },
    /// All of a table's cell that is one with the cell above it, or before it. There is no text to it.
    Merged {
        above: bool,
    },
}

impl Run {
    pub fn is_empty(&self) -> bool {
        let image = |mark: &Mark| matches!(mark.kind, MarkKind::Image { .. });
        self.text.trim().is_empty() && !self.marks.iter().any(image)
    }

    /// Whether there is nothing but a formula on lines of its own.
    pub fn is_formula(&self) -> bool {
        let whole = |mark: &Mark| mark.start == 0 && mark.end == self.text.len();
        matches!(self.marks.as_slice(), [mark] if mark.kind == (MarkKind::Math { display: true }) && whole(mark))
    }

    /// Without blanks around it.
    pub fn trimmed(mut self) -> Self {
        self.text.truncate(self.text.trim_end().len());
        let blanks = self.text.len() - self.text.trim_start().len();
        self.text.drain(..blanks);
        let length = self.text.len();
        for mark in &mut self.marks {
            mark.start = mark.start.saturating_sub(blanks).min(length);
            mark.end = mark.end.saturating_sub(blanks).min(length);
        }
        self
    }

    /// A run without marks.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), marks: Vec::new() }
    }

    /// A cell that is one with that above it, or else with that before it.
    pub fn merged(above: bool) -> Self {
        Self { text: String::new(), marks: vec![Mark { start: 0, end: 0, kind: MarkKind::Merged { above } }] }
    }

    /// Puts another run behind this one, with something between them if both have text.
    pub fn append(&mut self, between: &str, other: Self) {
        if !self.text.is_empty() && !other.text.is_empty() {
            self.text.push_str(between);
        }
        let offset = self.text.len();
        self.text.push_str(&other.text);
        let moved = |mark: Mark| Mark { start: mark.start + offset, end: mark.end + offset, ..mark };
        self.marks.extend(other.marks.into_iter().map(moved));
    }
}

/// All text of some blocks as one run, for where blocks cannot be.
pub fn flatten(mut blocks: Vec<Block>) -> Run {
    if blocks.len() == 1
        && let Some(Block::Paragraph(run)) = blocks.pop_if(|block| matches!(block, Block::Paragraph(_)))
    {
        return run;
    }
    let mut run = Run::default();
    flatten_into(&mut run, blocks, " ");
    run
}

fn flatten_into(run: &mut Run, blocks: Vec<Block>, between: &str) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => run.append(between, text),
            Block::Code { text, .. } => {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let marks = vec![Mark { start: 0, end: text.len(), kind: MarkKind::Code }];
                run.append(between, Run { text, marks });
            }
            Block::List(list) => {
                for (index, item) in list.items.into_iter().enumerate() {
                    run.append(if index == 0 { between } else { "; " }, flatten(item));
                }
            }
            Block::Quote(blocks) => flatten_into(run, blocks, between),
            Block::Table(table) => {
                table.caption.into_iter().for_each(|caption| run.append(between, caption));
                for row in table.rows {
                    let mut line = Run::default();
                    row.into_iter().for_each(|cell| line.append(" ", cell));
                    run.append("; ", line);
                }
            }
            Block::Definitions(parts) => {
                for part in parts {
                    match part {
                        Definition::Term(term) => run.append("; ", term),
                        Definition::Description(blocks) => run.append(": ", flatten(blocks)),
                    }
                }
            }
            Block::Picture { description, .. } if !description.is_empty() => {
                run.append(between, Run::plain(format!("[{description}]")));
            }
            Block::Note { text, .. } => run.append(between, text),
            Block::Rule | Block::PageBreak | Block::Picture { .. } => {}
        }
    }
}
