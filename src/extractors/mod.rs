//! Extractors for what kreuzberg lacks on this target, or does worse: one file an extractor.

use std::sync::{Arc, OnceLock};

use kreuzberg::extractors::{ExcelExtractor, RstExtractor};
use kreuzberg::plugins::{DocumentExtractor, register_extractor};

use self::adapted::{Adapted, nothing};
use crate::quality::QualityScore;

mod adapted;
pub mod archive;
pub mod dbf;
mod html;
#[cfg(feature = "documents")]
pub mod package;
#[cfg(feature = "pdf")]
pub mod pdf;
mod rst;
#[cfg(feature = "documents")]
pub mod text;
mod xls;

/// Above kreuzberg's own extractors, whose priorities are 50, 55 and 60: of two for a type, the higher wins.
pub const PRIORITY: i32 = 80;

/// Of those that prepare a document for another extractor, of this crate or of kreuzberg.
pub const PREPARING: i32 = 90;

/// Puts this crate's extractors beside kreuzberg's own, at the first call and not before: an instance that
/// is thrown away after one document should not have paid for more than that.
///
/// # Errors
/// Whatever the registry refuses an extractor for.
pub fn registered() -> Result<(), &'static str> {
    static REFUSAL: OnceLock<Option<String>> = OnceLock::new();
    match REFUSAL.get_or_init(|| register().err().map(|error| error.to_string())) {
        None => Ok(()),
        Some(refusal) => Err(refusal),
    }
}

fn register() -> kreuzberg::Result<()> {
    kreuzberg::extractors::ensure_initialized()?;
    let ours: Vec<Arc<dyn DocumentExtractor>> = vec![
        Arc::new(archive::ArchiveExtractor),
        Arc::new(dbf::DbfExtractor),
        #[cfg(feature = "pdf")]
        Arc::new(pdf::PdfExtractor),
        Arc::new(html::HtmlExtractor),
        Arc::new(Adapted {
            name: "rst-aligned",
            mime_types: &["text/x-rst", "text/prs.fallenstein.rst"],
            before: rst::align,
            inner: RstExtractor::new(),
            after: nothing,
        }),
        Arc::new(Adapted {
            name: "xls-repacked",
            mime_types: &["application/vnd.ms-excel", "application/vnd.ms-excel.addin.macroEnabled"],
            before: xls::repack,
            inner: ExcelExtractor::new(),
            after: nothing,
        }),
    ];
    ours.into_iter().try_for_each(register_extractor)?;
    #[cfg(feature = "documents")]
    register_extractor(Arc::new(package::PackageExtractor::over_registered()?))?;
    #[cfg(feature = "documents")]
    register_extractor(Arc::new(text::TextExtractor::over_registered()?))?;
    let processors = kreuzberg::plugins::registry::get_post_processor_registry();
    // kreuzberg's own is at 30.
    processors.write().register(Arc::new(QualityScore), 30)
}
