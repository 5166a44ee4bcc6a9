//! The shapes of a slide and the text in them ([MS-PPT] 2.5, 2.9.76; [MS-ODRAW] 2.2).

use super::text::{Text, texts};
use crate::compound::{u16_at, u32_at};
use crate::extractors::blocks::{Block, Run, Table};
use crate::extractors::office::grid::Grid;
use crate::extractors::office::records::Record;
use crate::limits;

/// Types of records ([MS-PPT] 2.13.24, [MS-ODRAW] 2.2).
const DRAWING: u16 = 0x040C;
const GROUP: u16 = 0xF003;
const SHAPE: u16 = 0xF004;
const CHILD_ANCHOR: u16 = 0xF00F;
const TEXT_BOX: u16 = 0xF00D;
const PROPERTIES: u16 = 0xF122;
const OUTLINE: u16 = 0x0F9E;

/// The property of a group that is a table ([MS-ODRAW] 2.3.4.37).
const IS_TABLE: u16 = 0x039F;

/// Groups in one another are followed so deep.
const DEEPEST: usize = 30;

/// Edges are one where no more lies between them, in units of which an inch has 576.
const NEAR: i32 = 8;

/// Which texts are wanted.
#[derive(Clone, Copy, PartialEq)]
pub enum Kinds {
    /// All of them.
    Slide,
    /// Those that are notes, and not what these are to.
    Notes,
}

/// What is shown, in the order of its shapes, the title before all else.
pub fn blocks(slide: &Record, outline: &[Text], kinds: Kinds) -> Vec<Block> {
    let outline = outline.iter().map(Some).collect();
    let mut reading = Reading { outline, kinds, titles: Vec::new(), blocks: Vec::new() };
    for drawing in slide.children().filter(|record| record.kind == DRAWING) {
        reading.container(&drawing, 0);
    }
    reading.titles.append(&mut reading.blocks);
    reading.titles
}

struct Reading<'o, 'a> {
    /// Texts that shapes refer to, until one has.
    outline: Vec<Option<&'o Text<'a>>>,
    kinds: Kinds,
    titles: Vec<Block>,
    blocks: Vec<Block>,
}

impl Reading<'_, '_> {
    fn container(&mut self, container: &Record, depth: usize) {
        for child in container.children() {
            match child.kind {
                SHAPE => self.shape(&child),
                GROUP if self.kinds == Kinds::Slide && is_table(&child) => self.blocks.extend(table(&child)),
                _ if depth < DEEPEST => self.container(&child, depth + 1),
                _ => {}
            }
        }
    }

    fn shape(&mut self, shape: &Record) {
        let Some(text_box) = shape.child(TEXT_BOX) else { return };
        let own = texts(text_box.children());
        let referred = text_box.child(OUTLINE).and_then(|reference| u32_at(reference.body, 0));
        let referred = referred.and_then(|index| self.outline.get_mut(index as usize)?.take());
        for text in own.iter().chain(referred) {
            if self.kinds == Kinds::Notes && !text.is_notes() {
                continue;
            }
            let to = if text.is_title() { &mut self.titles } else { &mut self.blocks };
            to.extend(text.blocks());
        }
    }
}

fn is_table(group: &Record) -> bool {
    let properties = group.child(SHAPE).and_then(|shape| shape.child(PROPERTIES));
    let entry = |properties: Record| {
        let entries = properties.body.chunks_exact(6).take(properties.instance.into());
        entries.filter(|entry| u16_at(entry, 0) == Some(IS_TABLE)).filter_map(|entry| u32_at(entry, 2)).next()
    };
    properties.and_then(entry).is_some_and(|flags| flags & 1 != 0)
}

/// A table's cells are shapes like any other, and stand where they stand.
fn table(group: &Record) -> Option<Block> {
    let cell = |shape: Record| {
        let anchor = shape.child(CHILD_ANCHOR)?;
        let edge = |at: usize| u32_at(anchor.body, at * 4).map(u32::cast_signed);
        let text = texts(shape.child(TEXT_BOX)?.children());
        let lines: Vec<String> = text.iter().map(Text::line).filter(|line| !line.is_empty()).collect();
        Some((edge(1)?, edge(0)?, lines.join(" ")))
    };
    let cells: Vec<(i32, i32, String)> =
        group.children().filter(|child| child.kind == SHAPE).filter_map(cell).collect();
    let rows = Grid::of(cells.iter().map(|(top, ..)| *top), NEAR);
    let columns = Grid::of(cells.iter().map(|(_, left, _)| *left), NEAR);
    // Cells that are nowhere near in line stand one behind the other.
    let is_grid = (rows.len() as u64).saturating_mul(columns.len() as u64) <= limits::current().table_cells;
    let mut table = vec![vec![Run::default(); if is_grid { columns.len() } else { 0 }]; rows.len()];
    for (top, left, text) in cells {
        let Some(row) = table.get_mut(rows.place(top)) else { continue };
        match row.get_mut(columns.place(left)) {
            Some(cell) => cell.append(" ", Run::plain(text)),
            None => row.push(Run::plain(text)),
        }
    }
    let has_text = table.iter().flatten().any(|cell| !cell.is_empty());
    has_text.then_some(Block::Table(Table { caption: None, rows: table }))
}
