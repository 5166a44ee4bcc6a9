//! A part's text, put together as its markup is gone through (ECMA-376 part 1, 17.2 and 17.3).
//!
//! A story is a run of paragraphs and tables: the body's, a cell's, a text box's, a note's. They lie in one another,
//! on a stack of this module's own.

use ahash::AHashMap;

use super::lists::Item;
use super::styles::{Styles, heading};
use super::table::OpenTable;
use super::text::{Look, Text};
use crate::extractors::blocks::{Block, MarkKind};
use crate::tracked_changes::TrackedChanges;

/// A paragraph being read.
#[derive(Default)]
pub struct Paragraph {
    pub style: Option<String>,
    pub outline: Option<u8>,
    /// Of its list, 0 for none.
    pub number: Option<i64>,
    pub level: u8,
    /// Its end is deleted, or not yet put in: it goes on in the next.
    pub joins: bool,
    pub text: Text,
}

/// A story being read.
#[derive(Default)]
pub struct Story {
    pub items: Vec<Item>,
    pub paragraph: Option<Paragraph>,
    /// What goes behind the paragraph: text boxes and pictures.
    lifted: Vec<Item>,
    pub tables: Vec<OpenTable>,
    pub look: Look,
    pub link: Option<String>,
    /// Whether it is that of a cell, where there are no blocks but of text.
    pub in_cell: bool,
}

impl Story {
    pub fn of_cell() -> Self {
        Self { in_cell: true, ..Self::default() }
    }

    pub fn paragraph(&mut self) -> &mut Paragraph {
        self.paragraph.get_or_insert_default()
    }

    pub fn push(&mut self, text: &str) {
        let Self { paragraph, look, .. } = self;
        paragraph.get_or_insert_default().text.push(text, look);
    }

    pub fn open_paragraph(&mut self, styles: &Styles) {
        match self.paragraph.take() {
            // What the next paragraph is counts for both.
            Some(joined) if joined.joins => {
                self.paragraph = Some(Paragraph { text: joined.text, ..Paragraph::default() });
            }
            open => {
                self.paragraph = open;
                self.finish_paragraph(styles);
                self.paragraph = Some(Paragraph::default());
            }
        }
    }

    pub fn close_paragraph(&mut self, styles: &Styles) {
        if self.paragraph.as_ref().is_some_and(|paragraph| !paragraph.joins) {
            self.finish_paragraph(styles);
        }
    }

    /// Puts the paragraph among the items, and what was lifted out of it behind it.
    pub fn finish_paragraph(&mut self, styles: &Styles) {
        if let Some(paragraph) = self.paragraph.take() {
            self.items.extend(item(paragraph, styles));
        }
        self.items.append(&mut self.lifted);
    }

    /// Puts a block where the paragraph is at: behind its text so far, which it goes on after.
    pub fn interrupt(&mut self, block: Block, styles: &Styles) {
        if let Some(paragraph) = &mut self.paragraph {
            let rest = Paragraph {
                style: paragraph.style.clone(),
                outline: paragraph.outline,
                ..Paragraph::default()
            };
            let before = std::mem::replace(paragraph, rest);
            self.items.extend(item(before, styles));
        }
        self.items.push(Item::Block(block));
    }

    pub fn lift(&mut self, items: Vec<Item>) {
        match &self.paragraph {
            Some(paragraph) if !paragraph.text.is_empty() => self.lifted.extend(items),
            _ => self.items.extend(items),
        }
    }

    /// All that was read.
    pub fn finish(mut self, styles: &Styles) -> Vec<Item> {
        while !self.tables.is_empty() {
            self.close_table(styles);
        }
        self.finish_paragraph(styles);
        self.items
    }

    pub fn close_table(&mut self, styles: &Styles) {
        self.finish_paragraph(styles);
        let table = self.tables.pop().and_then(OpenTable::finish);
        self.items.extend(table.map(Item::Block));
    }
}

/// What a paragraph is; nothing if there is nothing in it.
fn item(paragraph: Paragraph, styles: &Styles) -> Option<Item> {
    let Paragraph { style, outline, number, level, text, .. } = paragraph;
    let mut run = text.finish();
    let refers = run.marks.iter().any(|mark| matches!(mark.kind, MarkKind::Note { .. }));
    if run.is_empty() && !refers {
        return None;
    }
    if let [mark] = run.marks.as_mut_slice()
        && let MarkKind::Math { display } = &mut mark.kind
        && run.text.trim().len() == mark.end - mark.start
    {
        *display = true;
    }
    let name = style.as_deref();
    let level_of_heading = match outline {
        Some(level) => heading(level),
        None => name.and_then(|name| styles.heading(name)),
    };
    Some(match (level_of_heading, number) {
        (Some(level), _) => Item::Block(Block::Heading { level, text: run }),
        (None, Some(number)) if number != 0 => Item::Listed { number, level, text: run },
        _ if name.is_some_and(|name| name.to_ascii_lowercase().contains("quote")) => Item::Quoted(run),
        _ => Item::Block(Block::Paragraph(run)),
    })
}

/// What notes and comments are referred to by, in the order of their first references.
#[derive(Default)]
pub struct References {
    labels: AHashMap<(&'static str, String), usize>,
    pub order: Vec<(&'static str, String)>,
}

impl References {
    /// The number that a note has in the result, from 1.
    pub fn label(&mut self, kind: &'static str, id: String) -> usize {
        let next = self.order.len() + 1;
        let label = *self.labels.entry((kind, id.clone())).or_insert(next);
        if label == next {
            self.order.push((kind, id));
        }
        label
    }
}

/// Whether what lies in an element of tracked changes (17.13.5) is left out.
pub fn is_left_out(name: &[u8], changes: TrackedChanges) -> bool {
    match changes {
        TrackedChanges::Accepted => matches!(name, b"w:del" | b"w:moveFrom"),
        TrackedChanges::Original => matches!(name, b"w:ins" | b"w:moveTo"),
        TrackedChanges::All => false,
    }
}
