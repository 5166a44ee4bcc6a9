//! What a cell holds: a few bytes that say which values follow them. Those of version 5 are written since 2018.

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

use crate::compound::u32_at;
use crate::extractors::workbook::cell::{number, text};

/// Seconds count from the start of 2001, which is this many days after Excel's (ECMA-376 part 1, 18.17.4.1).
const DAYS_TO_2001: f64 = 36_892.0;

const SECONDS_A_DAY: f64 = 86_400.0;

/// What a cell says, or where it is.
#[derive(Debug, PartialEq)]
pub enum Value {
    Text(String),
    /// In the list of texts, under this key.
    Listed(u64),
    /// In the list of formatted texts.
    Formatted(u64),
}

/// The values that are in a cell.
#[derive(Default)]
struct Values {
    decimal: Option<String>,
    double: Option<f64>,
    seconds: Option<f64>,
    text: Option<u64>,
    formatted: Option<u64>,
}

/// Reads a cell; none if it is damaged.
pub fn value(cell: &[u8]) -> Option<Value> {
    let (kind, values) = match cell.first()? {
        5 => (*cell.get(1)?, newer(cell)?),
        version @ 1..=4 => (*cell.get(2)?, older(cell, *version)?),
        _ => return None,
    };
    let Values { decimal, double, seconds, text: listed, formatted } = values;
    let of = |data| Value::Text(text(&data));
    let time = |days, kind| of(Data::DateTime(ExcelDateTime::new(days, kind, false)));
    Some(match kind {
        0 => Value::Text(String::new()),
        2 | 10 => decimal
            .map(|written| Value::Text(number(written)))
            .or(double.map(|double| of(Data::Float(double))))?,
        3 => Value::Listed(listed?),
        5 => time(DAYS_TO_2001 + seconds? / SECONDS_A_DAY, ExcelDateTimeType::DateTime),
        6 => of(Data::Bool(double? > 0.0)),
        7 => time(double? / SECONDS_A_DAY, ExcelDateTimeType::TimeDelta),
        // Which error, only the formula tells.
        8 => Value::Text("#ERROR!".to_owned()),
        9 => Value::Formatted(formatted?),
        _ => return None,
    })
}

fn newer(cell: &[u8]) -> Option<Values> {
    let flags = u32_at(cell, 8)?;
    let mut rest = cell.get(12..)?;
    let has = |flag: u32| flags & flag != 0;
    let mut values = Values::default();
    if has(0x01) {
        values.decimal = Some(decimal(u128::from_le_bytes(*rest.split_off(..16)?.as_array()?)));
    }
    if has(0x02) {
        values.double = Some(double(&mut rest)?);
    }
    if has(0x04) {
        values.seconds = Some(double(&mut rest)?);
    }
    if has(0x08) {
        values.text = Some(key(&mut rest)?);
    }
    if has(0x10) {
        values.formatted = Some(key(&mut rest)?);
    }
    Some(values)
}

fn older(cell: &[u8], version: u8) -> Option<Values> {
    let flags = u32_at(cell, 4)?;
    // Keys of styles, formats and formulas, four bytes each, stand before and between what is read.
    let (head, before, between) = if version > 1 { (12, 0x0d8e, 0x3000) } else { (8, 0x018e, 0x1000) };
    let has = |flag: u32| flags & flag != 0;
    let keys = |among: u32| (flags & among).count_ones() as usize * 4;
    let mut rest = cell.get(head + keys(before)..)?;
    let mut values = Values::default();
    if has(0x200) {
        values.formatted = Some(key(&mut rest)?);
    }
    rest.split_off(..keys(between))?;
    if has(0x10) {
        values.text = Some(key(&mut rest)?);
    }
    if has(0x20) {
        values.double = Some(double(&mut rest)?);
    }
    if has(0x40) {
        values.seconds = Some(double(&mut rest)?);
    }
    Some(values)
}

fn key(rest: &mut &[u8]) -> Option<u64> {
    Some(u64::from(u32::from_le_bytes(*rest.split_off(..4)?.as_array()?)))
}

fn double(rest: &mut &[u8]) -> Option<f64> {
    Some(f64::from_le_bytes(*rest.split_off(..8)?.as_array()?))
}

/// A decimal of 128 bits (IEEE 754, 3.5.2): a sign, an exponent of 14 bits, and an integer.
fn decimal(bits: u128) -> String {
    const BIAS: i32 = 0x1820;
    let sign = if bits >> 127 == 1 { "-" } else { "" };
    let exponent = ((bits >> 113) & 0x3fff) as i32 - BIAS;
    let integer = bits & ((1 << 113) - 1);
    format!("{sign}{integer}e{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newer(kind: u8, flags: u32, values: &[&[u8]]) -> Option<Value> {
        let head = [&[5, kind, 0, 0, 0, 0, 0, 0], &flags.to_le_bytes()[..]].concat();
        value(&[&head[..], &values.concat()].concat())
    }

    fn text(text: &str) -> Option<Value> {
        Some(Value::Text(text.to_owned()))
    }

    /// `integer` times ten to the power of `exponent`.
    fn decimal(integer: u128, exponent: i32) -> [u8; 16] {
        (integer | ((exponent + 0x1820) as u128) << 113).to_le_bytes()
    }

    #[test]
    fn numbers_are_decimals() {
        assert_eq!(newer(2, 1, &[&decimal(4250, -2)]), text("42.5"));
        assert_eq!(newer(10, 1, &[&decimal(7, 3)]), text("7000"));
        assert_eq!(
            newer(2, 1, &[&(1u128 << 127 | u128::from_le_bytes(decimal(1, -1))).to_le_bytes()]),
            text("-0.1")
        );
        assert_eq!(newer(2, 2, &[&0.5f64.to_le_bytes()]), text("0.5"));
    }

    #[test]
    fn dates_durations_and_truth_are_what_they_are() {
        // 2001-01-01 and 31 days, one hour.
        assert_eq!(newer(5, 4, &[&(31.0 * 86_400.0 + 3600.0f64).to_le_bytes()]), text("2001-02-01 01:00:00"));
        assert_eq!(newer(5, 4, &[&0f64.to_le_bytes()]), text("2001-01-01"));
        assert_eq!(newer(7, 2, &[&5400f64.to_le_bytes()]), text("01:30:00"));
        assert_eq!(newer(6, 2, &[&1f64.to_le_bytes()]), text("true"));
        assert_eq!(newer(8, 0, &[]), text("#ERROR!"));
        assert_eq!(newer(0, 0, &[]), text(""));
    }

    #[test]
    fn texts_are_elsewhere() {
        assert_eq!(newer(3, 0x0a, &[&0f64.to_le_bytes(), &7u32.to_le_bytes()]), Some(Value::Listed(7)));
        assert_eq!(newer(9, 0x10, &[&9u32.to_le_bytes()]), Some(Value::Formatted(9)));
    }

    #[test]
    fn older_cells_have_keys_before_their_values() {
        let older = |kind: u8, flags: u32, values: &[u8]| {
            value(&[&[4, 0, kind, 0], &flags.to_le_bytes()[..], &[0; 4], values].concat())
        };
        assert_eq!(older(3, 0x16, &[&[0; 8], &7u32.to_le_bytes()[..]].concat()), Some(Value::Listed(7)));
        assert_eq!(older(2, 0x20, &2.5f64.to_le_bytes()), text("2.5"));
        assert_eq!(older(9, 0x1200, &[&9u32.to_le_bytes()[..], &[0; 4]].concat()), Some(Value::Formatted(9)));
    }

    #[test]
    fn a_cell_that_breaks_off_is_damaged() {
        assert_eq!(newer(2, 1, &[&[0; 15]]), None);
        assert_eq!(newer(3, 0, &[]), None);
        assert_eq!(value(&[]), None);
        assert_eq!(value(&[9; 40]), None);
    }
}
