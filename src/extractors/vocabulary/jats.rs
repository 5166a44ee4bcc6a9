//! Articles of journals (JATS, ANSI/NISO Z39.96).

use std::borrow::Cow;
use std::collections::BTreeMap;

use kreuzberg::Metadata;
use kreuzberg::types::{ContributorRole, FormatMetadata, JatsMetadata};
use quick_xml::events::BytesStart;
use serde_json::json;

use super::rule::Rule;
use super::translation::{Open, Translation, Vocabulary, attribute};
use crate::extractors::blocks::Block;

pub struct Jats;

/// Elements with a title that is a heading.
const SECTIONS: &[&str] = &[
    "abstract",
    "ack",
    "app",
    "app-group",
    "bio",
    "fn-group",
    "glossary",
    "kwd-group",
    "notes",
    "ref-list",
    "sec",
    "trans-abstract",
];

impl Vocabulary for Jats {
    fn rule(&self, tag: &BytesStart, name: &str, open: &[Open]) -> Rule {
        let parent = open.last().map_or("", |open| open.name.as_str());
        let within = |name: &str| open.iter().any(|open| open.name == name);
        if SECTIONS.contains(&name) {
            return Rule::section().aloud();
        }
        match name {
            "article" | "sub-article" | "response" => Rule::section(),
            "front" | "front-stub" => Rule::content().silent(),
            "article-title" if within("title-group") => Rule::heading().told("title"),
            "article-title" if within("ref") => Rule::content().then(". "),
            "subtitle" if within("title-group") => Rule::element("p").aloud().told("subtitle"),
            "title" if SECTIONS.contains(&parent) => Rule::heading(),
            "title" => Rule::element("p"),
            "journal-title" => Rule::content().told("journal_title"),
            "article-id" => match attribute(tag, "pub-id-type").as_deref() {
                Some("doi") => Rule::content().told("doi"),
                Some("pii") => Rule::content().told("pii"),
                _ => Rule::content(),
            },
            "volume" | "issue" | "fpage" | "lpage" if parent == "article-meta" => {
                Rule::content().told(match name {
                    "volume" => "volume",
                    "issue" => "issue",
                    "fpage" => "first page",
                    _ => "last page",
                })
            }
            "contrib-group" if parent == "article-meta" => Rule::element("p").aloud(),
            "contrib" => Rule::content().told("contributor").parted(", "),
            "role" | "email" | "contrib-id" | "degrees" if within("contrib") => Rule::nothing(),
            "xref" if within("contrib") => Rule::nothing(),
            "aff" if within("front") => Rule::content().silent().told("affiliation"),
            "corresp" if within("front") => Rule::content().silent().told("corresponding_author"),
            "pub-date" => Rule::content().told("date"),
            "date" if parent == "history" => match attribute(tag, "date-type").as_deref() {
                Some("received") => Rule::content().told("received"),
                Some("accepted") => Rule::content().told("accepted"),
                _ => Rule::content().told("date of another kind"),
            },
            "year" | "month" if matches!(parent, "pub-date" | "date") => Rule::content().then("-"),
            "copyright-statement" => Rule::content().told("copyright"),
            "license" => Rule::content().told("license"),
            "kwd" => Rule::content().told("keyword").parted("; "),
            // Names of persons.
            "surname" if within("contrib") => Rule::content().told("surname").then(" "),
            "given-names" if within("contrib") => Rule::content().told("given names").then(" "),
            "surname" | "given-names" | "prefix" | "suffix" => Rule::content().then(" "),
            "name" | "string-name" if within("ref") => Rule::content().then(", "),
            "year" | "source" | "volume" | "issue" | "fpage" | "lpage" | "publisher-name"
            | "publisher-loc"
                if parent == "element-citation" || parent == "citation" =>
            {
                Rule::content().then(", ")
            }
            "p" | "ref" | "attrib" | "verse-line" | "speech" | "corresp" | "award-group" => {
                Rule::element("p")
            }
            "label" if matches!(parent, "table-wrap" | "fig" | "boxed-text" | "supplementary-material") => {
                Rule::element("strong").then(" ")
            }
            "label" if parent == "fn" || parent == "sec" => Rule::nothing(),
            "label" => Rule::content().then(" "),
            "list" => {
                let ordered = attribute(tag, "list-type").is_some_and(|kind| {
                    matches!(
                        kind.as_str(),
                        "order" | "alpha-lower" | "alpha-upper" | "roman-lower" | "roman-upper"
                    )
                });
                Rule::element(if ordered { "ol" } else { "ul" })
            }
            "list-item" => Rule::element("li"),
            "def-list" => Rule::element("dl"),
            "term" if parent == "def-item" => Rule::element("dt"),
            "def" if parent == "def-item" => Rule::element("dd"),
            "disp-quote" | "boxed-text" => Rule::element("blockquote"),
            "preformat" | "code" => Rule::lines(attribute(tag, "language")),
            "fn" => Rule::note(),
            "table" => Rule::element("table"),
            "thead" => Rule::element("thead"),
            "tbody" => Rule::element("tbody"),
            "tfoot" => Rule::element("tfoot"),
            "tr" => Rule::element("tr"),
            "th" | "td" => Rule::element(if name == "th" { "th" } else { "td" })
                .with("rowspan", attribute(tag, "rowspan"))
                .with("colspan", attribute(tag, "colspan")),
            "graphic" | "inline-graphic" => Rule::element("img").with("src", attribute(tag, "href")),
            "col" | "colgroup" | "object-id" | "alt-text" | "long-desc" => Rule::nothing(),
            "tex-math" => Rule::element("annotation").with("encoding", Some("application/x-tex".to_owned())),
            "disp-formula" => Rule::element("math").with("display", Some("block".to_owned())),
            "inline-formula" => Rule::element("math"),
            "bold" => Rule::element("strong"),
            "italic" => Rule::element("em"),
            "underline" => Rule::element("u"),
            "strike" => Rule::element("del"),
            "sub" => Rule::element("sub"),
            "sup" => Rule::element("sup"),
            "monospace" => Rule::element("code"),
            "ext-link" | "uri" | "self-uri" => Rule::element("a").with("href", attribute(tag, "href")),
            "break" => Rule::line_break(),
            _ => Rule::content(),
        }
    }
}

/// What the article says of itself.
pub fn metadata(translation: &Translation, _: &[Block]) -> Metadata {
    let contributors = contributors(translation);
    let date = |name: &str| translation.first(name).map(|date| date.replace("- ", "-"));
    let history = ["received", "accepted"];
    let history_dates: BTreeMap<String, String> =
        history.iter().filter_map(|name| Some(((*name).to_owned(), date(name)?))).collect();
    let pages = match (translation.first("first page"), translation.first("last page")) {
        (Some(first), Some(last)) => Some(format!("{first}-{last}")),
        (first, _) => first,
    };
    let affiliations: Vec<&str> = translation.all("affiliation").collect();
    let named = ["subtitle", "doi", "pii", "volume", "issue", "journal_title", "corresponding_author"];
    let mut metadata = Metadata {
        title: translation.first("title"),
        authors: Some(contributors.clone()),
        keywords: Some(translation.all("keyword").map(str::to_owned).collect()),
        created_at: date("date"),
        format: Some(FormatMetadata::Jats(JatsMetadata {
            copyright: translation.first("copyright"),
            license: translation.first("license"),
            history_dates,
            contributor_roles: contributors
                .into_iter()
                .map(|name| ContributorRole { name, role: None })
                .collect(),
        })),
        ..Metadata::default()
    };
    for name in named {
        if let Some(value) = translation.first(name) {
            metadata.additional.insert(Cow::Borrowed(name), json!(value));
        }
    }
    if let Some(pages) = pages {
        metadata.additional.insert(Cow::Borrowed("pages_in_journal"), json!(pages));
    }
    if !affiliations.is_empty() {
        metadata.additional.insert(Cow::Borrowed("affiliations"), json!(affiliations));
    }
    metadata
}

/// Names, those of persons with their given names first, which stand behind.
fn contributors(translation: &Translation) -> Vec<String> {
    let mut names: Vec<(String, Option<String>, Option<String>)> = Vec::new();
    for (name, text) in translation.told.iter().filter(|(_, text)| !text.is_empty()) {
        match (*name, names.last_mut()) {
            ("contributor", _) => names.push((text.clone(), None, None)),
            ("surname", Some((_, surname, _))) => *surname = Some(text.clone()),
            ("given names", Some((_, _, given))) => *given = Some(text.clone()),
            _ => {}
        }
    }
    let named = |(whole, surname, given)| match (surname, given) {
        (Some(surname), Some(given)) => format!("{given} {surname}"),
        _ => whole,
    };
    names.into_iter().map(named).collect()
}
