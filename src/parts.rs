//! The parts of a package: of an Office file or an e-book, which is a ZIP archive (APPNOTE.TXT 6.3.10).

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};

use crate::limits;

/// Of so few parts, one is found by looking at all of them.
const FEW: usize = 48;

/// The length of what the directory says of a part, without what has no fixed length (4.3.12).
const FIXED: usize = 46;

/// The parts of an archive, in the order of its directory.
pub struct Parts<'a> {
    all: Vec<Part<'a>>,
    /// Their indices in the order of their names, where they are many.
    sorted: Vec<usize>,
}

/// A part, and what the directory says of it.
pub struct Part<'a> {
    pub name: Cow<'a, str>,
    /// Bytes when it is unpacked.
    pub size: u64,
    /// Of the unpacked bytes (4.4.7).
    pub crc: u32,
    /// What the directory holds of it, from its signature to the end of its comment. Nothing where that counts from
    /// elsewhere than the beginning of the document.
    pub header: &'a [u8],
    pub content: Content<'a>,
}

/// The bytes of a part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// As they are.
    Stored(&'a [u8]),
    Deflated(&'a [u8]),
    /// Encrypted, packed in another way, or not where they are said to be: nothing that is read here.
    Unreadable,
}

impl<'a> Parts<'a> {
    /// Those of a document; none where it is no archive, or its directory is damaged.
    pub fn of(document: &'a [u8]) -> Option<Self> {
        let archive = ZipArchive::from_slice(document).ok()?;
        let mut all = Vec::new();
        let mut entries = archive.entries();
        loop {
            match entries.next_entry() {
                Ok(Some(entry)) => all.push(Part::of(document, &archive, &entry)),
                Ok(None) => break,
                // Something else may stand behind as many as there are said to be.
                Err(_) if all.len() as u64 == archive.entries_hint() && !all.is_empty() => break,
                Err(_) => return None,
            }
        }
        let mut sorted = Vec::new();
        if all.len() > FEW {
            sorted.extend(0..all.len());
            sorted.sort_by(|a, b| name(&all, *a).cmp(name(&all, *b)));
        }
        Some(Self { all, sorted })
    }

    /// All of them.
    pub fn all(&self) -> &[Part<'a>] {
        &self.all
    }

    /// The part of a name: of several the last, which is what other readers of archives take.
    pub fn named(&self, wanted: &str) -> Option<&Part<'a>> {
        if self.sorted.is_empty() {
            return self.all.iter().rfind(|part| part.name == wanted);
        }
        let after = self.sorted.partition_point(|index| name(&self.all, *index) <= wanted);
        let last = self.sorted.get(after.checked_sub(1)?)?;
        self.all.get(*last).filter(|part| part.name == wanted)
    }
}

fn name<'a>(parts: &'a [Part<'_>], index: usize) -> &'a str {
    parts.get(index).map_or("", |part| &part.name)
}

impl<'a> Part<'a> {
    fn of(document: &'a [u8], archive: &ZipSliceArchive<&'a [u8]>, entry: &ZipFileHeaderRecord) -> Self {
        let bytes = archive.get_entry(entry.wayfinder()).ok().and_then(|found| {
            let (start, end) = found.compressed_data_range();
            document.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
        });
        let content = match (bytes, entry.compression_method(), entry.flags().is_encrypted()) {
            (Some(bytes), CompressionMethod::STORE, false) => Content::Stored(bytes),
            (Some(bytes), CompressionMethod::DEFLATE, false) => Content::Deflated(bytes),
            _ => Content::Unreadable,
        };
        let header = header(document, entry).unwrap_or_default();
        let named = header.get(FIXED..).and_then(|named| named.get(..entry.file_path().as_ref().len()));
        // Most writers say nothing of the encoding of names, and mean this one.
        let name = String::from_utf8_lossy(named.unwrap_or_default());
        let header = if counts_from_start(header, entry) { header } else { &[] };
        Self { name, size: entry.uncompressed_size_hint(), crc: entry.crc32(), header, content }
    }

    /// All of it, unpacked and checked; none where that cannot be. What comes out has been counted before
    /// (`extractors::package`).
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn bytes(&self) -> io::Result<Option<Cow<'a, [u8]>>> {
        let bytes = match self.content {
            Content::Stored(bytes) => Cow::Borrowed(bytes),
            Content::Deflated(deflated) => {
                let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or(0).min(1 << 20));
                let most = limits::current().unpacked_bytes;
                DeflateDecoder::new(deflated).take(most).read_to_end(&mut bytes)?;
                Cow::Owned(bytes)
            }
            Content::Unreadable => return Ok(None),
        };
        if crc32fast::hash(&bytes) != self.crc {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} is damaged", self.name)));
        }
        Ok(Some(bytes))
    }
}

fn header<'a>(document: &'a [u8], entry: &ZipFileHeaderRecord) -> Option<&'a [u8]> {
    let bytes = document.get(usize::try_from(entry.central_directory_offset()).ok()?..)?;
    let variable = |at: usize| Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    bytes.get(..FIXED + variable(28)? + variable(30)? + variable(32)?)
}

/// Whether the place of a part is that in the document, or is said elsewhere (4.4.16).
fn counts_from_start(header: &[u8], entry: &ZipFileHeaderRecord) -> bool {
    let place = header.get(42..FIXED).and_then(|place| place.try_into().ok()).map(u32::from_le_bytes);
    place.is_some_and(|place| place == u32::MAX || u64::from(place) == entry.local_header_offset())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::{Content, FEW, Parts};
    use crate::limits::{Limits, Scope};

    fn archive(parts: &[(&str, &[u8], CompressionMethod)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes, method) in parts {
            writer.start_file(*name, SimpleFileOptions::default().compression_method(*method)).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn bytes(parts: &Parts, name: &str) -> Option<Vec<u8>> {
        Some(parts.named(name)?.bytes().ok()??.into_owned())
    }

    #[test]
    fn parts_are_what_was_packed_however_many_there_are() {
        let _scope = Scope::enter(Limits::default(), 1).unwrap();
        for count in [0, 1, FEW, FEW + 1, 1000] {
            let names: Vec<String> = (0..count).map(|index| format!("{}/\u{e9}{index}", index % 7)).collect();
            let method =
                |index| if index % 2 == 0 { CompressionMethod::Deflated } else { CompressionMethod::Stored };
            let packed: Vec<_> = names
                .iter()
                .enumerate()
                .map(|(index, name)| (&**name, name.as_bytes(), method(index)))
                .collect();
            let document = archive(&packed);
            let parts = Parts::of(&document).unwrap();
            assert_eq!(parts.all().len(), count);
            for name in &names {
                assert_eq!(bytes(&parts, name).as_deref(), Some(name.as_bytes()));
            }
            assert!(parts.named("").is_none() && parts.named("9").is_none());
        }
    }

    #[test]
    fn of_several_parts_of_a_name_the_last_counts() {
        let document =
            archive(&[("a", b"1", CompressionMethod::Stored), ("b", b"2", CompressionMethod::Stored)]);
        let renamed: Vec<u8> = document.iter().map(|byte| if *byte == b'b' { b'a' } else { *byte }).collect();
        assert_eq!(bytes(&Parts::of(&renamed).unwrap(), "a").as_deref(), Some(b"2".as_slice()));
    }

    #[test]
    fn what_is_damaged_is_an_error_and_what_cannot_be_read_is_none() {
        let document = archive(&[("part", b"some text", CompressionMethod::Stored)]);
        let at = document.windows(9).position(|bytes| bytes == b"some text").unwrap();
        let mut damaged = document.clone();
        damaged[at] = b'S';
        assert!(Parts::of(&damaged).unwrap().named("part").unwrap().bytes().is_err());
        // The method and the first flag, as the directory has them.
        let directory = document.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
        for (at, value) in [(directory + 10, 12), (directory + 8, 1), (directory + 45, 1)] {
            let mut unreadable = document.clone();
            unreadable[at] = value;
            let parts = Parts::of(&unreadable).unwrap();
            assert!(parts.named("part").unwrap().content == Content::Unreadable);
            assert_eq!(parts.named("part").unwrap().bytes().unwrap(), None);
        }
    }

    #[test]
    fn what_stands_behind_the_directory_is_no_part_of_it() {
        let document = archive(&[("part", b"some text", CompressionMethod::Stored)]);
        let end = document.len() - 22;
        for between in [&b"\0\0\0\0"[..], b"PK\x05\x05\0\0", b"something else"] {
            let padded = [&document[..end], between, &document[end..]].concat();
            let parts = Parts::of(&padded).unwrap();
            assert_eq!(bytes(&parts, "part").as_deref(), Some(b"some text".as_slice()), "{between:?}");
        }
    }

    #[test]
    fn what_lies_behind_something_else_is_read_and_cannot_be_packed_anew() {
        let document = archive(&[("part", b"some text", CompressionMethod::Stored)]);
        assert!(!Parts::of(&document).unwrap().named("part").unwrap().header.is_empty());
        let behind = [b"#!/bin/sh\n", document.as_slice()].concat();
        let parts = Parts::of(&behind).unwrap();
        assert_eq!(bytes(&parts, "part").as_deref(), Some(b"some text".as_slice()));
        assert!(parts.named("part").unwrap().header.is_empty());
        assert!(Parts::of(b"PK\x03\x04").is_none() && Parts::of(b"").is_none());
    }
}
