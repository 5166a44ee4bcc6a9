//! Mails: what kreuzberg gives, with text in HTML read as a page is, and what is attached counted.
//!
//! kreuzberg takes the tags out of a mail that has no text but HTML and leaves one paragraph, with references such as
//! `&nbsp;` as they are. Here paragraphs, headings, lists, tables and links stay what they are.

mod bounds;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::extraction::email::extract_email_content;
use kreuzberg::extractors::EmailExtractor;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::{ElementKind, InternalDocument, RelationshipTarget};
use kreuzberg::{ExtractedImage, Result};

use super::html;
use super::office::picture;
use super::plugin::plugin;
use super::readers;

const RFC822: &str = "message/rfc822";
const TYPES: &[&str] = &[RFC822, "application/vnd.ms-outlook"];

/// Extracts mails: kreuzberg's extractor, and the page that is a mail's text.
pub struct MailExtractor;

plugin!(MailExtractor, "mail-with-html");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for MailExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        readers::register()?;
        let mut document = EmailExtractor.extract_bytes(content, mime_type, config).await?;
        bounds::count(&mut document);
        if mime_type != RFC822 {
            bounds::warn_of_boasts(content, &mut document);
        }
        if let Some(page) = only_html(content, mime_type, config)? {
            put(&mut document, html::fragment(&page, config));
        }
        if config.images.as_ref().is_some_and(|images| images.extract_images) {
            document.images.extend(pictures(content, mime_type)?);
        }
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        TYPES
    }
}

/// The page that a mail consists of, if it has no plain text beside it.
fn only_html(content: &[u8], mime_type: &str, config: &ExtractionConfig) -> Result<Option<String>> {
    // Most mails need not be read a second time to be known to have none.
    if mime_type == RFC822 && !names_html(content) {
        return Ok(None);
    }
    let codepage = config.email.as_ref().and_then(|email| email.msg_fallback_codepage);
    let mail = extract_email_content(content, mime_type, codepage)?;
    Ok(mail.html_content.filter(|_| mail.plain_text.is_none()))
}

/// What is attached that is a picture, or shown in the text.
fn pictures(content: &[u8], mime_type: &str) -> Result<Vec<ExtractedImage>> {
    let attached = extract_email_content(content, mime_type, None)?.attachments;
    let of_kind = |kind: &str| kind.strip_prefix("image/").map(str::to_owned);
    let pictures = attached.into_iter().filter_map(|attached| {
        let kind = of_kind(attached.mime_type.as_deref()?)?;
        let name = attached.filename.or(attached.name).unwrap_or_else(|| format!("picture.{kind}"));
        Some((name, attached.data.filter(|data| !data.is_empty())?))
    });
    Ok(pictures.enumerate().map(|(index, (name, data))| picture::of_bytes(index, data, &name)).collect())
}

/// Whether a part may be declared to be HTML (RFC 2045, 5.1: in any case).
fn names_html(content: &[u8]) -> bool {
    memchr::memchr_iter(b'/', content).any(|at| {
        let around = at.checked_sub(4).and_then(|start| content.get(start..at + 5));
        around.is_some_and(|around| around.eq_ignore_ascii_case(b"text/html"))
    })
}

/// Puts a page in the place of a mail's text, which stands after the lines of its head.
fn put(mail: &mut InternalDocument, page: InternalDocument) {
    if page.elements.is_empty() || !mail.tables.is_empty() || !mail.images.is_empty() {
        return;
    }
    mail.elements.retain(|element| element.kind == ElementKind::MetadataBlock);
    let before = u32::try_from(mail.elements.len()).unwrap_or(u32::MAX);
    mail.elements.extend(page.elements);
    mail.relationships = page.relationships;
    for relationship in &mut mail.relationships {
        relationship.source = relationship.source.saturating_add(before);
        if let RelationshipTarget::Index(target) = &mut relationship.target {
            *target = target.saturating_add(before);
        }
    }
    mail.tables = page.tables;
    mail.uris.extend(page.uris);
}
