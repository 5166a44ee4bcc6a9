//! JSON, also by lines, YAML and TOML.
//!
//! An object of JSON becomes headings, lists and paragraphs; everything else is code, as it is written. What is nested more
//! deeply than the parsers go, which stop at 80 to 128 levels and at aliases of YAML that would repeat a document many
//! times over, is given as it is written too. kreuzberg's reader goes through a document three times, and refuses YAML
//! with tags, or of several documents.

mod pretty;
mod told;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::{KreuzbergError, Result};
use serde_json::{Map, Value, json};

use self::pretty::Put;
use self::told::Told;
use super::plugin::plugin;
use crate::{encoding, limits};

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
}

fn read(content: &[u8], mime_type: &str) -> Result<InternalDocument> {
    let text = encoding::lossy(content);
    let mut told = Told::default();
    let (format, mut document) = match mime_type {
        "application/toml" | "text/toml" => {
            let deserializer = toml::Deserializer::parse(&text).map_err(|error| failed("TOML", error))?;
            told.of(deserializer).map_err(|error| failed("TOML", error))?;
            ("toml", code(text.into_owned(), "toml", "toml"))
        }
        "application/x-yaml" | "application/yaml" | "text/x-yaml" | "text/yaml" => {
            yaml(&text, &mut told).map_err(|error| failed("YAML", error))?;
            ("yaml", code(text.into_owned(), "yaml", "yaml"))
        }
        "application/jsonl" | "application/x-jsonlines" | "application/x-ndjson" => {
            for (number, line) in lines(&text) {
                json(line, &mut told).map_err(|error| failed(&format!("JSONL line {number}"), error))?;
            }
            let written = gathered(|put| pretty::list(lines(&text).map(|(_, line)| line), put))?;
            ("jsonl", code(written, "jsonl", "json"))
        }
        _ => {
            json(&text, &mut told).map_err(|error| failed("JSON", error))?;
            let is_object = text.trim_start().starts_with('{');
            let value = if is_object { serde_json::from_str(&text) } else { Ok(Value::Null) };
            match value.map_err(|error| failed("JSON", error))? {
                Value::Object(object) => ("json", outlined(object)),
                _ => ("json", code(gathered(|put| pretty::value(&text, 0, put))?, "json", "json")),
            }
        }
    };
    let additional = &mut document.metadata.additional;
    let count = told.texts.len();
    additional.extend(told.texts.into_iter().map(|(path, text)| (Cow::Owned(path), Value::String(text))));
    additional.insert(Cow::Borrowed("data_format"), json!(format));
    additional.insert(Cow::Borrowed("field_count"), json!(count));
    document.mime_type = Cow::Owned(mime_type.to_owned());
    Ok(document)
}

fn failed(format: &str, error: impl std::fmt::Display) -> KreuzbergError {
    KreuzbergError::parsing(format!("Failed to parse {format}: {error}"))
}

fn code(text: String, format: &'static str, language: &str) -> InternalDocument {
    let mut document = InternalDocument::new(format);
    let attributes = [("language".to_owned(), language.to_owned())].into_iter().collect();
    let element = InternalElement::text(ElementKind::Code, "", 0).with_attributes(attributes);
    document.push_element(InternalElement { text, ..element });
    document
}

/// Goes through one value of JSON, and nothing behind it.
#[inline(never)]
fn json(text: &str, told: &mut Told) -> serde_json::Result<()> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    told.of(&mut deserializer)?;
    deserializer.end()
}

/// What is written by pieces, twice: so that there is room for all of it from the start, and no more.
fn gathered(write: impl Fn(&mut Put) -> serde_json::Result<()>) -> Result<String> {
    let unwritten = |error| failed("JSON", error);
    let mut length = 0_usize;
    write(&mut |piece| length = length.saturating_add(piece.len())).map_err(unwritten)?;
    // Each line may be set in by a hundred times what stands in it.
    let allowed = limits::current().characters;
    if length as u64 / 4 > allowed {
        return Err(limits::over("characters", allowed).into());
    }
    let mut text = String::with_capacity(length);
    write(&mut |piece| text.push_str(piece)).map_err(unwritten)?;
    Ok(text)
}

/// A stream of several documents is told of as a list of them is.
#[inline(never)]
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

/// Those that hold a value, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty())
}

/// An object in headings, lists and paragraphs.
#[inline(never)]
fn outlined(object: Map<String, Value>) -> InternalDocument {
    let mut builder = InternalDocumentBuilder::new("json");
    outline(object, 1, &mut builder);
    builder.build()
}

/// What is written is let go of at once.
fn outline(object: Map<String, Value>, level: u8, builder: &mut InternalDocumentBuilder) {
    for (key, value) in object {
        match value {
            Value::Object(object) => {
                builder.push_heading(level, &key, None, None);
                outline(object, (level + 1).min(DEEPEST), builder);
            }
            Value::Array(values) => {
                builder.push_heading(level, &key, None, None);
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
fn written(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
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
