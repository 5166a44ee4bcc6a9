//! What a document is: the declared type where it can be true, else the extension, else the bytes.

mod languages;
mod signature;

use std::collections::BTreeMap;

use kreuzberg::core::mime as kreuzberg_mime;
use serde::Serialize;

use crate::error::{Code, Failure};
use crate::extractors::readers;
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

/// Names by which a type also goes, sorted, and the one that results give it.
const ALIASES: &[(&str, &str)] = &[
    ("application/csv", "text/csv"),
    ("application/dbase", "application/x-dbf"),
    ("application/hwp+zip", "application/haansofthwpx"),
    ("application/jats+xml", "application/x-jats+xml"),
    ("application/jsonl", "application/x-ndjson"),
    ("application/markdown", "text/markdown"),
    ("application/nbib", "application/x-pubmed"),
    ("application/tar", "application/x-tar"),
    ("application/vnd.epub+zip", "application/epub+zip"),
    ("application/vnd.hancom.hwpx", "application/haansofthwpx"),
    ("application/x-7z", "application/x-7z-compressed"),
    ("application/x-biblatex", "application/x-bibtex"),
    ("application/x-epub+zip", "application/epub+zip"),
    ("application/x-fictionbook", "application/x-fictionbook+xml"),
    ("application/x-gtar", "application/x-tar"),
    ("application/x-gzip", "application/gzip"),
    ("application/x-jsonlines", "application/x-ndjson"),
    ("application/x-opml+xml", "application/xml+opml"),
    ("application/x-org", "text/x-org"),
    ("application/x-pdf", "application/pdf"),
    ("application/x-tex", "application/x-latex"),
    ("application/x-ustar", "application/x-tar"),
    ("application/x-zip", "application/zip"),
    ("application/x-zip-compressed", "application/zip"),
    ("application/xhtml+xml", "text/html"),
    ("application/yaml", "application/x-yaml"),
    ("image/apng", "image/png"),
    ("image/jbig2", "image/x-jbig2"),
    ("image/jpg", "image/jpeg"),
    ("image/pjpeg", "image/jpeg"),
    ("image/x-bmp", "image/bmp"),
    ("image/x-ms-bmp", "image/bmp"),
    ("image/x-tiff", "image/tiff"),
    ("text/djot", "text/x-djot"),
    ("text/docbook", "application/docbook+xml"),
    ("text/jats", "application/x-jats+xml"),
    ("text/json", "application/json"),
    ("text/org", "text/x-org"),
    ("text/prs.fallenstein.rst", "text/x-rst"),
    ("text/rtf", "application/rtf"),
    ("text/srt", "application/x-subrip"),
    ("text/toml", "application/toml"),
    ("text/tsv", "text/tab-separated-values"),
    ("text/x-asciidoc", "text/asciidoc"),
    ("text/x-bibtex", "application/x-bibtex"),
    ("text/x-fictionbook", "application/x-fictionbook+xml"),
    ("text/x-log", "text/plain"),
    ("text/x-markdown", "text/markdown"),
    ("text/x-mdx", "text/mdx"),
    ("text/x-opml", "application/xml+opml"),
    ("text/x-subrip", "application/x-subrip"),
    ("text/x-tex", "application/x-latex"),
    ("text/x-typst", "application/x-typst"),
    ("text/x-yaml", "application/x-yaml"),
    ("text/xml", "application/xml"),
    ("text/yaml", "application/x-yaml"),
];

/// Types that kreuzberg does not know, and an extractor of ours reads.
const OURS: &[&str] = &[
    "application/vnd.oasis.opendocument.presentation",
    "application/x-endnote-refer",
    "application/x-subrip",
    "text/asciidoc",
    "text/vtt",
];

/// Extensions that kreuzberg's table does not hold, or maps to a type that its extractor does not read; sorted.
const EXTENSIONS: &[(&str, &str)] = &[
    ("adoc", "text/asciidoc"),
    ("apng", "image/png"),
    ("asciidoc", "text/asciidoc"),
    ("avif", "image/avif"),
    ("dib", "image/bmp"),
    ("enw", "application/x-endnote-refer"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("hif", "image/heif"),
    ("jfif", "image/jpeg"),
    ("jpe", "image/jpeg"),
    ("jpf", "image/jpx"),
    ("log", "text/plain"),
    ("nxml", "application/x-jats+xml"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("pam", "image/x-portable-anymap"),
    ("srt", "application/x-subrip"),
    ("text", "text/plain"),
    ("vtt", "text/vtt"),
    ("xhtml", "text/html"),
    ("xla", "application/vnd.ms-excel"),
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

/// A type that is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Format {
    /// As results name it.
    pub mime_type: String,
    /// Other names that are understood.
    pub aliases: Vec<String>,
    /// Without the dot, sorted; empty where a type has no extension of its own.
    pub extensions: Vec<String>,
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

/// The language of source code, configuration or a style sheet, which the extension tells.
#[must_use]
pub fn language(filename: &str) -> Option<&'static str> {
    let (_, extension) = filename.rsplit_once('.')?;
    entry(languages::LANGUAGES, &extension.to_ascii_lowercase())
}

/// What stands beside a name in a table that is sorted by them.
fn entry(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let at = table.binary_search_by(|(entry, _)| (*entry).cmp(name)).ok()?;
    table.get(at).map(|(_, value)| *value)
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

/// Every type that is read, sorted by name.
#[must_use]
pub fn formats() -> Vec<Format> {
    let mut extensions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let listed = kreuzberg_mime::list_supported_formats()
        .into_iter()
        .map(|format| (format.extension, format.mime_type));
    let added =
        EXTENSIONS.iter().map(|(extension, mime_type)| ((*extension).to_owned(), (*mime_type).to_owned()));
    let source =
        languages::LANGUAGES.iter().map(|(extension, _)| ((*extension).to_owned(), "text/plain".to_owned()));
    let mut types: BTreeMap<String, String> = listed.collect();
    types.extend(added.chain(source));
    for (extension, mime_type) in types {
        if is_read(&mime_type) {
            extensions.entry(mime_type).or_default().push(extension);
        }
    }
    extensions
        .into_iter()
        .map(|(mime_type, extensions)| {
            let aliases =
                ALIASES.iter().filter(|(_, to)| *to == mime_type).map(|(alias, _)| (*alias).to_owned());
            Format { aliases: aliases.collect(), mime_type, extensions }
        })
        .collect()
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

/// The type as kreuzberg spells it, if it is read here under this or another name.
fn known(essence: &str) -> Option<String> {
    let name = entry(ALIASES, essence).unwrap_or(essence);
    let ours = OURS.contains(&name).then(|| name.to_owned());
    ours.or_else(|| kreuzberg_mime::validate_mime_type(name).ok()).filter(|mime_type| is_read(mime_type))
}

fn by_extension(filename: &str) -> Option<(String, String)> {
    let name = filename.rsplit(['/', '\\']).next()?;
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let source = || entry(languages::LANGUAGES, &extension).map(|_| "text/plain");
    let ours = entry(EXTENSIONS, &extension).or_else(source).map(str::to_owned);
    let mime_type =
        ours.or_else(|| kreuzberg_mime::detect_mime_type(format!("_.{extension}"), false).ok())?;
    known(&mime_type).map(|mime_type| (extension, mime_type))
}

/// Whether an extractor of this build reads the type.
fn is_read(mime_type: &str) -> bool {
    // kreuzberg's image extractor is registered for all, but only refuses without OCR.
    if mime_type.starts_with("image/") && mime_type != "image/svg+xml" && !is_picture_type(mime_type) {
        return false;
    }
    readers::of(mime_type).is_ok()
}

#[cfg(feature = "images")]
fn is_picture_type(mime_type: &str) -> bool {
    crate::extractors::image::TYPES.contains(&mime_type)
}

#[cfg(not(feature = "images"))]
fn is_picture_type(_: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, EXTENSIONS, Source, detect, formats, languages};
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
    fn tables_are_sorted() {
        for table in [ALIASES, EXTENSIONS, languages::LANGUAGES] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0), "{:?}", table.first());
        }
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
    fn types_that_kreuzberg_does_not_map_are_mapped() {
        assert_eq!(detected(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.XLA", "").0, "application/vnd.ms-excel");
        assert_eq!(detected(b"<article/>", "a.nxml", "").0, "application/x-jats+xml");
        assert_eq!(detected(b"PMID- 1", "", "application/nbib").0, "application/x-pubmed");
    }

    #[test]
    fn every_alias_leads_to_a_type_that_is_read() {
        for (alias, name) in super::ALIASES {
            assert_eq!(super::known(alias).as_deref(), Some(*name), "{alias}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        let code = |bytes: &[u8], hint: &Hint| detect(bytes, hint).expect_err("a refusal").code;
        assert_eq!(code(b"", &hint("a.txt", "")), Code::InvalidInput);
        assert_eq!(code(b"some text", &hint("", "application/x-nonsense")), Code::UnsupportedFormat);
        assert_eq!(code(b"\x00\x9f\x92\x01\xfe\x03\x88\x05\x91\x7f", &hint("", "")), Code::UnsupportedFormat);
    }

    #[test]
    fn every_listed_extension_leads_to_its_type() {
        let formats = formats();
        assert!(formats.len() > 50, "{} formats", formats.len());
        for format in formats {
            for extension in &format.extensions {
                let found =
                    super::by_extension(&format!("dir.x/name.{extension}")).map(|(_, mime_type)| mime_type);
                assert_eq!(found.as_deref(), Some(format.mime_type.as_str()), ".{extension}");
            }
        }
    }
}
