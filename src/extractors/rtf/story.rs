//! A text: that of the document, of a note, or of what else stands apart.

use super::rows::{Definition, OpenRows};
use super::sheet::Paragraph;
use crate::extractors::blocks::{Block, MAX_NESTING, MarkKind, Run};
use crate::extractors::word::fields::Fields;
use crate::extractors::word::lists::Item;
use crate::extractors::word::text::{Look, Text};

#[derive(Default)]
pub struct Story {
    items: Vec<Item>,
    pub text: Text,
    /// Of the look in force, and not yet part of the text.
    pub pending: String,
    pub fields: Fields,
    pub link: Option<String>,
    /// What the paragraph shows, and comes behind it.
    pub behind: Vec<Block>,
    /// Tables that are open, from the outside to the inside.
    tables: Vec<OpenRows>,
}

/// The level of a heading; and the list, with the level there.
type Kind = (Option<u8>, Option<(i32, u8)>);

impl Story {
    /// Makes what has been read part of the paragraph.
    pub fn flush(&mut self, mut look: Look) {
        if !self.pending.is_empty() {
            look.link.clone_from(&self.link);
            self.text.push(&self.pending, &look);
            self.pending.clear();
        }
    }

    /// Whether the paragraph has nothing in it.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty() && self.behind.is_empty()
    }

    pub fn end_paragraph(&mut self, paragraph: &Paragraph, kind: Kind, row: &mut Definition) {
        let depth = if paragraph.in_table { paragraph.depth.max(1) } else { 0 };
        self.go_to(depth, row);
        self.put(kind);
    }

    pub fn break_page(&mut self, row: &mut Definition) {
        if self.tables.is_empty() {
            self.items.push(Item::Block(Block::PageBreak));
        } else if self.tables.iter().all(OpenRows::is_between_rows) {
            self.go_to(0, row);
            self.items.push(Item::Block(Block::PageBreak));
        }
    }

    fn put(&mut self, (heading, list): Kind) {
        let text = std::mem::take(&mut self.text).finish().trimmed();
        let mut behind = std::mem::take(&mut self.behind);
        if let Some(table) = self.tables.last_mut() {
            if !text.is_empty() {
                table.cell.push(block(text, heading));
            }
            table.cell.append(&mut behind);
            return;
        }
        if !text.is_empty() {
            self.items.push(match (heading, list) {
                (None, Some((number, level))) => Item::Listed { number: number.into(), level, text },
                _ => Item::Block(block(text, heading)),
            });
        }
        self.items.extend(behind.into_iter().map(Item::Block));
    }

    pub fn end_cell(&mut self, depth: usize, heading: Option<u8>, row: &mut Definition) {
        self.go_to(depth, row);
        self.put((heading, None));
        if let Some(table) = self.tables.last_mut() {
            table.end_cell();
        }
    }

    /// Of the outermost table.
    pub fn end_row(&mut self, row: &mut Definition, nested: &mut Definition) {
        self.go_to(1, nested);
        self.put((None, None));
        if let Some(table) = self.tables.last_mut() {
            table.end_row(row);
        }
    }

    /// Of the innermost table, which must be in another.
    pub fn end_nested_row(&mut self, row: &mut Definition) {
        if self.tables.len() > 1
            && let Some(table) = self.tables.last_mut()
        {
            table.end_row(row);
        }
    }

    /// Opens tables, or closes them.
    fn go_to(&mut self, depth: usize, row: &mut Definition) {
        let depth = depth.min(MAX_NESTING);
        while self.tables.len() > depth {
            let Some(table) = self.tables.pop().and_then(|table| table.finish(row)) else { continue };
            match self.tables.last_mut() {
                Some(outer) => outer.cell.push(table),
                None => self.items.push(Item::Block(table)),
            }
        }
        self.tables.resize_with(depth, OpenRows::default);
    }

    /// All of it, once its last paragraph has ended.
    pub fn finish(mut self, row: &mut Definition) -> Vec<Item> {
        self.go_to(0, row);
        self.items
    }
}

fn block(mut text: Run, heading: Option<u8>) -> Block {
    let Some(level) = heading else { return Block::Paragraph(text) };
    // A style's look is written out with each paragraph of it.
    let length = text.text.len();
    text.marks.retain(|mark| mark.kind != MarkKind::Strong || (mark.start, mark.end) != (0, length));
    Block::Heading { level, text }
}
