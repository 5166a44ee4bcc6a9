//! Tables whose cells are parted by lines.

use super::super::limits;
use super::super::lines::Line;
use super::super::rulings::Ruling;
use super::grid::{self, Grid};
use super::{FoundTable, Span};

/// What it takes for a grid to be a table and not a frame, a form or a diagram.
const FEWEST_CELLS: usize = 4;
/// Characters that a cell holds on average at most; beyond that the lines part columns of prose.
const LONGEST_CELL: usize = 350;
/// Baselines closer than this are one; points.
const SAME_BASELINE: f64 = 2.0;

/// Finds ruled tables. The words that go into one are taken out of `lines`, which then may be left without words.
pub fn take(rulings: &[Ruling], lines: &mut [Line], single_column: bool) -> Vec<FoundTable> {
    let mut grids = grid::find(rulings);
    // The smallest first, so that a table inside a frame is found before the frame.
    grids.sort_by(|a, b| a.rect().area().total_cmp(&b.rect().area()));
    grids.iter().filter_map(|grid| table(grid, lines, single_column)).collect()
}

fn table(grid: &Grid, lines: &mut [Line], single_column: bool) -> Option<FoundTable> {
    let (rows, columns) = grid.shape();
    let fewest_columns = if single_column { 1 } else { 2 };
    if rows < 1 || columns < fewest_columns || rows.saturating_mul(columns) > limits::CELLS_PER_TABLE {
        return None;
    }
    if rows.saturating_mul(columns).saturating_mul(grid.lines()) > limits::GRID_WORK {
        return None;
    }
    let spans = spans(grid);
    let owners = owners(rows, columns, &spans);
    let place = |word: &super::super::words::Word| {
        let middle = word.rect.center();
        owners.get(grid::interval(&grid.ys, middle.y)?)?.get(grid::interval(&grid.xs, middle.x)?).copied()
    };
    let mut cells = vec![vec![Vec::new(); columns]; rows];
    let mut order = None;
    for (index, line) in lines.iter().enumerate() {
        for word in &line.words {
            let Some((row, column)) = place(word) else { continue };
            let Some(cell) = cells.get_mut(row).and_then(|cells| cells.get_mut(column)) else { continue };
            add(cell, line.baseline, &word.text);
            order.get_or_insert(index);
        }
    }
    let (cells, spans) = split_rows(cells, &spans);
    let table = FoundTable { rect: grid.rect(), cells, spans, columns: grid.xs.clone(), order: order? };
    let table = table.without_empty();
    if !is_table(&table, fewest_columns) {
        return None;
    }
    for line in lines {
        line.words.retain(|word| place(word).is_none());
    }
    Some(table)
}

/// Text of one baseline in a cell.
#[derive(Debug, Clone)]
struct CellLine {
    baseline: f64,
    text: String,
}

fn add(cell: &mut Vec<CellLine>, baseline: f64, word: &str) {
    match cell.last_mut() {
        Some(last) if (last.baseline - baseline).abs() < SAME_BASELINE => {
            last.text.push(' ');
            last.text.push_str(word);
        }
        _ => cell.push(CellLine { baseline, text: word.to_owned() }),
    }
}

/// Parts rows whose cells hold several rows each without a line between them: most cells have equally many lines, on the
/// same baselines, and half of those cells hold numbers; or all cells have, and more than text has that merely wraps.
/// The others go into the first part.
fn split_rows(cells: Vec<Vec<Vec<CellLine>>>, spans: &[Span]) -> (Vec<Vec<String>>, Vec<Span>) {
    let mut texts: Vec<Vec<String>> = Vec::new();
    let mut new_row = Vec::new();
    for (index, row) in cells.into_iter().enumerate() {
        new_row.push(texts.len());
        let is_tall = |column: usize| spans.iter().any(|span| span.size.0 > 1 && span.at == (index, column));
        // Beside a cell that spans rows, only more lines than a cell has that merely wraps.
        let spanned = spans.iter().any(|s| s.size.0 > 1 && (s.at.0..s.at.0 + s.size.0).contains(&index));
        let fewest = if spanned { 3 } else { 2 };
        let baselines = shared_baselines(&row).filter(|lines| index > 0 && lines.len() >= fewest);
        let Some(baselines) = baselines else {
            texts.push(row.into_iter().map(|cell| joined(&cell)).collect());
            continue;
        };
        let mut parts = vec![vec![String::new(); row.len()]; baselines.len()];
        for (column, cell) in row.into_iter().enumerate() {
            let alike = cell.len() == baselines.len() && !is_tall(column);
            for (at, line) in cell.into_iter().enumerate() {
                let part = parts.get_mut(if alike { at } else { 0 }).and_then(|part| part.get_mut(column));
                if let Some(text) = part {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(&line.text);
                }
            }
        }
        texts.extend(parts);
    }
    let place = |row: usize| new_row.get(row).copied().unwrap_or(texts.len());
    let moved = |span: &Span| {
        let ((row, column), (rows, columns)) = (span.at, span.size);
        // A cell that spans a row spans all of its parts.
        let rows = if rows > 1 { place(row + rows) - place(row) } else { rows };
        Span { at: (place(row), column), size: (rows, columns) }
    };
    let spans = spans.iter().map(moved).collect();
    (texts, spans)
}

fn joined(cell: &[CellLine]) -> String {
    cell.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn shared_baselines(row: &[Vec<CellLine>]) -> Option<Vec<f64>> {
    let filled: Vec<&Vec<CellLine>> = row.iter().filter(|cell| !cell.is_empty()).collect();
    let model =
        filled.iter().max_by_key(|cell| filled.iter().filter(|other| same_baselines(cell, other)).count())?;
    let alike: Vec<_> = filled.iter().filter(|cell| same_baselines(model, cell)).collect();
    let figures = alike.iter().filter(|cell| cell.iter().all(|line| is_figure(&line.text))).count();
    let most = alike.len() * 3 >= filled.len() * 2;
    let all = model.len() > 2 && alike.len() > 2 && alike.len() == row.len();
    (model.len() > 1 && alike.len() > 1 && most && (all || figures * 2 >= alike.len()))
        .then(|| model.iter().map(|line| line.baseline).collect())
}

fn same_baselines(a: &[CellLine], b: &[CellLine]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a.baseline - b.baseline).abs() < SAME_BASELINE)
}

fn is_figure(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits > 0 && text.chars().filter(|c| c.is_alphabetic()).count() <= digits
}

fn is_table(table: &FoundTable, fewest_columns: usize) -> bool {
    let (rows, columns) = table.shape();
    let filled = table.filled();
    let characters: usize = table.cells.iter().flatten().map(|text| text.chars().count()).sum();
    let several =
        table.cells.iter().filter(|row| row.iter().filter(|text| !text.is_empty()).count() > 1).count();
    table.is_within_limits()
        && (several >= 2 || fewest_columns < 2)
        && columns >= fewest_columns
        && rows >= 2
        && filled >= FEWEST_CELLS.min(2 * fewest_columns)
        && filled * 5 >= rows * columns
        && characters <= filled * LONGEST_CELL
}

/// For each place the place whose cell covers it.
fn owners(rows: usize, columns: usize, spans: &[Span]) -> Vec<Vec<(usize, usize)>> {
    let mut owners: Vec<Vec<(usize, usize)>> =
        (0..rows).map(|row| (0..columns).map(|column| (row, column)).collect()).collect();
    for span in spans {
        for row in owners.iter_mut().skip(span.at.0).take(span.size.0) {
            for place in row.iter_mut().skip(span.at.1).take(span.size.1) {
                *place = span.at;
            }
        }
    }
    owners
}

/// Places that no line parts belong to one cell; only full rectangles are taken.
fn spans(grid: &Grid) -> Vec<Span> {
    let (rows, columns) = grid.shape();
    let mut taken = vec![vec![false; columns]; rows];
    let mut spans = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if taken.get(row).and_then(|r| r.get(column)).copied().unwrap_or(true) {
                continue;
            }
            let free = |r: usize, c: usize| taken.get(r).and_then(|r| r.get(c)).is_some_and(|t| !t);
            let mut width = 1;
            while free(row, column + width) && !grid.has_border_right(row, column + width - 1) {
                width += 1;
            }
            let open_below = |r: usize| {
                (column..column + width).all(|c| free(r + 1, c) && !grid.has_border_below(r, c))
                    && (column..column + width - 1).all(|c| !grid.has_border_right(r + 1, c))
            };
            let mut height = 1;
            while row + height < rows && open_below(row + height - 1) {
                height += 1;
            }
            for r in row..row + height {
                for c in column..column + width {
                    if let Some(slot) = taken.get_mut(r).and_then(|r| r.get_mut(c)) {
                        *slot = true;
                    }
                }
            }
            if width * height > 1 {
                spans.push(Span { at: (row, column), size: (height, width) });
            }
        }
    }
    spans
}
