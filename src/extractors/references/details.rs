//! What is told of references, whatever they were written in.

use std::collections::BTreeSet;

use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::metadata::{CitationMetadata, YearRange};
use kreuzberg::types::uri::Uri;
use kreuzberg::types::{FormatMetadata, Metadata};

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

/// The metadata of some references.
///
/// # Parameters
/// `author` gives what stands there of an author.
pub fn metadata(references: &[Details], format: &str, author: fn(&str) -> String) -> Metadata {
    let distinct = |of: fn(&Details) -> &[String], told: fn(&str) -> String| -> Vec<String> {
        let values = references.iter().flat_map(of).map(|value| told(value));
        values.collect::<BTreeSet<_>>().into_iter().collect()
    };
    let authors = distinct(|details| &details.authors, author);
    let keywords = distinct(|details| &details.keywords, str::to_owned);
    let years = references.iter().filter_map(|details| details.year.as_ref()?.get(..4)?.parse::<u32>().ok());
    let years: Vec<u32> = years.collect::<BTreeSet<_>>().into_iter().collect();
    let range = YearRange { min: years.first().copied(), max: years.last().copied(), years: years.clone() };
    Metadata {
        authors: (!authors.is_empty()).then(|| authors.clone()),
        keywords: (!keywords.is_empty()).then(|| keywords.clone()),
        format: Some(FormatMetadata::Citation(CitationMetadata {
            citation_count: references.len(),
            format: Some(format.to_owned()),
            authors,
            year_range: (!years.is_empty()).then_some(range),
            dois: references.iter().filter_map(|details| details.doi.clone()).collect(),
            keywords,
        })),
        ..Metadata::default()
    }
}

/// `10.1000/182`, however it is written.
pub fn doi(value: &str) -> Option<String> {
    let found = value.find("10.").and_then(|at| value.get(at..))?;
    found.split_whitespace().next().map(str::to_owned)
}
