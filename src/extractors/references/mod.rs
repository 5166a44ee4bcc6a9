//! References: RIS, PubMed's format (NBIB), EndNote's XML and its import format.
//!
//! kreuzberg gives the titles of the first three as text, and the rest as lists over all of them in the metadata. Here
//! each reference is told with what it takes to find it and to judge it.

mod details;
mod refer;
mod tagged;
mod xml;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;

use self::details::metadata;
use super::plugin::plugin;
use crate::encoding;

const RIS: &str = "application/x-research-info-systems";
const PUBMED: &str = "application/x-pubmed";
const ENDNOTE_XML: &str = "application/x-endnote+xml";
const REFER: &str = "application/x-endnote-refer";

/// Extracts references.
pub struct ReferencesExtractor;

plugin!(ReferencesExtractor, "references");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for ReferencesExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        _: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let text = encoding::lossy(content);
        // EndNote's two formats go by the same extension.
        let is_markup = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
        let (references, format) = match mime_type {
            RIS => (tagged::ris(&text), "RIS"),
            PUBMED => (tagged::pubmed(&text), "PubMed"),
            _ if is_markup => (xml::read(&text), "EndNote XML"),
            _ => (refer::read(&text), "EndNote"),
        };
        let mut builder = InternalDocumentBuilder::new("citation");
        let said = metadata(&references, format, if format == "EndNote" { str::to_owned } else { in_order });
        if references.is_empty() {
            // Nothing is lost of what is in no such format.
            builder.push_code(&text, None, None, None);
        }
        for (number, reference) in (1..).zip(references) {
            reference.write(&mut builder, number);
        }
        let mut document = builder.build();
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.metadata = said;
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[RIS, PUBMED, ENDNOTE_XML, REFER]
    }
}

/// A name as kreuzberg has it in the metadata: `Marlow, Edith` the way it is said.
fn in_order(author: &str) -> String {
    match author.split_once(", ") {
        Some((name, given)) => format!("{given} {name}"),
        None => author.to_owned(),
    }
}
