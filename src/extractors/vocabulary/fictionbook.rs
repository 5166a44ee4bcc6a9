//! FictionBook (2.1): chapters, poems, notes, tables, and the pictures in it.

use std::cell::RefCell;
use std::collections::HashMap;

use ahash::AHashMap;
use kreuzberg::Metadata;
use kreuzberg::types::{FictionBookMetadata, FormatMetadata};
use quick_xml::events::BytesStart;

use super::rule::Rule;
use super::translation::{Open, Translation, Vocabulary, attribute};
use crate::extractors::blocks::Block;
use crate::markup::{self, Tags};

/// Pictures that a book may have in its text, in bytes of base64: those beyond are named only.
const MOST_PICTURES: usize = 64 << 20;

#[derive(Default)]
pub struct FictionBook {
    /// Pictures by their identifiers, as addresses that hold them.
    pictures: AHashMap<String, String>,
    /// Notes by their identifiers: the labels under which they are referred to.
    labels: RefCell<HashMap<String, String>>,
}

impl FictionBook {
    /// Pictures stand behind the text; so they are looked for first, where they are wanted.
    pub fn over(text: &str, wants_pictures: bool) -> Self {
        let mut pictures = AHashMap::new();
        let mut room = MOST_PICTURES;
        for tag in Tags::new(text).filter(|tag| wants_pictures && tag.name == "binary" && !tag.closes) {
            let written = text.get(tag.start..tag.end).unwrap_or_default();
            let data = text.get(tag.end..).and_then(|rest| rest.split('<').next()).unwrap_or_default();
            let kind = markup::attribute(written, "content-type").unwrap_or("image/jpeg");
            let Some(id) = markup::attribute(written, "id") else { continue };
            let Some(left) = room.checked_sub(data.len()) else { continue };
            room = left;
            let data: String = data.split_whitespace().collect();
            pictures.insert(id.to_owned(), format!("data:{kind};base64,{data}"));
        }
        Self { pictures, labels: RefCell::default() }
    }

    /// The label of a note, which is new where nothing has referred to it.
    fn label(&self, id: &str) -> String {
        let mut labels = self.labels.borrow_mut();
        let next = labels.len() + 1;
        labels.entry(id.to_owned()).or_insert_with(|| next.to_string()).clone()
    }
}

impl Vocabulary for FictionBook {
    fn rule(&self, tag: &BytesStart, name: &str, open: &[Open]) -> Rule {
        let parent = open.last().map_or("", |open| open.name.as_str());
        let within = |name: &str| open.iter().any(|open| open.name == name);
        if within("description") {
            return told(tag, name, open);
        }
        match name {
            "description" => Rule::content().silent(),
            "stylesheet" | "binary" => Rule::nothing(),
            "body" if is_of_notes(tag) => Rule::content().silent(),
            // In a body of notes, each is a section.
            "section" if parent == "body" && open.iter().any(|open| open.is_silent) => {
                match attribute(tag, "id") {
                    Some(id) => Rule::noted(self.label(&id)).aloud(),
                    None => Rule::content().aloud(),
                }
            }
            "title" if open.iter().any(|open| open.is_silent) => Rule::nothing(),
            // What is there beside them.
            "p" if parent == "body" => Rule::element("p").aloud(),
            "body" | "section" | "poem" => Rule::section(),
            "title" if matches!(parent, "section" | "body" | "poem") => Rule::heading(),
            "p" if parent == "title" => Rule::content().then(" "),
            "title" => Rule::subheading(),
            "p" | "text-author" | "date" => Rule::element("p"),
            "v" => Rule::content().with_break(),
            "stanza" => Rule::element("p"),
            "subtitle" => Rule::subheading(),
            "epigraph" | "cite" | "annotation" => Rule::element("blockquote"),
            "empty-line" => Rule::nothing(),
            "table" => Rule::element("table"),
            "tr" => Rule::element("tr"),
            "th" | "td" => Rule::element(if name == "th" { "th" } else { "td" })
                .with("rowspan", attribute(tag, "rowspan"))
                .with("colspan", attribute(tag, "colspan")),
            "strong" => Rule::element("strong"),
            "emphasis" => Rule::element("em"),
            "strikethrough" => Rule::element("del"),
            "sub" => Rule::element("sub"),
            "sup" => Rule::element("sup"),
            "code" => Rule::element("code"),
            "a" => {
                let href = attribute(tag, "href").unwrap_or_default();
                match href.strip_prefix('#') {
                    Some(id) if attribute(tag, "type").as_deref() == Some("note") => {
                        Rule::refers(&self.label(id))
                    }
                    Some(_) => Rule::content(),
                    None => Rule::element("a").with("href", Some(href)),
                }
            }
            "image" => {
                let id = attribute(tag, "href").unwrap_or_default();
                let id = id.trim_start_matches('#');
                let url = self.pictures.get(id).cloned().unwrap_or_else(|| id.to_owned());
                Rule::element("img").with("src", Some(url)).with("alt", attribute(tag, "alt"))
            }
            _ => Rule::content(),
        }
    }
}

fn is_of_notes(tag: &BytesStart) -> bool {
    attribute(tag, "name").is_some_and(|name| matches!(name.as_str(), "notes" | "comments" | "footnotes"))
}

/// In the description: what is told, as far as it is of this book.
fn told(tag: &BytesStart, name: &str, open: &[Open]) -> Rule {
    if !open.iter().any(|open| open.name == "title-info") {
        return Rule::content();
    }
    match name {
        "book-title" => Rule::content().told("title"),
        "author" => Rule::content().told("author"),
        "first-name" | "middle-name" | "last-name" | "nickname" => Rule::content().then(" "),
        "home-page" | "email" | "id" => Rule::nothing(),
        "genre" => Rule::content().told("genre"),
        "lang" => Rule::content().told("language"),
        "date" => Rule::content().told("date"),
        "annotation" => Rule::content().told("annotation"),
        "p" => Rule::content().then(" "),
        "keywords" => Rule::content().told("keywords"),
        "sequence" => {
            let number = attribute(tag, "number").map(|number| format!(" #{number}")).unwrap_or_default();
            Rule::saying("sequence", attribute(tag, "name").map(|name| name + &number).unwrap_or_default())
        }
        _ => Rule::content(),
    }
}

/// What the book says of itself.
pub fn metadata(translation: &Translation, _: &[Block]) -> Metadata {
    let all = |name| translation.all(name).map(str::to_owned).collect::<Vec<String>>();
    let genres: Vec<String> = all("genre").into_iter().filter(|genre| genre != "unrecognised").collect();
    let keywords = translation.first("keywords").unwrap_or_default();
    let keywords = keywords.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    Metadata {
        title: translation.first("title"),
        authors: Some(all("author")),
        keywords: Some(keywords.collect()),
        language: translation.first("language"),
        created_at: translation.first("date"),
        subject: Some(genres.join(", ")).filter(|genres| !genres.is_empty()),
        format: Some(FormatMetadata::FictionBook(FictionBookMetadata {
            genres,
            sequences: all("sequence"),
            annotation: translation.first("annotation"),
        })),
        ..Metadata::default()
    }
}
