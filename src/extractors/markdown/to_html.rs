//! Markdown as HTML (CommonMark 0.31). What HTML has no elements for, notes, is written as elements of our own.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::extractors::html::writer::{self, heading};
use crate::extractors::html::{NOTE, NOTE_REFERENCE};

/// What a text is in HTML.
pub fn html(markdown: &str) -> writer::Writer {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH;
    // This reads all blocks: what it needs for that may grow as long as nothing lies behind it.
    let parser = Parser::new_ext(markdown, options);
    let html = writer::Writer::with_capacity(markdown.len());
    let mut writer = Writer { html, pictures: Vec::new(), head: false };
    for event in parser {
        writer.event(event);
    }
    writer.html
}

struct Writer {
    html: writer::Writer,
    /// Where the descriptions of the pictures begin that are open; one may hold another in its own.
    pictures: Vec<Picture>,
    /// Whether the row is the head of its table.
    head: bool,
}

/// A picture whose description is being written.
struct Picture {
    url: String,
    title: String,
    description: String,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        if let Some(picture) = self.pictures.last_mut() {
            match &event {
                Event::Text(text)
                | Event::Code(text)
                | Event::InlineMath(text)
                | Event::DisplayMath(text) => {
                    return picture.description.push_str(text);
                }
                Event::SoftBreak | Event::HardBreak => return picture.description.push(' '),
                Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
                _ => return,
            }
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.html.text(&text),
            Event::Code(text) => self.html.within("code", &text),
            Event::InlineMath(tex) => self.formula(false, &tex),
            Event::DisplayMath(tex) => self.formula(true, &tex),
            Event::Html(html) | Event::InlineHtml(html) => self.html.html(&html),
            Event::FootnoteReference(label) => {
                self.html.open(NOTE_REFERENCE, &[("label", &label)]);
                self.html.close(NOTE_REFERENCE);
            }
            Event::SoftBreak => self.html.text("\n"),
            Event::HardBreak => self.html.line_break(),
            Event::Rule => self.html.open("hr", &[]),
            Event::TaskListMarker(done) => self.html.task(done),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let language = info.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
                self.html.begin_code(language);
                self.html.text("\n");
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => {
                self.html.begin_code("");
                self.html.text("\n");
            }
            Tag::List(Some(start)) => self.html.open("ol", &[("start", &start.to_string())]),
            Tag::Link { dest_url, title, .. } => {
                self.html.open("a", &[("href", &dest_url), ("title", &title)])
            }
            Tag::Image { dest_url, title, .. } => self.pictures.push(Picture {
                url: dest_url.into_string(),
                title: title.into_string(),
                description: String::new(),
            }),
            Tag::FootnoteDefinition(label) => self.html.open(NOTE, &[("label", &label)]),
            Tag::TableHead => {
                self.head = true;
                self.html.open("thead", &[]);
                self.html.open("tr", &[]);
            }
            Tag::TableCell => self.html.open(if self.head { "th" } else { "td" }, &[]),
            tag => {
                if let Some(name) = element(&tag.to_end()) {
                    self.html.open(name, &[]);
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => self.html.end_code(),
            TagEnd::List(true) => self.html.close("ol"),
            TagEnd::Link => self.html.close("a"),
            TagEnd::Image => self.picture(),
            TagEnd::FootnoteDefinition => self.html.close(NOTE),
            TagEnd::TableHead => {
                self.head = false;
                self.html.close("tr");
                self.html.close("thead");
            }
            TagEnd::TableCell => self.html.close(if self.head { "th" } else { "td" }),
            tag => {
                if let Some(name) = element(&tag) {
                    self.html.close(name);
                }
            }
        }
    }

    fn picture(&mut self) {
        let Some(picture) = self.pictures.pop() else { return };
        match self.pictures.last_mut() {
            Some(outer) => outer.description.push_str(&picture.description),
            None => self.html.open(
                "img",
                &[("src", &picture.url), ("alt", &picture.description), ("title", &picture.title)],
            ),
        }
    }

    fn formula(&mut self, display: bool, tex: &str) {
        self.html.begin_formula(display);
        self.html.text(tex);
        self.html.end_formula();
    }
}

/// The element that stands for a tag, where it needs nothing else.
fn element(tag: &TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(level) => heading(*level as u16),
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::List(_) => "ul",
        TagEnd::Item => "li",
        TagEnd::DefinitionList => "dl",
        TagEnd::DefinitionListTitle => "dt",
        TagEnd::DefinitionListDefinition => "dd",
        TagEnd::Table => "table",
        TagEnd::TableRow => "tr",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        TagEnd::Superscript => "sup",
        TagEnd::Subscript => "sub",
        _ => return None,
    })
}
