//! Presentations of PowerPoint before 2007 ([MS-PPT] 13.1).
//!
//! kreuzberg's reader takes whatever text it comes across, and knows no slides, titles, tables, lists and pictures.

mod deck;
mod shapes;
mod text;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{PageUnitType, ProcessingWarning};
use kreuzberg::{KreuzbergError, Metadata, Result};

use self::deck::Deck;
use super::blocks::document::{Form, assemble_as_asked, describe};
use super::blocks::{Block, Mark, MarkKind, Run, markdown, pages};
use super::office::{art, summary};
use super::plugin::plugin;
use super::slides::NOTES;
use crate::compound::CompoundFile;
use crate::limits;

/// Extracts presentations of PowerPoint before 2007.
pub struct PptExtractor;

plugin!(PptExtractor, "ppt");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for PptExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let damaged = |what| {
            KreuzbergError::parsing(format!("the presentation is damaged, or none of PowerPoint's: {what}"))
        };
        let file = CompoundFile::open(content).ok_or_else(|| damaged("it is no compound file"))?;
        let stream = file.stream("PowerPoint Document").ok_or_else(|| damaged("it has no slides"))?;
        let current = file.stream("Current User").unwrap_or_default();
        let deck = Deck::read(&stream, &current);
        let mut blocks: Vec<Block> = Vec::new();
        let mut warnings = Vec::new();
        let mut lost = 0;
        if deck.is_empty() {
            return Err(damaged("it has no slides"));
        }
        for (index, slide) in deck.slides().enumerate() {
            if let Some(exceeded) = limits::cut(limits::admit_pages(1).map_err(Into::into))? {
                warnings.push(limits::warning(format!("what follows is left out: {exceeded}")));
                break;
            }
            if index > 0 {
                blocks.push(Block::PageBreak);
            }
            blocks.extend(slide.blocks);
            lost += usize::from(slide.is_lost);
            if !slide.notes.is_empty() {
                let marks = vec![Mark { start: 0, end: NOTES.len(), kind: MarkKind::Strong }];
                blocks.push(Block::Paragraph(Run { text: NOTES.to_owned(), marks }));
                blocks.extend(slide.notes);
            }
        }
        if lost > 0 {
            let message = format!("{lost} slides are not where they should be; there may be more to them");
            warnings.push(ProcessingWarning { source: Cow::Borrowed("ppt"), message: Cow::Owned(message) });
        }
        let is_wanted = config.images.as_ref().is_some_and(|images| images.extract_images);
        let pictures = file.stream("Pictures").filter(|_| is_wanted).unwrap_or_default();
        let blips: Vec<_> = art::pictures(&pictures, &[]).into_iter().map(Some).collect();
        let mut images = art::images(&blips, is_wanted, &mut warnings)?;
        let form = Form { source: "ppt", numbered: false, pages: true };
        let (mut document, pages) = assemble_as_asked(&blocks, form, &images, config);
        let structure = pages::put(&mut document, pages, &mut images, PageUnitType::Slide);
        markdown::render(&mut document, &blocks, &config.output_format);
        describe(&mut document, Metadata { pages: structure, ..summary::read(&file) });
        document.images = images;
        document.processing_warnings.extend(warnings);
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/vnd.ms-powerpoint"]
    }
}
