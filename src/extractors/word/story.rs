//! A part's text, put together as its markup is gone through (ECMA-376 part 1, 17.2 to 17.4 and 17.16).
//!
//! A story is a run of paragraphs and tables: the body's, a cell's, a text box's, a note's. They lie in one another,
//! on a stack of this module's own.

use ahash::AHashMap;

use super::lists::Item;
use super::part::attribute;
use super::styles::{Styles, heading};
use super::text::{Look, Text};
use crate::extractors::blocks::{Block, MarkKind, Run, Table, flatten};
use crate::tracked_changes::TrackedChanges;
use quick_xml::events::BytesStart;

/// Columns that a table of Word's can have.
const MOST_COLUMNS: usize = 63;

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

/// A table being read.
pub struct OpenTable {
    pub caption: Option<String>,
    rows: Vec<Vec<Run>>,
    row: Vec<Run>,
    /// Columns that the cell being read spans.
    pub span: usize,
    /// The row's own end is deleted, or it is not yet put in.
    pub drops_row: bool,
    cells: u64,
}

impl OpenTable {
    pub fn new() -> Self {
        Self { caption: None, rows: Vec::new(), row: Vec::new(), span: 1, drops_row: false, cells: 0 }
    }
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

    pub fn end_cell(&mut self, blocks: Vec<Block>) {
        if let Some(table) = self.tables.last_mut() {
            let room = MOST_COLUMNS.saturating_sub(table.row.len());
            table.row.push(flatten(blocks));
            // What spans several stands in the first.
            let fillers = table.span.min(room).saturating_sub(1);
            table.row.extend(std::iter::repeat_with(Run::default).take(fillers));
            table.span = 1;
        }
    }

    pub fn end_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            let row = std::mem::take(&mut table.row);
            let most = crate::limits::current().table_cells;
            let drops = std::mem::take(&mut table.drops_row) || table.cells > most;
            // The row that is one too many stays, for the limit to be seen to be passed.
            table.cells = table.cells.saturating_add(row.len() as u64);
            if !drops && row.iter().any(|cell| !cell.is_empty()) {
                table.rows.push(row);
            }
        }
    }

    pub fn close_table(&mut self, styles: &Styles) {
        self.finish_paragraph(styles);
        self.end_row();
        let Some(table) = self.tables.pop().filter(|table| !table.rows.is_empty()) else { return };
        let caption = table.caption.map(Run::plain).filter(|caption| !caption.is_empty());
        self.items.push(Item::Block(Block::Table(Table { caption, rows: table.rows })));
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

/// A field: what it says is for the word processor, and what came of that is text (17.16.18).
#[derive(Default)]
pub struct Field {
    pub instruction: String,
    pub has_result: bool,
    /// The link that was there before.
    pub outer: Option<String>,
}

impl Field {
    /// The target of a field that is a link (17.16.5.25).
    pub fn link(&self) -> Option<String> {
        let target = self.instruction.trim_start().strip_prefix("HYPERLINK")?;
        let quoted = |text: &str| Some(text.split('"').nth(1)?.to_owned());
        match target.split_once("\\l") {
            Some((url, place)) => match quoted(url) {
                Some(url) => Some(format!("{url}#{}", quoted(place)?)),
                None => Some(format!("#{}", quoted(place)?)),
            },
            None => quoted(target),
        }
    }
}

/// A picture, and what is said of it.
#[derive(Default)]
pub struct Picture {
    /// What it is called among the part's relationships.
    pub reference: String,
    pub description: String,
    /// In English Metric Units, of which an inch has 914,400.
    pub width: i64,
    pub height: i64,
}

impl Picture {
    /// Takes in a tag of a drawing (20.1 and 20.4), or of the drawings before those (part 4, 19.1).
    pub fn see(&mut self, name: &[u8], tag: &BytesStart) {
        let number = |name| attribute(tag, name).and_then(|value| value.parse().ok()).unwrap_or(0);
        match name {
            b"wp:extent" => (self.width, self.height) = (number(b"cx"), number(b"cy")),
            b"wp:docPr" => self.description = attribute(tag, b"descr").unwrap_or_default(),
            b"a:blip" if self.reference.is_empty() => {
                let named = attribute(tag, b"r:embed").or_else(|| attribute(tag, b"r:link"));
                self.reference = named.unwrap_or_default();
            }
            b"v:imagedata" if self.reference.is_empty() => {
                self.reference = attribute(tag, b"r:id").unwrap_or_default();
            }
            b"v:shape" => {
                if let Some(description) = attribute(tag, b"alt") {
                    self.description = description;
                }
            }
            _ => {}
        }
    }
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
