//! Opening a file: passwords, and repairs of what writers get wrong.

use super::error::PdfError;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, PdfData};
use std::sync::Arc;

/// A file that was opened.
pub struct Opened {
    /// The document.
    pub pdf: Pdf,
    /// It is encrypted, with the empty password or one that was given.
    pub encrypted: bool,
    /// What was wrong with the file and could be mended.
    pub warnings: Vec<String>,
}

/// Opens `bytes`, trying the empty password and then `passwords` in turn.
pub fn open(bytes: &[u8], passwords: &[String]) -> Result<Opened, PdfError> {
    let mut warnings = Vec::new();
    if !has_header(bytes) {
        warnings.push("the file has no PDF header".to_owned());
    }
    if !has_cross_references(bytes) {
        warnings.push(
            "the cross-reference table is missing or damaged; the objects were found by scanning".to_owned(),
        );
    }
    let encrypted = is_encrypted(bytes);
    let data = PdfData::from(Arc::new(mend_stream_keywords(bytes)));
    let candidates = std::iter::once("").chain(passwords.iter().map(String::as_str));
    let mut outcome = Err(PdfError::Invalid);
    for password in candidates {
        outcome = match Pdf::new_with_password(data.clone(), password) {
            Ok(pdf) => {
                return Ok(Opened { pdf, encrypted, warnings });
            }
            Err(error) => Err(refusal(error, passwords)),
        };
        if !matches!(outcome, Err(PdfError::PasswordRequired | PdfError::PasswordWrong)) {
            return outcome;
        }
    }
    outcome
}

fn refusal(error: LoadPdfError, passwords: &[String]) -> PdfError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) if passwords.is_empty() => {
            PdfError::PasswordRequired
        }
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => PdfError::PasswordWrong,
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            PdfError::Encryption("unknown algorithm")
        }
        LoadPdfError::Decryption(_) => PdfError::Encryption("the encryption dictionary is not valid"),
        LoadPdfError::Invalid => PdfError::Invalid,
    }
}

/// A trailer names an encryption dictionary (7.6.2): `/Encrypt` and then a reference or a dictionary.
fn is_encrypted(bytes: &[u8]) -> bool {
    let key = b"/Encrypt";
    memchr::memmem::find_iter(bytes, key).any(|at| {
        let rest = bytes.get(at + key.len()..).unwrap_or_default();
        rest.trim_ascii_start().first().is_some_and(|b| b.is_ascii_digit() || *b == b'<')
    })
}

/// The header stands within the first 1024 bytes (ISO 32000-1, annex H.3, note 13).
fn has_header(bytes: &[u8]) -> bool {
    let head = bytes.get(..1024).unwrap_or(bytes);
    find(head, b"%PDF-", 0).is_some()
}

/// `startxref` names the place of a cross-reference table or stream (ISO 32000-2, 7.5.5).
fn has_cross_references(bytes: &[u8]) -> bool {
    let tail_start = bytes.len().saturating_sub(2048);
    let Some(tail) = bytes.get(tail_start..) else {
        return false;
    };
    let Some(at) = rfind(tail, b"startxref") else {
        return false;
    };
    let digits: String = tail
        .iter()
        .skip(at + b"startxref".len())
        .map(|b| char::from(*b))
        .skip_while(char::is_ascii_whitespace)
        .take_while(char::is_ascii_digit)
        .take(20)
        .collect();
    let header = find(bytes.get(..1024).unwrap_or(bytes), b"%PDF-", 0).unwrap_or(0);
    let Ok(offset) = digits.parse::<usize>() else {
        return false;
    };
    [offset, offset.saturating_add(header)].into_iter().any(|offset| {
        let Some(rest) = bytes.get(offset..) else {
            return false;
        };
        let rest = rest.trim_ascii_start();
        rest.starts_with(b"xref") || rest.first().is_some_and(u8::is_ascii_digit)
    })
}

/// Some writers put a blank between `stream` and the end of the line, which ISO 32000-2, 7.3.8.1 forbids and the
/// parser refuses. The blank is moved in front of the keyword, so that all offsets stay.
fn mend_stream_keywords(bytes: &[u8]) -> Vec<u8> {
    let mut mended = bytes.to_vec();
    let mut from = 0;
    while let Some(at) = find(&mended, b"stream ", from) {
        from = at + b"stream ".len();
        let Some(rest) = mended.get(from..) else {
            break;
        };
        let blanks = 1 + rest.iter().take_while(|b| **b == b' ').count();
        let ends_line = rest.get(blanks - 1).is_some_and(|b| matches!(b, b'\r' | b'\n'));
        let follows_dictionary = mended.get(..at).is_some_and(|head| head.trim_ascii_end().ends_with(b">>"));
        if ends_line
            && follows_dictionary
            && let Some(part) = mended.get_mut(at..at + b"stream".len() + blanks)
        {
            part.rotate_right(blanks);
        }
    }
    mended
}

/// Where `needle` first stands in `haystack` at or after `from`.
pub fn find(haystack: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    memchr::memmem::find(haystack.get(from..)?, needle).map(|at| at + from)
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(haystack, needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_after_the_stream_keyword_is_moved_before_it() {
        assert_eq!(
            mend_stream_keywords(b"<< >>\nstream \r\nabc\nendstream "),
            b"<< >>\n stream\r\nabc\nendstream "
        );
        assert_eq!(mend_stream_keywords(b"a stream of text"), b"a stream of text");
    }

    #[test]
    fn bytes_that_are_no_pdf_are_refused() {
        assert!(matches!(open(b"hello", &[]), Err(PdfError::Invalid)));
        assert!(matches!(open(b"", &[]), Err(PdfError::Invalid)));
    }
}
