//! What a presentation says of itself, and what is counted in it.

use std::borrow::Cow;

use kreuzberg::Metadata;
use kreuzberg::types::{FormatMetadata, PageStructure, PptxMetadata};
use serde_json::json;

use crate::extractors::office::properties;
use crate::extractors::word::part::Package;

/// What was found on the slides.
pub struct Counts {
    /// Of each slide.
    pub titles: Vec<Option<String>>,
    /// The numbers of slides that are not shown, from 1.
    pub hidden: Vec<usize>,
    /// How many slides have notes.
    pub notes: usize,
    pub images: usize,
    pub tables: usize,
}

/// The metadata.
#[inline(never)]
pub fn read(package: &Package, mut pages: Option<PageStructure>, counts: Counts) -> Metadata {
    let mut metadata = properties::slides(package);
    let Counts { titles, hidden, notes, images, tables } = counts;
    for page in pages.iter_mut().flat_map(|pages| &mut pages.pages).flatten() {
        page.title = titles.get(page.number - 1).cloned().flatten();
        page.hidden = hidden.contains(&page.number).then_some(true);
    }
    metadata.pages = pages;
    let slide_count = titles.len();
    let slide_names: Vec<String> = titles.into_iter().flatten().collect();
    if !slide_names.is_empty() {
        metadata.additional.insert(Cow::Borrowed("slide_titles"), json!(slide_names.join(", ")));
    }
    metadata.additional.insert(Cow::Borrowed("notes_count"), json!(notes));
    metadata.additional.insert(Cow::Borrowed("hidden_slides"), json!(hidden.len()));
    metadata.format = Some(FormatMetadata::Pptx(PptxMetadata {
        slide_count,
        slide_names,
        image_count: Some(images),
        table_count: Some(tables),
    }));
    metadata
}
