//! ZIP, TAR, 7z and gzip: the list of members, the text of text files, and each member's own result.
//!
//! kreuzberg's extractors unpack an archive three times, keep its members in a hash map, and so lose the order
//! that it has; and they tell a member's type by its bytes before its name, which makes plain text of Markdown.
//! These go through it once, in its own order.

mod gzip;
pub(crate) mod member;
mod seven_zip;
mod tar;
mod zip;

use std::borrow::Cow;

use ahash::AHashMap;
use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::{ArchiveEntry, ArchiveMetadata, FormatMetadata, Metadata, ProcessingWarning};
use kreuzberg::{KreuzbergError, Result};

use self::member::Member;
use super::plugin::plugin;
use crate::request::Hint;
use crate::{limits, mime};

/// Extracts archives.
pub struct ArchiveExtractor;

plugin!(ArchiveExtractor, "archive-in-order");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for ArchiveExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let mut members = Vec::new();
        let (format, outcome) = match mime_type {
            "application/zip" | "application/x-zip-compressed" => ("ZIP", zip::read(content, &mut members)),
            "application/x-7z-compressed" => ("7Z", seven_zip::read(content, &mut members)),
            "application/gzip" | "application/x-gzip" => ("GZIP", gzip::read(content, &mut members)),
            _ => ("TAR", tar::read(content, &mut members)),
        };
        let left_out = limits::cut(outcome)?;
        let mut document = listing(format, mime_type, &members);
        document.processing_warnings.extend(left_out.map(|exceeded| {
            limits::warning(format!("the archive is read up to a limit, the rest is left out: {exceeded}"))
        }));
        if config.max_archive_depth == 0 && members.iter().any(|member| member.bytes().is_some()) {
            document.processing_warnings.push(limits::left_closed());
            return Ok(document);
        }
        let mut children = Vec::new();
        for member in members {
            match extract_member(&member, config).await {
                Ok(Some(child)) => children.push(child),
                Ok(None) => {}
                Err(why) => document.processing_warnings.push(unread(&member, &why)),
            }
        }
        document.children = (!children.is_empty()).then_some(children);
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[
            "application/zip",
            "application/x-zip-compressed",
            "application/x-tar",
            "application/tar",
            "application/x-gtar",
            "application/x-ustar",
            "application/x-7z-compressed",
            "application/gzip",
            "application/x-gzip",
        ]
    }
}

/// A member's own result; none where there is nothing to extract.
async fn extract_member(
    member: &Member,
    config: &ExtractionConfig,
) -> std::result::Result<Option<ArchiveEntry>, String> {
    let Some(bytes) = member.bytes().filter(|bytes| !bytes.is_empty()) else { return Ok(None) };
    let hint = Hint { filename: Some(member.path.clone()), mime_type: None };
    let mime_type = mime::detect(bytes, &hint).map_err(|failure| failure.message)?.mime_type;
    let config =
        ExtractionConfig { max_archive_depth: config.max_archive_depth.saturating_sub(1), ..config.clone() };
    let result =
        crate::extract::document(bytes, &mime_type, &config).await.map_err(|error| error.to_string())?;
    Ok(Some(ArchiveEntry { path: member.path.clone(), mime_type, result: Box::new(result) }))
}

fn unread(member: &Member, why: &str) -> ProcessingWarning {
    ProcessingWarning {
        source: Cow::Borrowed("archive_recursive_extraction"),
        message: Cow::Owned(format!("Failed to extract '{}': {why}", member.path)),
    }
}

/// The archive itself as a document: what is in it, and the words of the text files among that.
fn listing(format: &'static str, mime_type: &str, members: &[Member]) -> InternalDocument {
    let total_size: u64 = members.iter().map(|member| member.size).sum();
    let mut document = InternalDocument::new(format.to_lowercase());
    document.mime_type = Cow::Owned(mime_type.to_owned());
    document.metadata = metadata(format, members, total_size);

    let mut files = String::from("Files:\n");
    for member in members {
        files.push_str(&format!("- {} ({} bytes)\n", member.path, member.size));
    }
    let summary = format!("{format} Archive ({} files, {total_size} bytes)", members.len());
    let texts = members.iter().filter_map(|member| {
        let text = member.text()?;
        Some(format!("=== {} ===\n{text}", member.path))
    });
    for (index, text) in [summary, files].into_iter().chain(texts).enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        document.push_element(InternalElement::text(ElementKind::Paragraph, text, 0).with_index(index));
    }
    document
}

fn metadata(format: &'static str, members: &[Member], total_size: u64) -> Metadata {
    let details: Vec<_> = members
        .iter()
        .map(|member| serde_json::json!({ "path": member.path, "size": member.size, "isDir": member.is_dir() }))
        .collect();
    Metadata {
        format: Some(FormatMetadata::Archive(ArchiveMetadata {
            format: Cow::Borrowed(format),
            file_count: members.len(),
            file_list: members.iter().map(|member| member.path.clone()).collect(),
            total_size: usize::try_from(total_size).unwrap_or(usize::MAX),
            compressed_size: None,
        })),
        additional: AHashMap::from_iter([(Cow::Borrowed("files"), serde_json::Value::Array(details))]),
        ..Metadata::default()
    }
}

fn unreadable(format: &str, error: impl std::fmt::Display) -> KreuzbergError {
    KreuzbergError::parsing(format!("Failed to read {format} archive: {error}"))
}
