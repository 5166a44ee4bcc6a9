//! What a presentation says of itself (ECMA-376 part 1, 15.2), as kreuzberg has it, and what is counted in it.

use std::borrow::Cow;
use std::io::{Read, Seek};

use ahash::AHashMap;
use kreuzberg::Metadata;
use kreuzberg::extraction::office_metadata::{
    extract_core_properties, extract_custom_properties, extract_pptx_app_properties,
};
use kreuzberg::types::{FormatMetadata, PageStructure, PptxMetadata};
use serde_json::{Value, json};
use zip::ZipArchive;

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

/// The metadata. Properties that cannot be read are none.
pub fn read<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    mut pages: Option<PageStructure>,
    counts: Counts,
) -> Metadata {
    let core = extract_core_properties(archive).unwrap_or_default();
    let app = extract_pptx_app_properties(archive).unwrap_or_default();
    let custom = extract_custom_properties(archive).unwrap_or_default();
    let Counts { titles, hidden, notes, images, tables } = counts;
    for page in pages.iter_mut().flat_map(|pages| &mut pages.pages).flatten() {
        page.title = titles.get(page.number - 1).cloned().flatten();
        page.hidden = hidden.contains(&page.number).then_some(true);
    }
    let slide_count = titles.len();
    let slide_names: Vec<String> = titles.into_iter().flatten().collect();
    let said = [
        ("summary", core.subject.clone()),
        ("description", core.description),
        ("revision", core.revision),
        ("category", core.category),
        ("presentation_format", app.presentation_format),
        ("organization", app.company),
        ("application", app.application),
        ("application_version", app.app_version),
        ("slide_titles", (!slide_names.is_empty()).then(|| slide_names.join(", "))),
    ];
    let mut additional: AHashMap<Cow<'static, str>, Value> = said
        .into_iter()
        .filter_map(|(key, value)| Some((Cow::Borrowed(key), Value::String(value?))))
        .collect();
    additional.insert(Cow::Borrowed("notes_count"), json!(notes));
    additional.insert(Cow::Borrowed("hidden_slides"), json!(hidden.len()));
    additional.extend(custom.into_iter().map(|(key, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (Cow::Owned(format!("custom_{key}")), Value::String(value))
    }));
    let keywords = core.keywords.map(|words| {
        words.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
    });
    Metadata {
        title: core.title,
        subject: core.subject,
        authors: core.creator.clone().map(|name| vec![name]),
        keywords,
        created_at: core.created,
        modified_at: core.modified,
        created_by: core.creator,
        modified_by: core.last_modified_by,
        pages,
        format: Some(FormatMetadata::Pptx(PptxMetadata {
            slide_count,
            slide_names,
            image_count: Some(images),
            table_count: Some(tables),
        })),
        additional,
        ..Metadata::default()
    }
}
