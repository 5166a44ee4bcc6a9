//! What a cell says.

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

const SECONDS_A_DAY: f64 = 86_400.0;

/// Days from 1900, or 1904, to the end of the year 9999: there are no dates beyond.
const LAST_DAY: f64 = 2_958_465.0;

/// A cell's value: of a formula, what it came to when the workbook was saved. Dates and times are those of ISO 8601
/// with a blank between the two; a date alone has no time, and a time alone no date. Durations are hours, minutes and
/// seconds.
pub fn text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => float(*number),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(time) => time_of(time),
        Data::DateTimeIso(text) => date(text),
        Data::DurationIso(text) => time(text.clone()),
        Data::Error(error) => error.to_string(),
    }
}

/// A number as it is written; what is none stays what it is.
pub fn number(written: String) -> String {
    written.trim().parse().map_or(written, float)
}

/// A date of ISO 8601, with a time or without.
pub fn date(text: &str) -> String {
    text.strip_suffix("T00:00:00").unwrap_or(text).replacen('T', " ", 1)
}

/// A duration of ISO 8601.
pub fn time(text: String) -> String {
    duration(&text).unwrap_or(text)
}

/// A number as a spreadsheet shows it, to 15 digits: what is beyond came of counting in binary.
fn float(number: f64) -> String {
    let exact = number.to_string();
    if exact.len() <= 16 {
        return exact;
    }
    match format!("{number:.14e}").parse::<f64>() {
        Ok(rounded) => rounded.to_string(),
        Err(_) => exact,
    }
}

fn time_of(time: &ExcelDateTime) -> String {
    let value = time.as_f64();
    if !(0.0..=LAST_DAY).contains(&value) {
        return if time.is_duration() { clock(value) } else { float(value) };
    }
    if time.is_duration() {
        return clock(value);
    }
    let seconds = (value * SECONDS_A_DAY).round();
    let (day, second) = ((seconds / SECONDS_A_DAY).floor(), seconds % SECONDS_A_DAY);
    let (year, month, date, ..) = with_day(time, day).to_ymd_hms_milli();
    match (day, second) {
        (0.0, second) => clock(second / SECONDS_A_DAY),
        (_, 0.0) => format!("{year:04}-{month:02}-{date:02}"),
        (_, second) => format!("{year:04}-{month:02}-{date:02} {}", clock(second / SECONDS_A_DAY)),
    }
}

/// The start of a day, in the same system of dates.
fn with_day(time: &ExcelDateTime, day: f64) -> ExcelDateTime {
    let is_1904 = *time == ExcelDateTime::new(time.as_f64(), ExcelDateTimeType::DateTime, true);
    ExcelDateTime::new(day, ExcelDateTimeType::DateTime, is_1904)
}

/// Hours, minutes and seconds of so many days.
fn clock(days: f64) -> String {
    let sign = if days < 0.0 { "-" } else { "" };
    let seconds = (days.abs() * SECONDS_A_DAY).round() as u64;
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `PT12H30M00S` (ISO 8601; ODF 1.3 part 3, 19.389) as hours, minutes and seconds.
fn duration(text: &str) -> Option<String> {
    let (mut rest, sign) = match text.strip_prefix('-') {
        Some(rest) => (rest, "-"),
        None => (text, ""),
    };
    rest = rest.strip_prefix("PT")?;
    let mut parts = [0u64; 3];
    for (part, unit) in parts.iter_mut().zip(['H', 'M', 'S']) {
        if let Some((number, after)) = rest.split_once(unit) {
            *part = number.split(['.', ',']).next()?.parse().ok()?;
            rest = after;
        }
    }
    let [hours, minutes, seconds] = parts;
    rest.is_empty().then(|| format!("{sign}{hours:02}:{minutes:02}:{seconds:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(value: f64, is_1904: bool) -> String {
        text(&Data::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904)))
    }

    fn lasts(value: f64) -> String {
        text(&Data::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::TimeDelta, false)))
    }

    #[test]
    fn dates_and_times_are_what_they_are() {
        // 25,569 days lie between the start of 1900, as Excel counts, and 1970 (ECMA-376 part 1, 18.17.4.1).
        assert_eq!(at(25_569.0, false), "1970-01-01");
        assert_eq!(at(25_569.0 - 1_462.0, true), "1970-01-01");
        assert_eq!(at(25_569.75, false), "1970-01-01 18:00:00");
        assert_eq!(at(0.5, false), "12:00:00");
        assert_eq!(at(25_569.999_999_9, false), "1970-01-02");
        assert_eq!(at(2_958_465.0, false), "9999-12-31");
    }

    #[test]
    fn what_is_no_date_is_a_number() {
        assert_eq!(at(-1.5, false), "-1.5");
        assert_eq!(at(3e9, false), "3000000000");
        assert_eq!(at(f64::NAN, false), "NaN");
    }

    #[test]
    fn durations_may_be_longer_than_a_day() {
        assert_eq!(lasts(1.5), "36:00:00");
        assert_eq!(lasts(-0.25), "-06:00:00");
        assert_eq!(text(&Data::DurationIso("PT26H05M07S".into())), "26:05:07");
        assert_eq!(text(&Data::DurationIso("P1Y".into())), "P1Y");
    }

    #[test]
    fn numbers_have_fifteen_digits() {
        assert_eq!(text(&Data::Float(0.1 + 0.2)), "0.3");
        assert_eq!(text(&Data::Float(1240.0)), "1240");
        assert_eq!(text(&Data::Float(123_456_789.125)), "123456789.125");
        assert_eq!(text(&Data::Float(1.0 / 3.0)), "0.333333333333333");
    }
}
