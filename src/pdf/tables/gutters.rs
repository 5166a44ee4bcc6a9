//! Where the columns of a table without lines part: the gutters that no text crosses.

use super::aligned::Row;
use std::cmp::Ordering;

/// A gutter between two columns is at least this share of the em wide.
const GUTTER: f64 = 0.6;

/// Borders of the columns that rows have: the middles of the gutters that no piece crosses. A piece alone in its row
/// has no say.
pub fn borders<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<f64> {
    let mut edges = Vec::new();
    let mut sizes = 0.0;
    for piece in rows.filter(|row| row.sets_columns()).flat_map(|row| &row.pieces) {
        sizes += piece.size;
        edges.extend([(piece.rect.x0, 1), (piece.rect.x1, -1)]);
    }
    edges.sort_unstable_by(from_left);
    between(&edges, sizes)
}

/// The edges of the pieces of rows, sorted once for whichever of the rows are then asked for.
pub struct Edges(Vec<(Edge, usize)>);

/// Where a piece begins, 1, or ends, -1.
type Edge = (f64, i32);

impl Edges {
    /// Of all of `rows`.
    pub fn of(rows: &[Row]) -> Self {
        let setting = rows.iter().enumerate().filter(|(_, row)| row.sets_columns());
        let pieces = setting.flat_map(|(place, row)| row.pieces.iter().map(move |piece| (place, piece.rect)));
        let mut edges: Vec<_> =
            pieces.flat_map(|(place, rect)| [((rect.x0, 1), place), ((rect.x1, -1), place)]).collect();
        edges.sort_unstable_by(|(a, _), (b, _)| from_left(a, b));
        Self(edges)
    }

    /// As [`borders`] of `rows`, those of whose places `has` is true.
    pub fn borders<'r>(&self, rows: impl Iterator<Item = &'r Row>, has: impl Fn(usize) -> bool) -> Vec<f64> {
        let sizes = rows.filter(|row| row.sets_columns()).flat_map(|row| &row.pieces).map(|piece| piece.size);
        let edges: Vec<Edge> =
            self.0.iter().filter(|(_, place)| has(*place)).map(|(edge, _)| *edge).collect();
        between(&edges, sizes.sum())
    }
}

fn from_left(a: &Edge, b: &Edge) -> Ordering {
    a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))
}

fn between(edges: &[Edge], sizes: f64) -> Vec<f64> {
    let (Some(first), Some(last)) = (edges.first(), edges.last()) else {
        return Vec::new();
    };
    let em = sizes * 2.0 / edges.len() as f64;
    let mut borders = vec![first.0 - 1.0];
    let mut depth = 0;
    for (i, (x, step)) in edges.iter().enumerate() {
        depth += step;
        if depth == 0
            && let Some((next, _)) = edges.get(i + 1)
            && next - x > GUTTER * em
        {
            borders.push((x + next) / 2.0);
        }
    }
    borders.push(last.0 + 1.0);
    borders
}
