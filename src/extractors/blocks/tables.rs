//! Writes tables as Markdown (GitHub's) or as Djot, which are the same.

use super::markdown::{Dialect, Writer};
use super::style::Style;
use super::{Run, Table, merged, spans};

/// A table's rows alone.
pub fn table(table: &Table) -> String {
    let style = Style::default();
    let mut writer = Writer::new(Dialect::Markdown, &style);
    writer.rows(&table.rows);
    writer.out
}

impl Writer<'_> {
    /// A table under its caption.
    pub fn table(&mut self, table: &Table) {
        if let Some(caption) = &table.caption {
            let text = self.run(caption).replace('\n', " ");
            self.line(&spans::escape_line_start(&text));
            self.gap();
        }
        self.rows(&table.rows);
    }

    fn rows(&mut self, rows: &[Vec<Run>]) {
        let end = if self.style.options.br_in_tables { "<br>" } else { " " };
        let written = merged::texts(rows, |cell| match self.run(cell) {
            text if text.contains(['\n', '|']) => text.replace('\n', end).replace('|', "\\|"),
            text => text,
        });
        let columns = written.iter().map(Vec::len).max().unwrap_or(0);
        let mut widths = vec![0; columns];
        if !self.style.options.compact_tables {
            for row in &written {
                for (width, cell) in widths.iter_mut().zip(row) {
                    *width = (*width).max(cell.chars().count()).max(3);
                }
            }
        }
        let mut line = String::new();
        for (index, row) in written.iter().enumerate() {
            line.clear();
            line.push('|');
            for (cell, width) in row.iter().zip(&widths) {
                put(&mut line, cell, *width);
            }
            // The first row says how many columns there are; others may be shorter.
            if index == 0 {
                for width in widths.iter().skip(row.len()) {
                    put(&mut line, "", *width);
                }
                self.line(&line);
                line.clear();
                line.push('|');
                for width in &widths {
                    put(&mut line, &"-".repeat((*width).max(3)), 0);
                }
            }
            self.line(&line);
        }
    }
}

/// Writes a cell and the line behind it.
fn put(line: &mut String, cell: &str, width: usize) {
    line.push(' ');
    line.push_str(cell);
    if width > 0 {
        line.extend(std::iter::repeat_n(" ", width.saturating_sub(cell.chars().count())));
    }
    line.push_str(" |");
}
