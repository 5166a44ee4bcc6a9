//! Sheets of OpenDocument (ODF 1.3 part 3, 9), as calamine gives those of other formats.
//!
//! calamine reads these by way of a copy of each event, keeps formulas, writes out what is repeated before it looks at how
//! much that is, and never ends where a table does not. Here a sheet is kept as it is written, and written out as far as
//! the limits allow.

use ahash::AHashMap;
use kreuzberg::{KreuzbergError, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Sheet;
use super::cell;
use super::range::Range;
use crate::extractors::word::part::{Package, unreadable};
use crate::limits::{self, Exceeded};
use crate::xml;

/// What the first part of a package says (part 2, 3.3); templates have more behind it.
const TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The sheets of a package, and the limit that what is left out would have passed.
///
/// # Errors
/// A package of another kind, one that is damaged, or a limit.
#[inline(never)]
pub fn sheets(package: &Package) -> Result<(Vec<Sheet>, Option<Exceeded>)> {
    if package.text("mimetype")?.is_some_and(|name| !name.trim_start().starts_with(TYPE)) {
        return Err(KreuzbergError::parsing("the package is not that of a workbook"));
    }
    let content = package.text("content.xml")?;
    let content =
        content.ok_or_else(|| KreuzbergError::parsing("the workbook is damaged: it has no content"))?;
    let mut reading = Reading::of(&content);
    let outcome = reading.sheets();
    Ok((reading.sheets, limits::cut(outcome)?))
}

struct Reading<'a> {
    reader: Reader<&'a [u8]>,
    sheets: Vec<Sheet>,
    /// Whether what is of a style is shown, by the names of styles.
    shown: AHashMap<String, bool>,
    cells: u64,
    characters: u64,
}

impl<'a> Reading<'a> {
    fn of(content: &'a str) -> Self {
        let mut reader = Reader::from_str(content.trim_start_matches('\u{feff}'));
        reader.config_mut().check_end_names = false;
        Self { reader, sheets: Vec::new(), shown: AHashMap::new(), cells: 0, characters: 0 }
    }

    fn next(&mut self) -> Result<Event<'a>> {
        self.reader.read_event().map_err(unreadable)
    }

    fn sheets(&mut self) -> Result<()> {
        let mut style = None;
        loop {
            let event = self.next()?;
            match &event {
                Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                    b"style:style" => style = attribute(tag, b"style:name"),
                    b"style:table-properties" => {
                        let is_shown = attribute(tag, b"table:display").as_deref() != Some("false");
                        self.shown.extend(style.clone().map(|style| (style, is_shown)));
                    }
                    b"table:table" => {
                        limits::admit_pages(1)?;
                        let style = attribute(tag, b"table:style-name");
                        let is_hidden = style.and_then(|style| self.shown.get(&style)) == Some(&false);
                        if let Some(name) = attribute(tag, b"table:name") {
                            self.sheets.push(Sheet { name, is_hidden, cells: Vec::new() });
                            if matches!(event, Event::Start(_)) {
                                self.table()?;
                            }
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// The rows up to the end of a table, to the last of the sheets.
    fn table(&mut self) -> Result<()> {
        let mut range = Range::default();
        // Those of a table in this one are taken for its own.
        let mut inner = 0usize;
        let outcome = loop {
            match self.next()? {
                Event::Start(tag) if tag.name().as_ref() == b"table:table-row" => {
                    range.begin_row(number(&tag, b"table:number-rows-repeated"));
                    if let Err(error) = self.row(&mut range) {
                        range.drop_row();
                        break Err(error);
                    }
                }
                Event::Empty(tag) if tag.name().as_ref() == b"table:table-row" => {
                    range.begin_row(number(&tag, b"table:number-rows-repeated"));
                }
                Event::Start(tag) if tag.name().as_ref() == b"table:table" => inner += 1,
                Event::End(tag) if tag.name().as_ref() == b"table:table" => match inner.checked_sub(1) {
                    Some(still) => inner = still,
                    None => break Ok(()),
                },
                Event::Eof => break Err(breaks_off()),
                _ => {}
            }
        };
        let most = limits::current().table_cells;
        let (cells, whole) = range.written(most.saturating_sub(self.cells));
        self.cells = self.cells.saturating_add(cells.iter().map(|row| row.len() as u64).sum());
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.cells = cells;
        }
        if !whole {
            return Err(limits::over("tableCells", most).into());
        }
        outcome
    }

    fn row(&mut self, range: &mut Range) -> Result<()> {
        loop {
            let event = self.next()?;
            match &event {
                Event::Start(tag) | Event::Empty(tag) if is_cell(tag.name().as_ref()) => {
                    let is_empty = matches!(event, Event::Empty(_));
                    let (value, times) = self.cell(tag, is_empty)?;
                    let length = value.as_ref().map_or(0, String::len) as u64;
                    range.push(value, times);
                    let most = limits::current().characters;
                    let written = length.saturating_mul(times).saturating_mul(range.repeats());
                    self.characters = self.characters.saturating_add(written);
                    if self.characters > most {
                        return Err(limits::over("characters", most).into());
                    }
                }
                Event::End(tag) if tag.name().as_ref() == b"table:table-row" => return Ok(()),
                Event::Eof => return Err(breaks_off()),
                _ => {}
            }
        }
    }

    /// What a cell says, up to its end: the value that its attributes give, or its text (19.385). And how often it is there.
    fn cell(&mut self, tag: &BytesStart, is_empty: bool) -> Result<(Option<String>, u64)> {
        let mut value = None;
        let mut times = 1;
        let mut is_text = false;
        for attribute in tag.attributes().with_checks(false).flatten() {
            let said = || xml::value(&attribute);
            match attribute.key.as_ref() {
                b"table:number-columns-repeated" => times = count(&said()),
                _ if value.is_some() => {}
                b"office:value" => value = Some(cell::number(said())),
                b"office:string-value" => value = Some(said()),
                b"office:date-value" => value = Some(cell::date(&said())),
                b"office:time-value" => value = Some(cell::time(said())),
                b"office:boolean-value" => {
                    value = Some(matches!(&*attribute.value, b"TRUE" | b"true").to_string());
                }
                b"office:value-type" => is_text = &*attribute.value == b"string",
                _ => {}
            }
        }
        if is_text && value.is_none() {
            let text = if is_empty { String::new() } else { self.text()? };
            return Ok((Some(text), times));
        }
        if !is_empty {
            self.reader.read_to_end(tag.name()).map_err(unreadable)?;
        }
        Ok((value, times))
    }

    /// The paragraphs of a cell, each on a line of its own.
    fn text(&mut self) -> Result<String> {
        let mut text = String::new();
        let mut is_first = true;
        loop {
            let event = self.next()?;
            match &event {
                Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                    b"text:p" => {
                        text.push_str(if is_first { "" } else { "\n" });
                        is_first = false;
                    }
                    b"text:s" => {
                        let most = limits::current().characters;
                        let blanks = number(tag, b"text:c");
                        if blanks > most {
                            return Err(limits::over("characters", most).into());
                        }
                        text.extend((0..blanks).map(|_| ' '));
                    }
                    b"office:annotation" if matches!(event, Event::Start(_)) => {
                        self.reader.read_to_end(tag.name()).map_err(unreadable)?;
                    }
                    _ => {}
                },
                Event::End(tag) if is_cell(tag.name().as_ref()) => return Ok(text),
                Event::Eof => return Err(breaks_off()),
                event => text.push_str(&xml::text(event).unwrap_or_default()),
            }
        }
    }
}

/// Covered ones are behind those that span several.
fn is_cell(name: &[u8]) -> bool {
    matches!(name, b"table:table-cell" | b"table:covered-table-cell")
}

fn attribute(tag: &BytesStart, name: &[u8]) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == name)?;
    Some(xml::value(&found))
}

/// How often something is; once where nothing is said.
fn number(tag: &BytesStart, name: &[u8]) -> u64 {
    attribute(tag, name).map_or(1, |number| count(&number))
}

fn count(number: &str) -> u64 {
    number.trim().parse().unwrap_or(1)
}

fn breaks_off() -> KreuzbergError {
    KreuzbergError::parsing("the workbook is damaged: a sheet has no end")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{Limits, OnExceed, Scope};

    fn read(content: &str, limits: Limits) -> Result<(Vec<Sheet>, Option<Exceeded>)> {
        let _scope = Scope::enter(limits, 1).unwrap();
        let mut reading = Reading::of(content);
        let outcome = reading.sheets();
        Ok((reading.sheets, limits::cut(outcome)?))
    }

    fn table(rows: &str) -> String {
        format!("<table:table table:name='a'>{rows}</table:table>")
    }

    fn rows(rows: &str) -> Vec<Vec<String>> {
        let (sheets, cut) = read(&table(rows), Limits::default()).unwrap();
        assert!(cut.is_none() && sheets.len() == 1);
        sheets.into_iter().next().unwrap().cells
    }

    const X: &str = "<table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>";

    #[test]
    fn a_sheet_is_the_rectangle_around_what_it_says() {
        let empty = "<table:table-cell table:number-columns-repeated='3'/>";
        let sheet = format!(
            "<table:table-row table:number-rows-repeated='9'>{empty}</table:table-row>\
             <table:table-row table:number-rows-repeated='2'>{empty}{X}</table:table-row>\
             <table:table-row/><table:table-row>{empty}{X}{empty}{X}{empty}</table:table-row>\
             <table:table-row table:number-rows-repeated='1000000'>{empty}</table:table-row>"
        );
        let short = ["x", "", "", "", ""].map(str::to_owned).to_vec();
        let long = ["x", "", "", "", "x"].map(str::to_owned).to_vec();
        assert_eq!(rows(&sheet), [short.clone(), short, vec![String::new(); 5], long]);
    }

    #[test]
    fn cells_say_what_their_type_is() {
        let cell = |attributes: &str, text: &str| {
            let cell = format!("<table:table-cell {attributes}>{text}</table:table-cell>");
            rows(&format!("<table:table-row> {cell}\n{X} </table:table-row>"))[0][0].clone()
        };
        assert_eq!(cell("office:value-type='float' office:value='1.50'", "<text:p>1,5</text:p>"), "1.5");
        assert_eq!(
            cell("office:value-type='date' office:date-value='2026-01-02T03:04:05'", ""),
            "2026-01-02 03:04:05"
        );
        assert_eq!(cell("office:value-type='time' office:time-value='PT26H05M07S'", ""), "26:05:07");
        assert_eq!(cell("office:value-type='boolean' office:boolean-value='true'", ""), "true");
        assert_eq!(
            cell("office:value-type='string' office:string-value='a &lt; b'", "<text:p>c</text:p>"),
            "a < b"
        );
        let text = "<office:annotation><text:p>said</text:p></office:annotation><text:p>a<text:s text:c='2'/>&amp;</text:p><text:p>b</text:p>";
        assert_eq!(cell("office:value-type='string'", text), "a  &\nb");
    }

    #[test]
    fn a_sheet_is_hidden_if_its_style_is() {
        let style = |name: &str, shown: bool| {
            format!(
                "<style:style style:name='{name}'><style:table-properties table:display='{shown}'/></style:style>"
            )
        };
        let sheet = |style: &str| format!("<table:table table:name='{style}' table:style-name='{style}'/>");
        let content = [style("a", true), style("b", false), sheet("a"), sheet("b"), sheet("c")].concat();
        let (sheets, _) = read(&content, Limits::default()).unwrap();
        assert_eq!(sheets.iter().map(|sheet| sheet.is_hidden).collect::<Vec<_>>(), [false, true, false]);
    }

    #[test]
    fn what_is_repeated_counts_as_often() {
        let row = format!("<table:table-row table:number-rows-repeated='4'>{X}{X}</table:table-row>");
        let sheet = table(&format!("<table:table-row>{X}</table:table-row>{row}"));
        for (limits, name, left) in [
            (Limits { table_cells: 9, ..Limits::default() }, "tableCells", 4),
            (Limits { characters: 8, ..Limits::default() }, "characters", 1),
        ] {
            let exceeded = Exceeded::in_error(&read(&sheet, limits.clone()).unwrap_err()).unwrap();
            assert_eq!(exceeded.name, name);
            let (sheets, cut) = read(&sheet, Limits { on_exceed: OnExceed::Truncate, ..limits }).unwrap();
            assert_eq!((cut.unwrap().name, sheets[0].cells.len()), (name, left));
        }
        assert_eq!(
            read(&sheet, Limits { table_cells: 10, ..Limits::default() }).unwrap().0[0].cells.len(),
            5
        );
        let blanks = X.replace('x', "<text:s text:c='9999999999999'/>");
        assert!(
            read(&table(&format!("<table:table-row>{blanks}</table:table-row>")), Limits::default()).is_err()
        );
    }

    #[test]
    fn what_breaks_off_is_damaged() {
        let sheet = table(&format!("<table:table-row>{X}</table:table-row>"));
        for end in (0..sheet.len()).filter(|end| *end > 30) {
            assert!(read(&sheet[..end], Limits::default()).is_err(), "{end}");
        }
    }
}
