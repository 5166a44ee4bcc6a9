//! References: RIS, PubMed's format (NBIB) and EndNote's XML.
//!
//! kreuzberg gives their titles as text, and the rest as lists over all of them in the metadata. Here each reference is
//! told with what it takes to find it and to judge it.

use std::borrow::Cow;

use async_trait::async_trait;
use biblib::{Citation, CitationParser, EndNoteXmlParser, PubMedParser, RisParser};
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::extractors::CitationExtractor;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::uri::Uri;

use super::plugin::plugin;

const RIS: &str = "application/x-research-info-systems";
const PUBMED: &str = "application/x-pubmed";
pub const ENDNOTE_XML: &str = "application/x-endnote+xml";

/// Extracts references, over kreuzberg's extractor, whose metadata stays.
pub struct ReferencesExtractor;

plugin!(ReferencesExtractor, "references");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for ReferencesExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let read = CitationExtractor::new().extract_bytes(content, mime_type, config).await?;
        let text = String::from_utf8_lossy(content);
        let parsed = match mime_type {
            RIS => RisParser::new().parse(&text),
            PUBMED => PubMedParser::new().parse(&text),
            _ => EndNoteXmlParser::new().parse(&text),
        };
        let Some(citations) = parsed.ok().filter(|citations| !citations.is_empty()) else { return Ok(read) };
        let mut builder = InternalDocumentBuilder::new("citation");
        for (citation, number) in citations.iter().zip(1..) {
            details(citation).write(&mut builder, number);
        }
        let mut document = builder.build();
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.metadata = read.metadata;
        document.processing_warnings = read.processing_warnings;
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[RIS, PUBMED, ENDNOTE_XML]
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}

fn details(citation: &Citation) -> Details {
    let authors = citation.authors.iter().map(|author| {
        let given = [&author.given_name, &author.middle_name].into_iter().flatten();
        let given: Vec<&str> = given.map(String::as_str).filter(|name| !name.is_empty()).collect();
        match given.as_slice() {
            [] => author.name.clone(),
            given => format!("{}, {}", author.name, given.join(" ")),
        }
    });
    Details {
        title: Some(citation.title.clone()),
        authors: authors.collect(),
        year: citation.date.as_ref().map(|date| date.year.to_string()),
        container: citation.journal.clone().or_else(|| citation.journal_abbr.clone()),
        volume: citation.volume.clone(),
        issue: citation.issue.clone(),
        pages: citation.pages.clone(),
        publisher: citation.publisher.clone(),
        place: None,
        doi: citation.doi.clone(),
        pmid: citation.pmid.clone(),
        summary: citation.abstract_text.clone(),
        keywords: citation.keywords.iter().chain(&citation.mesh_terms).cloned().collect(),
        urls: citation.urls.clone(),
    }
}

/// What is told of a reference.
#[derive(Default)]
pub struct Details {
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub year: Option<String>,
    /// What it is in: a journal, a book.
    pub container: Option<String>,
    pub volume: Option<String>,
    pub issue: Option<String>,
    pub pages: Option<String>,
    pub publisher: Option<String>,
    pub place: Option<String>,
    /// Without what makes an address of it.
    pub doi: Option<String>,
    /// Its number in PubMed.
    pub pmid: Option<String>,
    /// The abstract.
    pub summary: Option<String>,
    pub keywords: Vec<String>,
    pub urls: Vec<String>,
}

impl Details {
    /// Writes the reference, of which this is the number from 1: its title, where it is found, its abstract and what it
    /// is about.
    pub fn write(self, builder: &mut InternalDocumentBuilder, number: usize) {
        let Self { title, authors, year, container, volume, issue, pages, publisher, place, .. } = self;
        let title = title.filter(|title| !title.is_empty()).unwrap_or_else(|| "(no title)".to_owned());
        builder.push_citation(&title, &format!("citation_{number}"), None);
        let address = self.doi.filter(|doi| !doi.is_empty()).map(|doi| format!("https://doi.org/{doi}"));
        let place_in = match (volume, issue) {
            (Some(volume), Some(issue)) => Some(format!("{volume}({issue})")),
            (volume, issue) => volume.or(issue),
        };
        let parts = [
            (!authors.is_empty()).then(|| authors.join("; ")),
            year,
            container,
            place_in,
            pages.map(|pages| format!("pp. {pages}")),
            publisher,
            place,
            address.clone(),
            self.pmid.map(|number| format!("PMID {number}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect();
        let keywords = self.keywords;
        let lines = [
            (!parts.is_empty()).then(|| parts.join(", ")),
            self.summary,
            (!keywords.is_empty()).then(|| format!("Keywords: {}", keywords.join(", "))),
        ];
        for line in lines.iter().flatten().filter(|line| !line.trim().is_empty()) {
            builder.push_paragraph(line, Vec::new(), None, None);
        }
        for url in self.urls {
            builder.push_uri(Uri::hyperlink(url, None));
        }
        if let Some(address) = address {
            builder.push_uri(Uri::citation(address, Some(title)));
        }
    }
}
