//! JSON, also by lines, YAML and TOML.
//!
//! An object of JSON becomes headings, lists and paragraphs; everything else is code, as it is written. What is nested more
//! deeply than the parsers go, which stop at 80 to 128 levels and at aliases of YAML that would repeat a document many
//! times over, is given as it is written too. kreuzberg's reader goes through a document three times, and refuses YAML
//! with tags, or of several documents.

mod told;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::{KreuzbergError, Result};
use serde::ser::{SerializeSeq, Serializer};
use serde_json::{Map, Value, json};

use self::told::Told;
use super::plugin::plugin;
use crate::encoding;

/// What the parsers' errors say of what is nested too deeply, and of aliases that repeat too much.
const TOO_MUCH: [&str; 3] = ["recursion limit", "max recursion depth", "repetition limit"];

/// The deepest level of headings.
const DEEPEST: u8 = 6;

/// Extracts structured data.
pub struct StructuredExtractor;

plugin!(StructuredExtractor, "structured");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for StructuredExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        _config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        read(content, mime_type).or_else(|error| unless_too_much(error, content, mime_type))
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[
            "application/csl+json",
            "application/json",
            "application/jsonl",
            "application/toml",
            "application/x-jsonlines",
            "application/x-ndjson",
            "application/x-yaml",
            "application/yaml",
            "text/json",
            "text/toml",
            "text/x-yaml",
            "text/yaml",
        ]
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}

fn read(content: &[u8], mime_type: &str) -> Result<InternalDocument> {
    let text = encoding::lossy(content);
    let mut told = Told::default();
    let (format, mut document) = match mime_type {
        "application/toml" | "text/toml" => {
            let deserializer = toml::Deserializer::parse(&text).map_err(|error| failed("TOML", error))?;
            told.of(deserializer).map_err(|error| failed("TOML", error))?;
            ("toml", code(&text, "toml", "toml"))
        }
        "application/x-yaml" | "application/yaml" | "text/x-yaml" | "text/yaml" => {
            yaml(&text, &mut told).map_err(|error| failed("YAML", error))?;
            ("yaml", code(&text, "yaml", "yaml"))
        }
        "application/jsonl" | "application/x-jsonlines" | "application/x-ndjson" => {
            ("jsonl", code(&lines(&text, &mut told)?, "jsonl", "json"))
        }
        _ => {
            let value: Value = serde_json::from_str(&text).map_err(|error| failed("JSON", error))?;
            told.of(&value).map_err(|error| failed("JSON", error))?;
            ("json", outlined(&value)?)
        }
    };
    let additional = &mut document.metadata.additional;
    additional.insert(Cow::Borrowed("data_format"), json!(format));
    additional.insert(Cow::Borrowed("field_count"), json!(told.count));
    additional.extend(told.texts.into_iter().map(|(path, text)| (Cow::Owned(path), Value::String(text))));
    document.mime_type = Cow::Owned(mime_type.to_owned());
    Ok(document)
}

fn failed(format: &str, error: impl std::fmt::Display) -> KreuzbergError {
    KreuzbergError::parsing(format!("Failed to parse {format}: {error}"))
}

fn code(text: &str, format: &'static str, language: &str) -> InternalDocument {
    let mut builder = InternalDocumentBuilder::new(format);
    builder.push_code(text, Some(language), None, None);
    builder.build()
}

/// A stream of several documents is told of as a list of them is.
fn yaml(text: &str, told: &mut Told) -> std::result::Result<(), serde_yaml_ng::Error> {
    let mut documents = serde_yaml_ng::Deserializer::from_str(text).peekable();
    let first = documents.next();
    let is_alone = documents.peek().is_none();
    for (index, document) in first.into_iter().chain(documents).enumerate() {
        if is_alone {
            told.of(document)?;
        } else {
            told.at(index, |told| told.of(document))?;
        }
    }
    Ok(())
}

/// One value a line, written as a list of all of them.
fn lines(text: &str, told: &mut Told) -> Result<String> {
    let mut list = Vec::new();
    let mut serializer = serde_json::Serializer::pretty(&mut list);
    let unwritten = |error| failed("JSONL", error);
    let mut values = serializer.serialize_seq(None).map_err(unwritten)?;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if !line.is_empty() {
            let value: Value =
                serde_json::from_str(line).map_err(|error| failed(&format!("JSONL line {number}"), error))?;
            told.of(&value).map_err(unwritten)?;
            values.serialize_element(&value).map_err(unwritten)?;
        }
    }
    values.end().map_err(unwritten)?;
    String::from_utf8(list).map_err(|error| failed("JSONL", error))
}

/// An object in headings, lists and paragraphs; any other value as it is.
fn outlined(value: &Value) -> Result<InternalDocument> {
    let Value::Object(object) = value else {
        let text = serde_json::to_string_pretty(value).map_err(|error| failed("JSON", error))?;
        return Ok(code(&text, "json", "json"));
    };
    let mut builder = InternalDocumentBuilder::new("json");
    outline(object, 1, &mut builder);
    Ok(builder.build())
}

fn outline(object: &Map<String, Value>, level: u8, builder: &mut InternalDocumentBuilder) {
    for (key, value) in object {
        match value {
            Value::Object(object) => {
                builder.push_heading(level, key, None, None);
                outline(object, (level + 1).min(DEEPEST), builder);
            }
            Value::Array(values) => {
                builder.push_heading(level, key, None, None);
                builder.push_list(false);
                for value in values {
                    builder.push_list_item(&written(value), false, Vec::new(), None, None);
                }
                builder.end_list();
            }
            value => {
                builder.push_paragraph(&format!("{key}: {}", written(value)), Vec::new(), None, None);
            }
        }
    }
}

/// Text without its quotation marks.
fn written(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// The error that reading ended in; or the text as it is written, where the error is that it is too much.
///
/// # Errors
/// The same.
pub fn unless_too_much(error: KreuzbergError, content: &[u8], mime_type: &str) -> Result<InternalDocument> {
    let message = error.to_string();
    if TOO_MUCH.iter().any(|words| message.contains(words)) {
        return Ok(as_text(content, mime_type));
    }
    Err(error)
}

fn as_text(content: &[u8], mime_type: &str) -> InternalDocument {
    let mut document = InternalDocument::new("text");
    document.mime_type = Cow::Owned(mime_type.to_owned());
    let text = encoding::lossy(content);
    document.push_element(InternalElement::text(ElementKind::Code, text.trim(), 0));
    document.processing_warnings.push(ProcessingWarning {
        source: Cow::Borrowed("structured"),
        message: Cow::Borrowed(
            "it is nested more deeply than can be read, or repeats itself more often; it is given as it is written",
        ),
    });
    document
}
