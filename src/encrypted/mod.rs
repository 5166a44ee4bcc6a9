//! Office files behind a password: what the reader gets is the document that was locked in.

mod cipher;
mod ooxml;
mod opendocument;

use std::borrow::Cow;

use kreuzberg::Result;

use crate::extractors::PREPARING;
use crate::extractors::adapted::{Adaptation, Input, nothing_after};

/// Opens Office Open XML and OpenDocument files. Above what counts their parts: an encrypted file has none.
pub const ADAPTATION: Adaptation = Adaptation {
    name: "office-unlocked",
    mime_types: &[
        "application/vnd.ms-excel.addin.macroEnabled.12",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
        "application/vnd.ms-excel.sheet.macroEnabled.12",
        "application/vnd.ms-excel.template.macroEnabled.12",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
        "application/vnd.ms-powerpoint.template.macroEnabled.12",
        "application/vnd.ms-word.document.macroEnabled.12",
        "application/vnd.ms-word.template.macroEnabled.12",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
        "application/vnd.openxmlformats-officedocument.presentationml.template",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    ],
    priority: PREPARING + 5,
    before: unlock,
    after: nothing_after,
};

fn unlock(input: &mut Input) -> Result<()> {
    let opened = if input.mime_type.contains("opendocument") {
        opendocument::open(input.document)?
    } else {
        ooxml::open(input.document)?
    };
    if let Some(opened) = opened {
        input.metadata.push(("is_encrypted", true.into()));
        input.content = Cow::Owned(opened);
    }
    Ok(())
}
