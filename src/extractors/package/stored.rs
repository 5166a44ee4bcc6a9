//! A ZIP archive whose parts are not compressed (APPNOTE.TXT 4.3), written in memory.

use std::io::Read;

use flate2::Crc;
use kreuzberg::Result;
use zip::read::ZipFile;

use crate::extractors::archive::member::Budget;

/// Local file header, entry of the directory, end of the directory (4.3.7, 4.3.12, 4.3.16).
const LOCAL: &[u8; 4] = b"PK\x03\x04";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const END: &[u8; 4] = b"PK\x05\x06";

/// Needs version 2.0; names are UTF-8; stored; midnight; the first of January 1980.
const COMMON: [u16; 5] = [20, 1 << 11, 0, 0, 0x21];

/// Readers copy the whole of what they are given, some of them twice.
const LARGEST: usize = 16 << 20;

/// An archive that is being written.
#[derive(Default)]
pub struct StoredZip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    parts: u16,
}

impl StoredZip {
    /// Unpacks a part and adds it, as `change` makes it where that gives something.
    ///
    /// Gives false where the archive is of no use any more: a part is damaged, is larger than it says, or there is
    /// no room for it.
    ///
    /// # Errors
    /// The limit of `budget` that was passed.
    pub fn add(
        &mut self,
        part: &mut ZipFile<'_, impl Read>,
        budget: &mut Budget,
        change: fn(&[u8]) -> Option<Vec<u8>>,
    ) -> Result<bool> {
        let (name, size) = (part.name().to_owned(), part.size());
        let room = LARGEST.saturating_sub(self.bytes.len());
        if size > room as u64 || name.len() > usize::from(u16::MAX) || self.parts == u16::MAX {
            return Ok(false);
        }
        let header = self.bytes.len();
        self.bytes.resize(header + 30, 0);
        self.bytes.extend_from_slice(name.as_bytes());
        let start = self.bytes.len();
        // One byte more than it should have, so that the end is seen and its checksum checked.
        let is_whole = budget.append(part.by_ref().take(size + 1), &mut self.bytes)?;
        let mut crc = part.crc32();
        let Some(content) =
            self.bytes.get(start..).filter(|content| is_whole && content.len() as u64 == size)
        else {
            return Ok(false);
        };
        if let Some(changed) = change(content) {
            let mut sum = Crc::new();
            sum.update(&changed);
            crc = sum.sum();
            self.bytes.truncate(start);
            self.bytes.extend_from_slice(&changed);
        }
        Ok(self.list(header, start, &name, crc))
    }

    /// Writes what is known of a part only when it is there: its header, and its entry in the directory.
    fn list(&mut self, header: usize, start: usize, name: &str, crc: u32) -> bool {
        let (Ok(size), Ok(offset), Ok(length)) =
            (u32::try_from(self.bytes.len() - start), u32::try_from(header), u16::try_from(name.len()))
        else {
            return false;
        };
        let mut fields = COMMON.map(u16::to_le_bytes).concat();
        for field in [crc, size, size] {
            fields.extend_from_slice(&field.to_le_bytes());
        }
        fields.extend_from_slice(&length.to_le_bytes());
        // Length of the extra field.
        fields.extend_from_slice(&[0; 2]);
        let Some(place) = self.bytes.get_mut(header..header + 30) else { return false };
        place.copy_from_slice(&[LOCAL.as_slice(), &fields].concat());

        let version_made_by = 20_u16.to_le_bytes();
        // Length of the comment, number of the disk, attributes.
        let (rest, offset) = ([0; 10], offset.to_le_bytes());
        for field in [ENTRY.as_slice(), &version_made_by, &fields, &rest, &offset, name.as_bytes()] {
            self.directory.extend_from_slice(field);
        }
        self.parts += 1;
        true
    }

    /// The archive.
    pub fn finish(mut self) -> Option<Vec<u8>> {
        let (size, offset) =
            (u32::try_from(self.directory.len()).ok()?, u32::try_from(self.bytes.len()).ok()?);
        let parts = self.parts.to_le_bytes();
        self.bytes.append(&mut self.directory);
        for field in
            [END.as_slice(), &[0; 4], &parts, &parts, &size.to_le_bytes(), &offset.to_le_bytes(), &[0; 2]]
        {
            self.bytes.extend_from_slice(field);
        }
        Some(self.bytes)
    }
}
