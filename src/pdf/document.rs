//! From a file to kreuzberg's document.

use super::attachments::{self, Attachment};
use super::catalog::Catalog;
use super::elements::{self, Reading};
use super::error::PdfError;
use super::font_widths::FontWidths;
use super::fonts::Fonts;
use super::images::Images;
use super::layout::{Item, PageLayout};
use super::open::Opened;
use super::options::{self, PdfOptions};
use super::settings::settings;
use super::tables::continued;
use super::tags::Tags;
use super::{annotations, forms, glyphs, limits, metadata, open, outline, pages, parent_tree};
use hayro_interpret::InterpreterCache;
use kreuzberg::ExtractionConfig;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::InternalDocument;

/// A document, and the files attached to it, which are documents of their own.
pub struct Extracted {
    /// The document.
    pub document: InternalDocument,
    /// The attached files.
    pub attachments: Vec<Attachment>,
}

/// Extracts the document in `bytes`, with the options in force on this thread.
///
/// # Errors
/// See [`PdfError`].
pub fn extract(bytes: &[u8], config: &ExtractionConfig) -> Result<Extracted, PdfError> {
    let options = options::current();
    let mut opened = open::open(bytes, &options.passwords, options.pages)?;
    let mut warnings = std::mem::take(&mut opened.warnings);
    let catalog = Catalog::of(&opened);
    let mut document = InternalDocument::new("pdf");
    document.mime_type = "application/pdf".into();
    let mut images = Images::new(config, options.extract_images);
    let tags = match &opened.selection {
        Some(_) => parent_tree::read(&catalog, opened.pages()),
        None => Tags::of(&catalog),
    };
    let mut pages = read_pages(&opened, &tags, &options, &mut images, &mut warnings);
    continued::join(&mut pages);
    document.images = std::mem::take(&mut images.extracted);
    warnings.append(&mut images.warnings);
    read_annotations(&opened, &catalog, &mut pages, &options, &mut document, &mut warnings);
    let reading = Reading::of(&pages, config);
    elements::push(&mut document, &pages, &reading);
    pages::fill(&mut document, &pages, opened.page_count(), &options);
    if options.extract_metadata {
        metadata::read(&opened, &catalog, &mut document.metadata);
        add_list(&mut document, "outline", outline::read(&catalog));
        add_list(&mut document, "form_fields", forms::read(&catalog));
    }
    warnings.extend(without_text(&pages));
    let (attachments, unread) = match config.max_archive_depth {
        0 => (Vec::new(), Vec::new()),
        _ => attachments::read(&catalog, pages.iter().filter_map(|page| opened.page(page.number as usize))),
    };
    warnings.extend(unread);
    document.processing_warnings.extend(warnings.into_iter().map(warning));
    Ok(Extracted { document, attachments })
}

fn read_pages(
    opened: &Opened,
    tags: &Tags,
    options: &PdfOptions,
    images: &mut Images,
    warnings: &mut Vec<String>,
) -> Vec<PageLayout> {
    let settings = settings();
    let cache = InterpreterCache::new();
    let mut fonts = Fonts::new(settings.clone());
    let mut widths = FontWidths::default();
    let mut pages = Vec::new();
    let mut glyphs = 0;
    for (number, page) in opened.pages() {
        if options.pages.is_some_and(|range| !range.contains(number)) {
            continue;
        }
        if let Err(exceeded) = crate::limits::admit_pages(1) {
            warnings.push(format!("page {number} and those after it are left out: {exceeded}"));
            break;
        }
        if glyphs > limits::GLYPHS_PER_DOCUMENT {
            warnings.push(format!("page {number} and those after it are left out: the document is too long"));
            break;
        }
        if page.raw().contains_key(b"Contents") && page.page_stream().is_none() {
            warnings.push(format!("page {number}: the content could not be decoded"));
        }
        images.start_page(number);
        let content = if widths.are_bounded(page.resources()) {
            glyphs::read(page, &cache, &settings, &mut fonts, images)
        } else {
            warnings.push(format!("page {number}: left out, one of its fonts has widths without end"));
            glyphs::none(page)
        };
        if let Some(limit) = content.limit {
            warnings.push(format!("page {number}: more {limit} than are read"));
        }
        glyphs += content.glyphs.len();
        pages.push(PageLayout::of(number as u32, &content, &fonts, tags, options));
    }
    pages
}

#[inline(never)]
fn read_annotations<'a>(
    opened: &'a Opened,
    catalog: &Catalog<'a>,
    pages: &mut [PageLayout],
    options: &PdfOptions,
    document: &mut InternalDocument,
    warnings: &mut Vec<String>,
) {
    for action in annotations::document_actions(catalog) {
        warnings.push(format!("the document holds {action}, which was not run"));
    }
    let mut all = Vec::new();
    for layout in pages {
        let Some(page) = opened.page(layout.number as usize) else { continue };
        let found = annotations::read(page, layout, catalog);
        layout.set_links(&found.links);
        found.uris.into_iter().for_each(|uri| document.push_uri(uri));
        all.extend(found.annotations);
        let mut actions = found.actions;
        actions.dedup();
        warnings.extend(
            actions.iter().map(|action| format!("page {} holds {action}, which was not run", layout.number)),
        );
    }
    if options.extract_annotations {
        document.annotations = Some(all);
    }
}

/// Names the pages that show images but no text, so that a caller can send them to OCR.
fn without_text(pages: &[PageLayout]) -> Option<String> {
    let is_scan =
        |page: &&PageLayout| page.has_images && page.items.iter().all(|item| matches!(item, Item::Image(..)));
    let numbers: Vec<u32> = pages.iter().filter(is_scan).map(|page| page.number).collect();
    if numbers.is_empty() {
        return None;
    }
    Some(format!("pages without a text layer: {}", ranges(&numbers)))
}

/// Writes `1, 2, 3, 7` as `1-3, 7`.
fn ranges(numbers: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => parts.push((*number, *number)),
        }
    }
    let part = |(first, last): &(u32, u32)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}

fn add_list(document: &mut InternalDocument, key: &'static str, values: Vec<serde_json::Value>) {
    if !values.is_empty() {
        document.metadata.additional.insert(key.into(), serde_json::Value::Array(values));
    }
}

/// A warning of this extractor.
pub fn warning(message: String) -> ProcessingWarning {
    ProcessingWarning { source: "pdf".into(), message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn consecutive_pages_are_named_as_a_range() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3, 7, 9-10");
    }
}
