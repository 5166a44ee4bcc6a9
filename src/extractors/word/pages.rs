//! Pages, as far as a document says where they end: its own breaks, and those where it was last shown.

use std::sync::Arc;

use kreuzberg::types::document_structure::ContentLayer;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::{
    ExtractedImage, PageBoundary, PageContent, PageInfo, PageStructure, PageUnitType, Table,
};

/// What is on a page.
#[derive(Default)]
struct Page {
    text: String,
    tables: Vec<usize>,
    images: Vec<usize>,
}

/// Gives the document its pages, and the images theirs.
///
/// # Returns
/// How many pages there are, and where in the plain text they begin and end, if there are several.
pub fn put(
    document: &mut InternalDocument,
    images: &mut [ExtractedImage],
    unit_type: PageUnitType,
) -> Option<PageStructure> {
    let mut pages: Vec<Page> = vec![Page::default()];
    for element in &document.elements {
        let number = element.page.unwrap_or(1).max(1) as usize;
        while pages.len() < number {
            pages.push(Page::default());
        }
        let Some(page) = pages.last_mut() else { continue };
        match element.kind {
            ElementKind::Table { table_index } => page.tables.push(table_index as usize),
            ElementKind::Image { image_index } => page.images.push(image_index as usize),
            _ => {}
        }
        push(&mut page.text, element, document, images);
    }
    for (page, number) in pages.iter().zip(1..) {
        for index in &page.images {
            if let Some(image) = images.get_mut(*index) {
                image.page_number = Some(number);
            }
        }
    }
    let tables: Vec<Arc<Table>> = document.tables.iter().cloned().map(Arc::new).collect();
    let images: Vec<Arc<ExtractedImage>> = images.iter().cloned().map(Arc::new).collect();
    let mut boundaries = Vec::new();
    let mut contents = Vec::new();
    let mut start = 0;
    for (page, number) in pages.into_iter().zip(1..) {
        let end = start + page.text.len();
        boundaries.push(PageBoundary { byte_start: start, byte_end: end, page_number: number });
        start = end;
        let content = page.text.trim().to_owned();
        contents.push(PageContent {
            page_number: number,
            is_blank: Some(page.tables.is_empty() && page.images.is_empty() && is_blank(&content)),
            content,
            tables: page.tables.iter().filter_map(|index| tables.get(*index).cloned()).collect(),
            images: page.images.iter().filter_map(|index| images.get(*index).cloned()).collect(),
            hierarchy: None,
            layout_regions: None,
        });
    }
    let structure = (contents.len() > 1).then(|| structure(boundaries, unit_type));
    document.prebuilt_pages = Some(contents);
    structure
}

/// As kreuzberg has it: fewer than three characters.
fn is_blank(text: &str) -> bool {
    text.chars().filter(|character| !character.is_whitespace()).count() < 3
}

/// Writes an element as it comes out as plain text, where it does.
fn push(out: &mut String, element: &InternalElement, document: &InternalDocument, images: &[ExtractedImage]) {
    if element.layer != ContentLayer::Body {
        return;
    }
    match element.kind {
        ElementKind::ListItem { .. } => {
            out.push_str(&element.text);
            out.push('\n');
        }
        ElementKind::Title | ElementKind::Heading { .. } | ElementKind::Paragraph | ElementKind::Formula
            if !element.text.is_empty() =>
        {
            out.push_str(&element.text);
            out.push_str("\n\n");
        }
        ElementKind::Table { table_index } => {
            if let Some(table) = document.tables.get(table_index as usize) {
                for row in &table.cells {
                    out.push_str(&row.join(" "));
                    out.push('\n');
                }
                out.push('\n');
            }
        }
        ElementKind::Image { image_index } => {
            let image = images.get(image_index as usize);
            if let Some(description) = image.and_then(|image| image.description.as_ref()) {
                out.push_str("[Image: ");
                out.push_str(description);
                out.push_str("]\n\n");
            }
        }
        _ => {}
    }
}

fn structure(boundaries: Vec<PageBoundary>, unit_type: PageUnitType) -> PageStructure {
    let info = |boundary: &PageBoundary| PageInfo {
        number: boundary.page_number,
        title: None,
        dimensions: None,
        image_count: None,
        table_count: None,
        hidden: None,
        is_blank: None,
    };
    PageStructure {
        total_count: boundaries.len(),
        unit_type,
        pages: Some(boundaries.iter().map(info).collect()),
        boundaries: Some(boundaries),
    }
}
