//! Markdown as HTML (CommonMark 0.31). What HTML has no elements for, notes, is written as elements of our own.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::extractors::html::{NOTE, NOTE_REFERENCE};

/// The HTML of a text.
pub fn html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH;
    let mut writer =
        Writer { out: String::with_capacity(markdown.len() * 5 / 4), pictures: Vec::new(), head: false };
    for event in Parser::new_ext(markdown, options) {
        writer.event(event);
    }
    writer.out
}

struct Writer {
    out: String,
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
            Event::Text(text) => escape(&mut self.out, &text),
            Event::Code(text) => self.within("code", &text),
            Event::InlineMath(tex) => self.formula("", &tex),
            Event::DisplayMath(tex) => self.formula(" display=block", &tex),
            Event::Html(html) | Event::InlineHtml(html) => self.out.push_str(&html),
            Event::FootnoteReference(label) => {
                self.open(NOTE_REFERENCE, &[("label", &label)]);
                self.close(NOTE_REFERENCE);
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>"),
            Event::Rule => self.out.push_str("<hr>"),
            Event::TaskListMarker(done) => {
                self.out.push_str(if done {
                    "<input type=checkbox disabled checked>"
                } else {
                    "<input type=checkbox disabled>"
                });
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let language = info.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
                self.out.push_str("<pre>");
                let class = format!("language-{language}");
                if language.is_empty() {
                    self.open("code", &[])
                } else {
                    self.open("code", &[("class", &class)])
                }
                self.out.push('\n');
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => self.out.push_str("<pre><code>\n"),
            Tag::List(Some(start)) => self.open("ol", &[("start", &start.to_string())]),
            Tag::Link { dest_url, title, .. } => self.open("a", &[("href", &dest_url), ("title", &title)]),
            Tag::Image { dest_url, title, .. } => self.pictures.push(Picture {
                url: dest_url.into_string(),
                title: title.into_string(),
                description: String::new(),
            }),
            Tag::FootnoteDefinition(label) => self.open(NOTE, &[("label", &label)]),
            Tag::TableHead => {
                self.head = true;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableCell => self.open(if self.head { "th" } else { "td" }, &[]),
            tag => {
                if let Some(name) = element(&tag.to_end()) {
                    self.open(name, &[]);
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => self.out.push_str("</code></pre>"),
            TagEnd::List(true) => self.close("ol"),
            TagEnd::Link => self.close("a"),
            TagEnd::Image => self.picture(),
            TagEnd::FootnoteDefinition => self.close(NOTE),
            TagEnd::TableHead => {
                self.head = false;
                self.out.push_str("</tr></thead>");
            }
            TagEnd::TableCell => self.close(if self.head { "th" } else { "td" }),
            tag => {
                if let Some(name) = element(&tag) {
                    self.close(name);
                }
            }
        }
    }

    fn picture(&mut self) {
        let Some(picture) = self.pictures.pop() else { return };
        match self.pictures.last_mut() {
            Some(outer) => outer.description.push_str(&picture.description),
            None => self.open(
                "img",
                &[("src", &picture.url), ("alt", &picture.description), ("title", &picture.title)],
            ),
        }
    }

    /// TeX, as MathML has it (MathML Core, 6).
    fn formula(&mut self, attribute: &str, tex: &str) {
        self.out.push_str("<math");
        self.out.push_str(attribute);
        self.out.push_str("><annotation encoding=\"application/x-tex\">");
        escape(&mut self.out, tex);
        self.out.push_str("</annotation></math>");
    }

    fn within(&mut self, name: &str, text: &str) {
        self.open(name, &[]);
        escape(&mut self.out, text);
        self.close(name);
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }
}

/// The element that stands for a tag, where it needs nothing else.
fn element(tag: &TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(level) => match *level as u8 {
            1 => "h1",
            2 => "h2",
            3 => "h3",
            4 => "h4",
            5 => "h5",
            _ => "h6",
        },
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

/// Writes text as HTML has it.
pub fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match from.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&quot;",
        });
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}
