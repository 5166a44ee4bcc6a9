//! The parts of a package, and what all of them are read with.

use std::io::Cursor;

use ahash::AHashMap;
use kreuzberg::{KreuzbergError, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::{limits, xml};

/// A package.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Package<'a> {
    pub fn open(content: &'a [u8]) -> Result<Self> {
        let archive = ZipArchive::new(Cursor::new(content))
            .map_err(|error| KreuzbergError::parsing(format!("the document is no ZIP archive: {error}")))?;
        Ok(Self { archive })
    }

    /// The names of parts that begin and end so, in their order.
    pub fn names(&self, begins: &str, ends: &str) -> Vec<String> {
        let names = self.archive.file_names().filter(|name| name.starts_with(begins) && name.ends_with(ends));
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort_unstable_by_key(|name| (name.len(), name.clone()));
        names
    }

    /// A part's text; none where there is no such part. Its size has been counted before (`extractors::package`).
    pub fn text(&mut self, name: &str) -> Result<Option<String>> {
        let Ok(part) = self.archive.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::with_capacity(usize::try_from(part.size()).unwrap_or(0).min(1 << 20));
        let most = limits::current().unpacked_bytes;
        std::io::Read::read_to_end(&mut std::io::Read::take(part, most), &mut bytes)?;
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => crate::encoding::decode(error.as_bytes()).text.into_owned(),
        };
        Ok(Some(text))
    }

    /// The archive itself.
    pub fn archive(&mut self) -> &mut ZipArchive<Cursor<&'a [u8]>> {
        &mut self.archive
    }
}

/// What a part refers to, by its own names for that (ECMA-376 part 2, 6.5).
pub fn relationships(text: &str) -> Result<AHashMap<String, String>> {
    let mut reader = reader(text);
    let mut targets = AHashMap::new();
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(tag) if tag.local_name().as_ref() == b"Relationship" => {
                if let (Some(id), Some(target)) = (attribute(&tag, b"Id"), attribute(&tag, b"Target")) {
                    targets.insert(id, target);
                }
            }
            Event::Eof => return Ok(targets),
            _ => {}
        }
    }
}

/// Reads `<a/>` as `<a></a>`.
pub fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    reader
}

pub fn attribute(tag: &BytesStart, name: &[u8]) -> Option<String> {
    let found =
        tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(xml::value(&found))
}

pub fn unreadable(error: quick_xml::Error) -> KreuzbergError {
    KreuzbergError::parsing(format!("a part of the document is not well-formed: {error}"))
}
