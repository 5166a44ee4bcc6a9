//! Workbooks: Excel's (ECMA-376 part 1, 18; MS-XLSB; MS-XLS) and OpenDocument's (ODF 1.3 part 3, 9).
//!
//! Excel's own are read by calamine, but for binary ones. kreuzberg reads each sheet twice, says nothing of sheets that it
//! cannot read and of those that are hidden, and writes durations as dates of 1899. Cells that are merged hold their value in the first, as calamine has it.

mod binary;
pub mod cell;
mod open_document;
mod pictures;
mod range;

use std::borrow::Cow;
use std::io::Cursor;

use async_trait::async_trait;
use calamine::{Data, Range, Reader, SheetType, SheetVisible, Xls, Xlsx};
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::extraction::cells_to_markdown;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::{ExcelMetadata, FormatMetadata, ProcessingWarning, Table};
use kreuzberg::{KreuzbergError, Metadata, Result};

use super::office::{picture, properties};
use super::plugin::plugin;
use super::word::part::Package;
use super::xls;
use crate::limits;

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
            BINARY => Package::open(content).and_then(|package| of_binary(&package)),
            OPEN_DOCUMENT => return of_open_document(content, mime_type, config),
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
        // What archive a workbook of before 2007 may hold is its theme.
        let package = (!content.starts_with(xls::SIGNATURE)).then(|| Package::open(content));
        if let Some(Ok(package)) = package {
            let Metadata { format, additional, .. } = std::mem::take(&mut document.metadata);
            document.metadata = Metadata { format, ..properties::workbook(&package) };
            document.metadata.additional.extend(additional);
            document.images = picture::in_folder(&package, "xl/media/", config);
        } else if config.images.as_ref().is_some_and(|images| images.extract_images) {
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
}

/// A sheet.
#[derive(Debug)]
struct Sheet {
    name: String,
    is_hidden: bool,
    /// Rows of cells.
    cells: Vec<Vec<String>>,
}

#[inline(never)]
fn of_open_document(content: &[u8], mime_type: &str, config: &ExtractionConfig) -> Result<InternalDocument> {
    let package = Package::open(content)?;
    let (sheets, cut) = open_document::sheets(&package)?;
    let mut document = document(sheets);
    let left_out = cut.map(|exceeded| limits::warning(format!("what follows is left out: {exceeded}")));
    document.processing_warnings.extend(left_out);
    document.images = picture::in_folder(&package, "Pictures/", config);
    document.mime_type = Cow::Owned(mime_type.to_owned());
    Ok(document)
}

#[inline(never)]
fn of_binary(package: &Package) -> Result<InternalDocument> {
    let binary::Read { sheets, is_listed, damaged, cut } = binary::read(package)?;
    let mut document = document(sheets);
    if !is_listed {
        let message = "the workbook is damaged: there may be sheets that it does not list";
        document.processing_warnings.push(warning(message.to_owned()));
    }
    let damage = |name| warning(format!("sheet {name} is damaged: not all of it can be read"));
    let left_out = |exceeded| limits::warning(format!("what follows is left out: {exceeded}"));
    document.processing_warnings.extend(damaged.into_iter().map(damage).chain(cut.map(left_out)));
    Ok(document)
}

#[inline(never)]
fn sheets<'a, R: Reader<Cursor<&'a [u8]>>>(mut workbook: R) -> Result<InternalDocument> {
    let mut warnings = Vec::new();
    let known = workbook.sheets_metadata().to_vec().into_iter();
    let read = known.map(|sheet| {
        let cells = match workbook.worksheet_range(&sheet.name) {
            Ok(range) => cells(&range),
            Err(error) => {
                // Sheets of charts and of code have no cells.
                if sheet.typ == SheetType::WorkSheet {
                    warnings.push(warning(format!("sheet {} cannot be read: {error:?}", sheet.name)));
                }
                Vec::new()
            }
        };
        Sheet { name: sheet.name, is_hidden: sheet.visible != SheetVisible::Visible, cells }
    });
    let mut document = document(read);
    document.processing_warnings.extend(warnings);
    Ok(document)
}

/// Each sheet under its name. Hidden ones are there, too, and named in the metadata: what they hold is part of
/// what the others show.
fn document(sheets: impl IntoIterator<Item = Sheet>) -> InternalDocument {
    let mut builder = InternalDocumentBuilder::new("excel");
    let (mut names, mut hidden) = (Vec::new(), Vec::new());
    for (Sheet { name, is_hidden, cells }, number) in sheets.into_iter().zip(1u32..) {
        if !cells.is_empty() {
            if !name.is_empty() {
                builder.push_heading(2, &name, None, None);
            }
            let markdown = cells_to_markdown(&cells);
            let table = Table { cells, markdown, page_number: number as usize, bounding_box: None };
            builder.push_table(table, Some(number), None);
        }
        hidden.extend(is_hidden.then(|| name.clone()));
        names.push(name);
    }
    let mut document = builder.build();
    if !hidden.is_empty() {
        document.metadata.additional.insert(Cow::Borrowed("hiddenSheets"), serde_json::json!(hidden));
    }
    let format = ExcelMetadata { sheet_count: names.len(), sheet_names: names };
    document.metadata.format = Some(FormatMetadata::Excel(format));
    document
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
