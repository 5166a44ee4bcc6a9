//! What a document of a word processor, or of slides, is written as.

use std::borrow::Cow;

use ahash::AHashSet;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::types::document_structure::ContentLayer;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::{ExtractedImage, PdfAnnotation, PdfAnnotationType, ProcessingWarning};

use crate::extractors::blocks::document::{Form, assemble_as_asked, is_text};
use crate::extractors::blocks::plain::Page;
use crate::extractors::blocks::{Block, Run, markdown};
use crate::markup;

/// A document: its text, and what is beside it.
pub struct Written {
    /// The kind of document, as kreuzberg names it.
    pub source: &'static str,
    /// Whether the text is on pages.
    pub pages: bool,
    /// The text, with its notes at the end.
    pub blocks: Vec<Block>,
    /// Those of each section, which are mostly those of the one before.
    pub headers: Vec<Run>,
    pub footers: Vec<Run>,
    pub comments: Vec<PdfAnnotation>,
    /// Not all that is nested has been kept apart.
    pub too_deep: bool,
}

impl Written {
    /// What kreuzberg makes a result of, and the pages, if they are asked for.
    #[inline(never)]
    pub fn document(
        self,
        images: &[ExtractedImage],
        config: &ExtractionConfig,
    ) -> (InternalDocument, Vec<Page>) {
        let Self { source, pages, mut blocks, headers, footers, comments, too_deep } = self;
        let filter = config.content_filter.as_ref();
        let wanted = |runs: Vec<Run>, is_wanted: bool| if is_wanted { once(runs) } else { Vec::new() };
        let mut above = wanted(headers, filter.is_none_or(|filter| filter.include_headers));
        let mut below = wanted(footers, filter.is_none_or(|filter| filter.include_footers));
        // Asked for, they are text like any other; else the structure of the document has them alone.
        if filter.is_some() {
            let notes = blocks.iter().position(|block| matches!(block, Block::Note { .. }));
            let notes = blocks.split_off(notes.unwrap_or(blocks.len()));
            blocks.splice(0..0, above.drain(..).map(Block::Paragraph));
            blocks.extend(below.drain(..).map(Block::Paragraph));
            blocks.extend(notes);
        }
        let form = Form { source, numbered: false, pages };
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

/// Whether running headers and footers are of any use.
pub fn has_running(config: &ExtractionConfig) -> bool {
    config.content_filter.is_some() || !is_text(config)
}

/// Who says something of a document, what, and on which page it is about, counted from 1.
pub fn comment(author: &str, text: &str, page: usize) -> PdfAnnotation {
    let author = author.trim();
    let between = if author.is_empty() { "" } else { ": " };
    PdfAnnotation {
        annotation_type: PdfAnnotationType::Text,
        content: Some(format!("{author}{between}{text}")),
        page_number: page,
        bounding_box: None,
    }
}

/// Each text once, where it is first.
fn once(runs: Vec<Run>) -> Vec<Run> {
    let mut seen = AHashSet::new();
    runs.into_iter().filter(|run| !run.is_empty() && seen.insert(run.text.clone())).collect()
}

/// A running header or footer, which is no part of the text.
fn running(run: Run, layer: ContentLayer) -> InternalElement {
    InternalElement::text(ElementKind::Paragraph, run.text, 0).with_layer(layer)
}
