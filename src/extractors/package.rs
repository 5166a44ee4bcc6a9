//! Office files and e-books, which are ZIP archives: counted before they are read.
//!
//! kreuzberg unpacks their parts without a limit. This one unpacks each into nothing first, counts what comes
//! out (the sizes in the directory may lie), and hands over only what keeps within the limits.

use std::io::Cursor;
use std::sync::Arc;

use ahash::AHashMap;
use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::registry::get_document_extractor_registry;
use kreuzberg::plugins::{DocumentExtractor, Plugin};
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::{KreuzbergError, Result};
use zip::ZipArchive;

use super::archive::member::Budget;

/// XML seldom shrinks to less than a fiftieth, so a small file with much in it is suspect long before a megabyte.
const SMALLEST: usize = 128 << 10;

/// Types that are ZIP archives, and are read part by part.
const TYPES: &[&str] = &[
    "application/epub+zip",
    "application/vnd.epub+zip",
    "application/vnd.ms-excel",
    "application/vnd.ms-excel.addin.macroEnabled",
    "application/vnd.ms-excel.addin.macroEnabled.12",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "application/vnd.ms-excel.sheet.macroEnabled.12",
    "application/vnd.ms-excel.template.macroEnabled.12",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
    "application/vnd.ms-powerpoint.template.macroEnabled.12",
    "application/vnd.ms-word.document.macroEnabled.12",
    "application/vnd.ms-word.template.macroEnabled.12",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    "application/vnd.openxmlformats-officedocument.presentationml.template",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "application/x-epub+zip",
    "application/x-iwork-keynote-sffkey",
    "application/x-iwork-numbers-sffnumbers",
    "application/x-iwork-pages-sffpages",
];

/// Extracts Office files and e-books within the limits.
pub struct PackageExtractor {
    kreuzbergs: AHashMap<&'static str, Arc<dyn DocumentExtractor>>,
}

impl PackageExtractor {
    /// Over the extractors that are registered so far.
    ///
    /// # Errors
    /// If there is none for one of the types.
    pub fn over_registered() -> Result<Self> {
        let registry = get_document_extractor_registry();
        let registry = registry.read();
        let kreuzbergs = TYPES.iter().map(|name| Ok((*name, registry.get(name)?)));
        Ok(Self { kreuzbergs: kreuzbergs.collect::<Result<_>>()? })
    }
}

impl Plugin for PackageExtractor {
    fn name(&self) -> &str {
        "package-within-limits"
    }

    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn initialize(&self) -> Result<()> {
        Ok(())
    }

    fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for PackageExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let extractor = self
            .kreuzbergs
            .get(mime_type)
            .ok_or_else(|| KreuzbergError::UnsupportedFormat(mime_type.to_owned()))?;
        // What is no archive (a workbook of before 2007, say) is not unpacked either: its reader tells it best.
        if let Ok(archive) = ZipArchive::new(Cursor::new(content)) {
            count(
                archive,
                &mut Budget::new(
                    &config.security_limits.clone().unwrap_or_default(),
                    content.len(),
                    SMALLEST,
                ),
            )?;
        }
        extractor.extract_bytes(content, mime_type, config).await
    }

    fn supported_mime_types(&self) -> &[&str] {
        TYPES
    }

    fn priority(&self) -> i32 {
        super::PREPARING
    }
}

fn count(mut archive: ZipArchive<Cursor<&[u8]>>, budget: &mut Budget) -> Result<()> {
    for index in 0..archive.len() {
        budget.admit()?;
        // A damaged or encrypted part is for the reader to refuse: it may not even want that part.
        if let Ok(part) = archive.by_index(index) {
            budget.count(part)?;
        }
    }
    Ok(())
}
