//! Outlook's personal folders ([MS-PST]), in memory.
//!
//! kreuzberg's extractor writes a temporary file, which a sandbox does not have. This one reads the same store from
//! the bytes, in the order of its folders.

mod compressed_rtf;
mod message;
mod store;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::{ExtractionConfig, OutputFormat};
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::{FormatMetadata, Metadata, ProcessingWarning, PstMetadata};
use serde_json::{Value, json};

use self::message::{Body, Mail};
use super::child;
use super::plugin::plugin;

/// Extracts the messages of a store and what is attached to them.
pub struct PstExtractor;

plugin!(PstExtractor, "pst-in-memory");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for PstExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let contents = store::read(content)?;
        let mut builder = InternalDocumentBuilder::new("pst");
        let mut warnings = contents.warnings;
        let mut folder: &[String] = &[];
        for mail in &contents.mails {
            if mail.folder != folder {
                folder = &mail.folder;
                builder.push_heading(1, &folder.join(" / "), None, None);
            }
            let body = body(mail, config, &mut warnings).await;
            write(&mut builder, mail, &body);
        }
        let mut document = builder.build();
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.metadata = metadata(&contents.mails);
        let mut children = Vec::new();
        for mail in &contents.mails {
            let subject = mail.subject.as_deref().unwrap_or("(no subject)");
            for attached in &mail.attachments {
                let folder = mail.folder.join("/");
                let path = format!("{folder}/{subject}/{}", attached.name);
                let child = child::extract(&path, attached.mime_type.clone(), &attached.bytes, config);
                match child.await {
                    Ok(child) => children.extend(child),
                    Err(why) => warnings.push(format!("{path:?}: {why}")),
                }
            }
        }
        document.children = (!children.is_empty()).then_some(children);
        document.processing_warnings = warnings.into_iter().map(warning).collect();
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/vnd.ms-outlook-pst"]
    }
}

/// The words of a message.
async fn body(mail: &Mail, config: &ExtractionConfig, warnings: &mut Vec<String>) -> String {
    let subject = mail.subject.as_deref().unwrap_or("(no subject)");
    match &mail.body {
        Body::None => String::new(),
        Body::Plain(text) => text.replace("\r\n", "\n"),
        Body::Html(html) => words(html, "text/html", subject, config, warnings).await,
        Body::Rtf(Some(rtf)) => words(rtf, "application/rtf", subject, config, warnings).await,
        Body::Rtf(None) => {
            warnings.push(format!("the words of the message {subject:?} are in RTF alone, which is damaged"));
            String::new()
        }
    }
}

/// What a message says in a format of its own.
async fn words(
    bytes: &[u8],
    mime_type: &str,
    subject: &str,
    config: &ExtractionConfig,
    warnings: &mut Vec<String>,
) -> String {
    let plain = ExtractionConfig {
        output_format: OutputFormat::Plain,
        security_limits: config.security_limits.clone(),
        ..ExtractionConfig::default()
    };
    match crate::extract::document(bytes, mime_type, &plain).await {
        Ok(result) => result.content,
        Err(error) => {
            warnings.push(format!("the words of the message {subject:?} cannot be read: {error}"));
            String::new()
        }
    }
}

fn write(builder: &mut InternalDocumentBuilder, mail: &Mail, body: &str) {
    builder.push_heading(2, mail.subject.as_deref().unwrap_or("(no subject)"), None, None);
    let from = match (&mail.from_name, &mail.from) {
        (Some(name), Some(address)) if name != address => Some(format!("{name} <{address}>")),
        (name, address) => address.clone().or_else(|| name.clone()),
    };
    let lists = [("To", &mail.to), ("Cc", &mail.cc), ("Bcc", &mail.bcc)];
    let lists = lists.map(|(name, list)| (name, (!list.is_empty()).then(|| list.join(", "))));
    let fields = [("From", from)].into_iter().chain(lists).chain([("Date", mail.date.clone())]);
    let lines: Vec<String> = fields.filter_map(|(name, value)| Some(format!("{name}: {}", value?))).collect();
    let attached: Vec<&str> = mail.attachments.iter().map(|attached| attached.name.as_str()).collect();
    let attached = (!attached.is_empty()).then(|| format!("Attachments: {}", attached.join(", ")));
    let head: Vec<String> = lines.into_iter().chain(attached).collect();
    let paragraphs = body.split("\n\n").map(str::trim);
    for paragraph in [head.join("\n").as_str()].into_iter().chain(paragraphs) {
        if !paragraph.is_empty() {
            builder.push_paragraph(paragraph, Vec::new(), None, None);
        }
    }
}

fn metadata(mails: &[Mail]) -> Metadata {
    let messages: Value = mails
        .iter()
        .map(|mail| {
            json!({
                "folder": mail.folder,
                "subject": mail.subject,
                "from": mail.from.as_ref().or(mail.from_name.as_ref()),
                "to": mail.to,
                "cc": mail.cc,
                "date": mail.date,
                "messageId": mail.message_id,
                "attachments": mail.attachments.iter().map(|attached| &attached.name).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut metadata = Metadata {
        format: Some(FormatMetadata::Pst(PstMetadata { message_count: mails.len() })),
        ..Metadata::default()
    };
    metadata.additional.insert(Cow::Borrowed("messages"), messages);
    metadata
}

fn warning(message: String) -> ProcessingWarning {
    ProcessingWarning { source: Cow::Borrowed("pst"), message: Cow::Owned(message) }
}
