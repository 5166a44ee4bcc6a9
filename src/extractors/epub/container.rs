//! The container of a book (EPUB OCF 3.3): its files, and what their addresses mean.

use std::borrow::Cow;

use kreuzberg::{KreuzbergError, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::extractors::html::percent_decoded;
use crate::parts::Parts;
use crate::{encoding, xml};

/// Where every container says what is in it (OCF, 4.2.6.3.1).
const CONTAINER: &str = "META-INF/container.xml";

/// A book's files.
pub struct Container<'a> {
    parts: Parts<'a>,
}

impl<'a> Container<'a> {
    pub fn open(content: &'a [u8]) -> Result<Self> {
        let parts = Parts::of(content);
        let parts = parts.ok_or_else(|| {
            KreuzbergError::parsing("the book is no ZIP archive, or its directory is damaged")
        })?;
        Ok(Self { parts })
    }

    /// The path of the package document.
    pub fn package(&self) -> Result<String> {
        let container = self.text(CONTAINER).ok_or_else(|| missing(CONTAINER))?;
        let mut reader = Reader::from_str(&container);
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == b"rootfile" => {
                    if let Some(path) = attribute(&tag, "full-path") {
                        return Ok(path);
                    }
                }
                Event::Eof => return Err(KreuzbergError::parsing(format!("{CONTAINER} names no package"))),
                _ => {}
            }
        }
    }

    /// A file's bytes; none where there is no such file, or it is damaged.
    pub fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.parts.named(path)?.bytes().ok()?.map(Cow::into_owned)
    }

    /// A file's text in any encoding.
    pub fn text(&self, path: &str) -> Option<String> {
        let text = match String::from_utf8(self.bytes(path)?) {
            Ok(text) => text,
            Err(error) => encoding::decode(error.as_bytes()).text.into_owned(),
        };
        Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }
}

/// What is there for no file.
pub fn missing(path: &str) -> KreuzbergError {
    KreuzbergError::parsing(format!("the book has no {path}"))
}

pub fn unreadable(error: quick_xml::Error) -> KreuzbergError {
    KreuzbergError::parsing(format!("a part of the book is not well-formed: {error}"))
}

pub fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|found| found.key.as_ref() == name.as_bytes())?;
    Some(xml::value(&found))
}

/// The path of what `address` means in the file `from` (RFC 3986, 5.2); none where it leads out of the book.
pub fn resolve(from: &str, address: &str) -> Option<String> {
    let address = address.split(['#', '?']).next().filter(|address| !address.is_empty())?;
    if address.contains(':') {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if address.starts_with('/') { "" } else { folder };
    // Names of files are written as they are, and addresses are not.
    let decoded = String::from_utf8(percent_decoded(address));
    let address = decoded.unwrap_or_else(|_| address.to_owned());
    let mut path: Vec<&str> = Vec::new();
    for segment in folder.split('/').chain(address.split('/')) {
        match segment {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            _ => path.push(segment),
        }
    }
    (!path.is_empty()).then(|| path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn addresses_are_paths_from_the_file_that_they_stand_in() {
        for (from, address, path) in [
            ("OPS/book.opf", "a.xhtml", Some("OPS/a.xhtml")),
            ("OPS/text/a.xhtml", "../images/p%20q.png#x", Some("OPS/images/p q.png")),
            ("OPS/book.opf", "/a.xhtml", Some("a.xhtml")),
            ("book.opf", "./a/./b.xhtml?c", Some("a/b.xhtml")),
            ("OPS/book.opf", "../../a.xhtml", None),
            ("OPS/book.opf", "https://example.org/a", None),
            ("OPS/a.xhtml", "#here", None),
        ] {
            assert_eq!(resolve(from, address).as_deref(), path, "{address}");
        }
    }
}
