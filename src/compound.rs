//! Compound files, the file system in a file of Office before 2007, Outlook's messages and Hangul ([MS-CFB] 11.0).
//!
//! Nothing is read but what is asked for, and nothing of what the tables say is believed: chains are followed no
//! further than there are bytes.

use std::borrow::Cow;
use std::cell::OnceCell;

/// The first bytes (2.2).
pub const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Sectors have smaller numbers (2.1); what is not one ends a chain.
const NO_SECTOR: u32 = 0xFFFF_FFFB;

/// Where the table of the allocation table's own sectors begins, and how many are in the header.
const HEADER_TABLE: (usize, usize) = (76, 109);

/// Bytes of a directory entry (2.6.1), and of a sector of the mini stream.
const ENTRY: usize = 128;
const MINI_SECTOR: usize = 64;

/// Streams shorter than this are in the mini stream (2.2).
const CUTOFF: u64 = 4096;

/// A compound file.
pub struct CompoundFile<'a> {
    bytes: &'a [u8],
    /// Bytes of a sector.
    sector: usize,
    /// The sectors of the allocation table, in its order.
    table: Vec<u32>,
    directory: Cow<'a, [u8]>,
    /// From when it is needed.
    mini: OnceCell<Mini<'a>>,
}

/// What short streams are in.
struct Mini<'a> {
    stream: Cow<'a, [u8]>,
    /// Its allocation table.
    table: Cow<'a, [u8]>,
}

/// What an entry of the directory is (2.6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Storage,
    Stream,
    Other,
}

/// An entry of the directory.
struct Entry<'d>(&'d [u8]);

impl Entry<'_> {
    fn kind(&self) -> Kind {
        match self.0.get(66) {
            Some(1 | 5) => Kind::Storage,
            Some(2) => Kind::Stream,
            _ => Kind::Other,
        }
    }

    /// Whether this is its name. Capital letters make no difference, which those of ASCII are enough for here.
    fn is_called(&self, name: &str) -> bool {
        let length = usize::from(u16_at(self.0, 64).unwrap_or_default()).saturating_sub(2);
        let units = self.0.get(..length.min(64)).unwrap_or_default().chunks_exact(2);
        let units = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        let lower = |unit: u16| u8::try_from(unit).map_or(unit, |byte| byte.to_ascii_lowercase().into());
        units.map(lower).eq(name.encode_utf16().map(lower))
    }

    fn left(&self) -> u32 {
        u32_at(self.0, 68).unwrap_or(NO_SECTOR)
    }

    fn right(&self) -> u32 {
        u32_at(self.0, 72).unwrap_or(NO_SECTOR)
    }

    fn child(&self) -> u32 {
        u32_at(self.0, 76).unwrap_or(NO_SECTOR)
    }

    fn start(&self) -> u32 {
        u32_at(self.0, 116).unwrap_or(NO_SECTOR)
    }

    /// In bytes, as it is said. With small sectors the upper half may be anything (2.6.1).
    fn size(&self, sector: usize) -> u64 {
        let half = |at| u64::from(u32_at(self.0, at).unwrap_or_default());
        if sector == 512 { half(120) } else { half(120) | half(124) << 32 }
    }
}

impl<'a> CompoundFile<'a> {
    /// None where it is no compound file, or one whose directory cannot be found.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(SIGNATURE) {
            return None;
        }
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file =
            Self { bytes, sector, table: Vec::new(), directory: Cow::Borrowed(&[]), mini: OnceCell::new() };
        file.find_table();
        file.directory = file.chain(u32_at(bytes, 48)?, bytes.len());
        (file.directory.len() >= ENTRY).then_some(file)
    }

    /// The sectors of the allocation table are in the header and, where these are not enough, in a chain of their own
    /// (2.5).
    fn find_table(&mut self) {
        let listed = |bytes: &[u8]| -> Vec<u32> {
            let numbers = bytes.chunks_exact(4).filter_map(|number| u32_at(number, 0));
            numbers.take_while(|number| *number < NO_SECTOR).collect()
        };
        let (start, count) = HEADER_TABLE;
        let header = self.bytes.get(start..).unwrap_or_default();
        self.table = listed(header.get(..count * 4).unwrap_or(header));
        let sectors = self.bytes.len() / self.sector;
        let mut next = u32_at(self.bytes, 68).unwrap_or(NO_SECTOR);
        while self.table.len() < sectors
            && let Some((last, numbers)) = self.sector(next).and_then(<[u8]>::split_last_chunk::<4>).map(swap)
        {
            let found = listed(numbers);
            if found.is_empty() {
                break;
            }
            self.table.extend(found);
            next = u32::from_le_bytes(*last);
        }
    }

    /// The bytes of a sector, which the last one may have less of.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        if number >= NO_SECTOR {
            return None;
        }
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let bytes = self.bytes.get(start..)?;
        Some(bytes.get(..self.sector).unwrap_or(bytes)).filter(|bytes| !bytes.is_empty())
    }

    /// The sector behind one, by the allocation table (2.3).
    fn next(&self, number: u32) -> u32 {
        let number = number as usize;
        let numbers = self.sector / 4;
        let sector = self.table.get(number / numbers).and_then(|sector| self.sector(*sector));
        sector.and_then(|sector| u32_at(sector, number % numbers * 4)).unwrap_or(NO_SECTOR)
    }

    /// The bytes of a chain of sectors, or the first of them. They are copied only where they do not lie in one piece.
    fn chain(&self, start: u32, most: usize) -> Cow<'a, [u8]> {
        let mut bytes = Cow::Borrowed(&[][..]);
        let mut at = start;
        while bytes.len() < most
            && let Some((run, next)) = self.run(at, most - bytes.len())
        {
            if bytes.is_empty() {
                bytes = Cow::Borrowed(run);
            } else {
                bytes.to_mut().extend_from_slice(run);
            }
            at = next;
        }
        bytes
    }

    /// The bytes of those sectors of a chain that follow one another, and the sector behind them.
    fn run(&self, start: u32, most: usize) -> Option<(&'a [u8], u32)> {
        self.sector(start)?;
        let mut next = self.next(start);
        let mut count = 1;
        while count * self.sector < most && Some(next) == start.checked_add(u32::try_from(count).ok()?) {
            count += 1;
            next = self.next(next);
        }
        let from = (start as usize).checked_add(1)?.checked_mul(self.sector)?;
        let bytes = self.bytes.get(from..)?;
        let run = bytes.get(..(count * self.sector).min(most)).unwrap_or(bytes);
        (!run.is_empty()).then_some((run, next))
    }

    fn entry(&self, number: u32) -> Option<Entry<'_>> {
        let start = usize::try_from(number).ok()?.checked_mul(ENTRY)?;
        self.directory.get(start..start + ENTRY).map(Entry)
    }

    /// An entry of a storage. They are in a tree whose order not every writer keeps, so all of it is looked through.
    fn find(&self, storage: &Entry<'_>, name: &str) -> Option<Entry<'_>> {
        let mut open = vec![storage.child()];
        for _ in 0..self.directory.len() / ENTRY {
            // An entry that is not there has nothing below it.
            let entry = loop {
                if let Some(entry) = self.entry(open.pop()?) {
                    break entry;
                }
            };
            if entry.is_called(name) {
                return Some(entry);
            }
            open.extend([entry.right(), entry.left()]);
        }
        None
    }

    fn named(&self, path: &str) -> Option<Entry<'_>> {
        path.split('/').try_fold(self.entry(0)?, |storage, name| self.find(&storage, name))
    }

    /// A stream, by the names of the storages that it is in and its own, with `/` between them. It is as long as it is
    /// said to be, or as there are bytes of it.
    pub fn stream(&self, path: &str) -> Option<Cow<'a, [u8]>> {
        self.head(path, usize::MAX)
    }

    /// A stream, if there are as many bytes of it as it is said to have.
    pub fn whole(&self, path: &str) -> Option<Cow<'a, [u8]>> {
        let size = self.named(path)?.size(self.sector);
        self.stream(path).filter(|stream| stream.len() as u64 == size)
    }

    /// The first bytes of a stream, as many as there are up to `most`.
    pub fn head(&self, path: &str, most: usize) -> Option<Cow<'a, [u8]>> {
        let entry = self.named(path)?;
        if entry.kind() != Kind::Stream {
            return None;
        }
        let size = entry.size(self.sector);
        let length = usize::try_from(size).unwrap_or(usize::MAX).min(self.bytes.len()).min(most);
        Some(if size < CUTOFF {
            Cow::Owned(self.mini_chain(entry.start(), length))
        } else {
            self.chain(entry.start(), length)
        })
    }

    /// The same of a chain in the mini stream (2.4).
    fn mini_chain(&self, start: u32, most: usize) -> Vec<u8> {
        let Mini { stream, table } = self.mini.get_or_init(|| {
            let root = self.entry(0).map(|root| (root.start(), root.size(self.sector)));
            let (start, size) = root.unwrap_or((NO_SECTOR, 0));
            let table = u32_at(self.bytes, 60).unwrap_or(NO_SECTOR);
            let size = usize::try_from(size).unwrap_or(usize::MAX).min(self.bytes.len());
            Mini { stream: self.chain(start, size), table: self.chain(table, self.bytes.len()) }
        });
        let mut bytes = Vec::with_capacity(most);
        let mut at = start as usize;
        while bytes.len() < most
            && let Some(rest) = at.checked_mul(MINI_SECTOR).and_then(|start| stream.get(start..))
            && !rest.is_empty()
        {
            bytes.extend(rest.iter().take(MINI_SECTOR.min(most - bytes.len())));
            at = u32_at(table, at.saturating_mul(4)).unwrap_or(NO_SECTOR) as usize;
        }
        bytes
    }

    /// How long the streams are said to be, in bytes.
    pub fn sizes(&self) -> impl Iterator<Item = u64> {
        let entries = self.directory.chunks_exact(ENTRY).map(Entry);
        entries.filter(|entry| entry.kind() == Kind::Stream).map(|entry| entry.size(self.sector))
    }
}

fn swap<A, B>((first, second): (A, B)) -> (B, A) {
    (second, first)
}

/// A number of two bytes, the lower one first, as all are in what compound files hold.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A number of four bytes.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Write};

    use cfb::Version;

    use super::CompoundFile;

    /// Streams that are short, long, empty and in storages, as another writer writes them.
    fn written(version: Version, long: usize) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create_with_version(version, Cursor::new(Vec::new())).unwrap();
        file.create_storage("/A").unwrap();
        file.create_storage("/A/B").unwrap();
        let numbered = (0..10).map(|index| (format!("/{index}"), index * 37));
        let named = [("/A/long", long), ("/A/B/Short", 100), ("/edge", 4096), ("/below", 4095)];
        let streams = numbered.chain(named.map(|(name, size)| (name.to_owned(), size)));
        for (name, size) in streams {
            let bytes: Vec<u8> = (0..size).map(|at| (at * 7 + size) as u8).collect();
            file.create_stream(name).unwrap().write_all(&bytes).unwrap();
        }
        file.into_inner().into_inner()
    }

    #[test]
    fn every_stream_is_what_another_reader_reads() {
        for version in [Version::V3, Version::V4] {
            let bytes = written(version, 70_000);
            let file = CompoundFile::open(&bytes).unwrap();
            let mut theirs = cfb::CompoundFile::open(Cursor::new(&bytes)).unwrap();
            let streams: Vec<_> = theirs.walk().filter(cfb::Entry::is_stream).collect();
            assert_eq!(streams.len(), 14);
            for entry in &streams {
                let mut expected = Vec::new();
                theirs.open_stream(entry.path()).unwrap().read_to_end(&mut expected).unwrap();
                let path = entry.path().to_str().unwrap().trim_start_matches('/');
                assert_eq!(file.stream(path).unwrap(), expected, "{path}");
                assert_eq!(file.whole(path).unwrap(), expected, "{path}");
                assert_eq!(file.head(&path.to_uppercase(), 50).unwrap(), &expected[..expected.len().min(50)]);
            }
            assert_eq!(file.sizes().sum::<u64>(), streams.iter().map(cfb::Entry::len).sum::<u64>());
            assert!(
                file.stream("A").is_none() && file.stream("long").is_none() && file.stream("A/B/C").is_none()
            );
        }
    }

    #[test]
    fn what_is_damaged_ends() {
        let whole = written(Version::V3, 9000);
        // Tables and directory lie anywhere in it; every number becomes one that leads back, away, or nowhere.
        for at in (0..whole.len()).step_by(4) {
            for number in [0_u32, 1, 0x7FFF_FFFF, 0xFFFF_FFFA, 0xFFFF_FFFF] {
                let mut damaged = whole.clone();
                damaged[at..at + 4].copy_from_slice(&number.to_le_bytes());
                let Some(file) = CompoundFile::open(&damaged) else { continue };
                for path in ["A/long", "A/B/Short", "9"] {
                    assert!(file.stream(path).is_none_or(|bytes| bytes.len() <= damaged.len()));
                }
            }
        }
        for length in 0..whole.len() {
            if let Some(file) = CompoundFile::open(&whole[..length]) {
                let stream = file.stream("A/long");
                assert!(
                    file.whole("A/long").is_none_or(|whole| whole.len() == 9000 && stream == Some(whole))
                );
                assert!(stream.is_none_or(|bytes| bytes.len() <= length));
            }
        }
    }

    #[test]
    fn the_table_runs_on_from_the_header() {
        // 110 sectors of the table are more than the header has room for.
        let mut file = cfb::CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).unwrap();
        let large: Vec<u8> = (0..110 * 128 * 512_usize).map(|at| (at / 512) as u8).collect();
        file.create_stream("/large").unwrap().write_all(&large).unwrap();
        let bytes = file.into_inner().into_inner();
        assert!(CompoundFile::open(&bytes).unwrap().stream("large").unwrap() == large);
    }
}
