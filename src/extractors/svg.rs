//! Drawings in SVG (SVG 2, w3.org/TR/SVG2).
//!
//! kreuzberg's reader takes drawings for documents of which each group is a heading and each shape a paragraph. What is read
//! here is what is written in them, and what they are called.

use std::borrow::Cow;
use std::collections::BTreeSet;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{FormatMetadata, XmlMetadata};
use kreuzberg::{KreuzbergError, Metadata, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::blocks::document::{Form, assemble_as_asked, describe};
use super::blocks::{Block, Run, markdown};
use super::plugin::plugin;
use crate::{encoding, xml};

/// Extracts drawings.
pub struct SvgExtractor;

plugin!(SvgExtractor, "svg-text");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for SvgExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let text = encoding::lossy(content);
        let mut drawing = Drawing::default();
        drawing.read(&text)?;
        let form = Form { source: "xml", numbered: false, pages: false };
        let (mut document, _) = assemble_as_asked(&drawing.blocks, form, &[], config);
        markdown::render(&mut document, &drawing.blocks, &config.output_format);
        if drawing.depth > 0 {
            document.processing_warnings.push(xml::breaks_off());
        }
        let metadata = Metadata {
            title: drawing.title,
            subject: drawing.description,
            format: Some(FormatMetadata::Xml(XmlMetadata {
                element_count: drawing.elements,
                unique_elements: drawing.names.into_iter().collect(),
            })),
            ..Metadata::default()
        };
        describe(&mut document, metadata);
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["image/svg+xml"]
    }
}

#[derive(Default)]
struct Drawing {
    blocks: Vec<Block>,
    /// The title and the description of the drawing as a whole.
    title: Option<String>,
    description: Option<String>,
    elements: usize,
    names: BTreeSet<String>,
    depth: usize,
    /// How deep the element lies that the text is in, and what that says.
    within: Option<(usize, String)>,
}

impl Drawing {
    fn read(&mut self, text: &str) -> Result<()> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    self.start(&element);
                    self.depth += 1;
                }
                Ok(Event::Empty(element)) => self.start(&element),
                Ok(Event::End(end)) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.end(end.local_name().as_ref());
                }
                Ok(Event::Eof) => return Ok(()),
                Ok(event) => {
                    if let Some((_, said)) = &mut self.within
                        && let Some(text) = xml::text(&event)
                    {
                        said.push_str(&text);
                    }
                }
                Err(error) => {
                    let position = reader.error_position();
                    return Err(KreuzbergError::parsing(format!("not XML at byte {position}: {error}")));
                }
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        self.elements += 1;
        let name = encoding::lossy(element.name().into_inner());
        if !self.names.contains(name.as_ref()) {
            self.names.insert(name.into_owned());
        }
        let is_read =
            matches!(element.local_name().as_ref(), b"text" | b"title" | b"desc" | b"foreignObject");
        match &mut self.within {
            // What has a place of its own is no part of the word before it.
            Some((_, said)) if is_placed(element) => said.push(' '),
            None if is_read => self.within = Some((self.depth, String::new())),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        let Some((depth, said)) = self.within.take_if(|(depth, _)| *depth >= self.depth) else { return };
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        if said.is_empty() {
            return;
        }
        match name {
            b"title" if depth == 1 => self.title = Some(said.clone()),
            b"desc" if depth == 1 => self.description = Some(said.clone()),
            _ => {}
        }
        self.blocks.push(Block::Paragraph(Run::plain(said)));
    }
}

/// Whether an element in a text says where it begins, or is HTML's way of doing so.
fn is_placed(element: &BytesStart<'_>) -> bool {
    let is_place = |name: &[u8]| matches!(name, b"x" | b"y" | b"dx" | b"dy");
    match element.local_name().as_ref() {
        b"br" | b"div" | b"li" | b"p" | b"td" | b"title" | b"tr" => true,
        _ => element.attributes().flatten().any(|attribute| is_place(attribute.key.as_ref())),
    }
}
