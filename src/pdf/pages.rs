//! The pages of the result: their text, tables and images, where each stands in the whole text, and page markers.

use super::layout::PageLayout;
use super::open::find;
use super::options::PdfOptions;
use kreuzberg::rendering::render_plain;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::{
    ExtractedImage, HierarchicalBlock, PageBoundary, PageContent, PageHierarchy, PageInfo, PageStructure,
    PageUnitType, Table,
};
use std::iter::from_fn;
use std::sync::Arc;

/// Fewer characters than this on a page, and no table or image, and it is blank (as kreuzberg counts).
const BLANK: usize = 3;

/// Fills the document's pages and page structure.
#[inline(never)]
pub fn fill(document: &mut InternalDocument, pages: &[PageLayout], total: usize, options: &PdfOptions) {
    // Tables and images were pushed page by page, so each page takes its own from the front.
    let mut tables = document.tables.clone().into_iter().map(Arc::new).peekable();
    let mut images = document.images.clone().into_iter().map(Arc::new).peekable();
    let mut contents = Vec::new();
    let mut infos = Vec::new();
    let mut elements = std::mem::take(&mut document.elements).into_iter().peekable();
    for page in pages {
        let mut part = InternalDocument::new("pdf");
        while let Some(element) =
            elements.next_if(|element| element.page.is_none_or(|number| number <= page.number))
        {
            part.elements.push(element);
        }
        let number = page.number as usize;
        // The elements point into the document's tables by index.
        part.tables = std::mem::take(&mut document.tables);
        let content = render_plain(&part);
        document.tables = part.tables;
        let tables: Vec<Arc<Table>> =
            from_fn(|| tables.next_if(|table| table.page_number <= number)).collect();
        let images: Vec<Arc<ExtractedImage>> =
            from_fn(|| images.next_if(|image| image.page_number.is_none_or(|page| page <= number))).collect();
        let text = content.chars().filter(|c| !c.is_whitespace()).take(BLANK).count();
        let is_blank = text < BLANK && tables.is_empty() && images.is_empty();
        let (width, height) = page.shown_size();
        infos.push(PageInfo {
            number,
            title: None,
            dimensions: Some((width, height)),
            image_count: Some(images.len()),
            table_count: Some(tables.len()),
            hidden: None,
            is_blank: Some(is_blank),
        });
        contents.push(PageContent {
            page_number: number,
            content,
            tables,
            images,
            hierarchy: hierarchy(&part.elements, options),
            is_blank: Some(is_blank),
            layout_regions: None,
        });
        document.elements.append(&mut part.elements);
    }
    document.elements.extend(elements);
    document.metadata.pages = Some(PageStructure {
        total_count: total,
        unit_type: PageUnitType::Page,
        boundaries: Some(boundaries(&render_plain(document), &contents)),
        pages: Some(infos),
    });
    document.prebuilt_pages = Some(contents);
}

/// Where each page's text stands in the text of the document, in bytes.
fn boundaries(whole: &str, pages: &[PageContent]) -> Vec<PageBoundary> {
    let mut from = 0;
    let mut found = Vec::new();
    for page in pages {
        let start = find(whole.as_bytes(), page.content.as_bytes(), from).unwrap_or(from);
        let end = whole.len().min(start + page.content.len());
        found.push(PageBoundary { byte_start: start, byte_end: end, page_number: page.page_number });
        from = end;
    }
    found
}

fn hierarchy(elements: &[InternalElement], options: &PdfOptions) -> Option<PageHierarchy> {
    let wanted = options.hierarchy.as_ref().filter(|hierarchy| hierarchy.enabled)?;
    let blocks: Vec<HierarchicalBlock> = elements
        .iter()
        .filter(|element| !element.text.is_empty())
        .map(|element| HierarchicalBlock {
            text: element.text.clone(),
            font_size: font_size(element),
            level: match element.kind {
                ElementKind::Heading { level } => format!("h{level}"),
                ElementKind::Title => "h1".to_owned(),
                _ => "body".to_owned(),
            },
            bbox: element
                .bbox
                .filter(|_| wanted.include_bbox)
                .map(|b| (b.x0 as f32, b.y1 as f32, b.x1 as f32, b.y0 as f32)),
        })
        .collect();
    Some(PageHierarchy { block_count: blocks.len(), blocks })
}

fn font_size(element: &InternalElement) -> f32 {
    let size = element.attributes.as_ref().and_then(|attributes| attributes.get("font_size"));
    size.and_then(|size| size.parse().ok()).unwrap_or(0.0)
}
