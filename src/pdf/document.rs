//! From a file to kreuzberg's document.

use super::elements::{self, Reading};
use super::error::PdfError;
use super::fonts::Fonts;
use super::layout::PageLayout;
use super::{glyphs, open, options};
use hayro_interpret::{InterpreterCache, InterpreterSettings};
use kreuzberg::ExtractionConfig;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::InternalDocument;

/// Extracts the document in `bytes`, with the options in force on this thread.
///
/// # Errors
/// See [`PdfError`].
pub fn extract(bytes: &[u8], config: &ExtractionConfig) -> Result<InternalDocument, PdfError> {
    let options = options::current();
    let opened = open::open(bytes, &options.passwords)?;
    let settings = InterpreterSettings::default();
    let cache = InterpreterCache::new();
    let mut fonts = Fonts::new(settings.clone());
    let mut document = InternalDocument::new("pdf");
    document.mime_type = "application/pdf".into();
    for message in opened.warnings {
        document.processing_warnings.push(warning(message));
    }
    let mut pages = Vec::new();
    for (index, page) in opened.pdf.pages().iter().enumerate() {
        let number = index + 1;
        if options.pages.is_some_and(|range| !range.contains(number)) {
            continue;
        }
        let content = glyphs::read(page, &cache, &settings, &mut fonts);
        if let Some(limit) = content.limit {
            document.processing_warnings.push(warning(format!("page {number}: more {limit} than are read")));
        }
        pages.push(PageLayout::of(number as u32, &content, &fonts, &options));
    }
    let reading = Reading::of(&pages, config);
    elements::push(&mut document, &pages, &reading);
    Ok(document)
}

/// A warning of this extractor.
pub fn warning(message: String) -> ProcessingWarning {
    ProcessingWarning { source: "pdf".into(), message: message.into() }
}
