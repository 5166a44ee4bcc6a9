//! What Office files say of themselves (ECMA-376 part 2, 8; part 1, 15.2; ODF 1.3 part 3, 4), as kreuzberg has it.
//! Properties that cannot be read are none.

use std::borrow::Cow;
use std::io::{Read, Seek};

use ahash::AHashMap;
use kreuzberg::Metadata;
use kreuzberg::extraction::office_metadata::{
    CoreProperties, PptxAppProperties, extract_core_properties, extract_custom_properties,
    extract_docx_app_properties, extract_odt_properties, extract_pptx_app_properties,
};
use kreuzberg::types::{DocxMetadata, FormatMetadata};
use serde_json::{Value, json};
use zip::ZipArchive;

type Named = AHashMap<Cow<'static, str>, Value>;

/// Those values that are there.
fn named<const N: usize>(values: [(&'static str, Option<Value>); N]) -> Named {
    values.into_iter().filter_map(|(name, value)| Some((Cow::Borrowed(name), value?))).collect()
}

fn text(value: Option<String>) -> Option<Value> {
    value.map(Value::String)
}

fn words(listed: Option<String>) -> Option<Vec<String>> {
    let words = |listed: String| {
        listed.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
    };
    listed.map(words)
}

fn core(core: &CoreProperties) -> Metadata {
    let core = core.clone();
    Metadata {
        title: core.title,
        subject: core.subject,
        authors: core.creator.clone().map(|name| vec![name]),
        keywords: words(core.keywords),
        language: core.language,
        created_at: core.created,
        modified_at: core.modified,
        created_by: core.creator,
        modified_by: core.last_modified_by,
        additional: named([
            ("description", text(core.description)),
            ("revision", text(core.revision)),
            ("category", text(core.category)),
            ("content_status", text(core.content_status)),
        ]),
        ..Metadata::default()
    }
}

/// Of a Word document.
pub fn word<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Metadata {
    let said = extract_core_properties(archive).ok();
    let mut metadata = said.as_ref().map(core).unwrap_or_default();
    let app = extract_docx_app_properties(archive).ok();
    if let Some(app) = &app {
        let number = |value: Option<i32>| value.map(|value| json!(value));
        metadata.additional.extend(named([
            ("page_count", number(app.pages)),
            ("word_count", number(app.words)),
            ("character_count", number(app.characters)),
            ("line_count", number(app.lines)),
            ("paragraph_count", number(app.paragraphs)),
            ("total_editing_time_minutes", number(app.total_time)),
            ("template", text(app.template.clone())),
            ("company", text(app.company.clone())),
            ("application", text(app.application.clone())),
        ]));
    }
    let custom = extract_custom_properties(archive).ok();
    let own =
        custom.iter().flatten().map(|(key, value)| (Cow::Owned(format!("custom_{key}")), value.clone()));
    metadata.additional.extend(own);
    metadata.format = Some(FormatMetadata::Docx(Box::new(DocxMetadata {
        core_properties: said,
        app_properties: app,
        custom_properties: custom,
    })));
    metadata
}

/// Of a presentation.
pub fn slides<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Metadata {
    let mut metadata = extract_core_properties(archive).map(|said| core(&said)).unwrap_or_default();
    let app: PptxAppProperties = extract_pptx_app_properties(archive).unwrap_or_default();
    metadata.additional.extend(named([
        ("summary", text(metadata.subject.clone())),
        ("presentation_format", text(app.presentation_format)),
        ("organization", text(app.company)),
        ("application", text(app.application)),
        ("application_version", text(app.app_version)),
    ]));
    let custom = extract_custom_properties(archive).unwrap_or_default();
    metadata.additional.extend(custom.into_iter().map(|(key, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (Cow::Owned(format!("custom_{key}")), Value::String(value))
    }));
    metadata
}

/// Of an OpenDocument file.
pub fn opendocument<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Metadata {
    let said = extract_odt_properties(archive).unwrap_or_default();
    let number = |value: Option<i32>| value.map(|value| json!(value));
    Metadata {
        title: said.title,
        subject: said.subject,
        authors: said.creator.clone().map(|name| vec![name]),
        keywords: words(said.keywords),
        language: said.language,
        created_at: said.creation_date,
        modified_at: said.date,
        created_by: said.creator,
        additional: named([
            ("initial_creator", text(said.initial_creator)),
            ("description", text(said.description)),
            ("generator", text(said.generator)),
            ("editing_duration", text(said.editing_duration)),
            ("editing_cycles", text(said.editing_cycles)),
            ("page_count", number(said.page_count)),
            ("word_count", number(said.word_count)),
            ("character_count", number(said.character_count)),
            ("paragraph_count", number(said.paragraph_count)),
            ("table_count", number(said.table_count)),
            ("image_count", number(said.image_count)),
        ]),
        ..Metadata::default()
    }
}
