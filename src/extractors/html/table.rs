//! Tables: those of data, and those that only lay out a page.

use super::tokens::Attributes;
use super::tree::{Id, Tree};
use super::walk::Walk;
use crate::extractors::blocks::{Block, Run, Table, flatten};

/// A cell with more than this many blocks is a part of the page rather than a value.
const MOST_BLOCKS: usize = 8;

/// Cells that only stand for those spanned by another, for each cell and at least.
const FILLERS: (usize, usize) = (8, 1000);

/// A cell of a table as it is written.
pub struct Cell {
    blocks: Vec<Block>,
    heads: bool,
    columns: usize,
    rows: usize,
}

impl Cell {
    /// One that spans no others; `heads` if it is a heading.
    pub fn single(blocks: Vec<Block>, heads: bool) -> Self {
        Self { blocks, heads, columns: 1, rows: 1 }
    }
}

/// What is written in a table.
#[derive(Default)]
pub struct Rows {
    rows: Vec<Vec<Cell>>,
    pub caption: Option<Run>,
    /// What lies in no cell.
    stray: Vec<Block>,
}

/// A table's blocks, as [`Rows::blocks`] has them.
pub fn blocks(walk: &mut Walk, id: Id, attributes: Attributes) -> Vec<Block> {
    let mut found = Rows::default();
    found.read(walk, id);
    let layout = attributes.get("role").is_some_and(|role| matches!(role.as_ref(), "presentation" | "none"));
    found.blocks(layout)
}

/// Rows between others that were put out of the table: no table where each is a single cell.
fn part(blocks: &mut Vec<Block>, rows: Vec<Vec<Cell>>, caption: &mut Option<Run>) {
    if rows.iter().all(|row| row.len() == 1) {
        blocks.extend(rows.into_iter().flatten().flat_map(|cell| cell.blocks));
    } else {
        blocks.extend(table(rows, caption));
    }
}

impl Rows {
    /// Begins a row.
    pub fn begin(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Adds a cell to the last row.
    pub fn push(&mut self, cell: Cell) {
        match self.rows.last_mut() {
            Some(row) => row.push(cell),
            None => self.rows.push(vec![cell]),
        }
    }

    /// The table itself, unless it is there for the `layout`. Rows with cells that hold more than a table of plain text can
    /// show are put out of it, their cells one after another.
    pub fn blocks(mut self, layout: bool) -> Vec<Block> {
        self.rows.retain(|row| !row.is_empty());
        let single = self.rows.iter().all(|row| row.len() <= 1 && row.iter().all(|cell| !cell.heads));
        let laid_out = layout || single && self.caption.is_none();

        let mut blocks = self.stray;
        let mut caption = self.caption;
        let mut together: Vec<Vec<Cell>> = Vec::new();
        let mut whole = true;
        for row in self.rows {
            if laid_out || row.iter().any(|cell| is_rich(&cell.blocks)) {
                part(&mut blocks, std::mem::take(&mut together), &mut caption);
                blocks.extend(row.into_iter().flat_map(|cell| cell.blocks));
                whole = false;
            } else {
                together.push(row);
            }
        }
        if whole {
            blocks.extend(table(together, &mut caption));
        } else {
            part(&mut blocks, together, &mut caption);
        }
        if let Some(caption) = caption {
            blocks.insert(0, Block::Paragraph(caption));
        }
        blocks
    }

    fn read(&mut self, walk: &mut Walk, id: Id) {
        let tree: &Tree = walk.tree;
        for (child, name, attributes) in tree.elements(id) {
            match name {
                _ if walk.excludes(name, attributes) => {}
                "thead" | "tbody" | "tfoot" => self.read(walk, child),
                "caption" => self.caption = Some(walk.run_of(child)).filter(|caption| !caption.is_empty()),
                "tr" => self.rows.push(row(walk, child)),
                "td" | "th" => self.rows.push(vec![cell(walk, child, name, attributes)]),
                "colgroup" | "col" | "script" | "style" | "template" | "input" => {}
                // A form around rows, say.
                _ if holds_rows(tree, child) => self.read(walk, child),
                _ => self.stray.extend(walk.blocks_of(child)),
            }
        }
    }
}

fn holds_rows(tree: &Tree, id: Id) -> bool {
    tree.elements(id).any(|(_, name, _)| matches!(name, "tr" | "tbody" | "thead" | "td" | "th"))
}

fn row(walk: &mut Walk, id: Id) -> Vec<Cell> {
    let tree: &Tree = walk.tree;
    let mut cells = Vec::new();
    for (child, name, attributes) in tree.elements(id) {
        match name {
            _ if walk.excludes(name, attributes) => {}
            "td" | "th" => cells.push(cell(walk, child, name, attributes)),
            _ if holds_rows(tree, child) => cells.extend(row(walk, child)),
            _ => {}
        }
    }
    cells
}

fn cell(walk: &mut Walk, id: Id, name: &str, attributes: Attributes) -> Cell {
    let span = |name| attributes.get(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1usize).max(1);
    Cell { blocks: walk.blocks_of(id), heads: name == "th", columns: span("colspan"), rows: span("rowspan") }
}

fn is_rich(blocks: &[Block]) -> bool {
    let rich = |block: &Block| match block {
        Block::Table(_) | Block::Quote(_) => true,
        Block::Code { text, .. } => text.contains('\n'),
        _ => false,
    };
    blocks.len() > MOST_BLOCKS || blocks.iter().any(rich)
}

/// Puts cells into their columns (WHATWG HTML, 4.9.12.1).
fn table(rows: Vec<Vec<Cell>>, caption: &mut Option<Run>) -> Option<Block> {
    let most = rows.iter().map(Vec::len).max()?;
    let cells: usize = rows.iter().map(Vec::len).sum();
    let mut fillers = cells * FILLERS.0 + FILLERS.1;
    // How many rows more a cell above reaches down into each column.
    let mut reaching: Vec<usize> = Vec::new();
    let mut grid: Vec<Vec<Run>> = Vec::with_capacity(rows.len());
    for row in rows {
        let mut line: Vec<Run> = Vec::new();
        for cell in row {
            while fillers > 0
                && let Some(left) = reaching.get_mut(line.len()).filter(|left| **left > 0)
            {
                *left -= 1;
                fillers -= 1;
                line.push(Run::default());
            }
            let columns = cell.columns.min(most).min(fillers + 1);
            fillers -= columns - 1;
            if reaching.len() < line.len() + columns {
                reaching.resize(line.len() + columns, 0);
            }
            let below = reaching.iter_mut().skip(line.len()).take(columns);
            below.for_each(|left| *left = cell.rows - 1);
            line.push(flatten(cell.blocks));
            line.extend(std::iter::repeat_with(Run::default).take(columns - 1));
        }
        reaching.iter_mut().skip(line.len()).for_each(|left| *left = left.saturating_sub(1));
        grid.push(line);
    }
    let rows: Vec<_> = grid.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    (!rows.is_empty()).then(|| Block::Table(Table { caption: caption.take(), rows }))
}
