//! A compound file with one stream in it, as calamine reads it ([MS-CFB] 11.0).

/// The first bytes (2.2).
const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Bytes of a sector of version 4, which the header takes one of, and numbers in a sector of the allocation table.
const SECTOR: usize = 4096;
const NUMBERS: usize = SECTOR / 4;

/// As many sectors of the allocation table the header has room for (2.2): enough for 400 MB.
const MOST_TABLES: usize = 109;

/// Shorter streams are in a stream of their own (2.2).
const SHORTEST: usize = 4096;

/// What numbers mean that are not those of sectors (2.1), and that of no entry (2.6).
const TABLE: u32 = 0xFFFF_FFFD;
const END: u32 = 0xFFFF_FFFE;
const NONE: u32 = 0xFFFF_FFFF;

/// A file with such a stream; none where it would have to be another kind of file.
pub fn with_stream(name: &str, stream: &[u8]) -> Option<Vec<u8>> {
    let sectors = stream.len().div_ceil(SECTOR);
    // The table has a number for each sector, its own and the directory's with them.
    let tables = (sectors + 1).div_ceil(NUMBERS - 1);
    if stream.len() < SHORTEST || tables > MOST_TABLES {
        return None;
    }
    let number = |sector: usize| u32::try_from(sector).ok();
    let (first_table, directory) = (number(sectors)?, number(sectors + tables)?);
    let mut file = Vec::with_capacity((1 + sectors + tables + 1) * SECTOR);
    header(&mut file, first_table..directory);
    file.extend_from_slice(stream);
    file.resize((1 + sectors) * SECTOR, 0);
    for sector in 1..first_table {
        file.extend(sector.to_le_bytes());
    }
    file.extend(END.to_le_bytes());
    for _ in 0..tables {
        file.extend(TABLE.to_le_bytes());
    }
    file.extend(END.to_le_bytes());
    file.resize((1 + sectors + tables) * SECTOR, 0xFF);
    // calamine reads all entries that there are, and takes the last sector as short as it is.
    entry(&mut file, "Root Entry", 5, 1, 0);
    entry(&mut file, name, 2, NONE, stream.len() as u64);
    Some(file)
}

fn header(file: &mut Vec<u8>, tables: std::ops::Range<u32>) {
    let numbers = |file: &mut Vec<u8>, numbers: &[u32]| {
        numbers.iter().for_each(|number| file.extend(number.to_le_bytes()));
    };
    file.extend(SIGNATURE);
    file.extend([0; 16]);
    // Versions, the order of bytes, and how long sectors are, as powers of two.
    for number in [0x3E_u16, 4, 0xFFFE, 12, 6, 0, 0, 0] {
        file.extend(number.to_le_bytes());
    }
    // How many sectors the directory and the table have, where the directory is; no transaction, and no short streams: that
    // those begin nowhere need not be said where there are none, and calamine makes room for as many as the number.
    numbers(file, &[1, tables.end - tables.start, tables.end, 0, 4096, 0, 0, END, 0]);
    let listed = tables.chain(std::iter::repeat(NONE)).take(MOST_TABLES);
    listed.for_each(|table| file.extend(table.to_le_bytes()));
    file.resize(SECTOR, 0);
}

/// An entry of the directory (2.6.1), whose content begins in the first sector.
fn entry(file: &mut Vec<u8>, name: &str, kind: u8, child: u32, size: u64) {
    let begin = file.len();
    let units: Vec<u16> = name.encode_utf16().chain([0]).take(32).collect();
    units.iter().for_each(|unit| file.extend(unit.to_le_bytes()));
    file.resize(begin + 64, 0);
    file.extend((units.len() as u16 * 2).to_le_bytes());
    // The colour is black.
    file.extend([kind, 1]);
    for number in [NONE, NONE, child] {
        file.extend(number.to_le_bytes());
    }
    // Class, state and times.
    file.resize(begin + 116, 0);
    file.extend(0_u32.to_le_bytes());
    file.extend(size.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::with_stream;
    use crate::compound::CompoundFile;

    #[test]
    fn the_stream_is_what_two_readers_read() {
        // At 1,022 sectors the table has one for them all; at the next it needs a second one.
        for length in [4096, 4097, 8192, 1022 * 4096, 1022 * 4096 + 1, 2045 * 4096] {
            let stream: Vec<u8> = (0..length).map(|at: u32| (at / 255) as u8).collect();
            let file = with_stream("Workbook", &stream).unwrap();
            assert!(CompoundFile::open(&file).unwrap().stream("Workbook").unwrap() == stream, "{length}");
            let mut read = Vec::new();
            // That reader takes no sector that is short.
            let whole = [file.as_slice(), &vec![0; file.len().next_multiple_of(4096) - file.len()]].concat();
            let mut theirs = cfb::CompoundFile::open(Cursor::new(whole)).unwrap();
            theirs.open_stream("/Workbook").unwrap().read_to_end(&mut read).unwrap();
            assert!(read == stream, "{length}");
        }
        assert!(with_stream("Workbook", &[0; 4095]).is_none());
    }
}
