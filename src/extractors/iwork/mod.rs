//! Documents of Apple's Pages, Numbers and Keynote since 2013.
//!
//! kreuzberg takes whatever in their parts happens to be text, cells' bytes and names of styles among it, and loses what a
//! table's cells say.

mod cell;
mod documents;
mod message;
mod objects;
mod reading;
mod storage;
mod style;
mod table;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{PageUnitType, ProcessingWarning};
use kreuzberg::{KreuzbergError, Metadata, Result};

use self::objects::Objects;
use self::reading::Reading;
use super::blocks::document::{Form, assemble_as_asked, describe};
use super::blocks::{markdown, pages};
use super::plugin::plugin;
use crate::limits;
use crate::parts::Parts;

/// Extracts documents of Pages, Numbers and Keynote.
pub struct IWorkExtractor;

plugin!(IWorkExtractor, "iwork");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for IWorkExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let parts = Parts::of(content).ok_or_else(|| unreadable("it is no archive, or a damaged one"))?;
        let objects = objects(&parts)?;
        let mut reading = Reading::of(&objects);
        let read = documents::read(&mut reading)?;
        let mut warnings = Vec::new();
        if read.is_loose {
            let message = "its root is missing: its texts are given in the order in which they lie";
            warnings.push(warning(message.to_owned()));
        }
        for part in &objects.damaged {
            warnings.push(warning(format!("part {part} is damaged: not all that it holds can be read")));
        }
        if reading.damaged > 0 {
            warnings.push(warning(format!("{} tables or cells cannot be read", reading.damaged)));
        }
        if reading.unread > 0 {
            let message = format!("{} charts, or groups nested too deeply, are not read", reading.unread);
            warnings.push(warning(message));
        }
        for exceeded in [&objects.cut, &reading.cut, &read.cut].into_iter().flatten() {
            warnings.push(limits::warning(format!("what follows is left out: {exceeded}")));
        }
        let form = Form { source: "iwork", numbered: false, pages: read.has_slides };
        let (mut document, found) = assemble_as_asked(&read.blocks, form, &[], config);
        let structure =
            read.has_slides.then(|| pages::put(&mut document, found, &mut [], PageUnitType::Slide)).flatten();
        markdown::render(&mut document, &read.blocks, &config.output_format);
        describe(&mut document, Metadata { pages: structure, ..Metadata::default() });
        document.processing_warnings.extend(warnings);
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[
            "application/x-iwork-keynote-sffkey",
            "application/x-iwork-numbers-sffnumbers",
            "application/x-iwork-pages-sffpages",
        ]
    }
}

/// The objects of a document: those of its parts, or of the archive in it that a document is which was a folder.
#[inline(never)]
fn objects(parts: &Parts) -> Result<Objects> {
    let objects = Objects::read(parts)?;
    if !objects.is_empty() {
        return Ok(objects);
    }
    if parts.all().iter().any(|part| part.name.ends_with(".iwpv2")) {
        return Err(unreadable("it is encrypted, which is not read; save it without a password"));
    }
    if let Some(part) = parts.all().iter().find(|part| part.name.ends_with("Index.zip"))
        && let Some(index) = part.bytes()?
        && let Some(inner) = Parts::of(&index)
    {
        return Objects::read(&inner);
    }
    let is_old = |name: &str| matches!(name, "index.xml" | "index.xml.gz" | "index.apxl" | "index.apxl.gz");
    if parts.all().iter().any(|part| is_old(&part.name)) {
        return Err(unreadable("it is of iWork before 2013, which is not read; save it with a newer one"));
    }
    Err(unreadable("it holds no document of Pages, Numbers or Keynote"))
}

fn unreadable(why: &str) -> KreuzbergError {
    KreuzbergError::parsing(format!("the document cannot be read: {why}"))
}

fn warning(message: String) -> ProcessingWarning {
    ProcessingWarning { source: Cow::Borrowed("iwork"), message: Cow::Owned(message) }
}
