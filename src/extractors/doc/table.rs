//! Tables, whose rows say of themselves where the edges of their cells are ([MS-DOC] 2.9.313).

use std::rc::Rc;

use crate::compound::u16_at;
use crate::extractors::blocks::Block;
use crate::extractors::office::grid::Grid;
use crate::extractors::word::table::{Merged, OpenTable};

/// Bytes of what a row says of a cell (2.9.310).
const CELL: usize = 20;

/// Edges are one where no more lies between them, in twentieths of a point: the columns of a hand-drawn table seldom meet.
const NEAR: i32 = 60;

/// What a row says of its cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// From the left edge of the first to the right edge of the last.
    edges: Vec<i32>,
    /// What each is one with.
    merged: Vec<Option<Merged>>,
}

impl Layout {
    pub fn new(edges: Vec<i32>, merged: Vec<Option<Merged>>) -> Self {
        Self { edges, merged }
    }

    /// Of the value of the property that defines a row.
    pub fn of(definition: &[u8]) -> Self {
        let Some((count, rest)) = definition.split_first() else { return Self::default() };
        let count = usize::from(*count);
        let edges =
            (0..=count).map_while(|at| u16_at(rest, at * 2)).map(|edge| i32::from(edge.cast_signed()));
        let cells = rest.get((count + 1) * 2..).unwrap_or_default().chunks_exact(CELL);
        let merged =
            cells.filter_map(|cell| u16_at(cell, 0)).map(|flags| match (flags & 0b11, flags >> 5 & 0b11) {
                (1, _) => Some(Merged::Before),
                (_, 1) => Some(Merged::Above),
                _ => None,
            });
        Self { edges: edges.collect(), merged: merged.collect() }
    }
}

/// A table's rows so far.
#[derive(Default)]
pub struct Rows {
    rows: Vec<(Vec<Vec<Block>>, Rc<Layout>)>,
}

impl Rows {
    /// Adds a row: the blocks of its cells.
    pub fn push(&mut self, cells: Vec<Vec<Block>>, layout: Rc<Layout>) {
        self.rows.push((cells, layout));
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table, the cells of each row in the columns that all of them have together; none if there is nothing in it.
    pub fn finish(self) -> Option<Block> {
        let edges = self.rows.iter().flat_map(|(_, layout)| layout.edges.iter().copied());
        let columns = Grid::of(edges, NEAR);
        let mut table = OpenTable::new();
        for (cells, layout) in self.rows {
            let Layout { edges, merged } = &*layout;
            table.leave_out(edges.first().map_or(0, |first| columns.place(*first)));
            for (at, cell) in cells.into_iter().enumerate() {
                let span = edges
                    .get(at..at + 2)
                    .map_or(1, |edges| columns.place(edges[1]).saturating_sub(columns.place(edges[0])));
                table.cell.span = span.max(1);
                table.cell.merged = merged.get(at).copied().flatten();
                table.end_cell(cell);
            }
            table.end_row();
        }
        table.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, Rows};
    use crate::extractors::blocks::{Block, MarkKind, Run};
    use crate::extractors::word::table::Merged;

    fn layout(edges: &[i16], flags: &[u16]) -> Layout {
        let mut definition = vec![flags.len() as u8];
        definition.extend(edges.iter().flat_map(|edge| edge.to_le_bytes()));
        for flags in flags {
            definition.extend(flags.to_le_bytes());
            definition.extend([0; 18]);
        }
        Layout::of(&definition)
    }

    fn cells(texts: &[&str]) -> Vec<Vec<Block>> {
        texts.iter().map(|text| vec![Block::Paragraph(Run::plain(*text))]).collect()
    }

    #[test]
    fn cells_stand_in_the_columns_that_their_edges_make() {
        let mut rows = Rows::default();
        rows.push(cells(&["a", "b", "c"]), layout(&[-100, 1000, 2000, 3000], &[0, 0, 0]).into());
        // Its edges are a little off.
        rows.push(cells(&["wide", "d"]), layout(&[-90, 1990, 3010], &[0, 0]).into());
        rows.push(cells(&["e"]), layout(&[1000, 2000], &[0]).into());
        let Some(Block::Table(table)) = rows.finish() else { panic!("no table") };
        let texts: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(texts, [vec!["a", "b", "c"], vec!["wide", "", "d"], vec!["", "e"]]);
        assert_eq!(table.rows[1][1].marks[0].kind, MarkKind::Merged { above: false });
    }

    #[test]
    fn a_row_says_what_its_cells_are_one_with() {
        // 2.9.311: the lowest two bits are of what is before, the sixth and seventh of what is above.
        let Layout { merged, .. } = layout(&[0, 1, 2, 3], &[0b10, 0b01, 0b010_0000]);
        assert_eq!(merged, [None, Some(Merged::Before), Some(Merged::Above)]);
        assert_eq!(Layout::of(&[]), Layout::default());
        assert_eq!(Layout::of(&[9, 1]).edges, [] as [i32; 0]);
    }
}
