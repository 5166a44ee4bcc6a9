//! EndNote's import format, which refer(1) began: a line a field, behind `%` and a letter; a blank line between
//! records.

use std::borrow::Cow;
use std::collections::BTreeSet;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::metadata::{CitationMetadata, YearRange};
use kreuzberg::types::{FormatMetadata, Metadata};

use super::plugin::plugin;
use super::references::{self, Details, ReferencesExtractor};

/// Extracts the references of an EndNote file.
pub struct EndNoteExtractor;

plugin!(EndNoteExtractor, "endnote-refer");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for EndNoteExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        // EndNote's XML goes by the same extension.
        if content.trim_ascii_start().starts_with(b"<") {
            return ReferencesExtractor.extract_bytes(content, references::ENDNOTE_XML, config).await;
        }
        let text = String::from_utf8_lossy(content);
        let references: Vec<Reference> = records(&text);
        let mut builder = InternalDocumentBuilder::new("citation");
        for (number, reference) in references.iter().enumerate() {
            details(reference).write(&mut builder, number + 1);
        }
        let mut document = builder.build();
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.metadata = metadata(&references);
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/x-endnote-refer"]
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}

/// The fields of a record, in their order.
type Reference = Vec<(char, String)>;

fn records(text: &str) -> Vec<Reference> {
    let mut records = vec![Vec::new()];
    for line in text.trim_start_matches('\u{feff}').lines() {
        let mut letters = line.chars();
        let field = (letters.next(), letters.next(), letters.next());
        let Some(record) = records.last_mut() else { break };
        match field {
            (Some('%'), Some(letter), None | Some(' ')) => {
                record.push((letter, letters.as_str().trim().to_owned()))
            }
            _ if line.trim().is_empty() && !record.is_empty() => records.push(Vec::new()),
            // A field that goes on in the next line.
            _ => {
                if let Some((_, value)) = record.last_mut()
                    && !line.trim().is_empty()
                {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }
    records.retain(|record| !record.is_empty());
    records
}

fn first(reference: &[(char, String)], letter: char) -> Option<&str> {
    all(reference, letter).next()
}

fn all(reference: &[(char, String)], letter: char) -> impl Iterator<Item = &str> {
    let fields = reference.iter().filter(move |(found, value)| *found == letter && !value.is_empty());
    fields.map(|(_, value)| value.as_str())
}

/// `10.1000/182`, however it is written.
fn doi(reference: &[(char, String)]) -> Option<&str> {
    let value = first(reference, 'R')?;
    value.find("10.").and_then(|at| value.get(at..))
}

fn details(reference: &[(char, String)]) -> Details {
    let text = |letter| first(reference, letter).map(str::to_owned);
    let texts = |letter| all(reference, letter).map(str::to_owned).collect();
    Details {
        title: text('T'),
        authors: texts('A'),
        year: text('D'),
        // The journal, or what the chapter is in.
        container: text('J').or_else(|| text('B')),
        volume: text('V'),
        issue: text('N'),
        pages: text('P'),
        publisher: text('I'),
        place: text('C'),
        doi: doi(reference).map(str::to_owned),
        summary: text('X'),
        keywords: texts('K'),
        urls: texts('U'),
        ..Details::default()
    }
}

fn metadata(references: &[Reference]) -> Metadata {
    let distinct = |letter| -> Vec<String> {
        let values = references.iter().flat_map(|reference| all(reference, letter)).map(str::to_owned);
        values.collect::<BTreeSet<_>>().into_iter().collect()
    };
    let years =
        references.iter().filter_map(|reference| first(reference, 'D')?.get(..4)?.parse::<u32>().ok());
    let years: Vec<u32> = years.collect::<BTreeSet<_>>().into_iter().collect();
    let range = YearRange { min: years.first().copied(), max: years.last().copied(), years: years.clone() };
    let (authors, keywords) = (distinct('A'), distinct('K'));
    Metadata {
        authors: (!authors.is_empty()).then(|| authors.clone()),
        keywords: (!keywords.is_empty()).then(|| keywords.clone()),
        format: Some(FormatMetadata::Citation(CitationMetadata {
            citation_count: references.len(),
            format: Some("EndNote".to_owned()),
            authors,
            year_range: (!years.is_empty()).then_some(range),
            dois: references.iter().filter_map(|reference| doi(reference).map(str::to_owned)).collect(),
            keywords,
        })),
        ..Metadata::default()
    }
}
