//! The strings that a workbook's cells share (MS-XLS 2.4.265), which run on from record to record.

/// Bytes before the first string: how many there are.
const COUNTS: usize = 8;

/// What a string's flags tell (2.5.293).
const WIDE: u8 = 0x01;
const EXTENDED: u8 = 0x04;
const RICH: u8 = 0x08;

/// The records of the strings, of which the first is begun.
struct Records<'a> {
    data: &'a [u8],
    rest: &'a [&'a [u8]],
}

impl<'a> Records<'a> {
    /// Goes on with the next record, if there is one.
    fn next(&mut self) -> bool {
        let Some((next, rest)) = self.rest.split_first() else { return false };
        (self.data, self.rest) = (next, rest);
        true
    }

    /// Takes bytes that must not be divided; none where there are too few.
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, behind) = self.data.split_first_chunk::<N>()?;
        self.data = behind;
        Some(*taken)
    }

    /// Passes over bytes, from record to record. No more of them is the reader's own error.
    fn skip(&mut self, mut length: usize) {
        while length > 0 && (!self.data.is_empty() || self.next()) {
            let passed = length.min(self.data.len());
            self.data = self.data.get(passed..).unwrap_or_default();
            length -= passed;
        }
    }

    /// Passes over so many characters. Where they run on, the next record says anew how wide they are.
    fn characters(&mut self, mut count: usize, mut flags: u8) -> Option<()> {
        loop {
            let width = if flags & WIDE == 0 { 1 } else { 2 };
            let passed = count.min(self.data.len() / width);
            self.data = self.data.get(passed * width..).unwrap_or_default();
            count -= passed;
            if count == 0 || !self.next() {
                return Some(());
            }
            [flags] = self.take()?;
        }
    }

    fn string(&mut self) -> Option<()> {
        // So few the reader looks for itself.
        let Some([low, high, flags]) = self.take() else {
            self.data = &[];
            self.rest = &[];
            return Some(());
        };
        let runs = if flags & RICH == 0 { 0 } else { usize::from(u16::from_le_bytes(self.take()?)) };
        let extended = if flags & EXTENDED == 0 { 0 } else { u32::from_le_bytes(self.take()?) as usize };
        self.characters(usize::from(u16::from_le_bytes([low, high])), flags)?;
        self.skip(runs * 4);
        self.skip(extended);
        Some(())
    }
}

/// Whether nothing ends in the midst of what the reader takes without asking.
pub fn are_whole(records: &[&[u8]]) -> bool {
    let Some((first, rest)) = records.split_first() else { return true };
    let mut records = Records { data: first.get(COUNTS..).unwrap_or_default(), rest };
    while !records.data.is_empty() || records.next() {
        if records.string().is_none() {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::are_whole;

    /// `abc` with two runs of formatting and two bytes of what is beyond that.
    const RICH_STRING: &[u8] =
        &[3, 0, 0x0C, 2, 0, 2, 0, 0, 0, b'a', b'b', b'c', 0, 0, 1, 0, 2, 0, 1, 0, 9, 9];

    fn records(parts: &[&[u8]]) -> bool {
        are_whole(&[&[&[0; 8], parts[0]].concat(), &parts[1..].concat()])
    }

    #[test]
    fn strings_that_end_where_they_say_are_whole() {
        assert!(are_whole(&[&[0; 8]]) && are_whole(&[]) && are_whole(&[&[0; 3]]));
        assert!(records(&[&[RICH_STRING, RICH_STRING].concat()]));
        // In the midst of the characters the next record says how wide they are, here in two bytes each.
        assert!(records(&[&[2, 0, 0, b'a'], &[1, b'b', 0, 1, 0, 0, b'c']]));
    }

    #[test]
    fn numbers_that_break_off_are_not() {
        for end in [3, 4, 5, 6, 7, 8] {
            assert!(!records(&[&RICH_STRING[..end]]), "{end}");
        }
        assert!(!records(&[&[2, 0, 0, b'a'], &[]]));
    }

    #[test]
    fn what_its_reader_refuses_is_left_to_it() {
        for end in [0, 1, 2, 12, 20] {
            assert!(are_whole(&[&[&[0; 8], &RICH_STRING[..end]].concat()]), "{end}");
        }
        assert!(are_whole(&[&[&[0; 8][..], &[0xFF, 0xFF, 1, b'a']].concat()]));
    }
}
