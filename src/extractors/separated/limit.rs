//! Separated values (RFC 4180): how many cells there are, before a reader makes a table of them.

use crate::limits::{self, Exceeded};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Where a table passes the limit: the start of the record that does, as an offset in bytes.
pub fn too_many_cells(text: &str) -> Option<(usize, Exceeded)> {
    let allowed = limits::current().table_cells;
    let first = text.lines().next().unwrap_or_default();
    let times = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    let separator = SEPARATORS.into_iter().max_by_key(times)?;
    let (mut cells, mut record, mut quoted) = (0u64, 0, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                cells += 1;
                record = at + 1;
            }
            _ if byte == separator && !quoted => cells += 1,
            _ => {}
        }
        if cells > allowed {
            let start =
                if byte == b'\n' { text.get(..at)?.rfind('\n').map_or(0, |end| end + 1) } else { record };
            return Some((start, limits::over("tableCells", allowed)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::too_many_cells;
    use crate::limits::{Limits, Scope};

    fn place(text: &str, table_cells: u64) -> Option<usize> {
        let _scope = Scope::enter(Limits { table_cells, ..Limits::default() }, 1).unwrap();
        too_many_cells(text).map(|(at, _)| at)
    }

    #[test]
    fn cells_are_counted_by_the_separator_of_the_first_record() {
        for text in ["a,b\nc,d\n", "a;b\nc;d\n", "a\tb\nc\td\n"] {
            assert_eq!(place(text, 4), None);
            assert_eq!(place(text, 3), Some(4));
            assert_eq!(place(text, 1), Some(0));
        }
    }

    #[test]
    fn what_is_quoted_separates_nothing() {
        assert_eq!(place("a,b\n\"1,2\n3\",d\n", 4), None);
    }
}
