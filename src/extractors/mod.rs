//! Extractors for what kreuzberg lacks on this target: one file an extractor.

#[cfg(feature = "pdf")]
pub mod pdf;

/// Puts all of this crate's extractors into kreuzberg's registry.
///
/// # Errors
/// Whatever the registry refuses an extractor for.
pub fn register() -> kreuzberg::Result<()> {
    #[cfg(feature = "pdf")]
    kreuzberg::plugins::register_extractor(std::sync::Arc::new(pdf::PdfExtractor))?;
    Ok(())
}
