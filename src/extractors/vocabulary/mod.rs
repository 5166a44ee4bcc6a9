//! Vocabularies of XML for books and articles: DocBook, JATS, FictionBook. They are read by way of HTML.
//!
//! kreuzberg's readers lose what they have no element for: terms, lines that are laid out, lists of definitions, tables
//! and notes of books, entities by name.

mod docbook;
mod fictionbook;
mod jats;
mod rule;
mod translation;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::{Metadata, Result};

use self::docbook::DocBook;
use self::fictionbook::FictionBook;
use self::jats::Jats;
use self::translation::{Translation, Vocabulary};
use super::blocks::Block;
use super::blocks::document::describe;
use super::html;
use super::plugin::plugin;
use crate::{encoding, xml};

/// Extracts books and articles in XML.
pub struct VocabularyExtractor;

plugin!(VocabularyExtractor, "xml-vocabularies");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for VocabularyExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let text = encoding::lossy(content);
        let pictures = config.images.as_ref().is_some_and(|images| images.extract_images);
        let book;
        let (source, vocabulary, told): (_, &dyn Vocabulary, fn(&Translation, &[Block]) -> Metadata) =
            match mime_type {
                kind if kind.contains("docbook") => ("docbook", &DocBook, docbook::metadata),
                kind if kind.contains("jats") => ("jats", &Jats, jats::metadata),
                _ => {
                    book = FictionBook::over(&text, pictures);
                    ("fictionbook", &book, fictionbook::metadata)
                }
            };
        let translation = Translation::of(&text, vocabulary)?;
        let (blocks, images) = html::of_written(translation.html(), config);
        let mut document = html::written(&blocks, source, config);
        let metadata = told(&translation, &blocks);
        let metadata = Metadata {
            authors: metadata.authors.filter(|authors| !authors.is_empty()),
            keywords: metadata.keywords.filter(|keywords| !keywords.is_empty()),
            ..metadata
        };
        describe(&mut document, metadata);
        document.images = images;
        if translation.breaks_off {
            document.processing_warnings.push(xml::breaks_off());
        }
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[
            "application/docbook+xml",
            "text/docbook",
            "application/x-jats+xml",
            "text/jats",
            "application/x-fictionbook",
            "application/x-fictionbook+xml",
            "text/x-fictionbook",
        ]
    }
}
