//! What the columns are.

use std::ops::RangeInclusive;

/// So many rows tell whether the first one is a header.
const TELLING: usize = 5;

/// So many rows tell of what type a column is.
const TYPICAL: usize = 20;

/// Of the longest row.
pub fn count(rows: &[Vec<String>]) -> usize {
    rows.iter().map(Vec::len).max().unwrap_or(0)
}

/// Whether the first row names columns: there are two at least, it has no numbers, and the next ones do.
pub fn has_header(rows: &[Vec<String>]) -> bool {
    let [first, rest @ ..] = rows else { return false };
    let has_number = |row: &Vec<String>| row.iter().any(|cell| is_number(cell.trim()));
    first.len() >= 2 && !has_number(first) && rest.iter().take(TELLING).any(has_number)
}

/// `numeric`, `date` or `text` for each column: what half of its cells are at least.
pub fn types(rows: &[Vec<String>], has_header: bool) -> Vec<String> {
    let rows = rows.get(usize::from(has_header)..).unwrap_or_default();
    let typical = rows.get(..TYPICAL).unwrap_or(rows);
    let name = |column: usize| {
        let cells = typical.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim());
        let (mut all, mut numbers, mut dates) = (0, 0, 0);
        for cell in cells.filter(|cell| !cell.is_empty()) {
            all += 1;
            if is_number(cell) {
                numbers += 1;
            } else if is_date(cell) {
                dates += 1;
            }
        }
        match () {
            () if all == 0 => "text",
            () if numbers * 2 >= all => "numeric",
            () if dates * 2 >= all => "date",
            () => "text",
        }
    };
    (0..count(rows)).map(|column| name(column).to_owned()).collect()
}

fn is_number(cell: &str) -> bool {
    cell.parse::<f64>().is_ok()
}

/// `2024-12-31`, `12/31/24` or `31.12.2024`, whatever follows.
fn is_date(cell: &str) -> bool {
    begins_with_date(cell, '-', [4..=4, 2..=2, 2..=2])
        || ['/', '.'].into_iter().any(|separator| begins_with_date(cell, separator, [1..=2, 1..=2, 2..=4]))
}

fn begins_with_date(cell: &str, separator: char, digits: [RangeInclusive<usize>; 3]) -> bool {
    let mut parts = cell.splitn(3, separator);
    let (Some(first), Some(second), Some(third)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let [of_first, of_second, of_third] = digits;
    let is = |part: &str, digits: &RangeInclusive<usize>| {
        digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let last = third.bytes().take_while(u8::is_ascii_digit).count();
    is(first, &of_first) && is(second, &of_second) && last >= *of_third.start()
}

#[cfg(test)]
mod tests {
    use super::{has_header, is_date, types};

    fn rows(text: &str) -> Vec<Vec<String>> {
        super::super::records::read(text, b',')
    }

    #[test]
    fn a_header_has_no_numbers_and_stands_over_some() {
        assert!(has_header(&rows("name,age\nIda,30\n")));
        assert!(!has_header(&rows("name,2024\nIda,30\n")));
        assert!(!has_header(&rows("name,town\nIda,Bergen\n")));
        assert!(!has_header(&rows("age\n30\n")));
    }

    #[test]
    fn columns_are_what_half_of_their_cells_are() {
        let rows = rows("n,d,t\n1,2024-12-31,a\n-2.5e3,1/2/24,2\nx,later,b\n");
        assert_eq!(types(&rows, true), ["numeric", "date", "text"]);
    }

    #[test]
    fn dates_are_told_by_their_first_characters() {
        for date in ["2024-12-31", "2024-12-31T10:00", "1/2/24", "12/31/2024", "31.12.99"] {
            assert!(is_date(date), "{date}");
        }
        for other in ["24-12-31", "2024-1-31", "1/2", "1.2.3", "12/31/", "abc", "123/1/24", ""] {
            assert!(!is_date(other), "{other}");
        }
    }
}
