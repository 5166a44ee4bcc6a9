//! EndNote's import format, which refer(1) began: a line a field, behind `%` and a letter; a blank line between
//! records.

use std::borrow::Cow;
use std::collections::BTreeSet;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::extractors::CitationExtractor;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::metadata::{CitationMetadata, YearRange};
use kreuzberg::types::uri::Uri;
use kreuzberg::types::{FormatMetadata, Metadata};

use super::plugin::plugin;

/// EndNote's XML goes by the same extension.
const XML: &str = "application/x-endnote+xml";

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
        if content.trim_ascii_start().starts_with(b"<") {
            return CitationExtractor::new().extract_bytes(content, XML, config).await;
        }
        let text = String::from_utf8_lossy(content);
        let references: Vec<Reference> = records(&text);
        let mut builder = InternalDocumentBuilder::new("citation");
        for (number, reference) in references.iter().enumerate() {
            write(&mut builder, number + 1, reference);
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

fn write(builder: &mut InternalDocumentBuilder, number: usize, reference: &[(char, String)]) {
    let title = first(reference, 'T').unwrap_or("(no title)");
    builder.push_citation(title, &format!("citation_{number}"), None);
    let authors: Vec<&str> = all(reference, 'A').collect();
    // The journal, or what the chapter is in.
    let container = first(reference, 'J').or_else(|| first(reference, 'B'));
    let volume = first(reference, 'V').map(|volume| match first(reference, 'N') {
        Some(issue) => format!("{volume}({issue})"),
        None => volume.to_owned(),
    });
    let parts = [
        (!authors.is_empty()).then(|| authors.join("; ")),
        first(reference, 'D').map(str::to_owned),
        container.map(str::to_owned),
        volume,
        first(reference, 'P').map(|pages| format!("pp. {pages}")),
        first(reference, 'I').map(str::to_owned),
        first(reference, 'C').map(str::to_owned),
        doi(reference).map(|doi| format!("https://doi.org/{doi}")),
    ];
    let details: Vec<String> = parts.into_iter().flatten().collect();
    let keywords: Vec<&str> = all(reference, 'K').collect();
    let lines = [
        (!details.is_empty()).then(|| details.join(", ")),
        first(reference, 'X').map(str::to_owned),
        (!keywords.is_empty()).then(|| format!("Keywords: {}", keywords.join(", "))),
    ];
    for line in lines.iter().flatten() {
        builder.push_paragraph(line, Vec::new(), None, None);
    }
    for url in all(reference, 'U') {
        builder.push_uri(Uri::hyperlink(url, None));
    }
    if let Some(doi) = doi(reference) {
        builder.push_uri(Uri::citation(format!("https://doi.org/{doi}"), Some(title.to_owned())));
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
