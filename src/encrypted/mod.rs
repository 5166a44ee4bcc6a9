//! Office files behind a password: what the reader gets is the document that was locked in.

mod binary;
mod cipher;
mod ooxml;
mod opendocument;

use std::borrow::Cow;

use kreuzberg::Result;

use crate::extractors::adapted::{Adaptation, Input, nothing_after};
use crate::extractors::package;

const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Opens Office Open XML and OpenDocument files. Before their parts are counted: an encrypted file has none.
pub const ADAPTATION: Adaptation =
    Adaptation { mime_types: Some(package::TYPES), before: unlock, after: nothing_after };

/// Tells of others that they are locked.
pub const BINARY: Adaptation = Adaptation {
    mime_types: Some(&[
        "application/haansofthwpx",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/x-hwp",
    ]),
    before: |input| binary::refuse(input.document, input.mime_type),
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
