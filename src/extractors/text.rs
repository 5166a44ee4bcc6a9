//! Text formats in any encoding.
//!
//! kreuzberg's extractors take all text for UTF-8 and put U+FFFD in place of the rest. This one reads the
//! encoding first and then hands UTF-8 to kreuzberg's.

use std::borrow::Cow;

use super::adapted::{Adaptation, Input, nothing_after};
use super::{nesting, separated};
use crate::{encoding, limits, markup};
use kreuzberg::Result;

/// The types whose bytes are text from end to end.
const TYPES: &[&str] = &[
    "application/csl+json",
    "application/docbook+xml",
    "application/json",
    "application/jsonl",
    "application/toml",
    "application/x-biblatex",
    "application/x-bibtex",
    "application/x-endnote+xml",
    "application/x-endnote-refer",
    "application/x-fictionbook",
    "application/x-fictionbook+xml",
    "application/x-ipynb+json",
    "application/x-jats+xml",
    "application/x-jsonlines",
    "application/x-latex",
    "application/x-ndjson",
    "application/x-opml+xml",
    "application/x-org",
    "application/x-pubmed",
    "application/x-research-info-systems",
    "application/x-subrip",
    "application/x-typst",
    "application/x-yaml",
    "application/xhtml+xml",
    "application/xml",
    "application/xml+opml",
    "application/yaml",
    "image/svg+xml",
    "text/asciidoc",
    "text/csv",
    "text/djot",
    "text/docbook",
    "text/html",
    "text/jats",
    "text/json",
    "text/markdown",
    "text/mdx",
    "text/org",
    "text/plain",
    "text/prs.fallenstein.rst",
    "text/tab-separated-values",
    "text/toml",
    "text/troff",
    "text/vtt",
    "text/x-bibtex",
    "text/x-commonmark",
    "text/x-djot",
    "text/x-dokuwiki",
    "text/x-fictionbook",
    "text/x-gfm",
    "text/x-markdown",
    "text/x-markdown-extra",
    "text/x-mdoc",
    "text/x-mdx",
    "text/x-multimarkdown",
    "text/x-opml",
    "text/x-org",
    "text/x-pod",
    "text/x-rst",
    "text/x-tex",
    "text/x-typst",
    "text/x-yaml",
    "text/xml",
    "text/yaml",
];

/// Reads the encoding, and leaves out tags that are nested too deeply.
pub const ADAPTATION: Adaptation =
    Adaptation { mime_types: Some(TYPES), before: decode, after: nothing_after };

fn decode(input: &mut Input) -> Result<()> {
    let decoded = encoding::decode(input.document);
    if decoded.encoding != "UTF-8" {
        input.metadata.push(("encoding", decoded.encoding.into()));
    }
    if decoded.damaged {
        let message = "some bytes are nothing in {}, which the text is read as; U+FFFD stands in their place";
        input.warn("encoding", message.replace("{}", decoded.encoding));
    }
    let (html, markup) = (is_html(input.mime_type), is_markup(input.mime_type));
    let mut text = decoded.text;
    let cells = if is_separated(input.mime_type) { separated::too_many_cells(&text) } else { None };
    if let Some((end, exceeded)) = cells.or_else(|| limits::too_long(&text)) {
        if !limits::truncates() {
            return Err(exceeded.into());
        }
        input.warnings.push(limits::warning(format!("the text is read up to a limit: {exceeded}")));
        text = if markup && !html { Cow::Owned(markup::until(&text, end)) } else { shortened(text, end) };
    }
    let flattened = match input.mime_type {
        _ if markup => markup::cut(&text, html),
        "text/djot" | "text/x-djot" | "application/x-bibtex" | "application/x-biblatex" | "text/x-bibtex" => {
            nesting::flattened(&text, limits::current().markup_depth.into())
        }
        _ => None,
    };
    if let Some(flattened) = flattened {
        input.warn("markup", markup::too_deep());
        text = Cow::Owned(flattened);
    }
    if matches!(input.mime_type, "text/djot" | "text/x-djot")
        && let Some(escaped) = nesting::escaped(&text)
    {
        text = Cow::Owned(escaped);
    }
    input.content = match text {
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
    };
    Ok(())
}

fn shortened(text: Cow<str>, end: usize) -> Cow<str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..end).unwrap_or(text)),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}

fn is_separated(mime_type: &str) -> bool {
    matches!(mime_type, "text/csv" | "text/tab-separated-values")
}

fn is_html(mime_type: &str) -> bool {
    matches!(mime_type, "text/html" | "application/xhtml+xml")
}

fn is_markup(mime_type: &str) -> bool {
    let others =
        ["application/x-fictionbook", "text/docbook", "text/jats", "text/x-fictionbook", "text/x-opml"];
    is_html(mime_type) || mime_type.contains("xml") || others.contains(&mime_type)
}
