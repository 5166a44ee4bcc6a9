//! dBASE tables.
//!
//! kreuzberg's extractor reads the cells of a record in the order of a hash map and so puts them under the
//! wrong columns; this one asks for them by the names of their fields.

use std::borrow::Cow;
use std::io::Cursor;

use async_trait::async_trait;
use dbase::{FieldValue, Record};
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::{DbfFieldInfo, DbfMetadata, FormatMetadata, Metadata};
use kreuzberg::{KreuzbergError, Result};

use super::plugin::plugin;

/// Extracts dBASE tables.
pub struct DbfExtractor;

plugin!(DbfExtractor, "dbf-by-name");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for DbfExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        _config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let mut reader = dbase::Reader::new(Cursor::new(content)).map_err(unreadable)?;
        let names: Vec<String> = reader.fields().iter().map(|field| field.name().to_owned()).collect();
        let types: Vec<String> =
            reader.fields().iter().map(|field| format!("{:?}", field.field_type())).collect();
        let records =
            reader.iter_records().collect::<std::result::Result<Vec<_>, _>>().map_err(unreadable)?;
        let mut document = table(&names, &records);
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.metadata = metadata(&names, types, records.len());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/x-dbf", "application/dbase"]
    }
}

fn table(names: &[String], records: &[Record]) -> InternalDocument {
    let mut builder = InternalDocumentBuilder::new("dbf");
    if names.is_empty() {
        return builder.build();
    }
    let mut rows = vec![names.to_vec()];
    rows.extend(records.iter().map(|record| names.iter().map(|name| cell(record.get(name))).collect()));
    builder.push_table_from_cells(&rows, None, None);
    builder.build()
}

fn metadata(names: &[String], types: Vec<String>, record_count: usize) -> Metadata {
    let fields =
        names.iter().zip(types).map(|(name, field_type)| DbfFieldInfo { name: name.clone(), field_type });
    Metadata {
        format: Some(FormatMetadata::Dbf(DbfMetadata {
            record_count,
            field_count: names.len(),
            fields: fields.collect(),
        })),
        ..Metadata::default()
    }
}

fn cell(value: Option<&FieldValue>) -> String {
    match value {
        Some(FieldValue::Character(Some(text))) => text.trim().to_owned(),
        Some(FieldValue::Memo(text)) => text.trim().to_owned(),
        Some(FieldValue::Numeric(Some(number))) => number.to_string(),
        Some(FieldValue::Float(Some(number))) => number.to_string(),
        Some(FieldValue::Double(number)) => number.to_string(),
        Some(FieldValue::Integer(number)) => number.to_string(),
        Some(FieldValue::Currency(amount)) => format!("{amount:.2}"),
        Some(FieldValue::Logical(Some(truth))) => truth.to_string(),
        Some(FieldValue::Date(Some(date))) => {
            format!("{}-{:02}-{:02}", date.year(), date.month(), date.day())
        }
        _ => String::new(),
    }
}

fn unreadable(error: dbase::Error) -> KreuzbergError {
    KreuzbergError::parsing(format!("Failed to read dBASE file: {error}"))
}
