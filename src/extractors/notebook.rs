//! Jupyter's notebooks (nbformat 3 and 4): cells and what came out of them.
//!
//! kreuzberg's reader takes the UTF-8 of formatted text for Latin-1, reads of Markdown nothing but headings, runs
//! together what programs print, and leaves out tables and tracebacks. Here cells of Markdown are read as Markdown
//! documents are, and of several forms of an output the richest that is text.

use std::borrow::Cow;

use ahash::AHashMap;
use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::{ExtractedImage, KreuzbergError, Metadata, Result};
use serde_json::{Map, Value, json};

use super::blocks::document::describe;
use super::blocks::{Block, Mark, MarkKind, Run};
use super::plugin::plugin;
use super::{html, markdown, structured};

const NOTEBOOK: &str = "application/x-ipynb+json";

/// Pictures of which a result can have the bytes.
const PICTURES: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"];

/// Extracts notebooks.
pub struct NotebookExtractor;

plugin!(NotebookExtractor, "notebook");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for NotebookExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let notebook: Value = match serde_json::from_slice(content) {
            Ok(notebook) => notebook,
            Err(error) => {
                let error = KreuzbergError::parsing(format!("it is no notebook: {error}"));
                return structured::unless_too_much(error, content, mime_type);
            }
        };
        let cells = cells(&notebook);
        let mut reading =
            Reading { config, language: language(&notebook), blocks: Vec::new(), images: Vec::new() };
        cells.iter().for_each(|cell| reading.cell(cell));
        let Reading { blocks, images, .. } = reading;
        let mut document = html::written(&blocks, "jupyter", config);
        let metadata = metadata(&notebook, &cells);
        let title = metadata.title.clone().or_else(|| markdown::title(&blocks));
        describe(&mut document, Metadata { title, ..metadata });
        document.images = images;
        document.mime_type = Cow::Borrowed(NOTEBOOK);
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[NOTEBOOK]
    }
}

/// The cells, which stand in sheets before nbformat 4.
fn cells(notebook: &Value) -> Vec<&Value> {
    let listed = |value: &'_ Value| value.get("cells").and_then(Value::as_array).is_some();
    let sheets = notebook.get("worksheets").and_then(Value::as_array).into_iter().flatten();
    std::iter::once(notebook)
        .chain(sheets)
        .filter(|value| listed(value))
        .flat_map(|value| value.get("cells").and_then(Value::as_array).into_iter().flatten())
        .collect()
}

/// What the code is written in.
fn language(notebook: &Value) -> Option<&str> {
    let named = |path: &str| notebook.pointer(path).and_then(Value::as_str);
    named("/metadata/language_info/name").or_else(|| named("/metadata/kernelspec/language"))
}

/// Text, which may stand in a list of lines; none where there is nothing else than blanks.
fn text(value: Option<&Value>) -> Option<Cow<'_, str>> {
    let text = match value? {
        Value::String(text) => Cow::Borrowed(text.as_str()),
        Value::Array(lines) => Cow::Owned(lines.iter().filter_map(Value::as_str).collect()),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

struct Reading<'a> {
    config: &'a ExtractionConfig,
    language: Option<&'a str>,
    blocks: Vec<Block>,
    images: Vec<ExtractedImage>,
}

impl Reading<'_> {
    fn cell(&mut self, cell: &Value) {
        // `input` is nbformat 3.
        let source = text(cell.get("source").or_else(|| cell.get("input")));
        let kind = cell.get("cell_type").and_then(Value::as_str).unwrap_or_default();
        match (kind, source) {
            ("markdown", Some(source)) => self.markdown(&attached(source, cell)),
            ("heading", Some(source)) => {
                let level = cell.get("level").and_then(Value::as_u64).unwrap_or(1).clamp(1, 6) as u8;
                self.blocks.push(Block::Heading { level, text: Run::plain(source.trim()) });
            }
            ("html", Some(source)) => self.html(&source),
            ("raw", Some(source)) => {
                let format =
                    cell.pointer("/metadata/raw_mimetype").or_else(|| cell.pointer("/metadata/format"));
                match format.and_then(Value::as_str) {
                    Some("text/html") => self.html(&source),
                    Some("text/markdown") => self.markdown(&source),
                    _ => self.verbatim(&source, None),
                }
            }
            ("code", source) => {
                if let Some(source) = source {
                    let language = cell.get("language").and_then(Value::as_str).or(self.language);
                    self.verbatim(&source, language.map(str::to_owned));
                }
                cell.get("outputs")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .for_each(|output| self.output(output));
            }
            (_, Some(source)) => self.verbatim(&source, None),
            (_, None) => {}
        }
    }

    /// What was printed, shown, or went wrong.
    fn output(&mut self, output: &Value) {
        match output.get("output_type").and_then(Value::as_str).unwrap_or_default() {
            "stream" => {
                if let Some(text) = text(output.get("text")) {
                    self.verbatim(&without_colours(&text), None);
                }
            }
            "error" | "pyerr" => self.error(output),
            // Before nbformat 4 the forms stand beside the type, under short names.
            _ => {
                if let Value::Object(forms) = output.get("data").unwrap_or(output) {
                    self.shown(forms);
                }
            }
        }
    }

    /// One thing in several forms: a table, formatted text, a formula, or else how it is printed; and pictures.
    fn shown(&mut self, forms: &Map<String, Value>) {
        let form = |name: &str, short: &str| text(forms.get(name).or_else(|| forms.get(short)));
        let is_picture =
            PICTURES.iter().any(|kind| forms.contains_key(*kind) || forms.contains_key(short(kind)));
        let before = self.blocks.len();
        if let Some(markdown) = form("text/markdown", "markdown") {
            self.markdown(&markdown);
        }
        if let Some(page) = form("text/html", "html").filter(|_| self.blocks.len() == before) {
            self.html(&page);
        }
        if let Some(tex) = form("text/latex", "latex").filter(|_| self.blocks.len() == before) {
            let tex = tex.trim().trim_matches('$').trim();
            let marks = vec![Mark { start: 0, end: tex.len(), kind: MarkKind::Math { display: true } }];
            self.blocks.push(Block::Paragraph(Run { text: tex.to_owned(), marks }));
        }
        // With a picture it is what the picture would print itself as: `<Figure size 640x480>`.
        if let Some(plain) = form("text/plain", "text").filter(|_| self.blocks.len() == before && !is_picture)
        {
            self.verbatim(&without_colours(&plain), None);
        }
        for kind in PICTURES {
            if let Some(data) = form(kind, short(kind)) {
                self.picture(kind, &data);
            }
        }
        if let Some(value) = forms.get("application/json").filter(|_| self.blocks.len() == before) {
            self.verbatim(&format!("{value:#}"), Some("json".to_owned()));
        }
    }

    /// The traceback, whose last line says what the error is; or that alone.
    fn error(&mut self, output: &Value) {
        let lines = output.get("traceback").and_then(Value::as_array).into_iter().flatten();
        let traceback: Vec<&str> = lines.filter_map(Value::as_str).collect();
        let said = |name| output.get(name).and_then(Value::as_str).unwrap_or_default();
        let text = match traceback.as_slice() {
            [] => format!("{}: {}", said("ename"), said("evalue")),
            lines => lines.join("\n"),
        };
        self.verbatim(&without_colours(&text), None);
    }

    fn picture(&mut self, kind: &str, data: &str) {
        let url = match kind {
            "image/svg+xml" => {
                let escaped = data.replace('%', "%25").replace('#', "%23").replace('"', "%22");
                format!("data:{kind},{}", escaped.replace('&', "%26").replace('<', "%3C"))
            }
            _ => format!("data:{kind};base64,{}", data.split_whitespace().collect::<String>()),
        };
        self.html(&format!("<img src=\"{url}\" alt=\"\">"));
    }

    fn markdown(&mut self, source: &str) {
        let read = html::of_written(&markdown::html(source), self.config);
        self.put(read);
    }

    /// Each by itself: what is not closed in one is no part of the next.
    fn html(&mut self, page: &str) {
        self.put(html::inner(page, self.config));
    }

    fn put(&mut self, (blocks, images): (Vec<Block>, Vec<ExtractedImage>)) {
        self.blocks.extend(blocks);
        for mut image in images {
            image.image_index = self.images.len();
            self.images.push(image);
        }
    }

    fn verbatim(&mut self, text: &str, language: Option<String>) {
        let text = text.trim_end().trim_start_matches(['\r', '\n']);
        if !text.is_empty() {
            self.blocks.push(Block::Code { language, text: text.to_owned() });
        }
    }
}

/// A picture's form in nbformat 3: `png`, `svg`.
fn short(kind: &str) -> &str {
    kind.trim_start_matches("image/").trim_end_matches("+xml")
}

/// Markdown with the pictures in it that are attached to its cell.
fn attached<'a>(source: Cow<'a, str>, cell: &Value) -> Cow<'a, str> {
    let attachments = cell.get("attachments").and_then(Value::as_object).into_iter().flatten();
    attachments.fold(source, |source, (name, forms)| {
        let found = PICTURES.iter().find_map(|kind| Some((kind, text(forms.get(*kind))?)));
        let Some((kind, data)) = found else { return source };
        let data: String = data.split_whitespace().collect();
        Cow::Owned(source.replace(&format!("(attachment:{name}"), &format!("(data:{kind};base64,{data}")))
    })
}

/// Text without the sequences by which a terminal colours it (ECMA-48, 5.4).
fn without_colours(text: &str) -> Cow<'_, str> {
    let mut pieces = text.split("\u{1b}[");
    let Some(first) = pieces.next().filter(|first| first.len() < text.len()) else {
        return Cow::Borrowed(text);
    };
    let mut plain = first.to_owned();
    for piece in pieces {
        let last = piece.find(|c: char| ('@'..='~').contains(&c));
        plain.push_str(last.and_then(|last| piece.get(last + 1..)).unwrap_or_default());
    }
    Cow::Owned(plain)
}

/// What kreuzberg says of a notebook, and its title and authors.
fn metadata(notebook: &Value, cells: &[&Value]) -> Metadata {
    let mut additional: AHashMap<Cow<'static, str>, Value> = AHashMap::new();
    let places = [
        ("kernelspec", "/metadata/kernelspec"),
        ("language_info", "/metadata/language_info"),
        ("language_name", "/metadata/language_info/name"),
        ("language_version", "/metadata/language_info/version"),
        ("language_mimetype", "/metadata/language_info/mimetype"),
        ("nbformat", "/nbformat"),
        ("nbformat_minor", "/nbformat_minor"),
    ];
    for (name, place) in places {
        if let Some(value) = notebook.pointer(place) {
            additional.insert(Cow::Borrowed(name), value.clone());
        }
    }
    additional.insert(Cow::Borrowed("cell_count"), json!(cells.len()));
    let described: Vec<Value> =
        cells.iter().enumerate().map(|(index, cell)| described(index, cell)).collect();
    additional.insert(Cow::Borrowed("cells"), Value::Array(described));
    let names = notebook.pointer("/metadata/authors").and_then(Value::as_array).into_iter().flatten();
    let names = names.filter_map(|author| author.get("name").unwrap_or(author).as_str()).map(str::to_owned);
    let named = |place| notebook.pointer(place).and_then(Value::as_str).map(str::to_owned);
    Metadata {
        title: named("/metadata/title"),
        authors: Some(names.collect()).filter(|names: &Vec<String>| !names.is_empty()),
        language: named("/metadata/language_info/name"),
        additional,
        ..Metadata::default()
    }
}

fn described(index: usize, cell: &Value) -> Value {
    let kind = cell.get("cell_type").and_then(Value::as_str).unwrap_or("unknown");
    let mut entry = Map::new();
    entry.insert("index".to_owned(), json!(index));
    entry.insert("cell_type".to_owned(), json!(kind));
    let count = cell.get("execution_count").or_else(|| cell.get("prompt_number")).filter(|_| kind == "code");
    if let Some(count) = count {
        entry.insert("execution_count".to_owned(), count.clone());
    }
    let tags = cell.pointer("/metadata/tags").and_then(Value::as_array).filter(|tags| !tags.is_empty());
    if let Some(tags) = tags {
        entry.insert("tags".to_owned(), Value::Array(tags.clone()));
    }
    Value::Object(entry)
}
