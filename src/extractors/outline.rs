//! Outlines in OPML 2.0 (opml.org/spec2.opml).
//!
//! kreuzberg's reader takes the document apart twice, makes its search patterns anew for each line of it, and loses notes and
//! what breaks off.

use std::borrow::Cow;

use ahash::AHashMap;
use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::{ElementKind, InternalDocument};
use kreuzberg::types::uri::Uri;
use kreuzberg::{KreuzbergError, Metadata, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use super::blocks::document::{Form, assemble_as_asked, describe};
use super::blocks::{Block, Run, flatten, markdown};
use super::html;
use super::plugin::plugin;
use crate::{encoding, xml};

/// Attributes of an outline that are told of it.
const TOLD: [&str; 4] = ["xmlUrl", "htmlUrl", "type", "description"];

/// Extracts outlines.
pub struct OutlineExtractor;

plugin!(OutlineExtractor, "outline");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for OutlineExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let text = encoding::lossy(content);
        let mut outline = Outline::default();
        let ended = outline.read(&text, config);
        if outline.depth.is_none() {
            return Err(KreuzbergError::parsing("the document is no OPML: it has no body"));
        }
        let form = Form { source: "opml", numbered: false, pages: false };
        let (mut document, _) = assemble_as_asked(&outline.blocks, form, &[], config);
        markdown::render(&mut document, &outline.blocks, &config.output_format);
        let headings = document.elements.iter_mut();
        let headings = headings.filter(|element| matches!(element.kind, ElementKind::Heading { .. }));
        for (heading, told) in headings.zip(outline.told) {
            heading.attributes = (!told.is_empty()).then_some(told);
        }
        document.uris.extend(outline.uris);
        describe(&mut document, outline.metadata);
        if !outline.feeds.is_empty() {
            document.metadata.additional.insert(Cow::Borrowed("feed_urls"), Value::Array(outline.feeds));
        }
        if !ended {
            document.processing_warnings.push(xml::breaks_off());
        }
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/x-opml", "application/xml+opml", "application/x-opml+xml"]
    }
}

/// What has been read of a document.
#[derive(Default)]
struct Outline {
    blocks: Vec<Block>,
    /// What is told of each heading.
    told: Vec<AHashMap<String, String>>,
    uris: Vec<Uri>,
    feeds: Vec<Value>,
    metadata: Metadata,
    /// How many outlines with a text are open, from where the body begins.
    depth: Option<u8>,
}

impl Outline {
    /// Reads a document, to its end or to where it is damaged.
    ///
    /// # Returns
    /// Whether it came to its end.
    #[inline(never)]
    fn read(&mut self, text: &str, config: &ExtractionConfig) -> bool {
        let mut reader = Reader::from_str(text);
        // For each open outline, whether it has a text.
        let mut open: Vec<bool> = Vec::new();
        let mut value = String::new();
        let mut level = 0_usize;
        while let Ok(event) = reader.read_event() {
            match &event {
                Event::Start(tag) | Event::Empty(tag) => {
                    let is_empty = matches!(event, Event::Empty(_));
                    match tag.local_name().as_ref() {
                        b"outline" if self.depth.is_some() => {
                            let has_text = self.outline(&attributes(tag), config);
                            if is_empty {
                                self.leave(has_text);
                            } else {
                                open.push(has_text);
                            }
                        }
                        b"body" => self.depth = Some(0),
                        _ => {}
                    }
                    value.clear();
                    level += usize::from(!is_empty);
                }
                Event::End(tag) => {
                    match tag.local_name().as_ref() {
                        b"outline" => {
                            if let Some(has_text) = open.pop() {
                                self.leave(has_text);
                            }
                        }
                        name if self.depth.is_none() => self.property(name, value.trim()),
                        _ => {}
                    }
                    value.clear();
                    level = level.saturating_sub(1);
                }
                Event::Eof => return level == 0,
                event => value.extend(xml::text(event)),
            }
        }
        false
    }

    fn leave(&mut self, has_text: bool) {
        if has_text {
            self.depth = self.depth.map(|depth| depth.saturating_sub(1));
        }
    }

    /// Takes in what the head says.
    fn property(&mut self, name: &[u8], value: &str) {
        if value.is_empty() {
            return;
        }
        let place = match name {
            b"title" => &mut self.metadata.title,
            b"ownerName" => &mut self.metadata.created_by,
            b"dateCreated" => &mut self.metadata.created_at,
            b"dateModified" => &mut self.metadata.modified_at,
            b"ownerEmail" => {
                self.metadata.additional.insert(Cow::Borrowed("ownerEmail"), value.into());
                return;
            }
            _ => return,
        };
        *place = Some(value.to_owned());
    }

    /// Takes in an outline.
    ///
    /// # Returns
    /// Whether it has a text, under which those in it are.
    fn outline(&mut self, attributes: &[(String, String)], config: &ExtractionConfig) -> bool {
        let get = |wanted: &str| {
            let found = attributes.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
        };
        let text = get("text").or_else(|| get("title"));
        for address in ["xmlUrl", "htmlUrl", "url"].iter().filter_map(|name| get(name)) {
            self.uris.push(Uri::hyperlink(address, text.map(str::to_owned)));
        }
        if get("xmlUrl").is_some() {
            let told = ["text", "type", "xmlUrl", "htmlUrl"].iter();
            let told = told.filter_map(|name| Some(((*name).to_owned(), Value::from(get(name)?))));
            self.feeds.push(Value::Object(told.collect::<Map<_, _>>()));
        }
        let depth = self.depth.unwrap_or_default();
        if let Some(text) = text {
            self.blocks.push(Block::Heading { level: (depth + 1).min(6), text: run(text, config) });
            let told = TOLD.iter().filter_map(|name| Some(((*name).to_owned(), get(name)?.to_owned())));
            self.told.push(told.collect());
            self.depth = Some(depth.saturating_add(1));
        }
        if let Some(note) = get("_note") {
            let lines = note.lines().map(str::trim).filter(|line| !line.is_empty());
            self.blocks.extend(lines.map(|line| Block::Paragraph(run(line, config))));
        }
        text.is_some()
    }
}

fn attributes(tag: &BytesStart) -> Vec<(String, String)> {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).filter_map(std::result::Result::ok);
    let named = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
    attributes.map(|attribute| (named(attribute.key.local_name().as_ref()), xml::value(&attribute))).collect()
}

/// A text, which may be HTML.
fn run(text: &str, config: &ExtractionConfig) -> Run {
    if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return Run::plain(text);
    }
    flatten(html::inner(text, config).0)
}
