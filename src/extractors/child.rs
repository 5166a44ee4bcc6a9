//! Documents in a document: an attachment with its own result.

use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::types::ArchiveEntry;

use crate::extract;
use crate::mime;
use crate::request::Hint;

/// The result of `bytes` that are called `path`; none where there is nothing to extract, or documents may not be
/// nested this deep.
///
/// # Errors
/// Why it could not be extracted, for people.
pub async fn extract(
    path: &str,
    mime_type: Option<String>,
    bytes: &[u8],
    config: &ExtractionConfig,
) -> Result<Option<ArchiveEntry>, String> {
    if config.max_archive_depth == 0 || bytes.is_empty() {
        return Ok(None);
    }
    let hint = Hint { filename: Some(path.to_owned()), mime_type };
    // What is declared gives way to the name where nothing reads it.
    let detected = mime::detect(bytes, &hint).map_err(|failure| failure.message)?;
    let config = ExtractionConfig { max_archive_depth: config.max_archive_depth - 1, ..config.clone() };
    let result =
        extract::document(bytes, &detected.mime_type, &config).await.map_err(|error| error.to_string())?;
    Ok(Some(ArchiveEntry { path: path.to_owned(), mime_type: detected.mime_type, result: Box::new(result) }))
}
