//! OpenDocument texts and presentations (ODF 1.3, part 3).
//!
//! kreuzberg's reader drops text in cells that is formatted, skips covered cells, puts a cell's paragraphs together,
//! and tells a note by one number and its references by another.

mod reading;
mod styles;
mod table;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::PageUnitType;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::{KreuzbergError, Metadata, Result};

use self::reading::Reading;
use self::styles::Styles;
use super::blocks::Block;
use super::blocks::document::describe;
use super::blocks::pages;
use super::office::{picture, properties};
use super::plugin::plugin;
use super::word::part::Package;
use super::word::written::{Written, has_running};
use crate::limits;

const TEXT: &str = "application/vnd.oasis.opendocument.text";
pub const PRESENTATION: &str = "application/vnd.oasis.opendocument.presentation";

/// Extracts OpenDocument texts and presentations.
pub struct ProseExtractor;

plugin!(ProseExtractor, "opendocument-text");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for ProseExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let package = Package::open(content)?;
        let text = package.text("content.xml")?;
        let text = text.ok_or_else(|| KreuzbergError::parsing("the document has no content.xml"))?;
        let mut styles = Styles::default();
        let around = package.text("styles.xml")?.unwrap_or_default();
        styles.read(&around)?;
        styles.read(&text)?;
        let mut reading = Reading::new(&styles, &package);
        let mut blocks = reading.read(&text)?;
        let (notes, comments) = (std::mem::take(&mut reading.notes), std::mem::take(&mut reading.comments));
        let (pictures, slides) = (std::mem::take(&mut reading.pictures), std::mem::take(&mut reading.slides));
        let exceeded = reading.exceeded;
        let (headers, footers) =
            if has_running(config) { reading.running(&around)? } else { Default::default() };
        blocks.extend(notes.into_iter().map(|(label, text)| Block::Note { label, text }));
        let mut images = picture::images(pictures, &package, config);
        picture::link(&mut blocks, &images, config);
        let is_deck = mime_type == PRESENTATION;
        let source = if is_deck { "odp" } else { "odt" };
        let written = Written { source, pages: is_deck, blocks, headers, footers, comments, too_deep: false };
        let (mut document, told) = written.document(&images, config);
        let mut pages = None;
        if is_deck {
            pages = pages::put(&mut document, told, &mut images, PageUnitType::Slide);
            let titled = pages.iter_mut().flat_map(|pages| &mut pages.pages).flatten().zip(slides);
            titled.for_each(|(page, title)| page.title = title);
        }
        document.images = images;
        describe(&mut document, Metadata { pages, ..properties::opendocument(&package) });
        let left_out = |exceeded| limits::warning(format!("what follows is left out: {exceeded}"));
        document.processing_warnings.extend(exceeded.map(left_out));
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[TEXT, PRESENTATION]
    }
}
