//! Opening a file: passwords, and repairs of what writers get wrong.

use super::error::PdfError;
use super::options::PageRange;
use super::selection::{self, Outcome, Selected};
use hayro_syntax::object::ObjectIdentifier;
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, PdfData};
use std::sync::Arc;

/// A file that was opened.
pub struct Opened {
    /// The document. Its pages may be a selection: see [`Opened::pages`].
    pub pdf: Pdf,
    /// Which pages were selected, and what the file has besides; nothing where it was opened as a whole.
    pub selection: Option<Selection>,
    /// It is encrypted, with the empty password or one that was given.
    pub encrypted: bool,
    /// What was wrong with the file and could be mended.
    pub warnings: Vec<String>,
}

/// Some pages of a file.
pub struct Selection {
    first: usize,
    length: usize,
    total: usize,
    /// The catalog and the root of the page tree of the file as it came.
    pub roots: (ObjectIdentifier, ObjectIdentifier),
}

impl Opened {
    /// The pages that were asked for, with their numbers, counted from 1.
    pub fn pages(&self) -> impl Iterator<Item = (usize, &Page<'_>)> {
        let (first, length) = self.selection.as_ref().map_or((1, usize::MAX), |s| (s.first, s.length));
        self.pdf.pages().iter().take(length).enumerate().map(move |(index, page)| (first + index, page))
    }

    /// The page of this number, if it was asked for and is there.
    pub fn page(&self, number: usize) -> Option<&Page<'_>> {
        let (first, length) = self.selection.as_ref().map_or((1, usize::MAX), |s| (s.first, s.length));
        let index = number.checked_sub(first).filter(|index| *index < length)?;
        self.pdf.pages().get(index)
    }

    /// The first page of the file, whichever were asked for.
    pub fn first_page(&self) -> Option<&Page<'_>> {
        match &self.selection {
            Some(selection) if selection.first > 1 => self.pdf.pages().last(),
            _ => self.pdf.pages().first(),
        }
    }

    /// How many pages the file has.
    pub fn page_count(&self) -> usize {
        self.selection.as_ref().map_or(self.pdf.pages().len(), |selection| selection.total)
    }
}

/// Opens `bytes` for all of its pages or those in `range`, trying the empty password and then `passwords` in turn.
pub fn open(bytes: &[u8], passwords: &[String], range: Option<PageRange>) -> Result<Opened, PdfError> {
    let mut warnings = Vec::new();
    if !has_header(bytes) {
        warnings.push("the file has no PDF header".to_owned());
    }
    let cross_references = cross_references(bytes);
    if cross_references.is_none() {
        warnings.push(
            "the cross-reference table is missing or damaged; the objects were found by scanning".to_owned(),
        );
    }
    let encrypted = is_encrypted(bytes);
    let load = |data: PdfData| load(&data, passwords);
    let mut bytes = mend_stream_keywords(bytes);
    if let (Some(start), Some(range)) = (cross_references, range) {
        bytes = match selection::open(bytes, start, range, load)? {
            Outcome::Whole(bytes) => bytes,
            Outcome::Selected(selected) => {
                let Selected { pdf, first, length, total, roots, .. } = *selected;
                let selection = Some(Selection { first, length, total, roots });
                return Ok(Opened { pdf, selection, encrypted, warnings });
            }
        };
    }
    let pdf = load(PdfData::from(Arc::new(bytes)))?;
    Ok(Opened { pdf, selection: None, encrypted, warnings })
}

fn load(data: &PdfData, passwords: &[String]) -> Result<Pdf, PdfError> {
    let candidates = std::iter::once("").chain(passwords.iter().map(String::as_str));
    let mut outcome = Err(PdfError::Invalid);
    for password in candidates {
        outcome = Pdf::new_with_password(data.clone(), password).map_err(|error| refusal(error, passwords));
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

/// Where the last cross-reference table or stream begins, as `startxref` says (ISO 32000-2, 7.5.5), if one is there.
fn cross_references(bytes: &[u8]) -> Option<usize> {
    let tail = bytes.get(bytes.len().saturating_sub(2048)..)?;
    let at = memchr::memmem::rfind(tail, b"startxref")?;
    let digits: String = tail
        .iter()
        .skip(at + b"startxref".len())
        .map(|b| char::from(*b))
        .skip_while(char::is_ascii_whitespace)
        .take_while(char::is_ascii_digit)
        .take(20)
        .collect();
    let header = find(bytes.get(..1024).unwrap_or(bytes), b"%PDF-", 0).unwrap_or(0);
    let offset = digits.parse::<usize>().ok()?;
    [offset, offset.saturating_add(header)].into_iter().find(|offset| {
        let rest = bytes.get(*offset..).unwrap_or_default().trim_ascii_start();
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
        assert!(matches!(open(b"hello", &[], None), Err(PdfError::Invalid)));
        assert!(matches!(open(b"", &[], None), Err(PdfError::Invalid)));
    }
}
