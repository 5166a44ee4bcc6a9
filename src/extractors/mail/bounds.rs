//! What a mail holds besides its text, against the limits and against what it says of itself.

use std::borrow::Cow;

use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{FormatMetadata, ProcessingWarning};

use crate::compound::CompoundFile;
use crate::limits;

/// Counts what is attached among the files in containers; what is too much is left out.
pub fn count(document: &mut InternalDocument) {
    let named = match &document.metadata.format {
        Some(FormatMetadata::Email(email)) => email.attachments.len(),
        _ => 0,
    };
    let read = document.children.as_ref().map_or(0, Vec::len);
    let allowed = (0..named.max(read)).take_while(|_| limits::admit(1).is_ok()).count();
    if allowed < named.max(read)
        && let Some(exceeded) = limits::passed()
    {
        if let Some(children) = &mut document.children {
            children.truncate(allowed);
        }
        let message = format!("attachments beyond a limit are left out: {exceeded}");
        document.processing_warnings.push(limits::warning(message));
    }
}

/// Says which parts of an Outlook message cannot be there: those that are longer than the whole, by their own account
/// ([MS-CFB], 2.6.3). They are not read.
pub fn warn_of_boasts(content: &[u8], document: &mut InternalDocument) {
    let Some(file) = CompoundFile::open(content) else { return };
    let boasts = file.sizes().filter(|size| *size > content.len() as u64).count();
    if boasts > 0 {
        let message = format!(
            "it says of {boasts} of its parts that they are longer than all of it; what these hold is lost"
        );
        let source = Cow::Borrowed("mail");
        document.processing_warnings.push(ProcessingWarning { source, message: Cow::Owned(message) });
    }
}
