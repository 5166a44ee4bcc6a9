//! Windows' time, which counts from 1601 ([MS-DTYP] 2.3.3).

/// Tenths of a microsecond since 1601, as ISO 8601; none outside the years 1601 to 9999.
pub fn iso_8601(file_time: i64) -> Option<String> {
    const DAYS_TO_1601: i64 = 584_694;
    let seconds = file_time.checked_div(10_000_000).filter(|seconds| *seconds > 0)?;
    let (day, second) = (seconds / 86_400 + DAYS_TO_1601, seconds % 86_400);
    // Days since 1 March of the year 0, in eras of 400 years.
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + carry;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    (year <= 9999).then(|| format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

#[cfg(test)]
mod tests {
    use super::iso_8601;

    #[test]
    fn file_times_are_dates() {
        // 11,644,473,600 seconds lie between 1601 and 1970.
        let after_1970 = |seconds: i64| iso_8601((seconds + 11_644_473_600) * 10_000_000);
        assert_eq!(after_1970(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(after_1970(951_782_400).as_deref(), Some("2000-02-29T00:00:00Z"));
        assert_eq!(after_1970(1_700_000_000).as_deref(), Some("2023-11-14T22:13:20Z"));
        assert_eq!(iso_8601(0), None);
        assert_eq!(iso_8601(i64::MAX), None);
    }
}
