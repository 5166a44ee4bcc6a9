//! Merged cells where a table has none: in Markdown, each of the cells says what the first of them says.

use super::{MarkKind, Run};

/// Texts up to this many bytes are repeated. A longer one stands once: it is a passage, not a heading or a value.
const LONGEST: usize = 200;

/// How often a table's own text may be repeated, all in all.
const TIMES: usize = 4;

/// The texts of a table's cells, as `write` has them.
pub fn texts(rows: &[Vec<Run>], mut write: impl FnMut(&Run) -> String) -> Vec<Vec<String>> {
    let mut texts: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(&mut write).collect::<Vec<_>>()).collect();
    let mut room = TIMES * texts.iter().flatten().map(String::len).sum::<usize>();
    for (index, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let [mark] = cell.marks.as_slice() else { continue };
            let MarkKind::Merged { above } = mark.kind else { continue };
            let other = match above {
                true => index.checked_sub(1).and_then(|above| texts.get(above)?.get(column)),
                false => column.checked_sub(1).and_then(|before| texts.get(index)?.get(before)),
            };
            let Some(text) = other.filter(|text| text.len() <= LONGEST.min(room)).cloned() else { continue };
            room -= text.len();
            if let Some(place) = texts.get_mut(index).and_then(|row| row.get_mut(column)) {
                *place = text;
            }
        }
    }
    texts
}
