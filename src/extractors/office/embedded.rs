//! Documents in a document (ECMA-376 part 1, 15.2.11).

use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::extraction::ooxml_embedded::extract_ooxml_embedded_objects;
use kreuzberg::types::internal::InternalDocument;

use crate::extractors::readers;
use crate::extractors::word::part::Package;

/// Puts those in a folder of the package into the result, if members are wanted. To look for them costs as much as all of a
/// small document, so that it is not done where there are none.
///
/// # Errors
/// None, unless kreuzberg refuses the readers.
pub async fn put(
    document: &mut InternalDocument,
    (package, content): (&Package<'_>, &[u8]),
    folder: &str,
    config: &ExtractionConfig,
) -> Result<()> {
    if package.names(folder, "").is_empty() {
        return Ok(());
    }
    readers::register()?;
    let (children, told) =
        extract_ooxml_embedded_objects(content, folder, &document.source_format, config).await;
    document.children = (!children.is_empty()).then_some(children);
    document.processing_warnings.extend(told);
    Ok(())
}
