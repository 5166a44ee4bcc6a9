//! The parts of a package, and what all of them are read with.

use std::borrow::Cow;

use ahash::AHashMap;
use kreuzberg::{KreuzbergError, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use simdutf8::basic::from_utf8;

use crate::parts::Parts;
use crate::{encoding, xml};

/// A package.
pub struct Package<'a> {
    parts: Parts<'a>,
}

impl<'a> Package<'a> {
    pub fn open(content: &'a [u8]) -> Result<Self> {
        let parts = Parts::of(content);
        let parts = parts.ok_or_else(|| {
            KreuzbergError::parsing("the document is no ZIP archive, or its directory is damaged")
        })?;
        Ok(Self { parts })
    }

    /// The names of parts that begin and end so, in their order.
    pub fn names(&self, begins: &str, ends: &str) -> Vec<String> {
        let names = self.parts.all().iter().map(|part| &*part.name);
        let names = names.filter(|name| name.starts_with(begins) && name.ends_with(ends));
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort_unstable_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        names.dedup();
        names
    }

    /// A part's text; none where there is no such part.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn text(&self, name: &str) -> Result<Option<Cow<'a, str>>> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        if let Cow::Borrowed(bytes) = bytes
            && let Ok(text) = from_utf8(bytes)
        {
            return Ok(Some(Cow::Borrowed(text)));
        }
        let text = String::from_utf8(bytes.into_owned());
        Ok(Some(Cow::Owned(
            text.unwrap_or_else(|error| encoding::decode(error.as_bytes()).text.into_owned()),
        )))
    }

    /// A part's bytes; none where there is no such part.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn bytes(&self, name: &str) -> Result<Option<Cow<'a, [u8]>>> {
        match self.parts.named(name) {
            Some(part) => Ok(part.bytes()?),
            None => Ok(None),
        }
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
