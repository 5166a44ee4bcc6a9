//! PowerPoint presentations (ECMA-376 part 1, 13 and 19).
//!
//! kreuzberg's reader goes by the numbers of parts, and not by the order of slides; parts runs by blanks; loses line
//! breaks, fields, formulas, alternatives, diagrams and levels of lists, and notes wherever Markdown is asked for; and
//! counts what a program once noted, not what is there.

mod metadata;
mod order;
mod paragraphs;
mod shapes;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{PageUnitType, ProcessingWarning};
use kreuzberg::{KreuzbergError, Result};

use self::metadata::Counts;
use self::order::Slide;
use self::shapes::{Content, Reading};
use super::blocks::document::{Form, assemble_as_asked, describe};
use super::blocks::{Block, Mark, MarkKind, Run, markdown, pages};
use super::office::embedded;
use super::office::picture::{self, Picture};
use super::plugin::plugin;
use super::word::part::Package;
use crate::{limits, markup};

const TYPES: &[&str] = &[
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
    "application/vnd.ms-powerpoint.template.macroEnabled.12",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    "application/vnd.openxmlformats-officedocument.presentationml.template",
];

/// Stands before what is said to a slide.
pub const NOTES: &str = "Notes:";

/// Extracts presentations.
pub struct SlidesExtractor;

plugin!(SlidesExtractor, "slides");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for SlidesExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let package = Package::open(content)?;
        let mut deck = Deck::default();
        for slide in order::slides(&package)? {
            if let Some(exceeded) = limits::cut(limits::admit_pages(1).map_err(Into::into))? {
                deck.warnings.push(limits::warning(format!("what follows is left out: {exceeded}")));
                break;
            }
            deck.slide(&slide, &package)?;
        }
        if deck.titles.is_empty() {
            return Err(KreuzbergError::parsing("the presentation has no slides"));
        }
        let Deck { mut blocks, titles, hidden, notes, pictures, too_deep, mut warnings } = deck;
        let mut images = picture::images(pictures, &package, config);
        picture::link(&mut blocks, &images, config);
        let form = Form { source: "pptx", numbered: false, pages: true };
        let (mut document, pages) = assemble_as_asked(&blocks, form, &images, config);
        let structure = pages::put(&mut document, pages, &mut images, PageUnitType::Slide);
        markdown::render(&mut document, &blocks, &config.output_format);
        let counts = Counts { titles, hidden, notes, images: images.len(), tables: document.tables.len() };
        describe(&mut document, metadata::read(&package, structure, counts));
        document.images = images;
        embedded::put(&mut document, (&package, content), "ppt/embeddings/", config).await?;
        if too_deep {
            let message = Cow::Owned(markup::too_deep());
            warnings.push(ProcessingWarning { source: Cow::Borrowed("markup"), message });
        }
        document.processing_warnings.extend(warnings);
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        TYPES
    }
}

/// What was read so far.
#[derive(Default)]
struct Deck {
    blocks: Vec<Block>,
    /// Of each slide.
    titles: Vec<Option<String>>,
    /// The numbers of slides that are not shown, from 1.
    hidden: Vec<usize>,
    /// How many slides have notes.
    notes: usize,
    pictures: Vec<Picture>,
    too_deep: bool,
    warnings: Vec<ProcessingWarning>,
}

impl Deck {
    #[inline(never)]
    fn slide(&mut self, slide: &Slide, package: &Package) -> Result<()> {
        let Some(text) = package.text(&slide.part)? else { return Ok(()) };
        if !self.titles.is_empty() {
            self.blocks.push(Block::PageBreak);
        }
        let read = Reading::new(&text, &slide.targets, package, &mut self.pictures).slide()?;
        let Content { blocks, title, is_hidden, too_deep } = read;
        self.blocks.extend(blocks);
        self.titles.push(title);
        self.too_deep |= too_deep;
        if is_hidden {
            self.hidden.push(self.titles.len());
        }
        let notes = slide.notes.as_ref().and_then(|part| package.text(part).transpose()).transpose()?;
        let Some(notes) = notes else { return Ok(()) };
        let said = Reading::new(&notes, &slide.targets, package, &mut Vec::new()).notes()?;
        self.too_deep |= said.too_deep;
        if !said.blocks.is_empty() {
            self.notes += 1;
            let marks = vec![Mark { start: 0, end: NOTES.len(), kind: MarkKind::Strong }];
            self.blocks.push(Block::Paragraph(Run { text: NOTES.to_owned(), marks }));
            self.blocks.extend(said.blocks);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ahash::AHashMap;

    use super::*;

    /// An archive with nothing in it (APPNOTE.TXT 6.3.10, 4.3.16).
    const EMPTY: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    fn content(text: &str) -> Content {
        let package = Package::open(EMPTY).unwrap();
        Reading::new(text, &AHashMap::new(), &package, &mut Vec::new()).slide().unwrap()
    }

    fn text(content: &Content) -> String {
        match content.blocks.as_slice() {
            [Block::Heading { text, .. }] => text.text.clone(),
            blocks => panic!("{} blocks", blocks.len()),
        }
    }

    #[test]
    fn text_is_read_at_any_depth() {
        let shape = "<p:sp><p:txBody><a:p><a:r><a:t>found</a:t></a:r></a:p></p:txBody></p:sp>";
        let run = "<a:r><a:t>found</a:t></a:r>";
        for (levels, too_deep) in [(1, false), (100, false), (300, true), (100_000, true)] {
            let groups = format!("{}{shape}{}", "<p:grpSp>".repeat(levels), "</p:grpSp>".repeat(levels));
            let read = content(&groups);
            assert_eq!((text(&read), read.too_deep), ("found".to_owned(), too_deep), "{levels} groups");
            let alternatives = format!(
                "<p:sp><p:txBody><a:p>{}{run}{}</a:p></p:txBody></p:sp>",
                "<mc:AlternateContent>".repeat(levels),
                "</mc:AlternateContent>".repeat(levels)
            );
            let read = content(&alternatives);
            assert_eq!((text(&read), read.too_deep), ("found".to_owned(), too_deep), "{levels} alternatives");
        }
    }
}
