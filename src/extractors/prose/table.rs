//! Tables (ODF 1.3, part 3, 9), their cells in the columns of the grid.

use crate::extractors::blocks::{Block, Run, Table};
use crate::limits;

/// Columns that a table can have; a repeated cell is repeated so often at most.
const MOST_COLUMNS: usize = 1024;

/// A table being read.
#[derive(Default)]
pub struct OpenTable {
    rows: Vec<Vec<Run>>,
    row: Vec<Run>,
    /// Of each column: how many rows a cell above reaches down from this one on, and from the next one on.
    reaching: Vec<usize>,
    reaching_next: Vec<usize>,
    cells: u64,
}

impl OpenTable {
    /// Puts a cell of so many rows into the row, as often as it is repeated.
    pub fn cell(&mut self, text: &Run, rows: usize, columns: usize, repeated: usize) {
        for _ in 0..repeated.min(MOST_COLUMNS.saturating_sub(self.row.len())) {
            let first = self.row.len();
            let end = (first + columns).min(MOST_COLUMNS);
            if self.reaching_next.len() < end {
                self.reaching_next.resize(end, 0);
            }
            self.reaching_next
                .iter_mut()
                .take(end)
                .skip(first)
                .for_each(|left| *left = rows.saturating_sub(1));
            self.row.push(text.clone());
        }
    }

    /// Puts cells into the row that another covers: one of a row above, or the one before.
    pub fn covered(&mut self, repeated: usize) {
        for _ in 0..repeated.min(MOST_COLUMNS.saturating_sub(self.row.len())) {
            let column = self.row.len();
            let above = self.reaching.get(column).copied().unwrap_or(0);
            if above > 0 {
                if self.reaching_next.len() <= column {
                    self.reaching_next.resize(column + 1, 0);
                }
                if let Some(next) = self.reaching_next.get_mut(column) {
                    *next = above - 1;
                }
            }
            self.row.push(Run::merged(above > 0));
        }
    }

    pub fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.reaching = std::mem::take(&mut self.reaching_next);
        let drops = self.cells > limits::current().table_cells;
        self.cells = self.cells.saturating_add(row.len() as u64);
        if !drops && row.iter().any(|cell| !cell.is_empty()) {
            self.rows.push(row);
        }
    }

    /// The table, unless there is nothing in it.
    pub fn finish(self) -> Option<Block> {
        (!self.rows.is_empty()).then_some(Block::Table(Table { caption: None, rows: self.rows }))
    }
}
