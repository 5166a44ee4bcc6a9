//! Separated values (RFC 4180): by commas, tabs, semicolons or bars.
//!
//! The document is one table, whose plain text is a line a row. kreuzberg's reader writes the name of its column before
//! every cell, which makes the text several times as long as the document.

mod columns;
mod limit;
mod records;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::Table;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::metadata::{CsvMetadata, FormatMetadata};

pub use self::limit::too_many_cells;
use super::plugin::plugin;
use crate::encoding;

/// Extracts separated values.
pub struct SeparatedExtractor;

plugin!(SeparatedExtractor, "separated");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for SeparatedExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        _config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let text = encoding::lossy(content);
        let is_by_tabs = mime_type == "text/tab-separated-values";
        let separator = if is_by_tabs { b'\t' } else { records::separator(&text) };
        let rows = records::read(&text, separator);
        let has_header = columns::has_header(&rows);
        let metadata = CsvMetadata {
            row_count: rows.len(),
            column_count: columns::count(&rows),
            delimiter: (separator != b',').then(|| char::from(separator).to_string()),
            has_header,
            column_types: Some(columns::types(&rows, has_header)).filter(|types| !types.is_empty()),
        };
        let markdown = markdown(&rows, metadata.column_count);
        let mut builder = InternalDocumentBuilder::new("csv");
        builder.push_table(Table { cells: rows, markdown, page_number: 1, bounding_box: None }, None, None);
        let mut document = builder.build();
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.metadata.format = Some(FormatMetadata::Csv(metadata));
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/csv", "text/tab-separated-values"]
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}

fn markdown(rows: &[Vec<String>], columns: usize) -> String {
    let mut markdown = String::new();
    for (index, row) in rows.iter().enumerate() {
        markdown.push('|');
        for column in 0..columns {
            markdown.push(' ');
            markdown.push_str(row.get(column).map_or("", |cell| cell.trim()));
            markdown.push_str(" |");
        }
        markdown.push('\n');
        if index == 0 {
            markdown.push('|');
            markdown.push_str(&" --- |".repeat(columns));
            markdown.push('\n');
        }
    }
    markdown
}
