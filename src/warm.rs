//! What first documents pay for those that follow: extractors are registered, patterns compiled, tables read.
//!
//! A sandbox that is put back after every document is put back to after this.

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
    DOCUMENTS.iter().try_for_each(|(name, bytes)| {
        extract(bytes, &Request::plain(name))?;
        Ok(())
    })
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
