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
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::metadata::{CsvMetadata, FormatMetadata};
use kreuzberg::types::{ProcessingWarning, Table};

pub use self::limit::too_many_cells;
use super::plugin::plugin;
use crate::composed::is_plain;
use crate::{encoding, limits};

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
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let text = encoding::lossy(content);
        let is_by_tabs = mime_type == "text/tab-separated-values";
        let separator = if is_by_tabs { b'\t' } else { records::separator(&text) };
        let mut rows = records::read(&text, separator);
        let has_header = columns::has_header(&rows);
        let metadata = CsvMetadata {
            row_count: rows.len(),
            column_count: columns::count(&rows),
            delimiter: (separator != b',').then(|| char::from(separator).to_string()),
            has_header,
            column_types: Some(columns::types(&rows, has_header)).filter(|types| !types.is_empty()),
        };
        let mut document = InternalDocument::new("csv");
        let is_padded = match limited(&rows, metadata.column_count, config)? {
            Rectangle::Written => true,
            Rectangle::Left => false,
            Rectangle::Cut { rows: most, warning } => {
                rows.truncate(most);
                document.processing_warnings.push(warning);
                true
            }
        };
        // To cut a table, one has to know where it stands.
        if is_plain(config) && !limits::truncates() {
            let text = InternalElement::text(ElementKind::RawBlock, "", 0);
            document.push_element(InternalElement { text: plain(&rows), ..text });
        } else {
            document.push_element(InternalElement::text(ElementKind::Table { table_index: 0 }, "", 0));
        }
        let markdown = markdown(&rows, if is_padded { metadata.column_count } else { 0 });
        document.push_table(Table { cells: rows, markdown, page_number: 1, bounding_box: None });
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.metadata.format = Some(FormatMetadata::Csv(metadata));
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/csv", "text/tab-separated-values"]
    }
}

/// What becomes of the rectangle around all rows, which is larger than they are by far if one of them is.
enum Rectangle {
    Written,
    /// Plain text needs none.
    Left,
    Cut {
        rows: usize,
        warning: ProcessingWarning,
    },
}

/// Holds the rectangle to the limit.
///
/// # Errors
/// That it is passed.
fn limited(rows: &[Vec<String>], columns: usize, config: &ExtractionConfig) -> Result<Rectangle> {
    let allowed = limits::current().table_cells;
    if (rows.len() as u64).saturating_mul(columns as u64) <= allowed {
        return Ok(Rectangle::Written);
    }
    if is_plain(config) {
        return Ok(Rectangle::Left);
    }
    let exceeded = limits::over("tableCells", allowed);
    if !limits::truncates() {
        return Err(exceeded.into());
    }
    let warning = limits::warning(format!("what is beyond a limit is left out: {exceeded}"));
    Ok(Rectangle::Cut { rows: (allowed / columns as u64) as usize, warning })
}

/// A line a row.
fn plain(rows: &[Vec<String>]) -> String {
    let length = |row: &Vec<String>| row.iter().map(|cell| cell.len() + 1).sum::<usize>();
    let mut text = String::with_capacity(rows.iter().map(length).sum());
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push(' ');
            }
            text.push_str(cell);
        }
        text.push('\n');
    }
    text
}

/// Rows of so many columns at least, and the first of as many as the longest has.
fn markdown(rows: &[Vec<String>], columns: usize) -> String {
    let head = columns::count(rows);
    let length = |row: &Vec<String>| {
        let cells: usize = row.iter().map(|cell| cell.len()).sum();
        cells + 3 * row.len().max(columns) + 2
    };
    let mut markdown = String::with_capacity(rows.iter().map(length).sum::<usize>() + 9 * head + 2);
    for (index, row) in rows.iter().enumerate() {
        markdown.push('|');
        let columns = if index == 0 { head } else { row.len().max(columns) };
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

#[cfg(test)]
mod tests {
    use super::{markdown, plain, records};

    #[test]
    fn there_is_room_for_all_text_from_the_start() {
        for text in ["", "a", "a,b,c\n1,2\n,,3\n", "x\n\"1,2\",\u{e9},, 4 \n"] {
            let rows = records::read(text, b',');
            let (room, written) = (plain(&rows).capacity(), plain(&rows).len());
            assert_eq!(room, written);
            for columns in [0, 4] {
                let markdown = markdown(&rows, columns);
                assert!(markdown.capacity() <= markdown.len() + text.len() + 9 * 4 + 2);
            }
        }
    }

    #[test]
    fn rows_need_not_be_as_long_as_the_longest() {
        let rows = records::read("a\nb,c\n", b',');
        assert_eq!(markdown(&rows, 0), "| a |  |\n| --- | --- |\n| b | c |\n");
        assert_eq!(markdown(&records::read("a,b\nc\n", b','), 0), "| a | b |\n| --- | --- |\n| c |\n");
        assert_eq!(markdown(&records::read("a,b\nc\n", b','), 2), "| a | b |\n| --- | --- |\n| c |  |\n");
    }
}
