//! Word documents (ECMA-376 part 1, 11.3).
//!
//! kreuzberg's reader drops what XML writes as entities, tabs, the first note, and the text around a text box; puts
//! formulas in front of their paragraph; and knows no comments and no tracked changes.

mod drawing;
pub(super) mod fields;
pub(super) mod lists;
pub(super) mod math;
pub(super) mod part;
mod properties;
mod reading;
mod story;
pub(super) mod styles;
pub(super) mod table;
pub(super) mod text;
pub(super) mod written;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{PageUnitType, PdfAnnotation};
use kreuzberg::{KreuzbergError, Metadata, Result};

use self::lists::Grouping;
use self::part::Package;
use self::reading::{Entry, Reading, Surroundings};
use self::styles::{Numbering, Styles};
use self::written::{Written, comment, has_running};
use super::blocks::document::describe;
use super::blocks::{Block, Run, flatten, pages};
use super::office::picture::{self, Picture};
use super::office::{self, embedded};
use super::plugin::plugin;
use crate::tracked_changes;

const TYPES: &[&str] = &[
    "application/vnd.ms-word.document.macroEnabled.12",
    "application/vnd.ms-word.template.macroEnabled.12",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
];

/// Extracts Word documents.
pub struct WordExtractor;

plugin!(WordExtractor, "word");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for WordExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let package = Package::open(content)?;
        let mut text = Text::read(&package, config)?;
        let pictures = std::mem::take(&mut text.pictures);
        let mut images = picture::images(pictures, &package, config);
        picture::link(&mut text.written.blocks, &images, config);
        let (mut document, pages) = text.written.document(&images, config);
        let pages = pages::put(&mut document, pages, &mut images, PageUnitType::Page);
        describe(&mut document, Metadata { pages, ..office::properties::word(&package) });
        document.images = images;
        embedded::put(&mut document, (&package, content), "word/embeddings/", config).await?;
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        TYPES
    }
}

/// The text of a document.
struct Text {
    written: Written,
    pictures: Vec<Picture>,
}

impl Text {
    #[inline(never)]
    fn read(package: &Package, config: &ExtractionConfig) -> Result<Self> {
        let text = |part: &str| package.text(part).map(Option::unwrap_or_default);
        let styles = Styles::read(&text("word/styles.xml")?)?;
        let numbering = Numbering::read(&text("word/numbering.xml")?)?;
        let relationships = part::relationships(&text("word/_rels/document.xml.rels")?)?;
        let changes = tracked_changes::current();
        let around =
            Surroundings { styles: &styles, numbering: &numbering, relationships: &relationships, changes };
        let mut reading = Reading::new(&around);
        let body = package.text("word/document.xml")?;
        let body = body.ok_or_else(|| KreuzbergError::parsing("the document has no word/document.xml"))?;
        let (items, _) = reading.read(&body)?;
        drop(body);
        let mut blocks = Grouping::new(&numbering).blocks(items);
        let pictures = std::mem::take(&mut reading.pictures);
        let pictures = pictures.into_iter().map(|picture| picture.found(&relationships)).collect();
        let referred = std::mem::take(&mut reading.comments);

        let mut known = Vec::new();
        for (kind, name) in [("footnote", "word/footnotes.xml"), ("endnote", "word/endnotes.xml")] {
            if let Some(text) = package.text(name)? {
                let (_, entries) = reading.read(&text)?;
                known.extend(
                    entries.into_iter().map(|entry| ((kind, entry.id.clone()), run(entry, &numbering))),
                );
            }
        }
        let known: ahash::AHashMap<_, _> = known.into_iter().collect();
        let order = reading.references.order.iter();
        let notes = order.enumerate().filter_map(|(at, key)| {
            let text = known.get(key).filter(|text| !text.is_empty())?.clone();
            Some(Block::Note { label: (at + 1).to_string(), text })
        });
        blocks.extend(notes);

        let comments = match package.text("word/comments.xml")? {
            Some(text) if !referred.is_empty() => comments(reading.read(&text)?.1, &referred, &numbering),
            _ => Vec::new(),
        };
        let mut running = |begins: &str| -> Result<Vec<Run>> {
            if !has_running(config) {
                return Ok(Vec::new());
            }
            let read = |name: String| {
                let (items, _) = reading.read(&text(&name)?)?;
                Ok(flatten(Grouping::new(&numbering).blocks(items)))
            };
            package.names(begins, ".xml").into_iter().map(read).collect()
        };
        let (headers, footers) = (running("word/header")?, running("word/footer")?);
        let too_deep = reading.too_deep;
        let written = Written { source: "docx", pages: true, blocks, headers, footers, comments, too_deep };
        Ok(Self { written, pictures })
    }
}

fn run(entry: Entry, numbering: &Numbering) -> Run {
    flatten(Grouping::new(numbering).blocks(entry.items))
}

/// Comments as annotations: who says what, in the order of what they are about.
fn comments(entries: Vec<Entry>, referred: &[(String, usize)], numbering: &Numbering) -> Vec<PdfAnnotation> {
    let said: ahash::AHashMap<String, (String, String)> = entries
        .into_iter()
        .map(|entry| (entry.id.clone(), (entry.author.clone(), run(entry, numbering).text)))
        .collect();
    let annotation = |(id, page): &(String, usize)| {
        let (author, text) = said.get(id)?;
        Some(comment(author, text, *page))
    };
    referred.iter().filter_map(annotation).collect()
}
