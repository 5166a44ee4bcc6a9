//! Every reader's document, within the limits, and such that a renderer can take it.

use kreuzberg::Result;
use kreuzberg::types::document_structure::AnnotationKind;
use kreuzberg::types::internal::InternalDocument;

use super::adapted::{Adaptation, Input};
use crate::limits;

/// Around every reader.
pub const ADAPTATION: Adaptation = Adaptation { mime_types: None, before: note_depth, after: fit };

/// kreuzberg leaves attachments closed where it may open no more containers, and does not say so.
fn note_depth(input: &mut Input) -> Result<()> {
    let mail = ["message/rfc822", "application/vnd.ms-outlook", "application/vnd.ms-outlook-pst"];
    if input.config.max_archive_depth == 0 && mail.contains(&input.mime_type) {
        input.warnings.push(limits::left_closed());
    }
    Ok(())
}

fn fit(document: &mut InternalDocument) {
    drop_empty_code(document);
    limits::fit(document);
}

/// kreuzberg takes control characters out of code in a line, and comrak panics on code of no length.
fn drop_empty_code(document: &mut InternalDocument) {
    for element in &mut document.elements {
        let text = &element.text;
        element.annotations.retain(|annotation| {
            let span = text.get(annotation.start as usize..annotation.end as usize);
            annotation.kind != AnnotationKind::Code
                || span.is_none_or(|span| span.chars().any(|character| !character.is_control()))
        });
    }
}
