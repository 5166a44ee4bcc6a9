//! Text formats in any encoding.
//!
//! kreuzberg's extractors take all text for UTF-8 and put U+FFFD in place of the rest. This one reads the
//! encoding first and then hands UTF-8 to kreuzberg's.

use std::borrow::Cow;

use kreuzberg::Result;
use kreuzberg::core::config::OutputFormat;

use super::adapted::{Adaptation, Input, nothing_after};
use crate::{encoding, markup};

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
pub const ADAPTATION: Adaptation = Adaptation {
    name: "text-in-any-encoding",
    mime_types: TYPES,
    priority: super::PREPARING,
    before: decode,
    after: nothing_after,
};

fn decode(input: &mut Input) -> Result<()> {
    let decoded = encoding::decode(input.document);
    if decoded.encoding != "UTF-8" {
        input.metadata.push(("encoding", decoded.encoding.into()));
    }
    if decoded.damaged {
        let message = "some bytes are nothing in {}, which the text is read as; U+FFFD stands in their place";
        input.warn("encoding", message.replace("{}", decoded.encoding));
    }
    let html = is_html(input.mime_type);
    let cut = if is_markup(input.mime_type) { markup::cut(&decoded.text, html) } else { None };
    if cut.is_some() {
        let depth = markup::MAX_DEPTH;
        input.warn(
            "markup",
            format!("elements are nested more than {depth} deep; the tags beyond are left out"),
        );
    }
    input.content = match (cut, decoded.text) {
        (Some(text), _) | (None, Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
        (None, Cow::Borrowed(text)) => Cow::Borrowed(text.as_bytes()),
    };
    rows_as_lines(input);
    Ok(())
}

fn is_html(mime_type: &str) -> bool {
    matches!(mime_type, "text/html" | "application/xhtml+xml")
}

fn is_markup(mime_type: &str) -> bool {
    let others =
        ["application/x-fictionbook", "text/docbook", "text/jats", "text/x-fictionbook", "text/x-opml"];
    is_html(mime_type) || mime_type.contains("xml") || others.contains(&mime_type)
}

/// kreuzberg writes the name of its column before every cell of a table in plain text, which makes the text
/// several times as long as the document. Asked for Markdown it leaves the table a table, and plain text of
/// that is a line a row.
fn rows_as_lines(input: &mut Input) {
    let separated = matches!(input.mime_type, "text/csv" | "text/tab-separated-values");
    if separated && matches!(input.config.output_format, OutputFormat::Plain) {
        input.config.to_mut().output_format = OutputFormat::Markdown;
    }
}
