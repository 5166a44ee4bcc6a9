//! The package document of a book (EPUB 3.3, 5): what it says of the book, and what it has in which order.

use std::borrow::Cow;
use std::collections::BTreeMap;

use kreuzberg::Result;
use kreuzberg::types::{EpubMetadata, FormatMetadata, Metadata};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::container::{attribute, resolve, unreadable};
use crate::xml;

/// Types of what is read as a chapter.
const CHAPTERS: &[&str] =
    &["application/xhtml+xml", "application/x-dtbook+xml", "text/html", "text/x-oeb1-document"];

/// Fields that the result has no place of its own for.
const ADDITIONAL: &[&str] = &["identifier", "publisher", "subject", "description", "rights"];

/// A book as its package document describes it.
#[derive(Default)]
pub struct Package {
    /// The paths of its chapters, in their order, each once.
    pub chapters: Vec<String>,
    /// The picture on its cover.
    pub cover: Option<String>,
    pub metadata: Metadata,
    /// What could not be followed.
    pub warnings: Vec<String>,
}

#[derive(Default)]
struct Item {
    path: Option<String>,
    media_type: String,
    fallback: Option<String>,
    is_contents: bool,
}

#[derive(Default)]
struct Reading {
    /// What the metadata's elements hold, by their names, in their order.
    fields: BTreeMap<String, Vec<String>>,
    modified: Option<String>,
    items: BTreeMap<String, Item>,
    /// The identifiers of items.
    spine: Vec<String>,
    cover: Option<String>,
    cover_id: Option<String>,
}

impl Package {
    /// Reads the document at `path`.
    ///
    /// # Errors
    /// Where it is not well-formed.
    pub fn read(text: &str, path: &str) -> Result<Self> {
        let mut reading = Reading::default();
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        // The element of the metadata that is being read, and its text so far.
        let mut inside: Option<(String, String)> = None;
        let mut in_metadata = false;
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => {
                    let name = String::from_utf8_lossy(tag.local_name().as_ref()).to_ascii_lowercase();
                    in_metadata |= name == "metadata";
                    if in_metadata && name != "metadata" {
                        reading.meta(&name, &tag);
                        let property = attribute(&tag, "property").unwrap_or_default();
                        let modified = name == "meta" && property == "dcterms:modified";
                        inside = Some((if modified { property } else { name }, String::new()));
                    } else if !in_metadata {
                        reading.part(&name, &tag, path);
                    }
                }
                Event::End(tag) => {
                    in_metadata &= !tag.local_name().as_ref().eq_ignore_ascii_case(b"metadata");
                    if let Some((name, text)) = inside.take() {
                        reading.field(name, text.split_whitespace().collect::<Vec<_>>().join(" "));
                    }
                }
                Event::Eof => return Ok(reading.package()),
                event => {
                    if let Some((_, text)) = &mut inside {
                        text.push_str(&xml::text(&event).unwrap_or_default());
                    }
                }
            }
        }
    }
}

impl Reading {
    /// EPUB 2 names the cover by its item.
    fn meta(&mut self, name: &str, tag: &BytesStart) {
        if name == "meta" && attribute(tag, "name").as_deref() == Some("cover") {
            self.cover_id = attribute(tag, "content");
        }
    }

    fn field(&mut self, name: String, text: String) {
        match name.as_str() {
            _ if text.is_empty() => {}
            "meta" => {}
            "dcterms:modified" => self.modified = Some(text),
            _ => self.fields.entry(name).or_default().push(text),
        }
    }

    /// A part of the manifest or of the spine.
    fn part(&mut self, name: &str, tag: &BytesStart, package: &str) {
        match name {
            "item" => {
                let Some((id, address)) = attribute(tag, "id").zip(attribute(tag, "href")) else { return };
                let properties = attribute(tag, "properties").unwrap_or_default();
                let has = |wanted: &str| properties.split_ascii_whitespace().any(|found| found == wanted);
                let path = resolve(package, &address);
                if has("cover-image") {
                    self.cover.clone_from(&path);
                }
                let media_type = attribute(tag, "media-type").unwrap_or_default().to_ascii_lowercase();
                let fallback = attribute(tag, "fallback");
                self.items.insert(id, Item { path, media_type, fallback, is_contents: has("nav") });
            }
            "itemref" => self.spine.extend(attribute(tag, "idref")),
            _ => {}
        }
    }

    fn package(mut self) -> Package {
        let mut package = Package::default();
        for id in std::mem::take(&mut self.spine) {
            match self.chapter(&id) {
                Ok(Some(path)) if !package.chapters.contains(path) => package.chapters.push(path.clone()),
                Ok(_) => {}
                Err(what) => package.warnings.push(format!("{id} of the book's spine is left out: {what}")),
            }
        }
        let of_id = || self.items.get(self.cover_id.as_ref()?)?.path.clone();
        package.cover = of_id().or(self.cover.take());
        package.metadata = self.metadata(package.cover.clone());
        package
    }

    /// The path of an item of the spine, or of the first that stands for it and can be read (EPUB 3.3, 3.5.1);
    /// none for the table of contents.
    fn chapter(&self, id: &str) -> std::result::Result<Option<&String>, &'static str> {
        let mut item = self.items.get(id).ok_or("the manifest does not have it")?;
        for _ in 0..self.items.len() {
            if item.is_contents {
                return Ok(None);
            }
            let is_chapter = item.media_type.is_empty() || CHAPTERS.contains(&item.media_type.as_str());
            if is_chapter {
                return item.path.as_ref().map(Some).ok_or("its address leads out of the book");
            }
            let fallback = item.fallback.as_ref().and_then(|id| self.items.get(id));
            item = fallback.ok_or("it is no text, and nothing stands for it")?;
        }
        Err("what stands for it is itself")
    }

    fn metadata(&mut self, cover_image: Option<String>) -> Metadata {
        let mut first = |name: &str| {
            let values = self.fields.get_mut(name).filter(|values| !values.is_empty())?;
            Some(values.swap_remove(0))
        };
        let mut metadata = Metadata {
            title: first("title"),
            language: first("language"),
            created_at: first("date"),
            format: Some(FormatMetadata::Epub(EpubMetadata {
                coverage: first("coverage"),
                dc_format: first("format"),
                relation: first("relation"),
                source: first("source"),
                dc_type: first("type"),
                cover_image,
            })),
            modified_at: self.modified.take(),
            authors: self.fields.remove("creator"),
            ..Metadata::default()
        };
        for name in ADDITIONAL {
            if let Some(values) = self.fields.remove(*name) {
                metadata.additional.insert(Cow::Borrowed(name), values.join("; ").into());
            }
        }
        metadata
    }
}

#[cfg(test)]
mod tests {
    use super::Package;

    fn package(metadata: &str, manifest: &str, spine: &str) -> Package {
        let text = format!(
            "<package xmlns:dc='dc'><metadata>{metadata}</metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>"
        );
        Package::read(&text, "OPS/book.opf").unwrap()
    }

    #[test]
    fn what_stands_for_a_chapter_that_is_no_text_is_read() {
        let manifest = "<item id='a' href='a.pdf' media-type='application/pdf' fallback='b'/>
            <item id='b' href='b.xhtml' media-type='application/xhtml+xml'/>
            <item id='c' href='c.pdf' media-type='application/pdf'/>
            <item id='d' href='d.pdf' media-type='application/pdf' fallback='d'/>";
        let book = package(
            "",
            manifest,
            "<itemref idref='a'/><itemref idref='c'/><itemref idref='d'/><itemref idref='e'/><itemref idref='b'/>",
        );
        assert_eq!(book.chapters, ["OPS/b.xhtml"]);
        assert_eq!(book.warnings.len(), 3, "{:?}", book.warnings);
    }

    #[test]
    fn a_book_has_all_its_authors_and_its_first_title() {
        let book = package(
            "<dc:title>Tides</dc:title><dc:title>A book of the sea</dc:title><dc:creator>Ada</dc:creator>
            <dc:creator>Ben &amp; Co</dc:creator><dc:subject>sea</dc:subject><dc:subject>moon</dc:subject>
            <meta property='dcterms:modified'>2020-01-02T03:04:05Z</meta>",
            "",
            "",
        );
        assert_eq!(book.metadata.title.as_deref(), Some("Tides"));
        assert_eq!(book.metadata.authors, Some(vec!["Ada".to_owned(), "Ben & Co".to_owned()]));
        assert_eq!(book.metadata.modified_at.as_deref(), Some("2020-01-02T03:04:05Z"));
        assert_eq!(book.metadata.additional["subject"], "sea; moon");
    }

    #[test]
    fn covers_are_named_in_two_ways() {
        let item = "<item id='p' href='p.jpg' media-type='image/jpeg'";
        let old = package("<meta name='cover' content='p'/>", &format!("{item}/>"), "");
        let new = package("", &format!("{item} properties='svg cover-image'/>"), "");
        assert_eq!([old.cover.as_deref(), new.cover.as_deref()], [Some("OPS/p.jpg"); 2]);
    }
}
