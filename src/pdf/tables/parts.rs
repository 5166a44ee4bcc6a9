//! Which of the rows below each other make one table: those that fill the most cells in the columns they have in common.
//!
//! Rows of another kind - a form above the table, a second table below it - close the gutters between the columns, and
//! so does a single cell or heading that is wider than its column.

use super::aligned::Row;
use super::grid;
use super::gutters::{Edges, borders};
use std::ops::Range;

/// A split has to bring at least this many cells, and this share of those there are.
const FEWEST_GAINED: usize = 4;
const LEAST_GAIN: f64 = 0.1;
/// One of so many rows may have a piece wider than its column.
const EXCEPTIONS: usize = 8;

/// Cuts a run of rows into parts. `budget` is the number of text pieces that may be looked at; when it is used up, the
/// rest stays as it is.
pub fn of(rows: &[Row], budget: &mut usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let all = 0..rows.len();
    let mut stack = vec![all];
    while let Some(range) = stack.pop() {
        match rows.get(range.clone()).and_then(|part| split(part, budget)) {
            Some(at) => {
                stack.push(range.start + at..range.end);
                stack.push(range.start..range.start + at);
            }
            None => found.push(range),
        }
    }
    found
}

/// The rows that set the columns: all but a few with the widest pieces, where more cells are told apart without them.
pub fn setting<'r>(rows: &'r [Row], budget: &mut usize) -> Vec<&'r Row> {
    let most = rows.len() / EXCEPTIONS;
    if most == 0 {
        return rows.iter().collect();
    }
    let mut by_width: Vec<(f64, usize)> =
        rows.iter().enumerate().map(|(place, row)| (widest(row), place)).collect();
    by_width.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let mut ranks = vec![0; rows.len()];
    for (rank, (_, place)) in by_width.iter().enumerate() {
        if let Some(slot) = ranks.get_mut(*place) {
            *slot = rank;
        }
    }
    let is_in = |place: usize, left_out: usize| ranks.get(place).is_some_and(|rank| *rank >= left_out);
    let edges = Edges::of(rows);
    let mut best = (filled(&edges.borders(rows.iter(), |_| true), rows), 0);
    for left_out in 1..=most {
        if !spend(rows, budget) {
            break;
        }
        let others = by_width.iter().skip(left_out).filter_map(|(_, place)| rows.get(*place));
        let filled = filled(&edges.borders(others, |place| is_in(place, left_out)), rows);
        if filled > best.0 + left_out {
            best = (filled, left_out);
        }
    }
    rows.iter().enumerate().filter(|(place, _)| is_in(*place, best.1)).map(|(_, row)| row).collect()
}

fn widest(row: &Row) -> f64 {
    row.pieces.iter().map(|piece| piece.rect.width()).fold(0.0, f64::max)
}

/// Where to cut, if that brings enough cells.
fn split(rows: &[Row], budget: &mut usize) -> Option<usize> {
    let pieces: usize = rows.iter().map(|row| row.pieces.len()).sum();
    if pieces < FEWEST_GAINED {
        return None;
    }
    let whole = filled(&borders(setting(rows, budget).into_iter()), rows);
    let needed = whole + FEWEST_GAINED.max((whole as f64 * LEAST_GAIN) as usize);
    // No row can fill more cells than it has pieces.
    if pieces < needed {
        return None;
    }
    let edges = Edges::of(rows);
    let mut best = (needed - 1, None);
    for at in 1..rows.len() {
        if !spend(rows, budget) {
            return None;
        }
        let (above, below) = rows.split_at(at);
        let filled = filled(&edges.borders(above.iter(), |place| place < at), above)
            + filled(&edges.borders(below.iter(), |place| place >= at), below);
        if filled > best.0 {
            best = (filled, Some(at));
        }
    }
    best.1
}

fn spend(rows: &[Row], budget: &mut usize) -> bool {
    let pieces: usize = rows.iter().map(|row| row.pieces.len()).sum();
    let left = budget.checked_sub(pieces);
    *budget = left.unwrap_or(0);
    left.is_some()
}

/// How many cells `rows` fill between these borders.
fn filled(borders: &[f64], rows: &[Row]) -> usize {
    let columns_of = |row: &Row| {
        let mut latest = None;
        let mut count = 0;
        for column in row.pieces.iter().filter_map(|piece| grid::interval(borders, piece.rect.center().x)) {
            count += usize::from(latest.replace(column) != Some(column));
        }
        count
    };
    rows.iter().map(columns_of).sum()
}
