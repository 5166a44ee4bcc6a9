//! HWPX: Hangul's word processor documents in OWPML (KS X 6101), which are ZIP archives of XML.

mod package;
mod section;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;

use self::package::Package;
use self::section::Section;
use super::plugin::plugin;

/// Extracts HWPX.
pub struct HwpxExtractor;

plugin!(HwpxExtractor, "hwpx");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for HwpxExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let limits = config.security_limits.clone().unwrap_or_default();
        let package = Package::open(content)?;
        let mut warnings = package.warnings;
        let mut builder = InternalDocumentBuilder::new("hwpx");
        let mut notes = 0;
        for section in &package.sections {
            Section::new(&mut builder, &package.headings, &mut notes, limits.max_table_cells)
                .read(section, &mut warnings);
        }
        let mut document = builder.build();
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.metadata = package.metadata;
        document.processing_warnings = warnings.into_iter().map(warning).collect();
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/haansofthwpx"]
    }
}

fn warning(message: String) -> ProcessingWarning {
    ProcessingWarning { source: Cow::Borrowed("hwpx"), message: Cow::Owned(message) }
}
