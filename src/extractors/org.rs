//! Org (Org Syntax, orgmode.org/worg/org-syntax.html).
//!
//! kreuzberg's reader puts all items into one list, knows no marks in headings, quotations and items, and takes fixed-width
//! lines, rules, comments and formulas for text. Here the text is made HTML, and that is read as a page is.

mod ahead;
mod inline;
mod lines;
mod reader;
mod scopes;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::{Metadata, Result};

use self::reader::{Read, Reader};
use super::blocks::document::describe;
use super::html::Translated;
use super::plugin::plugin;
use crate::encoding;

/// Extracts Org.
pub struct OrgExtractor;

plugin!(OrgExtractor, "org-with-html");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for OrgExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let read = Reader::read(&encoding::lossy(content));
        let Read { html, left_out, too_deep, .. } = &read;
        let translated =
            Translated { html, format: "org", mime_type, is_numbered: true, left_out, too_deep: *too_deep };
        let mut document = translated.document(config);
        describe(&mut document, metadata(read));
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/x-org", "text/org", "application/x-org"]
    }
}

fn metadata(read: Read) -> Metadata {
    let mut metadata = Metadata::default();
    let mut keywords = read.tags;
    for (key, value) in read.keywords {
        match key.as_str() {
            "TITLE" => {
                let title = metadata.title.get_or_insert_default();
                *title = format!("{title} {value}").trim_start().to_owned();
            }
            "AUTHOR" => metadata.authors.get_or_insert_default().push(value),
            "DATE" => metadata.created_at = Some(value),
            "LANGUAGE" => metadata.language = Some(value),
            "DESCRIPTION" => metadata.subject = Some(value),
            "FILETAGS" => keywords.extend(lines::tags(&value).map(str::to_owned)),
            "KEYWORDS" => {
                keywords.extend(value.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned))
            }
            _ => {}
        }
    }
    let mut seen = ahash::AHashSet::new();
    keywords.retain(|keyword| seen.insert(keyword.clone()));
    metadata.keywords = Some(keywords).filter(|keywords| !keywords.is_empty());
    metadata
}
