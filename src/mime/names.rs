//! The names of types, and the extensions of files: those that are read here, and what else they are called.

use std::collections::BTreeMap;

use kreuzberg::core::mime as kreuzberg_mime;
use serde::Serialize;

use super::languages::LANGUAGES;
use crate::extractors::readers;

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

/// The language of source code, configuration or a style sheet, which the extension tells.
#[must_use]
pub fn language(filename: &str) -> Option<&'static str> {
    let (_, extension) = filename.rsplit_once('.')?;
    entry(LANGUAGES, &extension.to_ascii_lowercase())
}

/// What stands beside a name in a table that is sorted by them.
fn entry(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let at = table.binary_search_by(|(entry, _)| (*entry).cmp(name)).ok()?;
    table.get(at).map(|(_, value)| *value)
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
    let source = LANGUAGES.iter().map(|(extension, _)| ((*extension).to_owned(), "text/plain".to_owned()));
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

/// The type as kreuzberg spells it, if it is read here under this or another name.
pub fn known(essence: &str) -> Option<String> {
    let name = entry(ALIASES, essence).unwrap_or(essence);
    let ours = OURS.contains(&name).then(|| name.to_owned());
    ours.or_else(|| kreuzberg_mime::validate_mime_type(name).ok()).filter(|mime_type| is_read(mime_type))
}

/// The extension of a file name, and the type that goes by it.
pub fn by_extension(filename: &str) -> Option<(String, String)> {
    let name = filename.rsplit(['/', '\\']).next()?;
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let source = || entry(LANGUAGES, &extension).map(|_| "text/plain");
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
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [ALIASES, EXTENSIONS, LANGUAGES] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0), "{:?}", table.first());
        }
    }

    #[test]
    fn every_alias_leads_to_a_type_that_is_read() {
        for (alias, name) in ALIASES {
            assert_eq!(known(alias).as_deref(), Some(*name), "{alias}");
        }
    }

    #[test]
    fn every_listed_extension_leads_to_its_type() {
        let formats = formats();
        assert!(formats.len() > 50, "{} formats", formats.len());
        for format in formats {
            for extension in &format.extensions {
                let found = by_extension(&format!("dir.x/name.{extension}")).map(|(_, mime_type)| mime_type);
                assert_eq!(found.as_deref(), Some(format.mime_type.as_str()), ".{extension}");
            }
        }
    }
}
