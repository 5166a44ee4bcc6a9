//! A package as it was, with what has been made of its parts behind it, and a directory of its own.
//!
//! Parts that stay as they are need not be copied one by one, and what is said of them holds as it stands
//! (APPNOTE.TXT 6.3.10, 4.3).

use flate2::Crc;

use crate::parts::Part;

/// Version 2.0 of the format, which all readers know (4.4.3).
const VERSION: u16 = 20;

/// Names are UTF-8 (4.4.4, bit 11).
const UTF8: u16 = 1 << 11;

/// A directory without the ZIP64 format says no more (4.4.1.4).
const MOST_PARTS: usize = 0xFFFE;

/// An archive in the making.
pub struct Repacked {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    parts: usize,
}

impl Repacked {
    /// Over a document, which its directory's offsets are counted from the beginning of.
    pub fn over(document: &[u8], room: usize) -> Self {
        let mut bytes = Vec::with_capacity(document.len().saturating_add(room));
        bytes.extend_from_slice(document);
        Self { bytes, directory: Vec::new(), parts: 0 }
    }

    /// Leaves a part as it is. Nothing comes of it where its place is not known.
    pub fn keep(&mut self, part: &Part) -> Option<()> {
        self.directory.extend_from_slice(part.header);
        self.parts += 1;
        (!part.header.is_empty()).then_some(())
    }

    /// Puts other bytes in place of a part's; `crc` is theirs. Nothing comes of it where no archive is so large.
    pub fn store(&mut self, part: &Part, bytes: &[u8], crc: u32) -> Option<()> {
        let name = part.name.as_bytes();
        let start = u32::try_from(self.bytes.len()).ok()?;
        let size = u32::try_from(bytes.len()).ok()?;
        let name_length = u16::try_from(name.len()).ok()?;
        // Flags, method, time, date, checksum, both sizes, lengths of name and extra field: both headers have these.
        let mut common = Vec::with_capacity(26);
        for number in [VERSION, UTF8, 0, 0, 0x21] {
            common.extend(number.to_le_bytes());
        }
        for number in [crc, size, size] {
            common.extend(number.to_le_bytes());
        }
        common.extend(name_length.to_le_bytes());
        common.extend([0; 2]);

        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&common);
        self.bytes.extend(name);
        self.bytes.extend(bytes);

        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&common);
        // No comment, on the first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(start.to_le_bytes());
        self.directory.extend(name);
        self.parts += 1;
        Some(())
    }

    /// The archive; nothing where it is larger, or has more parts, than one can say.
    pub fn finished(mut self) -> Option<Vec<u8>> {
        let start = u32::try_from(self.bytes.len()).ok()?;
        let size = u32::try_from(self.directory.len()).ok()?;
        let parts =
            u16::try_from(self.parts.min(MOST_PARTS + 1)).ok().filter(|_| self.parts <= MOST_PARTS)?;
        self.bytes.extend(self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(parts.to_le_bytes());
        self.bytes.extend(parts.to_le_bytes());
        self.bytes.extend(size.to_le_bytes());
        self.bytes.extend(start.to_le_bytes());
        self.bytes.extend([0; 2]);
        Some(self.bytes)
    }
}

/// A part's checksum.
pub fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
