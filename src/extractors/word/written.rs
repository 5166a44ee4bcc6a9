//! What a word processor's document is written as.

use std::borrow::Cow;

use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::types::document_structure::ContentLayer;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::{ExtractedImage, PdfAnnotation, ProcessingWarning};

use crate::extractors::blocks::document::{Form, assemble_as_asked, is_text};
use crate::extractors::blocks::plain::Page;
use crate::extractors::blocks::{Block, Run, markdown};
use crate::markup;

/// A document: its text, and what is beside it.
pub struct Written {
    /// The kind of document, as kreuzberg names it.
    pub source: &'static str,
    /// The text, with its notes at the end.
    pub blocks: Vec<Block>,
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
        let Self { source, mut blocks, headers, footers, comments, too_deep } = self;
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
        let form = Form { source, numbered: false, pages: true };
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
