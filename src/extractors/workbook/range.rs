//! The cells of a sheet as they are written: what is repeated once, and empty ones up to the edge.

/// A sheet has no more rows and columns than programs have.
pub const MOST_ROWS: u64 = 1_048_576;
pub const MOST_COLUMNS: u64 = 16_384;

/// Rows from the first on.
#[derive(Default)]
pub struct Range {
    rows: Vec<Row>,
}

struct Row {
    repeats: u64,
    /// Those that say something: in which column they begin, and how many are the same.
    cells: Vec<(u64, u64, String)>,
    columns: u64,
}

impl Range {
    /// Begins a row that is there so many times.
    pub fn begin_row(&mut self, repeats: u64) {
        self.rows.push(Row { repeats, cells: Vec::new(), columns: 0 });
    }

    /// How many times the row is there that was begun last.
    pub fn repeats(&self) -> u64 {
        self.rows.last().map_or(0, |row| row.repeats)
    }

    /// Takes that row back.
    pub fn drop_row(&mut self) {
        self.rows.pop();
    }

    /// Adds a cell to it, so many times; none for one that says nothing.
    pub fn push(&mut self, cell: Option<String>, times: u64) {
        let Some(row) = self.rows.last_mut() else { return };
        let times = times.min(MOST_COLUMNS - row.columns);
        row.cells.extend(cell.filter(|_| times > 0).map(|cell| (row.columns, times, cell)));
        row.columns += times;
    }

    /// The rectangle from the first cell that says something to the last, as many rows of it as are no more than so many
    /// cells, and whether that is all.
    pub fn written(self, most_cells: u64) -> (Vec<Vec<String>>, bool) {
        let says = |row: &Row| !row.cells.is_empty();
        let filled = self.rows.iter().filter(|row| says(row));
        let left = filled.clone().filter_map(|row| Some(row.cells.first()?.0)).min();
        let right = filled.filter_map(|row| row.cells.last().map(|(at, times, _)| at + times)).max();
        let (Some(left), Some(right)) = (left, right) else { return (Vec::new(), true) };
        let width = right - left;
        let mut room = most_cells / width;
        let mut written: Vec<Vec<String>> = Vec::new();
        let last = self.rows.iter().rposition(says).unwrap_or_default();
        let mut behind = MOST_ROWS;
        for row in self.rows.iter().take(last + 1).skip_while(|row| !says(row)) {
            let repeats = row.repeats.min(behind);
            behind -= repeats;
            let cells = row.written(left, width);
            written.extend(std::iter::repeat_n(cells, repeats.min(room) as usize));
            if repeats > room {
                return (written, false);
            }
            room -= repeats;
        }
        (written, true)
    }
}

impl Row {
    fn written(&self, left: u64, width: u64) -> Vec<String> {
        let mut cells = Vec::with_capacity(width as usize);
        for (at, times, cell) in &self.cells {
            cells.resize((at - left) as usize, String::new());
            cells.extend(std::iter::repeat_n(cell, *times as usize).cloned());
        }
        cells.resize(width as usize, String::new());
        cells
    }
}
