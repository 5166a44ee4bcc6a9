//! What Office files before 2007 say of themselves: sets of properties in two streams ([MS-OLEPS] 2.21, [MS-OSHARED] 2.3.3).

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};
use kreuzberg::Metadata;
use serde_json::Value;

use crate::compound::{CompoundFile, u16_at, u32_at};
use crate::{encoding, file_time};

/// The streams.
const SUMMARY: &str = "\u{5}SummaryInformation";
const DOCUMENT_SUMMARY: &str = "\u{5}DocumentSummaryInformation";

/// Properties of any set, and of these two (2.25.1; [MS-OSHARED] 2.3.3.2.1, 2.3.3.2.2).
const CODE_PAGE: u32 = 1;
const TITLE: u32 = 2;
const SUBJECT: u32 = 3;
const AUTHOR: u32 = 4;
const KEYWORDS: u32 = 5;
const COMMENTS: u32 = 6;
const LAST_AUTHOR: u32 = 8;
const REVISION: u32 = 9;
const CREATED: u32 = 12;
const SAVED: u32 = 13;
const APPLICATION: u32 = 18;
const CATEGORY: u32 = 2;
const COMPANY: u32 = 15;

/// Types of values (2.15).
const SHORT: u16 = 2;
const TEXT: u16 = 30;
const WIDE_TEXT: u16 = 31;
const TIME: u16 = 64;

/// The metadata of a document.
pub fn read(file: &CompoundFile) -> Metadata {
    let summary = Set::of(file, SUMMARY);
    let more = Set::of(file, DOCUMENT_SUMMARY);
    let author = summary.text(AUTHOR);
    let additional = [
        ("description", summary.text(COMMENTS)),
        ("revision", summary.text(REVISION)),
        ("application", summary.text(APPLICATION)),
        ("category", more.text(CATEGORY)),
        ("company", more.text(COMPANY)),
    ];
    let additional =
        additional.into_iter().filter_map(|(name, value)| Some((Cow::Borrowed(name), Value::String(value?))));
    Metadata {
        title: summary.text(TITLE),
        subject: summary.text(SUBJECT),
        authors: author.clone().map(|author| vec![author]),
        keywords: summary.text(KEYWORDS).map(|words| {
            words
                .split([',', ';'])
                .map(|word| word.trim().to_owned())
                .filter(|word| !word.is_empty())
                .collect()
        }),
        created_at: summary.time(CREATED),
        modified_at: summary.time(SAVED),
        created_by: author,
        modified_by: summary.text(LAST_AUTHOR),
        additional: additional.collect(),
        ..Metadata::default()
    }
}

/// A set of properties.
struct Set<'a> {
    /// From where properties count.
    bytes: Cow<'a, [u8]>,
    encoding: &'static Encoding,
}

impl<'a> Set<'a> {
    fn of(file: &CompoundFile<'a>, stream: &str) -> Self {
        let mut bytes = file.stream(stream).unwrap_or_default();
        // The first of the sets is the one.
        let start = u32_at(&bytes, 44).map_or(bytes.len(), |start| start as usize);
        let rest = bytes.get(start..).unwrap_or_default().to_vec();
        bytes = Cow::Owned(rest);
        let set = Self { bytes, encoding: WINDOWS_1252 };
        let page = set.value(CODE_PAGE, SHORT).and_then(|value| u16_at(value, 0));
        let encoding = page.and_then(encoding::code_page).unwrap_or(WINDOWS_1252);
        Self { encoding, ..set }
    }

    /// A property's value, from behind its type.
    fn value(&self, wanted: u32, kind: u16) -> Option<&[u8]> {
        let count = u32_at(&self.bytes, 4)? as usize;
        let entries = self.bytes.get(8..)?.chunks_exact(8).take(count);
        let found =
            entries.filter(|entry| u32_at(entry, 0) == Some(wanted)).filter_map(|entry| u32_at(entry, 4));
        let values = found.filter_map(|start| self.bytes.get(start as usize..));
        values.filter(|value| u16_at(value, 0) == Some(kind)).filter_map(|value| value.get(4..)).next()
    }

    fn text(&self, wanted: u32) -> Option<String> {
        let bytes = |value: &'_ [u8], width: usize| {
            let length = (u32_at(value, 0)? as usize).saturating_mul(width);
            let bytes = value.get(4..)?;
            Some(bytes.get(..length).unwrap_or(bytes).to_vec())
        };
        let narrow = self.value(wanted, TEXT).and_then(|value| bytes(value, 1));
        let wide = || self.value(wanted, WIDE_TEXT).and_then(|value| bytes(value, 2));
        let text = match narrow {
            Some(bytes) => self.encoding.decode_without_bom_handling(&bytes).0.into_owned(),
            None => encoding_rs::UTF_16LE.decode_without_bom_handling(&wide()?).0.into_owned(),
        };
        let text = text.split('\0').next().unwrap_or_default().trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// As ISO 8601 has it.
    fn time(&self, wanted: u32) -> Option<String> {
        let value = self.value(wanted, TIME)?;
        let ticks = i64::from(u32_at(value, 4)?) << 32 | i64::from(u32_at(value, 0)?);
        file_time::iso_8601(ticks)
    }
}
