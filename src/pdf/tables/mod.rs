//! Tables of a page: out of their rulings ([`ruled`]), or out of the alignment of their text ([`aligned`]);
//! some go on over a page break ([`continued`]).

pub mod aligned;
pub mod continued;
mod grid;
mod gutters;
mod parts;
pub mod ruled;

use super::{bidi, limits};
use kurbo::Rect;

/// A table found on a page.
#[derive(Debug, Clone)]
pub struct FoundTable {
    /// Around the table, in page space.
    pub rect: Rect,
    /// Rows of equally many cells. A cell that spans several places stands in the first; the others are empty.
    pub cells: Vec<Vec<String>>,
    /// Cells that span more than one place.
    pub spans: Vec<Span>,
    /// x of the borders between the columns, the outer ones included.
    pub columns: Vec<f64>,
    /// Index of the first line that went into it.
    pub order: usize,
}

/// A cell that spans several rows or columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Row and column of its first place, from 0.
    pub at: (usize, usize),
    /// Rows and columns it covers.
    pub size: (usize, usize),
}

impl FoundTable {
    /// Drops rows and columns without any text.
    fn without_empty(mut self) -> Self {
        let width = self.columns.len().saturating_sub(1);
        let empty_column =
            |cells: &[Vec<String>], c: usize| cells.iter().all(|row| row.get(c).is_none_or(|t| t.is_empty()));
        for column in (0..width).rev() {
            if !empty_column(&self.cells, column) {
                continue;
            }
            for row in &mut self.cells {
                if column < row.len() {
                    row.remove(column);
                }
            }
            self.columns.remove(if column == 0 { 0 } else { column + 1 }.min(self.columns.len() - 1));
            for span in &mut self.spans {
                if span.at.1 > column {
                    span.at.1 -= 1;
                } else if span.at.1 + span.size.1 > column {
                    span.size.1 -= 1;
                }
            }
        }
        for row in (0..self.cells.len()).rev() {
            let empty = self.cells.get(row).is_some_and(|cells| cells.iter().all(String::is_empty));
            let covered = |span: &Span| (span.at.0..span.at.0 + span.size.0).contains(&row);
            if !empty || self.spans.iter().any(covered) {
                continue;
            }
            self.cells.remove(row);
            for span in &mut self.spans {
                if span.at.0 > row {
                    span.at.0 -= 1;
                }
            }
        }
        self.spans.retain(|span| span.size.0 * span.size.1 > 1);
        self
    }

    /// The cells in the order in which they are read: the first column of a table in Hebrew or Arabic is its rightmost.
    pub fn in_reading_order(mut self) -> Self {
        let right_to_left = bidi::is_right_to_left(self.cells.iter().flatten().flat_map(|text| text.chars()));
        if !right_to_left {
            return self;
        }
        let (_, width) = self.shape();
        for row in &mut self.cells {
            row.resize(width, String::new());
            row.reverse();
        }
        for Span { at: (row, column), size: (_, columns) } in &mut self.spans {
            // The text stands in the first of the places that are covered, which is at the other end now.
            let last = width.saturating_sub(*column + 1);
            *column = width.saturating_sub(*column + *columns);
            if let Some(row) = self.cells.get_mut(*row).filter(|row| last < row.len()) {
                row.swap(*column, last);
            }
        }
        self
    }

    /// The cells as a GFM table, the first row as its header.
    pub fn markdown(&self) -> String {
        let mut markdown = String::new();
        for (index, row) in self.cells.iter().enumerate() {
            for cell in row {
                markdown.push_str("| ");
                markdown.push_str(&cell.replace('|', "\\|"));
                markdown.push(' ');
            }
            markdown.push_str("|\n");
            if index == 0 {
                markdown.push_str(&"| --- ".repeat(row.len()));
                markdown.push_str("|\n");
            }
        }
        markdown
    }

    /// Cells that hold text.
    fn filled(&self) -> usize {
        self.cells.iter().flatten().filter(|text| !text.is_empty()).count()
    }

    /// Columns and rows that it has.
    fn shape(&self) -> (usize, usize) {
        (self.cells.len(), self.cells.iter().map(Vec::len).max().unwrap_or(0))
    }

    fn is_within_limits(&self) -> bool {
        let (rows, columns) = self.shape();
        rows.saturating_mul(columns) <= limits::CELLS_PER_TABLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[&[&str]], spans: Vec<Span>) -> FoundTable {
        let cells = cells.iter().map(|row| row.iter().map(|text| (*text).to_owned()).collect()).collect();
        FoundTable { rect: Rect::ZERO, cells, spans, columns: Vec::new(), order: 0 }
    }

    #[test]
    fn the_first_column_of_a_right_to_left_table_is_its_rightmost() {
        let hebrew = table(&[&["10", "שנה"], &["20", "שם"]], Vec::new()).in_reading_order();
        assert_eq!(hebrew.cells, [["שנה", "10"], ["שם", "20"]]);
        let latin = table(&[&["10", "year"], &["20", "name"]], Vec::new()).in_reading_order();
        assert_eq!(latin.cells, [["10", "year"], ["20", "name"]]);
    }

    #[test]
    fn a_spanning_cell_of_a_right_to_left_table_stands_in_the_first_of_its_places() {
        let span = Span { at: (0, 0), size: (1, 2) };
        let turned = table(&[&["כותרת", "", "שנה"], &["1", "2", "3"]], vec![span]).in_reading_order();
        assert_eq!(turned.cells, [["שנה", "כותרת", ""], ["3", "2", "1"]]);
        assert_eq!(turned.spans[0].at, (0, 1));
    }
}
