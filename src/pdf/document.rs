//! From pages to kreuzberg's document.

use super::error::PdfError;
use super::fonts::Fonts;
use super::{blocks, geometry, glyphs, lines, open, options};
use hayro_interpret::{InterpreterCache, InterpreterSettings};
use kreuzberg::ExtractionConfig;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};

/// Extracts the document in `bytes`, with the options in force on this thread.
///
/// # Errors
/// See [`PdfError`].
pub fn extract(bytes: &[u8], _config: &ExtractionConfig) -> Result<InternalDocument, PdfError> {
    let options = options::current();
    let opened = open::open(bytes, &options.passwords)?;
    let settings = InterpreterSettings::default();
    let cache = InterpreterCache::new();
    let mut fonts = Fonts::new(settings.clone());
    let mut document = InternalDocument::new("pdf");
    document.mime_type = "application/pdf".into();
    for (index, page) in opened.pdf.pages().iter().enumerate() {
        let content = glyphs::read(page, &cache, &settings, &mut fonts);
        let lines = lines::collect(&content.glyphs, &fonts);
        for block in blocks::collect(lines) {
            let element = InternalElement::text(ElementKind::Paragraph, block.text(), 0)
                .with_page(index as u32 + 1)
                .with_bbox(geometry::bounding_box(block.rect, content.size.1));
            document.push_element(element);
        }
    }
    Ok(document)
}
