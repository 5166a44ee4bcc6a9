//! LaTeX (LaTeX: A Document Preparation System; LaTeX2e unofficial reference manual, latexref.xyz), as far as a document
//! can be read without carrying out TeX's macros.
//!
//! kreuzberg's reader takes each line for a paragraph or for a command. TeX knows no lines. Here the source is taken
//! apart as TeX does it, and written as HTML, which is read as a page is.

mod accents;
mod commands;
mod drawing;
mod environments;
mod reader;
mod scopes;
mod source;
mod symbols;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::{Metadata, Result};

use self::reader::{Read, Reader};
use super::blocks::document::describe;
use super::blocks::{Block, flatten};
use super::html::writer::Writer;
use super::html::{Translated, of_written};
use super::plugin::plugin;
use crate::encoding;

/// Extracts LaTeX.
pub struct LatexExtractor;

plugin!(LatexExtractor, "latex-with-html");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for LatexExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let read = Reader::read(&encoding::lossy(content));
        let Read { html, left_out, too_deep, .. } = &read;
        let translated = Translated {
            html,
            format: "latex",
            mime_type,
            is_numbered: false,
            left_out,
            too_deep: *too_deep,
        };
        let mut document = translated.document(config);
        describe(&mut document, metadata(&read, config));
        if read.is_endless {
            let message =
                "definitions refer to themselves, or stand for too much; not all of what they say is read";
            let warning =
                ProcessingWarning { source: Cow::Borrowed("latex"), message: Cow::Borrowed(message) };
            document.processing_warnings.push(warning);
        }
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/x-latex", "text/x-tex"]
    }
}

fn metadata(read: &Read, config: &ExtractionConfig) -> Metadata {
    let blocks = |writer: &Option<Writer>| {
        writer.as_ref().map(|writer| of_written(writer, config).0).filter(|blocks| !blocks.is_empty())
    };
    let text = |writer| blocks(writer).map(|blocks| flatten(blocks).text.replace('\n', " "));
    // Below an author's name there may be an address.
    let name = |block: Block| flatten(vec![block]).text.lines().next().unwrap_or_default().to_owned();
    Metadata {
        title: text(&read.title),
        authors: blocks(&read.authors).map(|authors| authors.into_iter().map(name).collect()),
        created_at: text(&read.date),
        ..Metadata::default()
    }
}
