//! Tables that go on over a page break.

use super::super::layout::{Item, PageLayout};
use super::FoundTable;

/// Borders of columns that differ by less than this are the same; points.
const SAME_BORDER: f64 = 4.0;
/// Share of the page's height at either edge that may hold running headers and footers.
const MARGIN: f64 = 0.15;

/// Joins the rows of a table at the top of a page to the one at the bottom of the page before, where the columns are
/// the same and the second begins with a row of data. One that repeats its header stays a table of its own: it can
/// be read alone, and its page keeps its text.
#[inline(never)]
pub fn join(pages: &mut [PageLayout]) {
    for index in (1..pages.len()).rev() {
        let (before, after) = pages.split_at_mut(index);
        let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) else { continue };
        if before.number + 1 != after.number {
            continue;
        }
        let (Some(last), Some(first)) = (last_table(before), first_table(after)) else { continue };
        let (Some(Item::Table(head)), Some(Item::Table(tail))) =
            (before.items.get(last), after.items.get(first))
        else {
            continue;
        };
        if !continues(head, tail) {
            continue;
        }
        if let Item::Table(mut tail) = after.items.remove(first)
            && let Some(Item::Table(head)) = before.items.get_mut(last)
        {
            let rows = head.cells.len();
            tail.spans.iter_mut().for_each(|span| span.at.0 += rows);
            head.cells.append(&mut tail.cells);
            head.spans.append(&mut tail.spans);
        }
    }
}

fn last_table(page: &PageLayout) -> Option<usize> {
    let edge = page.size.1 * (1.0 - MARGIN);
    let index =
        page.items.iter().rposition(|item| !matches!(item, Item::Block(block) if block.rect.y0 > edge))?;
    matches!(page.items.get(index), Some(Item::Table(_))).then_some(index)
}

fn first_table(page: &PageLayout) -> Option<usize> {
    let edge = page.size.1 * MARGIN;
    let index =
        page.items.iter().position(|item| !matches!(item, Item::Block(block) if block.rect.y1 < edge))?;
    matches!(page.items.get(index), Some(Item::Table(_))).then_some(index)
}

fn continues(head: &FoundTable, tail: &FoundTable) -> bool {
    let same_columns = head.columns.len() == tail.columns.len()
        && head.columns.iter().zip(&tail.columns).all(|(a, b)| (a - b).abs() < SAME_BORDER);
    let (Some(header), Some(first)) = (head.cells.first(), tail.cells.first()) else { return false };
    same_columns && header != first && is_data(first, head)
}

/// Whether a row has about as many figures as the rows below the header have.
fn is_data(row: &[String], table: &FoundTable) -> bool {
    let figures = |row: &[String]| row.iter().filter(|text| text.chars().any(|c| c.is_ascii_digit())).count();
    let mut counts: Vec<usize> = table.cells.iter().skip(1).map(|row| figures(row)).collect();
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied().unwrap_or(0);
    usual > 0 && figures(row) * 2 >= usual
}
