//! Workbooks: Excel's (ECMA-376 part 1, 18; MS-XLSB; MS-XLS) and OpenDocument's (ODF 1.3 part 3, 9).
//!
//! kreuzberg reads each sheet twice, says nothing of sheets that it cannot read and of those that are hidden, and
//! writes durations as dates of 1899. Cells that are merged hold their value in the first, as calamine has it.

mod cell;
mod pictures;
mod properties;

use std::borrow::Cow;
use std::io::Cursor;

use async_trait::async_trait;
use calamine::{Data, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::extraction::cells_to_markdown;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::{ExcelMetadata, FormatMetadata, ProcessingWarning, Table};
use kreuzberg::{KreuzbergError, Result};

use super::office::picture;
use super::plugin::plugin;
use super::word::part::Package;
use super::xls;

const BINARY: &str = "application/vnd.ms-excel.sheet.binary.macroEnabled.12";
const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.spreadsheet";
const BEFORE_2007: &str = "application/vnd.ms-excel";
const ADDIN_BEFORE_2007: &str = "application/vnd.ms-excel.addin.macroEnabled";
const ADDIN: &str = "application/vnd.ms-excel.addin.macroEnabled.12";

/// Extracts workbooks.
pub struct WorkbookExtractor;

plugin!(WorkbookExtractor, "workbook");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for WorkbookExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let bytes = Cursor::new(content);
        let is_addin = matches!(mime_type, ADDIN | ADDIN_BEFORE_2007);
        let read = match mime_type {
            BINARY => Xlsb::new(bytes).map_err(|error| unreadable("XLSB", &error)).and_then(sheets),
            OPEN_DOCUMENT => Ods::new(bytes).map_err(|error| unreadable("ODS", &error)).and_then(sheets),
            BEFORE_2007 | ADDIN_BEFORE_2007 => {
                Xls::new(bytes).map_err(|error| unreadable("XLS", &error)).and_then(sheets)
            }
            _ => Xlsx::new(bytes).map_err(|error| unreadable("XLSX", &error)).and_then(sheets),
        };
        let mut document = match read {
            Ok(document) => document,
            // Add-ins may well be nothing but code.
            Err(error) if is_addin => {
                let mut document = InternalDocument::new("excel");
                document.processing_warnings.push(warning(error.to_string()));
                document
            }
            Err(error) => return Err(error),
        };
        let wants_pictures = config.images.as_ref().is_some_and(|images| images.extract_images);
        let is_open_document = mime_type == OPEN_DOCUMENT;
        // What archive a workbook of before 2007 may hold is its theme. The properties are those of Office Open XML.
        let is_package = !content.starts_with(xls::SIGNATURE) && (!is_open_document || wants_pictures);
        if is_package && let Ok(mut package) = Package::open(content) {
            properties::put(&mut document.metadata, package.archive());
            let folder = if is_open_document { "Pictures/" } else { "xl/media/" };
            document.images = picture::in_folder(&mut package, folder, config);
        } else if wants_pictures {
            document.images = pictures::before_2007(content, &mut document.processing_warnings)?;
        }
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[
            ADDIN,
            ADDIN_BEFORE_2007,
            BEFORE_2007,
            BINARY,
            OPEN_DOCUMENT,
            "application/vnd.ms-excel.sheet.macroEnabled.12",
            "application/vnd.ms-excel.template.macroEnabled.12",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
        ]
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}

/// Each sheet under its name. Hidden ones are there, too, and named in the metadata: what they hold is part of
/// what the others show.
fn sheets<'a, R: Reader<Cursor<&'a [u8]>>>(mut workbook: R) -> Result<InternalDocument> {
    let known = workbook.sheets_metadata().to_vec();
    let mut builder = InternalDocumentBuilder::new("excel");
    for (sheet, number) in known.iter().zip(1u32..) {
        let range = match workbook.worksheet_range(&sheet.name) {
            Ok(range) => range,
            Err(error) => {
                // Sheets of charts and of code have no cells.
                if sheet.typ == SheetType::WorkSheet {
                    builder.add_warning(warning(format!("sheet {} cannot be read: {error:?}", sheet.name)));
                }
                continue;
            }
        };
        let cells = cells(&range);
        if cells.is_empty() {
            continue;
        }
        if !sheet.name.is_empty() {
            builder.push_heading(2, &sheet.name, None, None);
        }
        let markdown = cells_to_markdown(&cells);
        let table = Table { cells, markdown, page_number: number as usize, bounding_box: None };
        builder.push_table(table, Some(number), None);
    }
    let mut document = builder.build();
    let hidden: Vec<&str> = known
        .iter()
        .filter(|sheet| sheet.visible != SheetVisible::Visible)
        .map(|sheet| &*sheet.name)
        .collect();
    if !hidden.is_empty() {
        document.metadata.additional.insert(Cow::Borrowed("hiddenSheets"), serde_json::json!(hidden));
    }
    document.metadata.format = Some(FormatMetadata::Excel(ExcelMetadata {
        sheet_count: known.len(),
        sheet_names: known.into_iter().map(|sheet| sheet.name).collect(),
    }));
    Ok(document)
}

fn cells(range: &Range<Data>) -> Vec<Vec<String>> {
    range.rows().map(|row| row.iter().map(cell::text).collect()).collect()
}

fn unreadable(format: &str, error: &dyn std::fmt::Display) -> KreuzbergError {
    KreuzbergError::parsing(format!("Failed to parse {format}: {error}"))
}

fn warning(message: String) -> ProcessingWarning {
    ProcessingWarning { source: Cow::Borrowed("workbook"), message: Cow::Owned(message) }
}
