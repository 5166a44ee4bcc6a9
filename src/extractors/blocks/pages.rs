//! Pages, as far as a document says where they end: its own breaks, and those where it was last shown.

use std::sync::Arc;

use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{
    ExtractedImage, PageBoundary, PageContent, PageInfo, PageStructure, PageUnitType, Table,
};

use super::plain::Page;

/// Gives the document its pages, and the images theirs.
///
/// # Returns
/// How many pages there are, and where in the plain text they begin and end, if there are several.
pub fn put(
    document: &mut InternalDocument,
    mut pages: Vec<Page>,
    images: &mut [ExtractedImage],
    unit_type: PageUnitType,
) -> Option<PageStructure> {
    // A break at the end of a text begins no page. A slide is one, whatever is on it.
    while unit_type == PageUnitType::Page && pages.len() > 1 && pages.last().is_some_and(Page::is_empty) {
        pages.pop();
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
    let structure = (pages.len() > 1).then(|| structure(&pages, unit_type));
    let content = |(page, number): (Page, usize)| PageContent {
        page_number: number,
        is_blank: Some(page.tables.is_empty() && page.images.is_empty() && is_blank(&page.text)),
        tables: tables.get(page.tables).unwrap_or_default().to_vec(),
        images: page.images.iter().filter_map(|index| images.get(*index).cloned()).collect(),
        content: page.text,
        hierarchy: None,
        layout_regions: None,
    };
    document.prebuilt_pages = Some(pages.into_iter().zip(1..).map(content).collect());
    structure
}

/// As kreuzberg has it: fewer than three characters.
fn is_blank(text: &str) -> bool {
    text.chars().filter(|character| !character.is_whitespace()).take(3).count() < 3
}

fn structure(pages: &[Page], unit_type: PageUnitType) -> PageStructure {
    let info = |number| PageInfo {
        number,
        title: None,
        dimensions: None,
        image_count: None,
        table_count: None,
        hidden: None,
        is_blank: None,
    };
    let boundary = |(page, page_number): (&Page, usize)| PageBoundary {
        byte_start: page.place.start,
        byte_end: page.place.end,
        page_number,
    };
    PageStructure {
        total_count: pages.len(),
        unit_type,
        pages: Some((1..=pages.len()).map(info).collect()),
        boundaries: Some(pages.iter().zip(1..).map(boundary).collect()),
    }
}
