//! Binary workbooks ([MS-XLSB]).
//!
//! calamine trusts what these say of themselves: a string that is not there ends the sandbox, and so does a cell in the
//! last row. It leaves out the errors that formulas come to, and takes dates without a time for numbers.

mod formats;
mod records;

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};
use kreuzberg::{KreuzbergError, Result};

use self::formats::Format;
use self::records::{Records, Wide, f64_at, wide};
use super::Sheet;
use super::cell;
use super::range::{MOST_COLUMNS, MOST_ROWS, Range};
use crate::compound::u32_at;
use crate::extractors::word::part::{Package, relationships};
use crate::limits::{self, Exceeded};

const ROW: u32 = 0;
const END_OF_ROWS: u32 = 146;
const STRING: u32 = 19;
const PROPERTIES: u32 = 153;
const SHEET: u32 = 156;
const END_OF_SHEETS: u32 = 144;

/// What has been read of a workbook.
#[derive(Default)]
pub struct Read {
    pub sheets: Vec<Sheet>,
    /// Whether the list of them is whole.
    pub is_listed: bool,
    /// The names of those of which not all could be read.
    pub damaged: Vec<String>,
    /// The limit that what is left out would have passed.
    pub cut: Option<Exceeded>,
}

/// The sheets of a package.
///
/// # Errors
/// A package that is damaged, or a limit.
pub fn read(package: &Package) -> Result<Read> {
    let part = |name: &str| package.bytes(name);
    let workbook = part("xl/workbook.bin")?
        .ok_or_else(|| KreuzbergError::parsing("the workbook is damaged: it has no xl/workbook.bin"))?;
    let strings = part("xl/sharedStrings.bin")?.unwrap_or_default();
    let styles = part("xl/styles.bin")?.unwrap_or_default();
    let targets = relationships(&package.text("xl/_rels/workbook.bin.rels")?.unwrap_or_default())?;
    let mut reading = Reading {
        strings: Records::of(&strings)
            .filter(|(kind, _)| *kind == STRING)
            .map(|(_, record)| record)
            .collect(),
        formats: formats::formats(&styles),
        counts_from_1904: false,
        read: Read::default(),
        cells: 0,
        characters: 0,
    };
    let mut are_readable = true;
    let outcome = Records::of(&workbook).try_for_each(|(kind, record)| match kind {
        END_OF_SHEETS => {
            reading.read.is_listed = are_readable;
            Ok(())
        }
        PROPERTIES => {
            reading.counts_from_1904 = record.first().is_some_and(|flags| flags & 1 != 0);
            Ok(())
        }
        SHEET => {
            let Some((is_hidden, id, name)) = sheet(record) else {
                are_readable = false;
                return Ok(());
            };
            limits::admit_pages(1)?;
            let target = id.and_then(|id| targets.get(&id));
            let path = target.map(|target| match target.strip_prefix('/') {
                Some(path) => path.to_owned(),
                None => format!("xl/{target}"),
            });
            // Sheets of charts and of code have no cells.
            let path = path.filter(|path| path.contains("worksheets/"));
            reading.read.sheets.push(Sheet { name: name.clone(), is_hidden, cells: Vec::new() });
            match path.map(|path| part(&path)).transpose()? {
                None => Ok(()),
                Some(Some(cells)) => reading.sheet(&name, &cells),
                Some(None) => {
                    reading.read.damaged.push(name);
                    Ok(())
                }
            }
        }
        _ => Ok(()),
    });
    let cut = limits::cut(outcome)?;
    if reading.read.sheets.is_empty() && !reading.read.is_listed {
        return Err(KreuzbergError::parsing("the workbook is damaged: it lists no sheets"));
    }
    // What a limit has ended is told of by that.
    let is_listed = reading.read.is_listed || cut.is_some();
    Ok(Read { cut, is_listed, ..reading.read })
}

/// Whether a sheet is hidden, what it is called among the parts, and its name (2.4.311).
fn sheet(record: &[u8]) -> Option<(bool, Option<String>, String)> {
    const NONE: u32 = u32::MAX;
    let is_hidden = u32_at(record, 0)? != 0;
    if u32_at(record, 8)? == NONE {
        return Some((is_hidden, None, wide(record, 12)?.0.text()));
    }
    let (id, end) = wide(record, 8)?;
    Some((is_hidden, Some(id.text()), wide(record, end)?.0.text()))
}

struct Reading<'a> {
    /// Records of strings that cells refer to by their numbers.
    strings: Vec<&'a [u8]>,
    formats: Vec<Format>,
    counts_from_1904: bool,
    read: Read,
    cells: u64,
    characters: u64,
}

impl Reading<'_> {
    /// The cells of a part, to the last of the sheets.
    fn sheet(&mut self, name: &str, part: &[u8]) -> Result<()> {
        let mut range = Range::default();
        let (mut rows, mut columns) = (0, 0);
        let (mut has_ended, mut is_whole) = (false, true);
        let mut outcome = Ok(());
        for (kind, record) in Records::of(part) {
            if kind == END_OF_ROWS {
                has_ended = true;
                break;
            }
            if kind == ROW {
                // They come in order; what does not is put behind the others, not over them.
                let row = u32_at(record, 0).unwrap_or(rows).max(rows);
                if row > rows {
                    range.begin_row(u64::from(row - rows));
                }
                range.begin_row(1);
                (rows, columns) = (row.saturating_add(1), 0);
                continue;
            }
            let Some(value) = self.value(kind, record) else {
                is_whole &= !matches!(kind, 2..=11 | 62);
                continue;
            };
            if rows == 0 {
                range.begin_row(1);
                rows = 1;
            }
            self.characters = self.characters.saturating_add(value.len() as u64);
            let most = limits::current().characters;
            if self.characters > most {
                outcome = Err(limits::over("characters", most).into());
                has_ended = true;
                break;
            }
            let column = u32_at(record, 0).unwrap_or(columns).max(columns);
            is_whole &= u64::from(column) < MOST_COLUMNS && u64::from(rows) <= MOST_ROWS;
            range.push(None, u64::from(column - columns));
            range.push(Some(value), 1);
            columns = column.saturating_add(1);
        }
        if !has_ended || !is_whole {
            self.read.damaged.push(name.to_owned());
        }
        let most = limits::current().table_cells;
        let (cells, fits) = range.written(most.saturating_sub(self.cells));
        self.cells = self.cells.saturating_add(cells.iter().map(|row| row.len() as u64).sum());
        if let Some(sheet) = self.read.sheets.last_mut() {
            sheet.cells = cells;
        }
        if fits { outcome } else { Err(limits::over("tableCells", most).into()) }
    }

    /// What a cell says: of a formula, what it came to. None for what is no cell, or has nothing in it (2.1.7.61).
    fn value(&self, kind: u32, record: &[u8]) -> Option<String> {
        const AT: usize = 8;
        Some(match kind {
            2 => self.number(packed(u32_at(record, AT)?), record),
            3 | 11 => error(*record.get(AT)?),
            4 | 10 => (*record.get(AT)? != 0).to_string(),
            5 | 9 => self.number(f64_at(record, AT)?, record),
            6 | 8 => wide(record, AT)?.0.text(),
            7 => self.string(u32_at(record, AT)?)?.text(),
            // With formatting in it, which its first byte tells.
            62 => wide(record, AT + 1)?.0.text(),
            _ => return None,
        })
    }

    fn string(&self, index: u32) -> Option<Wide<'_>> {
        let record = self.strings.get(usize::try_from(index).ok()?)?;
        Some(wide(record, 1)?.0)
    }

    fn number(&self, number: f64, record: &[u8]) -> String {
        let style = u32_at(record, 4).unwrap_or_default() & 0x00FF_FFFF;
        let format = self.formats.get(style as usize).copied().unwrap_or(Format::Number);
        let at = |kind| Data::DateTime(ExcelDateTime::new(number, kind, self.counts_from_1904));
        cell::text(&match format {
            Format::Number => Data::Float(number),
            Format::Date => at(ExcelDateTimeType::DateTime),
            Format::Duration => at(ExcelDateTimeType::TimeDelta),
        })
    }
}

/// A number in 32 bits (2.5.123).
fn packed(bits: u32) -> f64 {
    let number = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

/// As Excel shows it (2.5.98.2).
fn error(code: u8) -> String {
    let name = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => return format!("#ERROR {code}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests;
