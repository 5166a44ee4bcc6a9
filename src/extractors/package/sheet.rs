//! How much the sheets of a workbook hold (ECMA-376 Part 1, 18.3; ODF 1.3 Part 3, 9).
//!
//! Readers give a sheet as many cells as the rectangle from its first to its last one has, write a shared string
//! out wherever it is referred to, and repeat what is said to be repeated.

use crate::limits::{self, Exceeded};
use crate::markup::{self, Tag, Tags};

/// The part with the strings of a workbook.
pub const STRINGS: &str = "xl/sharedStrings.xml";

/// How long the strings of a workbook are, which cells refer to by number (18.4).
#[derive(Default)]
pub struct SharedStrings {
    lengths: Vec<u32>,
}

impl SharedStrings {
    /// Of the text of their part.
    #[inline(never)]
    pub fn of(text: &str) -> Self {
        Self { lengths: string_lengths(text) }
    }

    fn length(&self, value: &str) -> u64 {
        let index: Option<usize> = value.trim().parse().ok();
        let length = index.and_then(|index| self.lengths.get(index));
        length.copied().unwrap_or(0).into()
    }
}

fn string_lengths(text: &str) -> Vec<u32> {
    let mut lengths = Vec::new();
    let mut length = 0u32;
    let mut starts = None;
    for tag in Tags::new(text) {
        match (local(&tag), tag.closes) {
            ("si", false) => length = 0,
            ("si", true) => lengths.push(length),
            ("t", false) if !tag.empty => starts = Some(tag.end),
            ("t", true) => {
                let text = starts.take().and_then(|start| text.get(start..tag.start)).unwrap_or_default();
                length = length.saturating_add(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
            }
            _ => {}
        }
    }
    lengths
}

/// What the sheets seen so far hold together.
#[derive(Default)]
pub struct Workbook {
    cells: u64,
    characters: u64,
}

/// Where sheets are more than pages may be.
#[inline(never)]
pub fn too_many_sheets(text: &str) -> Option<(usize, Exceeded)> {
    for tag in Tags::new(text) {
        if !tag.closes
            && local(&tag) == "sheet"
            && let Err(exceeded) = limits::admit_pages(1)
        {
            return Some((tag.start, exceeded));
        }
    }
    None
}

impl Workbook {
    /// Where a sheet of Office Open XML passes a limit.
    #[inline(never)]
    pub fn too_many_cells(&mut self, text: &str, strings: &SharedStrings) -> Option<(usize, Exceeded)> {
        let limits = limits::current();
        let mut bounds = Bounds::default();
        let (mut row, mut column) = (0u64, 0u64);
        let mut shared = false;
        let mut row_starts = 0;
        for tag in Tags::new(text) {
            match (local(&tag), tag.closes) {
                ("row", false) => {
                    row =
                        attribute(&tag, text, "r").and_then(|number| number.parse().ok()).unwrap_or(row + 1);
                    column = 0;
                    row_starts = tag.start;
                }
                ("c", false) if !tag.empty => {
                    (column, row) = attribute(&tag, text, "r").and_then(place).unwrap_or((column + 1, row));
                    shared = attribute(&tag, text, "t") == Some("s");
                    bounds.include(column, row);
                    if self.cells.saturating_add(bounds.cells()) > limits.table_cells {
                        return Some((row_starts, limits::over("tableCells", limits.table_cells)));
                    }
                }
                ("c", false) => column += 1,
                ("v", false) if shared && !tag.empty => {
                    let value = text.get(tag.end..).and_then(|rest| rest.split('<').next());
                    self.characters =
                        self.characters.saturating_add(strings.length(value.unwrap_or_default()));
                    if self.characters > limits.characters {
                        return Some((row_starts, limits::over("characters", limits.characters)));
                    }
                }
                _ => {}
            }
        }
        self.cells = self.cells.saturating_add(bounds.cells());
        None
    }

    /// Where a document of OpenDocument passes a limit by what it repeats: cells in a row, and rows. What is
    /// empty is repeated to the edge of the sheet, and read by nobody.
    #[inline(never)]
    pub fn too_many_repeated(&mut self, text: &str) -> Option<(usize, Exceeded)> {
        let limits = limits::current();
        let (mut rows, mut row_starts, mut in_row) = (1u64, 0, 0u64);
        let (mut pending, mut filled, mut paragraph) = (0u64, 0u64, 0);
        for tag in Tags::new(text) {
            match (tag.name, tag.closes) {
                ("table:table", false) => {
                    if let Err(exceeded) = limits::admit_pages(1) {
                        return Some((tag.start, exceeded));
                    }
                }
                ("table:table-row", false) => {
                    rows = repeated(&tag, text, "table:number-rows-repeated");
                    row_starts = tag.start;
                    (in_row, pending, filled) = (0, 0, 0);
                }
                ("table:table-cell", false) => {
                    let times = repeated(&tag, text, "table:number-columns-repeated");
                    pending = pending.saturating_add(times);
                    if !tag.empty {
                        // Empty cells count once something follows them.
                        (in_row, pending) = (in_row.saturating_add(pending), 0);
                        filled = times;
                    }
                }
                ("text:p", false) if !tag.empty => paragraph = tag.end,
                ("text:p", true) => {
                    let length = text.get(paragraph..tag.start).map_or(0, str::len) as u64;
                    self.characters =
                        self.characters.saturating_add(length.saturating_mul(filled).saturating_mul(rows));
                    if filled > 0 && self.characters > limits.characters {
                        return Some((row_starts, limits::over("characters", limits.characters)));
                    }
                }
                ("table:table-row", true) => {
                    filled = 0;
                    self.cells = self.cells.saturating_add(in_row.saturating_mul(rows));
                }
                _ => continue,
            }
            if self.cells > limits.table_cells || in_row > limits.table_cells {
                return Some((row_starts, limits::over("tableCells", limits.table_cells)));
            }
        }
        None
    }
}

/// The rectangle that cells span.
#[derive(Default)]
struct Bounds {
    spans: Option<((u64, u64), (u64, u64))>,
}

impl Bounds {
    fn include(&mut self, column: u64, row: u64) {
        let (low, high) = self.spans.unwrap_or(((column, row), (column, row)));
        self.spans = Some(((low.0.min(column), low.1.min(row)), (high.0.max(column), high.1.max(row))));
    }

    fn cells(&self) -> u64 {
        self.spans.map_or(0, |(low, high)| (high.0 - low.0 + 1).saturating_mul(high.1 - low.1 + 1))
    }
}

/// `BC7`: column 55, row 7 (18.18.7). None of it can be larger than what fits.
fn place(reference: &str) -> Option<(u64, u64)> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = reference.split_at_checked(letters)?;
    let digit = |letter: u8| u64::from(letter.to_ascii_uppercase().saturating_sub(b'A')) + 1;
    let column = column.bytes().take(8).fold(0u64, |sum, letter| sum * 26 + digit(letter));
    Some((column, row.parse().ok()?))
}

fn repeated(tag: &Tag, text: &str, name: &str) -> u64 {
    attribute(tag, text, name).and_then(|number| number.parse().ok()).unwrap_or(1)
}

fn attribute<'a>(tag: &Tag, text: &'a str, name: &str) -> Option<&'a str> {
    markup::attribute(text.get(tag.start..tag.end)?, name)
}

/// The name without its namespace's prefix.
fn local<'a>(tag: &Tag<'a>) -> &'a str {
    tag.name.rsplit(':').next().unwrap_or(tag.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{Limits, Scope};

    fn scope(table_cells: u64, characters: u64) -> Scope {
        Scope::enter(Limits { table_cells, characters, ..Limits::default() }, 1).unwrap()
    }

    const SHEET: &str = r#"<sheetData><row r="2"><c r="B2"><v>1</v></c></row><row r="4"><c r="D4" t="s"><v>1</v></c><c r="ZZ4"/></row></sheetData>"#;

    #[test]
    fn a_sheet_has_the_cells_of_the_rectangle_that_it_spans() {
        let none = SharedStrings::default();
        let _scope = scope(9, 100);
        assert_eq!(Workbook::default().too_many_cells(SHEET, &none), None);
        let _scope = scope(8, 100);
        let (at, exceeded) = Workbook::default().too_many_cells(SHEET, &none).unwrap();
        assert!(SHEET[at..].starts_with(r#"<row r="4">"#));
        assert_eq!(exceeded, Exceeded { name: "tableCells", value: 8 });
    }

    #[test]
    fn a_shared_string_counts_wherever_it_is_shown() {
        let text = "<sst><si><t>äö</t></si><si><r><t>five</t></r><r><t>!</t></r></si></sst>";
        let strings = SharedStrings::of(text);
        let _scope = scope(100, 5);
        assert_eq!(Workbook::default().too_many_cells(SHEET, &strings), None);
        let _scope = scope(100, 4);
        assert_eq!(Workbook::default().too_many_cells(SHEET, &strings).unwrap().1.name, "characters");
    }

    #[test]
    fn what_is_repeated_counts_as_often_unless_it_is_empty() {
        let sheet = |rows: u64| {
            format!(
                "<table:table-row table:number-rows-repeated='{rows}'><table:table-cell table:number-columns-repeated='2'/><table:table-cell><text:p>x</text:p></table:table-cell><table:table-cell table:number-columns-repeated='16000'/></table:table-row>"
            )
        };
        let _scope = scope(9, 100);
        assert_eq!(Workbook::default().too_many_repeated(&sheet(3)), None);
        assert_eq!(Workbook::default().too_many_repeated(&sheet(4)).unwrap().1.name, "tableCells");
    }

    #[test]
    fn sheets_count_as_pages() {
        let _scope = Scope::enter(Limits { pages: 1, ..Limits::default() }, 1).unwrap();
        assert_eq!(too_many_sheets("<sheets><sheet/></sheets>"), None);
        assert_eq!(too_many_sheets("<x:sheets><x:sheet/></x:sheets>").unwrap().0, 10);
    }

    #[test]
    fn places_are_columns_and_rows() {
        assert_eq!(place("A1"), Some((1, 1)));
        assert_eq!(place("XFD1048576"), Some((16_384, 1_048_576)));
        assert_eq!(place("7"), Some((0, 7)));
        assert_eq!(place("AAAAAAAAAAAAAAAA"), None);
    }
}
