//! Typst (typst.app/docs/reference/syntax), block by block.
//!
//! kreuzberg's reader takes a document apart twice, once for a text that nobody reads, and makes its search patterns anew
//! for each line. As in it, code is not carried out: what stands in the source stays in the text, but for settings,
//! definitions and imports.

mod call;
mod inline;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::document_structure::AnnotationKind;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::uri::Uri;
use kreuzberg::{Metadata, Result};

use self::call::Call;
use super::plugin::plugin;
use crate::encoding;

/// What makes a line code that shows nothing.
const SILENT: [&str; 8] =
    ["#set ", "#let ", "#import ", "#include ", "#pagebreak", "#colbreak", "#v(", "#h("];

/// What code in a block of its own stands between.
const FENCE: &str = "```";

/// Extracts Typst.
pub struct TypstExtractor;

plugin!(TypstExtractor, "typst");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for TypstExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        _config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let text = encoding::lossy(content);
        let mut reading = Reading {
            lines: text.lines(),
            builder: InternalDocumentBuilder::new("typst"),
            metadata: Metadata::default(),
            paragraph: String::new(),
            list: None,
        };
        while let Some(line) = reading.lines.next() {
            reading.line(line);
        }
        reading.end_list();
        reading.end_paragraph();
        let mut document = reading.builder.build();
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.metadata = reading.metadata;
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/x-typst", "text/x-typst"]
    }
}

struct Reading<'a> {
    lines: std::str::Lines<'a>,
    builder: InternalDocumentBuilder,
    metadata: Metadata,
    /// Lines of the paragraph so far.
    paragraph: String,
    /// Whether the open list is a numbered one.
    list: Option<bool>,
}

impl<'a> Reading<'a> {
    fn line(&mut self, line: &'a str) {
        let line = line.trim();
        if let Some(language) = line.strip_prefix(FENCE) {
            self.end_paragraph();
            self.code(language.trim());
        } else if line.starts_with("#set document(") {
            self.end_paragraph();
            let call = self.call(line);
            call.describe(&mut self.metadata);
        } else if SILENT.iter().any(|silent| line.starts_with(silent)) {
        } else if let Some((numbered, item)) = item(line) {
            self.end_paragraph();
            self.item(numbered, item);
        } else {
            self.end_list();
            self.block(line);
        }
    }

    /// Anything but code and items of lists.
    fn block(&mut self, line: &'a str) {
        if line.is_empty() {
            self.end_paragraph();
        } else if line.starts_with('=') {
            let heading = line.trim_start_matches('=');
            if !heading.is_empty() {
                self.end_paragraph();
                let level = u8::try_from(line.len() - heading.len()).unwrap_or(u8::MAX);
                self.builder.push_heading(level, heading.trim(), None, None);
            }
        } else if line.len() > 1 && line.starts_with('$') && line.ends_with('$') {
            self.end_paragraph();
            let formula = line.trim_matches('$').trim();
            if !formula.is_empty() {
                self.builder.push_formula(formula, None, None);
            }
        } else if line.starts_with("#table(") {
            self.end_paragraph();
            let rows = self.call(line).rows();
            if !rows.is_empty() {
                self.builder.push_table_from_cells(&rows, None, None);
            }
        } else if line.starts_with("#image(") {
            self.end_paragraph();
            self.image(&Call::new(line));
        } else {
            if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(line);
        }
    }

    /// Up to the next fence, wherever that is; what stands behind it on its line is no code.
    fn code(&mut self, first: &'a str) {
        let mut code = String::new();
        let (language, mut after) = match first.split_once(FENCE) {
            Some((inside, after)) => {
                let (language, inside) = inside.split_once(' ').unwrap_or(("", inside));
                code.push_str(inside);
                (language, Some(after))
            }
            None => (first, None),
        };
        while after.is_none()
            && let Some(line) = self.lines.next()
        {
            let (inside, behind) = line.split_once(FENCE).map_or((line, None), |(i, b)| (i, Some(b)));
            code.push_str(inside);
            code.push('\n');
            after = behind;
        }
        let code = code.trim_end();
        if !code.is_empty() {
            self.builder.push_code(code, Some(language).filter(|name| !name.is_empty()), None, None);
        }
        if let Some(after) = after.map(str::trim).filter(|after| !after.is_empty()) {
            self.block(after);
        }
    }

    /// A call that begins on this line, with the lines up to its end.
    fn call(&mut self, line: &str) -> Call {
        let mut call = Call::new(line);
        while call.is_open()
            && let Some(line) = self.lines.next()
        {
            call.add(line.trim());
        }
        call
    }

    fn image(&mut self, call: &Call) {
        let description = match call.first_string() {
            Some(path) => {
                self.builder.push_uri(Uri::image(path, None));
                format!("[Image: {path}]")
            }
            None => "[Image]".to_owned(),
        };
        self.builder.push_paragraph(&description, Vec::new(), None, None);
    }

    fn item(&mut self, numbered: bool, item: &str) {
        if self.list != Some(numbered) {
            self.end_list();
            self.builder.push_list(numbered);
            self.list = Some(numbered);
        }
        let (text, annotations) = inline::read(item);
        self.builder.push_list_item(&text, numbered, annotations, None, None);
    }

    fn end_list(&mut self) {
        if self.list.take().is_some() {
            self.builder.end_list();
        }
    }

    fn end_paragraph(&mut self) {
        if self.paragraph.is_empty() {
            return;
        }
        let (text, annotations) = inline::read(self.paragraph.trim());
        for annotation in &annotations {
            if let AnnotationKind::Link { url, .. } = &annotation.kind
                && !url.is_empty()
            {
                let label = text.get(annotation.start as usize..annotation.end as usize).map(str::to_owned);
                self.builder.push_uri(Uri::hyperlink(url, label));
            }
        }
        self.builder.push_paragraph(&text, annotations, None, None);
        self.paragraph.clear();
    }
}

/// Whether the list is a numbered one, and what the item says.
fn item(line: &str) -> Option<(bool, &str)> {
    let numbered = line.starts_with('+');
    let rest = line.strip_prefix(['+', '-'])?;
    rest.starts_with(|next: char| !next.is_alphanumeric()).then(|| (numbered, rest.trim()))
}
