//! DocBook (5.1, and 4 as far as it differs).

use kreuzberg::Metadata;
use quick_xml::events::BytesStart;
use serde_json::json;

use super::rule::Rule;
use super::translation::{Open, Translation, Vocabulary, attribute};
use crate::extractors::blocks::Block;
use crate::extractors::markdown;

pub struct DocBook;

/// Elements with a title that is a heading.
const SECTIONS: &[&str] = &[
    "acknowledgements",
    "appendix",
    "article",
    "bibliodiv",
    "bibliography",
    "book",
    "chapter",
    "colophon",
    "dedication",
    "glossary",
    "glossdiv",
    "index",
    "indexdiv",
    "part",
    "partintro",
    "preface",
    "qandadiv",
    "qandaset",
    "refentry",
    "reference",
    "refsect1",
    "refsect2",
    "refsect3",
    "refsection",
    "refsynopsisdiv",
    "sect1",
    "sect2",
    "sect3",
    "sect4",
    "sect5",
    "section",
    "set",
    "simplesect",
    "topic",
];

/// What is told of the document, and is no text of it.
const INFORMATION: &[&str] = &[
    "appendixinfo",
    "articleinfo",
    "bookinfo",
    "chapterinfo",
    "info",
    "partinfo",
    "prefaceinfo",
    "refentryinfo",
    "sect1info",
    "sect2info",
    "sect3info",
    "sectioninfo",
    "setinfo",
];

impl Vocabulary for DocBook {
    fn rule(&self, tag: &BytesStart, name: &str, open: &[Open]) -> Rule {
        let parent = open.last().map_or("", |open| open.name.as_str());
        let in_information = INFORMATION.contains(&parent);
        if SECTIONS.contains(&name) {
            return Rule::section();
        }
        if INFORMATION.contains(&name) {
            return Rule::content().silent();
        }
        match name {
            "title" if in_information || SECTIONS.contains(&parent) => Rule::heading(),
            "title" if parent == "table" => Rule::element("caption"),
            "title" => Rule::element("p"),
            "subtitle" => Rule::element("p").aloud(),
            "titleabbrev" | "indexterm" | "colspec" | "spanspec" | "remark" | "areaspec" => Rule::nothing(),
            "abstract" if in_information => Rule::content().aloud(),
            "author" if in_information || parent == "authorgroup" => Rule::content().told("author"),
            "firstname" | "surname" | "honorific" | "othername" | "lineage" => Rule::content().then(" "),
            "date" | "pubdate" if in_information => Rule::content().told("date"),
            "publishername" => Rule::content().told("publisher"),
            "copyright" if in_information => Rule::content().told("copyright"),
            "year" => Rule::content().then(" "),
            "keyword" => Rule::content().told("keyword"),
            "para" | "simpara" | "attribution" | "caption" | "bridgehead" | "refpurpose" | "bibliomixed"
            | "biblioentry" | "cmdsynopsis" | "funcsynopsis" | "synopfragment" => Rule::element("p"),
            "refname" => Rule::element("p").told("title"),
            "programlisting" | "screen" | "synopsis" | "literallayout" | "address" | "programlistingco"
            | "screenco" => Rule::lines(attribute(tag, "language")),
            "itemizedlist" | "simplelist" => Rule::element("ul"),
            "orderedlist" | "procedure" | "substeps" | "calloutlist" => Rule::element("ol"),
            "listitem" if parent == "varlistentry" => Rule::element("dd"),
            "listitem" | "step" | "callout" | "member" => Rule::element("li"),
            "variablelist" | "glosslist" => Rule::element("dl"),
            "term" | "glossterm" if matches!(parent, "varlistentry" | "glossentry") => Rule::element("dt"),
            "glossdef" => Rule::element("dd"),
            "question" | "answer" => Rule::element("div"),
            "blockquote" | "epigraph" => Rule::element("blockquote"),
            "note" | "tip" | "warning" | "caution" | "important" | "sidebar" => Rule::element("blockquote"),
            "table" | "informaltable" => Rule::element("table"),
            "thead" | "tbody" | "tfoot" | "tr" => Rule::element(element(name)),
            "row" => Rule::element("tr"),
            "entry" | "td" | "th" => {
                let is_head = name == "th" || open.iter().rev().any(|open| open.name == "thead");
                let more = attribute(tag, "morerows").and_then(|rows| rows.parse::<u32>().ok());
                let rows = more.map(|rows| rows.saturating_add(1).to_string()).or(attribute(tag, "rowspan"));
                let columns = spanned(tag).or(attribute(tag, "colspan"));
                Rule::element(if is_head { "th" } else { "td" })
                    .with("rowspan", rows)
                    .with("colspan", columns)
            }
            "emphasis" => {
                let is_strong =
                    attribute(tag, "role").is_some_and(|role| matches!(role.as_str(), "bold" | "strong"));
                Rule::element(match attribute(tag, "role").as_deref() {
                    _ if is_strong => "strong",
                    Some("strikethrough") => "del",
                    Some("underline") => "u",
                    _ => "em",
                })
            }
            "firstterm" | "foreignphrase" | "citetitle" => Rule::element("em"),
            "code" | "literal" | "command" | "filename" | "option" | "function" | "varname" | "constant"
            | "classname" | "methodname" | "parameter" | "replaceable" | "userinput" | "computeroutput"
            | "prompt" | "envar" | "markup" | "tag" | "type" | "returnvalue" | "systemitem"
                if !open.iter().any(|open| {
                    matches!(open.name.as_str(), "programlisting" | "screen" | "synopsis" | "literallayout")
                }) =>
            {
                Rule::element("code")
            }
            "subscript" => Rule::element("sub"),
            "superscript" => Rule::element("sup"),
            "link" | "ulink" => {
                Rule::element("a").with("href", attribute(tag, "href").or(attribute(tag, "url")))
            }
            "quote" => Rule::element("q"),
            "footnote" => Rule::note(),
            "imagedata" => {
                // One of several, each for another medium.
                Rule::element("img").with("src", attribute(tag, "fileref"))
            }
            "sbr" => Rule::line_break(),
            _ => Rule::content(),
        }
    }
}

/// The names that HTML has for them, too.
fn element(name: &str) -> &'static str {
    match name {
        "thead" => "thead",
        "tbody" => "tbody",
        "tfoot" => "tfoot",
        _ => "tr",
    }
}

/// How many columns an entry covers, where their names end in numbers, as they do by custom: `c1` to `c3`.
fn spanned(tag: &BytesStart) -> Option<String> {
    let number = |name: String| name.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok();
    let (first, last) = (number(attribute(tag, "namest")?)?, number(attribute(tag, "nameend")?)?);
    Some(last.checked_sub(first)?.saturating_add(1).to_string())
}

/// What the document says of itself.
pub fn metadata(translation: &Translation, blocks: &[Block]) -> Metadata {
    let mut metadata = Metadata {
        title: markdown::title(blocks).or(translation.first("title")),
        authors: Some(translation.all("author").map(str::to_owned).collect()),
        keywords: Some(translation.all("keyword").map(str::to_owned).collect()),
        created_at: translation.first("date"),
        ..Metadata::default()
    };
    for name in ["publisher", "copyright"] {
        if let Some(value) = translation.first(name) {
            metadata.additional.insert(std::borrow::Cow::Borrowed(name), json!(value));
        }
    }
    metadata
}
