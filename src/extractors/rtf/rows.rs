//! Rows of tables, and where they say that their cells are (RTF 1.9.1, "Table Definitions").

use std::rc::Rc;

use crate::extractors::blocks::Block;
use crate::extractors::doc::table::{Layout, Rows};
use crate::extractors::word::table::Merged;

/// Cells that a row can have.
const MOST_CELLS: usize = 63;

/// What is said of a row, before or behind its cells; it holds until another is said.
#[derive(Default)]
pub struct Definition {
    left: i32,
    edges: Vec<i32>,
    merged: Vec<Option<Merged>>,
    /// Of the cell whose edge comes next.
    next: Option<Merged>,
    layout: Option<Rc<Layout>>,
}

impl Definition {
    /// Takes in a word; whether it was of a row.
    pub fn set(&mut self, name: &[u8], number: Option<i32>) -> bool {
        match name {
            b"trowd" => *self = Self::default(),
            b"trleft" => self.left = number.unwrap_or_default(),
            b"clmrg" => self.next = Some(Merged::Before),
            b"clvmrg" => self.next = Some(Merged::Above),
            b"cellx" if self.edges.len() < MOST_CELLS => {
                self.edges.push(number.unwrap_or_default());
                self.merged.push(self.next.take());
            }
            b"cellx" => {}
            _ => return false,
        }
        self.layout = None;
        true
    }

    fn layout(&mut self) -> Rc<Layout> {
        let layout = self.layout.get_or_insert_with(|| {
            let edges = std::iter::once(self.left).chain(self.edges.iter().copied());
            Rc::new(Layout::new(edges.collect(), self.merged.clone()))
        });
        Rc::clone(layout)
    }
}

/// A table whose rows are being read.
#[derive(Default)]
pub struct OpenRows {
    rows: Rows,
    row: Vec<Vec<Block>>,
    pub cell: Vec<Block>,
}

impl OpenRows {
    /// Whether nothing of a row has been read.
    pub fn is_between_rows(&self) -> bool {
        self.row.is_empty() && self.cell.is_empty()
    }

    pub fn end_cell(&mut self) {
        self.row.push(std::mem::take(&mut self.cell));
    }

    pub fn end_row(&mut self, definition: &mut Definition) {
        // What stands behind the last cell is of none, and still there to be read.
        if !self.cell.is_empty() {
            self.end_cell();
        }
        if !self.row.is_empty() {
            self.rows.push(std::mem::take(&mut self.row), definition.layout());
        }
    }

    /// The table, unless there is nothing in it. A row without an end is still there to be read.
    pub fn finish(mut self, definition: &mut Definition) -> Option<Block> {
        self.end_row(definition);
        self.rows.finish()
    }
}
