//! Tables (ECMA-376 part 1, 17.4), their cells put into the columns of the grid.

use crate::extractors::blocks::{Block, Run, Table, flatten};
use crate::limits;

/// Columns that a table of Word's can have.
const MOST_COLUMNS: usize = 63;

/// A table being read.
pub struct OpenTable {
    pub caption: Option<String>,
    rows: Vec<Vec<Run>>,
    row: Vec<Run>,
    pub cell: OpenCell,
    /// The row's own end is deleted, or it is not yet put in.
    pub drops_row: bool,
    cells: u64,
}

/// What is known of the cell being read.
#[derive(Clone, Copy)]
pub struct OpenCell {
    /// Columns that it spans.
    pub span: usize,
    /// Whether it is one with that above it or before it, if one of these.
    pub merged: Option<Merged>,
}

/// What a cell is one with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Merged {
    Above,
    Before,
}

impl OpenCell {
    const NEW: Self = Self { span: 1, merged: None };
}

impl OpenTable {
    pub fn new() -> Self {
        Self {
            caption: None,
            rows: Vec::new(),
            row: Vec::new(),
            cell: OpenCell::NEW,
            drops_row: false,
            cells: 0,
        }
    }

    /// Leaves out columns before the row's first cell (17.4.15).
    pub fn leave_out(&mut self, columns: usize) {
        let columns = columns.min(MOST_COLUMNS.saturating_sub(self.row.len()));
        self.row.extend(std::iter::repeat_with(Run::default).take(columns));
    }

    /// What spans several columns or rows stands in the first, and the others say so.
    pub fn end_cell(&mut self, blocks: Vec<Block>) {
        let OpenCell { span, merged } = std::mem::replace(&mut self.cell, OpenCell::NEW);
        let room = MOST_COLUMNS.saturating_sub(self.row.len());
        let text = flatten(blocks);
        self.row.push(match merged {
            // Word shows nothing of what is in there, which is nothing unless another program wrote it.
            Some(merged) if text.is_empty() => Run::merged(merged == Merged::Above),
            _ => text,
        });
        let others = span.min(room).saturating_sub(1);
        self.row.extend(std::iter::repeat_with(|| Run::merged(false)).take(others));
    }

    pub fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        let most = limits::current().table_cells;
        let drops = std::mem::take(&mut self.drops_row) || self.cells > most;
        // The row that is one too many stays, for the limit to be seen to be passed.
        self.cells = self.cells.saturating_add(row.len() as u64);
        if !drops && row.iter().any(|cell| !cell.is_empty()) {
            self.rows.push(row);
        }
    }

    /// The table, unless there is nothing in it.
    pub fn finish(mut self) -> Option<Block> {
        self.end_row();
        let caption = self.caption.map(Run::plain).filter(|caption| !caption.is_empty());
        (!self.rows.is_empty()).then_some(Block::Table(Table { caption, rows: self.rows }))
    }
}
