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

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::document_structure::ContentLayer;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::{ExtractedImage, PageUnitType, PdfAnnotation, PdfAnnotationType, ProcessingWarning};
use kreuzberg::{KreuzbergError, Metadata, Result};

use self::lists::Grouping;
use self::part::Package;
use self::reading::{Entry, Reading, Surroundings};
use self::styles::{Numbering, Styles};
use super::blocks::document::{Form, assemble_as_asked, describe, is_text};
use super::blocks::plain::Page;
use super::blocks::{Block, Run, flatten, markdown, pages};
use super::office::picture::{self, Picture};
use super::office::{self, embedded};
use super::plugin::plugin;
use crate::{markup, tracked_changes};

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
        picture::link(&mut text.blocks, &images, config);
        let (mut document, pages) = text.document(&images, config);
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
    blocks: Vec<Block>,
    headers: Vec<Run>,
    footers: Vec<Run>,
    comments: Vec<PdfAnnotation>,
    pictures: Vec<Picture>,
    too_deep: bool,
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
        let wanted = config.content_filter.as_ref();
        let mut running = |begins: &str, is_wanted: bool| -> Result<Vec<Run>> {
            let mut runs: Vec<Run> = Vec::new();
            for name in package.names(begins, ".xml").into_iter().filter(|_| is_wanted) {
                let (items, _) = reading.read(&text(&name)?)?;
                let run = flatten(Grouping::new(&numbering).blocks(items));
                if !run.is_empty() && !runs.contains(&run) {
                    runs.push(run);
                }
            }
            Ok(runs)
        };
        let headers = running("word/header", wanted.is_none_or(|filter| filter.include_headers))?;
        let footers = running("word/footer", wanted.is_none_or(|filter| filter.include_footers))?;
        Ok(Self { blocks, headers, footers, comments, pictures, too_deep: reading.too_deep })
    }

    #[inline(never)]
    fn document(self, images: &[ExtractedImage], config: &ExtractionConfig) -> (InternalDocument, Vec<Page>) {
        let Self { mut blocks, headers, footers, comments, too_deep, .. } = self;
        // Asked for, they are text like any other; else the structure of the document has them alone.
        let is_asked_for = config.content_filter.is_some();
        let (mut above, mut below) = (headers, footers);
        if is_asked_for {
            let notes = blocks.iter().position(|block| matches!(block, Block::Note { .. }));
            let notes = blocks.split_off(notes.unwrap_or(blocks.len()));
            blocks.splice(0..0, above.drain(..).map(Block::Paragraph));
            blocks.extend(below.drain(..).map(Block::Paragraph));
            blocks.extend(notes);
        }
        let form = Form { source: "docx", numbered: false, pages: true };
        let (mut document, pages) = assemble_as_asked(&blocks, form, images, config);
        if !is_text(config) {
            for (runs, layer) in [(above, ContentLayer::Header), (below, ContentLayer::Footer)] {
                document.elements.extend(runs.into_iter().map(|run| running(run, layer)));
            }
        }
        markdown::render(&mut document, &blocks, &config.output_format);
        document.annotations = (!comments.is_empty()).then_some(comments);
        if too_deep {
            let message = Cow::Owned(markup::too_deep());
            document.processing_warnings.push(ProcessingWarning { source: Cow::Borrowed("markup"), message });
        }
        (document, pages)
    }
}

/// A running header or footer, which is no part of the text.
pub fn running(run: Run, layer: ContentLayer) -> InternalElement {
    InternalElement::text(ElementKind::Paragraph, run.text, 0).with_layer(layer)
}

fn run(entry: Entry, numbering: &Numbering) -> Run {
    flatten(Grouping::new(numbering).blocks(entry.items))
}

/// Comments as annotations: who says what, in the order of what they are about.
fn comments(entries: Vec<Entry>, referred: &[(String, usize)], numbering: &Numbering) -> Vec<PdfAnnotation> {
    let texts: ahash::AHashMap<String, String> = entries
        .into_iter()
        .map(|entry| {
            let author = entry.author.trim().to_owned();
            let between = if author.is_empty() { "" } else { ": " };
            (entry.id.clone(), format!("{author}{between}{}", run(entry, numbering).text))
        })
        .collect();
    let annotation = |(id, page): &(String, usize)| {
        Some(PdfAnnotation {
            annotation_type: PdfAnnotationType::Text,
            content: Some(texts.get(id)?.clone()),
            page_number: *page,
            bounding_box: None,
        })
    };
    referred.iter().filter_map(annotation).collect()
}
