//! Tables without lines between the cells: rows of text pieces that stand in the same columns.

use super::super::geometry;
use super::super::limits;
use super::super::lines::Line;
use super::super::words::Word;
use super::gutters::borders;
use super::{FoundTable, grid, parts};
use kurbo::Rect;
use std::ops::Range;

/// Words closer than this share of the em are one piece; justified text stretches its spaces up to about this.
const PIECE_GAP: f64 = 1.2;
/// Rows farther apart than this share of their height are not one table.
const ROW_GAP: f64 = 2.2;
/// Rows that a table has at least.
const FEWEST_ROWS: usize = 3;
/// Rows looked at together when a part of a run is tried.
const LONGEST_RUN: usize = 200;
/// Columns that a table has at least: with two, it may as well be prose or a form.
const FEWEST_COLUMNS: usize = 3;
/// Characters of an average piece at most; prose in columns has more.
const LONGEST_PIECE: usize = 28;

/// Words without a gap, part of one line.
pub struct Piece {
    line: usize,
    /// The places of the words in the line, in the order in which they are read.
    places: Vec<usize>,
    /// Around the words.
    pub rect: Rect,
    /// Em of the line, points.
    pub size: f64,
}

impl Piece {
    fn words<'l>(&self, lines: &'l [Line]) -> impl Iterator<Item = &'l Word> {
        let words = lines.get(self.line).map_or(&[][..], |line| &line.words);
        self.places.iter().filter_map(|place| words.get(*place))
    }
}

/// Pieces beside each other.
pub struct Row {
    /// From left to right.
    pub pieces: Vec<Piece>,
    rect: Rect,
}

impl Row {
    /// A piece alone in its row has no say in where the columns are.
    pub fn sets_columns(&self) -> bool {
        self.pieces.len() >= 2
    }
}

/// Finds tables by alignment. The words that go into one are taken out of `lines`.
pub fn take(lines: &mut [Line]) -> Vec<FoundTable> {
    let rows = rows(lines);
    let mut tables = Vec::new();
    let mut taken = Vec::new();
    let mut budget = limits::ALIGNMENT_WORK;
    let mut start = 0;
    while start < rows.len() {
        let mut end = start + 1;
        while let (Some(above), Some(row)) = (rows.get(end - 1), rows.get(end))
            && goes_on(above, row)
        {
            end += 1;
        }
        for (from, to) in candidates(rows.get(start..end).unwrap_or_default()) {
            let run = rows.get(start + from..start + to).unwrap_or_default();
            for (table, used) in best(run, lines, &mut budget) {
                taken.extend(used.iter().flat_map(|row| &row.pieces));
                tables.push(table);
            }
        }
        start = end;
    }
    remove(&taken, lines);
    tables
}

/// The tables of a run of rows taken as a whole, or those of its parts where they have more cells.
#[inline(never)]
fn best<'r>(rows: &'r [Row], lines: &[Line], budget: &mut usize) -> Vec<(FoundTable, &'r [Row])> {
    let whole = within(rows, lines, budget);
    let parts = parts::of(rows, budget);
    if parts.len() < 2 {
        return whole;
    }
    let certain = |part: Range<usize>| {
        let part = rows.get(part)?;
        Some((table(part, lines, budget).filter(is_certain)?, part))
    };
    let parted: Vec<_> = parts.into_iter().filter_map(certain).collect();
    let cells =
        |tables: &[(FoundTable, &[Row])]| tables.iter().map(|(table, _)| table.filled()).sum::<usize>();
    if cells(&parted) > cells(&whole) { parted } else { whole }
}

/// The table that all rows make, or those that runs of them make.
fn within<'r>(rows: &'r [Row], lines: &[Line], budget: &mut usize) -> Vec<(FoundTable, &'r [Row])> {
    if let Some(table) = table(rows, lines, budget) {
        return vec![(table, rows)];
    }
    let mut found = Vec::new();
    let mut from = 0;
    while from + FEWEST_ROWS <= rows.len() {
        let mut longest = None;
        for to in from + FEWEST_ROWS..=rows.len().min(from + LONGEST_RUN) {
            let Some(run) = rows.get(from..to) else { break };
            let pieces = run.iter().map(|row| row.pieces.len()).sum();
            let Some(left) = budget.checked_sub(pieces) else { return found };
            *budget = left;
            if borders(run.iter()).len() <= FEWEST_COLUMNS {
                break;
            }
            longest = Some(run);
        }
        match longest.and_then(|run| Some((table(run, lines, budget).filter(is_certain)?, run))) {
            Some(table) => {
                from += table.1.len();
                found.push(table);
            }
            None => from += 1,
        }
    }
    found
}

fn remove(pieces: &[&Piece], lines: &mut [Line]) {
    let mut taken: Vec<(usize, usize)> =
        pieces.iter().flat_map(|piece| piece.places.iter().map(|place| (piece.line, *place))).collect();
    taken.sort_unstable();
    taken.dedup();
    for part in taken.chunk_by(|a, b| a.0 == b.0) {
        let Some(line) = part.first().and_then(|(line, _)| lines.get_mut(*line)) else { continue };
        let mut places = part.iter().map(|(_, place)| *place).peekable();
        let mut place = 0..;
        line.words.retain(|_| {
            let place = place.next();
            places.next_if(|taken| Some(*taken) == place).is_none()
        });
    }
}

/// The page's upright lines, cut at gaps and put beside each other, from top to bottom.
fn rows(lines: &[Line]) -> Vec<Row> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.is_upright()) {
        // Across the page, whichever way the words are read.
        let mut words: Vec<(usize, &Word)> = line.words.iter().enumerate().collect();
        words.sort_by(|(_, a), (_, b)| a.rect.x0.total_cmp(&b.rect.x0));
        for (place, word) in words {
            match pieces.last_mut() {
                Some(last) if last.line == index && word.rect.x0 - last.rect.x1 < PIECE_GAP * line.size => {
                    last.rect = last.rect.union(word.rect);
                    let at = last.places.partition_point(|other| *other < place);
                    last.places.insert(at, place);
                }
                _ => {
                    pieces.push(Piece { line: index, rect: word.rect, size: line.size, places: vec![place] })
                }
            }
        }
    }
    pieces.sort_by(|a, b| a.rect.center().y.total_cmp(&b.rect.center().y));
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if geometry::vertical_overlap(row.rect, piece.rect) > 0.6 => {
                row.rect = row.rect.union(piece.rect);
                row.pieces.push(piece);
            }
            _ => rows.push(Row { rect: piece.rect, pieces: vec![piece] }),
        }
    }
    for row in &mut rows {
        row.pieces.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    }
    rows
}

fn goes_on(above: &Row, row: &Row) -> bool {
    row.rect.y0 - above.rect.y1 < ROW_GAP * above.rect.height().min(row.rect.height())
}

/// Runs of rows that have several pieces, with single ones between them.
fn candidates(rows: &[Row]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut run: Option<(usize, usize)> = None;
    for (i, row) in rows.iter().enumerate() {
        let several = row.pieces.len() >= 2;
        run = match run {
            None if several => Some((i, i + 1)),
            Some((start, _)) if several => Some((start, i + 1)),
            // At most one row of a single piece inside a table, such as a line that wrapped.
            Some((start, end)) if i < end + 1 => Some((start, end)),
            Some(done) => {
                found.push(done);
                None
            }
            None => None,
        };
    }
    found.extend(run);
    found
}

/// The table of all rows, in the columns that most of them set or else in those that all of them leave.
fn table(rows: &[Row], lines: &[Line], budget: &mut usize) -> Option<FoundTable> {
    if rows.len() < FEWEST_ROWS {
        return None;
    }
    let setting = parts::setting(rows, budget);
    let has_exceptions = setting.len() < rows.len();
    let table = in_columns(rows, lines, borders(setting.into_iter()));
    if table.is_none() && has_exceptions { in_columns(rows, lines, borders(rows.iter())) } else { table }
}

fn in_columns(rows: &[Row], lines: &[Line], columns: Vec<f64>) -> Option<FoundTable> {
    if columns.len() < FEWEST_COLUMNS + 1 {
        return None;
    }
    let pieces: Vec<&Piece> = rows.iter().flat_map(|row| &row.pieces).collect();
    let characters: usize = pieces.iter().flat_map(|piece| piece.words(lines)).map(Word::len).sum();
    if characters > pieces.len() * LONGEST_PIECE {
        return None;
    }
    let mut cells = vec![vec![String::new(); columns.len() - 1]; rows.len()];
    for (row, cells) in rows.iter().zip(&mut cells) {
        for piece in &row.pieces {
            let column = column(&columns, piece.rect)?;
            let cell = cells.get_mut(column)?;
            for word in piece.words(lines) {
                if !cell.is_empty() {
                    cell.push(' ');
                }
                cell.push_str(&word.text);
            }
        }
    }
    let order = pieces.iter().map(|p| p.line).min()?;
    let rect = geometry::union(rows.iter().map(|row| row.rect));
    let table = FoundTable { rect, cells, spans: Vec::new(), columns, order }.without_empty();
    is_table(&table).then_some(table)
}

fn is_table(table: &FoundTable) -> bool {
    let (rows, columns) = table.shape();
    let full =
        table.cells.iter().filter(|row| row.iter().filter(|t| !t.is_empty()).count() * 2 > columns).count();
    table.is_within_limits()
        && rows >= FEWEST_ROWS
        && columns >= FEWEST_COLUMNS
        && full * 2 >= rows
        && table.filled() * 2 >= rows * columns
}

/// Part of a run is a table only on stronger evidence: more rows, most of them with a number.
fn is_certain(table: &FoundTable) -> bool {
    let numbers = |text: &String| text.chars().any(|c| c.is_ascii_digit());
    let numbered =
        table.cells.iter().filter(|row| row.iter().filter(|text| numbers(text)).count() >= 2).count();
    table.cells.len() > FEWEST_ROWS && numbered * 10 >= table.cells.len() * 6
}

/// A piece stands in the column that it begins in, if it is wider than that one.
fn column(borders: &[f64], piece: Rect) -> Option<usize> {
    let middle = grid::interval(borders, piece.center().x)?;
    let border = borders.get(middle)?;
    if piece.x0 >= *border { Some(middle) } else { grid::interval(borders, piece.x0).or(Some(middle)) }
}
