//! What first documents pay for those that follow: extractors are registered, patterns compiled, tables read.
//!
//! A sandbox that is put back after every document is put back to after this.

#[cfg(feature = "pdf")]
use crate::cold::{self, Tables};
use crate::error::Failure;
use crate::extract::extract;
use crate::request::Request;

/// One small document of each family whose first costs more than its second.
const DOCUMENTS: &[(&str, &[u8])] = &[
    #[cfg(feature = "documents")]
    ("page.html", include_bytes!("warm/page.html")),
    #[cfg(feature = "documents")]
    ("mail.eml", include_bytes!("warm/mail.eml")),
    #[cfg(feature = "pdf")]
    ("page.pdf", include_bytes!("warm/page.pdf")),
];

/// Extracts them.
///
/// # Errors
/// None, unless one of the documents is not what it should be.
pub fn warm() -> Result<(), Failure> {
    for (name, bytes) in DOCUMENTS {
        if is_read(name) {
            extract(bytes, &Request::plain(name))?;
        }
    }
    Ok(())
}

/// A module that lacks what reads PDFs has no use for their tables.
fn is_read(name: &str) -> bool {
    #[cfg(feature = "pdf")]
    return !name.ends_with(".pdf") || cold::is_used(Tables::StandardFonts);
    #[cfg(not(feature = "pdf"))]
    return !name.ends_with(".pdf");
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
