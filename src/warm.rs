//! What first documents pay for those that follow: extractors are registered, patterns compiled, tables read.
//!
//! A sandbox that is put back after every document is put back to after this.

use crate::error::Failure;
use crate::extract::extract;
use crate::request::Request;

/// What every module reads, then one small document of each family whose first costs more than its second.
const DOCUMENTS: &[(&str, &[u8])] = &[
    ("note.txt", b"warm\n"),
    #[cfg(feature = "documents")]
    ("page.html", include_bytes!("warm/page.html")),
    #[cfg(feature = "documents")]
    ("mail.eml", include_bytes!("warm/mail.eml")),
    #[cfg(feature = "pdf")]
    ("page.pdf", include_bytes!("warm/page.pdf")),
];

/// Extracts one of them. Which of them a module cannot read that lacks a part of this one, only trying tells.
///
/// Returns whether there is a document with this number.
///
/// # Errors
/// None, unless it is not what it should be.
pub fn warm(number: u32) -> Result<bool, Failure> {
    let document = usize::try_from(number).ok().and_then(|number| DOCUMENTS.get(number));
    let Some((name, bytes)) = document else { return Ok(false) };
    extract(bytes, &Request::plain(name))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{DOCUMENTS, extract};
    use crate::request::Request;

    #[test]
    fn the_documents_hold_what_is_read_of_them() {
        for (name, bytes) in DOCUMENTS {
            let outcome = extract(bytes, &Request::plain(name)).unwrap();
            let json = String::from_utf8(outcome.json).unwrap();
            assert!(json.contains("warm"), "{name}: {json}");
        }
    }
}
