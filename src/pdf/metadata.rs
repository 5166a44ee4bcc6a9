//! Document metadata: the information dictionary (ISO 32000-2, 14.3.3), XMP (14.3.2, ISO 16684-1) and the catalog.

use super::catalog::{self, Catalog};
use super::open::Opened;
use super::strings;
use crate::xmp::{self, Xmp};
use hayro_syntax::PdfVersion;
use hayro_syntax::object::{DateTime, Dict, Stream};
use kreuzberg::types::Metadata;
use serde_json::{Value, json};

/// Fills kreuzberg's metadata. What it has no field for goes into `additional`: `producer`, `pdf_version`,
/// `page_count`, `is_encrypted`, `is_tagged`, `width` and `height` of the first page in points, and `pdf_standard`.
///
/// The information dictionary comes first; XMP fills what it leaves out, and gives each author on its own.
#[inline(never)]
pub fn read(opened: &Opened, catalog: &Catalog<'_>, metadata: &mut Metadata) {
    let info = opened.pdf.metadata();
    let xmp = catalog.dict.get::<Stream<'_>>(b"Metadata").and_then(|stream| stream.decoded_data().ok());
    let xmp = xmp.map(|bytes| xmp::parse(&bytes)).unwrap_or_default();
    let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().and_then(strings::decode_some);
    metadata.title = text(&info.title).or(xmp.title.clone());
    metadata.subject = text(&info.subject).or(xmp.description.clone());
    metadata.authors = authors(text(&info.author), &xmp);
    metadata.keywords = keywords(text(&info.keywords), &xmp);
    metadata.created_by = text(&info.creator).or(xmp.creator_tool.clone());
    metadata.created_at = info.creation_date.map(iso_8601).or(xmp.created.clone());
    metadata.modified_at = info.modification_date.map(iso_8601).or(xmp.modified.clone());
    metadata.language = catalog::text(&catalog.dict, b"Lang").or(xmp.language.clone());
    let tagged = catalog.dict.get::<Dict<'_>>(b"MarkInfo").and_then(|marks| marks.get::<bool>(b"Marked"));
    let mut add = |key: &'static str, value: Value| {
        metadata.additional.insert(key.into(), value);
    };
    add("pdf_version", json!(version(opened.pdf.version())));
    add("page_count", json!(opened.page_count()));
    add("is_encrypted", json!(opened.encrypted));
    add("is_tagged", json!(tagged.unwrap_or(false)));
    if let Some(producer) = text(&info.producer).or(xmp.producer) {
        add("producer", json!(producer));
    }
    if let Some(standard) = xmp.standard {
        add("pdf_standard", json!(standard));
    }
    if let Some(page) = opened.first_page() {
        let (width, height) = page.render_dimensions();
        add("width", json!(f64::from(width)));
        add("height", json!(f64::from(height)));
    }
}

fn authors(info: Option<String>, xmp: &Xmp) -> Option<Vec<String>> {
    if xmp.creators.len() > 1 {
        return Some(xmp.creators.clone());
    }
    let Some(info) = info else { return (!xmp.creators.is_empty()).then(|| xmp.creators.clone()) };
    let authors: Vec<String> =
        info.split(';').map(|a| a.trim().to_owned()).filter(|a| !a.is_empty()).collect();
    (!authors.is_empty()).then_some(authors)
}

fn keywords(info: Option<String>, xmp: &Xmp) -> Option<Vec<String>> {
    let words = match info.or(xmp.keywords.clone()) {
        Some(text) => text
            .split([',', ';', '\n'])
            .map(|word| word.trim().to_owned())
            .filter(|w| !w.is_empty())
            .collect(),
        None => xmp.subjects.clone(),
    };
    (!words.is_empty()).then_some(words)
}

fn version(version: PdfVersion) -> &'static str {
    match version {
        PdfVersion::Pdf10 => "1.0",
        PdfVersion::Pdf11 => "1.1",
        PdfVersion::Pdf12 => "1.2",
        PdfVersion::Pdf13 => "1.3",
        PdfVersion::Pdf14 => "1.4",
        PdfVersion::Pdf15 => "1.5",
        PdfVersion::Pdf16 => "1.6",
        PdfVersion::Pdf17 => "1.7",
        PdfVersion::Pdf20 => "2.0",
    }
}

/// A date (7.9.4) in the form of ISO 8601; one without an offset is taken for UTC, as the parser gives no other sign.
fn iso_8601(date: DateTime) -> String {
    let DateTime { year, month, day, hour, minute, second, utc_offset_hour, utc_offset_minute } = date;
    let zone = match (utc_offset_hour, utc_offset_minute) {
        (0, 0) => "Z".to_owned(),
        (hours, minutes) => {
            let sign = if hours < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{minutes:02}", hours.unsigned_abs())
        }
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_iso_8601() {
        let date = DateTime {
            year: 2024,
            month: 2,
            day: 29,
            hour: 13,
            minute: 5,
            second: 9,
            utc_offset_hour: -5,
            utc_offset_minute: 30,
        };
        assert_eq!(iso_8601(date), "2024-02-29T13:05:09-05:30");
        assert_eq!(
            iso_8601(DateTime { utc_offset_hour: 0, utc_offset_minute: 0, ..date }),
            "2024-02-29T13:05:09Z"
        );
    }
}
