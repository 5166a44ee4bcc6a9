//! What Office files say of themselves (ECMA-376 part 2, 8; part 1, 15.2; ODF 1.3 part 3, 4), as kreuzberg has it.
//! Properties that cannot be read are none.

use std::borrow::Cow;
use std::collections::HashMap;

use ahash::AHashMap;
use kreuzberg::Metadata;
use kreuzberg::extraction::office_metadata::{CoreProperties, CustomProperties, DocxAppProperties};
use kreuzberg::types::{DocxMetadata, FormatMetadata};
use serde_json::{Value, json};

use super::values::Values;
use crate::extractors::word::part::Package;

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

/// Of any Office file.
fn core_properties(package: &Package) -> CoreProperties {
    let said = Values::of(package, "docProps/core.xml").unwrap_or_default();
    CoreProperties {
        title: said.text("title"),
        subject: said.text("subject"),
        creator: said.text("creator"),
        keywords: said.text("keywords"),
        description: said.text("description"),
        last_modified_by: said.text("lastModifiedBy"),
        revision: said.text("revision"),
        created: said.text("created"),
        modified: said.text("modified"),
        category: said.text("category"),
        content_status: said.text("contentStatus"),
        language: said.text("language"),
        identifier: said.text("identifier"),
        version: said.text("version"),
        last_printed: said.text("lastPrinted"),
    }
}

/// What an application says of an Office file.
fn app_properties(package: &Package) -> Values {
    Values::of(package, "docProps/app.xml").unwrap_or_default()
}

/// Those that users have named (ECMA-376 part 1, 22.3), as what their types say (22.4).
fn custom_properties(package: &Package) -> CustomProperties {
    let said = Values::of(package, "docProps/custom.xml").unwrap_or_default();
    let value = |kind: &str, text: String| {
        Some(match kind {
            "lpwstr" | "lpstr" | "filetime" => Value::String(text),
            "i4" => json!(text.parse::<i64>().ok()?),
            "r8" => json!(text.parse::<f64>().ok().filter(|number| number.is_finite())?),
            "bool" => match text.to_ascii_lowercase().as_str() {
                "true" | "1" => Value::Bool(true),
                "false" | "0" => Value::Bool(false),
                _ => return None,
            },
            _ => return None,
        })
    };
    let mut properties = HashMap::new();
    for (name, kind, text) in said.named {
        if let Some(value) = value(&kind, text) {
            properties.insert(name, value);
        }
    }
    properties
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
pub fn word(package: &Package) -> Metadata {
    let said = core_properties(package);
    let mut metadata = core(&said);
    let app = app_properties(package);
    let app = DocxAppProperties {
        application: app.text("Application"),
        app_version: app.text("AppVersion"),
        template: app.text("Template"),
        total_time: app.parsed("TotalTime"),
        pages: app.parsed("Pages"),
        words: app.parsed("Words"),
        characters: app.parsed("Characters"),
        characters_with_spaces: app.parsed("CharactersWithSpaces"),
        lines: app.parsed("Lines"),
        paragraphs: app.parsed("Paragraphs"),
        company: app.text("Company"),
        doc_security: app.parsed("DocSecurity"),
        scale_crop: app.parsed("ScaleCrop"),
        links_up_to_date: app.parsed("LinksUpToDate"),
        shared_doc: app.parsed("SharedDoc"),
        hyperlinks_changed: app.parsed("HyperlinksChanged"),
    };
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
    let custom = custom_properties(package);
    let own = custom.iter().map(|(key, value)| (Cow::Owned(format!("custom_{key}")), value.clone()));
    metadata.additional.extend(own);
    metadata.format = Some(FormatMetadata::Docx(Box::new(DocxMetadata {
        core_properties: Some(said),
        app_properties: Some(app),
        custom_properties: Some(custom),
    })));
    metadata
}

/// Of a presentation.
pub fn slides(package: &Package) -> Metadata {
    let mut metadata = core(&core_properties(package));
    let app = app_properties(package);
    metadata.additional.extend(named([
        ("summary", text(metadata.subject.clone())),
        ("presentation_format", text(app.text("PresentationFormat"))),
        ("organization", text(app.text("Company"))),
        ("application", text(app.text("Application"))),
        ("application_version", text(app.text("AppVersion"))),
    ]));
    let custom = custom_properties(package);
    metadata.additional.extend(custom.into_iter().map(|(key, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (Cow::Owned(format!("custom_{key}")), Value::String(value))
    }));
    metadata
}

/// Of a workbook.
pub fn workbook(package: &Package) -> Metadata {
    let mut metadata = core(&core_properties(package));
    let app = app_properties(package);
    metadata.additional.extend(named([
        ("worksheet_names", (!app.titles.is_empty()).then(|| json!(app.titles.join(", ")))),
        ("organization", text(app.text("Company"))),
        ("application", text(app.text("Application"))),
        ("application_version", text(app.text("AppVersion"))),
    ]));
    metadata
}

/// Of an OpenDocument file.
pub fn opendocument(package: &Package) -> Metadata {
    let said = Values::of(package, "meta.xml").unwrap_or_default();
    let number = |name| said.parsed::<i32>(name).map(|value| json!(value));
    let keywords: Vec<_> = said.texts("keyword").collect();
    Metadata {
        title: said.text("title"),
        subject: said.text("subject"),
        authors: said.text("creator").map(|name| vec![name]),
        keywords: words((!keywords.is_empty()).then(|| keywords.join(","))),
        language: said.text("language"),
        created_at: said.text("creation-date"),
        modified_at: said.text("date"),
        created_by: said.text("creator"),
        additional: named([
            ("initial_creator", text(said.text("initial-creator"))),
            ("description", text(said.text("description"))),
            ("generator", text(said.text("generator"))),
            ("editing_duration", text(said.text("editing-duration"))),
            ("editing_cycles", text(said.text("editing-cycles"))),
            ("page_count", number("page-count")),
            ("word_count", number("word-count")),
            ("character_count", number("character-count")),
            ("paragraph_count", number("paragraph-count")),
            ("table_count", number("table-count")),
            ("image_count", number("image-count")),
        ]),
        ..Metadata::default()
    }
}
