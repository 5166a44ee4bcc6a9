//! Extractors for what kreuzberg lacks on this target, or does worse: one file an extractor.

use std::sync::{Arc, OnceLock};

use kreuzberg::plugins::{DocumentExtractor, register_extractor};

pub mod archive;
pub mod dbf;
#[cfg(feature = "documents")]
pub mod package;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(feature = "documents")]
pub mod text;

/// Above kreuzberg's own extractors, whose priorities are 50, 55 and 60: of two for a type, the higher wins.
pub const PRIORITY: i32 = 80;

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
        #[cfg(feature = "documents")]
        Arc::new(package::PackageExtractor::over_registered()?),
        #[cfg(feature = "documents")]
        Arc::new(text::TextExtractor::over_registered()?),
        #[cfg(feature = "pdf")]
        Arc::new(pdf::PdfExtractor),
    ];
    ours.into_iter().try_for_each(register_extractor)
}
