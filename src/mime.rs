//! What a document is: the declared type where it can be true, else the extension, else the bytes.

mod languages;
mod names;
mod signature;

use serde::Serialize;

use self::names::{by_extension, known};
pub use self::names::{formats, language};
use crate::error::{Code, Failure};
use crate::request::Hint;

/// Types that say "some bytes" and nothing else.
const GENERIC: &[&str] = &[
    "application/octet-stream",
    "application/x-download",
    "application/download",
    "application/force-download",
    "application/unknown",
    "binary/octet-stream",
];

/// What decided on the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The type that came with the document.
    Declared,
    /// The file name.
    Extension,
    /// The bytes.
    Content,
}

/// A document's type and why it was decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Detected {
    /// As kreuzberg spells it, without parameters.
    pub mime_type: String,
    /// What decided.
    pub source: Source,
    /// One sentence for people.
    pub reason: String,
}

/// Decides what a document is.
///
/// # Errors
/// `unsupported_format` if the declared type, or all that the name and the bytes give away, is nothing
/// that is read; `invalid_input` if there are no bytes to look at.
pub fn detect(bytes: &[u8], hint: &Hint) -> Result<Detected, Failure> {
    if bytes.is_empty() {
        return Err(Failure::new(Code::InvalidInput, "the document is empty: it has 0 bytes"));
    }
    let declared =
        hint.mime_type.as_deref().map(essence).filter(|t| !t.is_empty() && !GENERIC.contains(&t.as_str()));
    let mut doubt = String::new();
    if let Some(declared) = &declared {
        match known(declared) {
            Some(mime_type) if signature::can_be(&mime_type, bytes) => {
                if let Some(other) = instead_of(&mime_type, bytes) {
                    let reason = format!("declared as {declared}, but its bytes look like {other}");
                    return Ok(Detected { mime_type: other, source: Source::Content, reason });
                }
                return Ok(Detected {
                    mime_type,
                    source: Source::Declared,
                    reason: format!("declared as {declared}"),
                });
            }
            Some(_) => doubt = format!("; declared as {declared}, which its first bytes rule out"),
            None => doubt = format!("; declared as {declared}, which nothing here reads"),
        }
    }
    if let Some((extension, mime_type)) = hint.filename.as_deref().and_then(by_extension) {
        if let Some(other) = instead_of(&mime_type, bytes) {
            let reason = format!("named .{extension}, but its bytes look like {other}{doubt}");
            return Ok(Detected { mime_type: other, source: Source::Content, reason });
        }
        if signature::is_text(&mime_type) && signature::is_binary(bytes) {
            return Err(unsupported(&format!(
                "it is named .{extension}, but its bytes are not those of a text"
            )));
        }
        let reason = format!("named .{extension}{doubt}");
        return Ok(Detected { mime_type, source: Source::Extension, reason });
    }
    if let Some(declared) = declared.filter(|declared| known(declared).is_none()) {
        return Err(unsupported(&format!("it is declared as {declared}, which nothing here reads")));
    }
    match signature::by_content(bytes).and_then(|found| known(&found)) {
        Some(mime_type) => {
            let reason = format!("its bytes look like {mime_type}{doubt}");
            Ok(Detected { mime_type, source: Source::Content, reason })
        }
        None => Err(unsupported("neither its name nor its bytes tell a type that is read here")),
    }
}

fn instead_of(mime_type: &str, bytes: &[u8]) -> Option<String> {
    signature::instead_of(mime_type, bytes).and_then(|other| known(&other)).filter(|other| other != mime_type)
}

/// Adds to a refusal that the bytes look like something else, where they do.
#[must_use]
pub fn explain(mut failure: Failure, bytes: &[u8], detected: &Detected) -> Failure {
    let looks_like = signature::by_content(bytes).and_then(|found| known(&found));
    if let Some(other) = looks_like
        && failure.code == Code::Parsing
        && !signature::can_be(&detected.mime_type, bytes)
    {
        failure.message = format!(
            "the document was taken for {} ({}), but its bytes look like {other}; rename it, or pass mimeType: '{other}'",
            detected.mime_type, detected.reason
        );
    }
    failure
}

fn unsupported(why: &str) -> Failure {
    let message = format!(
        "{why}; pass mimeType if you know its type; listSupportedFormats() names those that are read"
    );
    Failure::new(Code::UnsupportedFormat, message)
}

/// A media type without its parameters, in lower case (RFC 9110, 8.3.1).
fn essence(declared: &str) -> String {
    declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Source, detect};
    use crate::error::Code;
    use crate::request::Hint;

    const ZIP: &[u8] = b"PK\x03\x04rest of a zip file";
    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    fn hint(filename: &str, mime_type: &str) -> Hint {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Hint { filename: some(filename), mime_type: some(mime_type) }
    }

    fn detected(bytes: &[u8], filename: &str, mime_type: &str) -> (String, Source) {
        let found = detect(bytes, &hint(filename, mime_type)).expect("a type");
        (found.mime_type, found.source)
    }

    #[test]
    fn a_declared_type_wins_over_the_extension() {
        assert_eq!(
            detected(b"# hi", "notes.txt", "text/markdown"),
            ("text/markdown".into(), Source::Declared)
        );
    }

    #[test]
    fn parameters_and_case_of_a_declared_type_are_dropped() {
        assert_eq!(detected(b"a,b", "", "Text/CSV; charset=utf-8"), ("text/csv".into(), Source::Declared));
    }

    #[test]
    fn a_declared_type_that_the_bytes_rule_out_gives_way_to_the_extension() {
        assert_eq!(detected(ZIP, "a.docx", "text/plain"), (DOCX.into(), Source::Extension));
        assert_eq!(detected(b"plain words", "a.md", DOCX), ("text/markdown".into(), Source::Extension));
    }

    #[test]
    fn a_generic_declared_type_says_nothing() {
        assert_eq!(
            detected(b"x: 1", "a.yml", "application/octet-stream"),
            ("application/x-yaml".into(), Source::Extension)
        );
    }

    #[test]
    fn the_bytes_decide_where_nothing_else_does() {
        assert_eq!(detected(b"{\"a\": 1}", "", ""), ("application/json".into(), Source::Content));
        assert_eq!(detected(b"<!DOCTYPE html><p>x", "", ""), ("text/html".into(), Source::Content));
        assert_eq!(
            detected(b"Received: from a\r\nFrom: b@c.d\r\n\r\nx", "", ""),
            ("message/rfc822".into(), Source::Content)
        );
        assert_eq!(detected(b"caf\xe9 au lait", "", ""), ("text/plain".into(), Source::Content));
        assert_eq!(detected(b"{\\rtf1 hi}", "noname", ""), ("application/rtf".into(), Source::Content));
    }

    #[test]
    fn names_of_office_are_not_believed_against_the_bytes() {
        assert_eq!(detected(b"{\\rtf1 hi}", "a.doc", ""), ("application/rtf".into(), Source::Content));
        assert_eq!(detected(b"<html><p>x", "a.xls", ""), ("text/html".into(), Source::Content));
        assert_eq!(
            detected(b"{\\rtf1 hi}", "", "application/msword"),
            ("application/rtf".into(), Source::Content)
        );
        let rota = include_bytes!("../tests/fixtures/documents/rota.ppt");
        assert_eq!(detected(rota, "a.pptx", ""), ("application/vnd.ms-powerpoint".into(), Source::Content));
        assert_eq!(detected(rota, "", "").0, "application/vnd.ms-powerpoint");
        let locked = include_bytes!("../tests/fixtures/encrypted/orchard.xlsx");
        assert_eq!(detected(locked, "a.xlsx", "").1, Source::Extension);
        // Nothing tells what it is instead.
        assert_eq!(detected(b"\x09\x08\x10\x00\x00\x06", "a.xls", "").0, "application/vnd.ms-excel");
    }

    #[test]
    fn names_of_texts_are_not_believed_against_the_bytes() {
        let rota = include_bytes!("../tests/fixtures/documents/rota.ppt");
        let survey = include_bytes!("../tests/fixtures/documents/survey.docx");
        let harbour = include_bytes!("../tests/fixtures/documents/harbour.jpg");
        for name in ["a.txt", "a.md", "a.html", "a.json", "a.csv"] {
            assert_eq!(
                detected(rota, name, ""),
                ("application/vnd.ms-powerpoint".into(), Source::Content),
                "{name}"
            );
            assert_eq!(detected(survey, name, "text/plain"), (DOCX.into(), Source::Content), "{name}");
            assert_eq!(detected(harbour, name, ""), ("image/jpeg".into(), Source::Content), "{name}");
            assert_eq!(
                detected(b"%PDF-1.4\n1 0 obj", name, ""),
                ("application/pdf".into(), Source::Content),
                "{name}"
            );
            let refusal = detect(b"\x7fELF\x02\x01\x01\0\xf3\x9c", &hint(name, "")).expect_err("a refusal");
            assert_eq!(refusal.code, Code::UnsupportedFormat, "{name}");
        }
        // Letters that a picture begins with, and nothing else of one.
        assert_eq!(
            detected(b"GIF89a is from 1989.", "a.txt", "text/plain"),
            ("text/plain".into(), Source::Declared)
        );
        assert_eq!(detected(b"RIFFs and refrains", "a.md", ""), ("text/markdown".into(), Source::Extension));
    }

    #[test]
    fn types_that_kreuzberg_does_not_map_are_mapped() {
        assert_eq!(detected(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.XLA", "").0, "application/vnd.ms-excel");
        assert_eq!(detected(b"<article/>", "a.nxml", "").0, "application/x-jats+xml");
        assert_eq!(detected(b"PMID- 1", "", "application/nbib").0, "application/x-pubmed");
    }

    #[test]
    fn nonsense_is_refused() {
        let code = |bytes: &[u8], hint: &Hint| detect(bytes, hint).expect_err("a refusal").code;
        assert_eq!(code(b"", &hint("a.txt", "")), Code::InvalidInput);
        assert_eq!(code(b"some text", &hint("", "application/x-nonsense")), Code::UnsupportedFormat);
        assert_eq!(code(b"\x00\x9f\x92\x01\xfe\x03\x88\x05\x91\x7f", &hint("", "")), Code::UnsupportedFormat);
    }
}
