//! Djot as HTML. What HTML has no elements for, notes, is written as elements of our own.

use jotdown::{Container, Event, LinkType, ListKind, Parser};

use crate::extractors::html::writer::{Writer, heading};
use crate::extractors::html::{NOTE, NOTE_REFERENCE};

/// What a text is in HTML.
pub fn html(djot: &str) -> Writer {
    let html = Writer::with_capacity(djot.len());
    let mut translation =
        Translation { html, alternative: None, unread: 0, are_tight: Vec::new(), task: None };
    for event in Parser::new(djot) {
        translation.event(event);
    }
    translation.html
}

struct Translation {
    html: Writer,
    /// What the picture that is open shows.
    alternative: Option<String>,
    /// How many containers are open that nothing is read of.
    unread: usize,
    /// Of the lists that are open, whether their items are no paragraphs.
    are_tight: Vec<bool>,
    /// What stands before the first paragraph of an item.
    task: Option<bool>,
}

impl Translation {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Container::LinkDefinition { .. }, _) => self.unread += 1,
            Event::End(Container::LinkDefinition { .. }) => self.unread = self.unread.saturating_sub(1),
            _ if self.unread > 0 => {}
            Event::Start(Container::Image(..), _) => self.alternative = Some(String::new()),
            Event::End(Container::Image(url, _)) => {
                let alternative = self.alternative.take().unwrap_or_default();
                self.html.open("img", &[("src", &url), ("alt", &alternative)]);
            }
            Event::Start(container, _) if self.alternative.is_none() => self.start(&container),
            Event::End(container) if self.alternative.is_none() => self.end(&container),
            Event::Str(text) => self.text(&text),
            Event::FootnoteReference(label) => {
                self.html.open(NOTE_REFERENCE, &[("label", &label)]);
                self.html.close(NOTE_REFERENCE);
            }
            Event::Symbol(name) => self.text(&format!(":{name}:")),
            Event::LeftSingleQuote => self.text("\u{2018}"),
            Event::RightSingleQuote => self.text("\u{2019}"),
            Event::LeftDoubleQuote => self.text("\u{201c}"),
            Event::RightDoubleQuote => self.text("\u{201d}"),
            Event::Ellipsis => self.text("\u{2026}"),
            Event::EnDash => self.text("\u{2013}"),
            Event::EmDash => self.text("\u{2014}"),
            Event::NonBreakingSpace => self.text("\u{a0}"),
            Event::Softbreak => self.text("\n"),
            Event::Hardbreak => self.html.line_break(),
            Event::ThematicBreak(_) => self.html.open("hr", &[]),
            Event::Start(..) | Event::End(_) | Event::Escape | Event::Blankline | Event::Attributes(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.alternative {
            Some(alternative) => alternative.push_str(text),
            None => self.html.text(text),
        }
    }

    fn start(&mut self, container: &Container<'_>) {
        if let Container::Paragraph = container {
            if !self.is_tight() {
                self.html.open("p", &[]);
            }
            return self.task();
        }
        self.task();
        if let Container::List { tight, .. } = container {
            self.are_tight.push(*tight);
        }
        match container {
            Container::List { kind: ListKind::Ordered { start, .. }, .. } => {
                self.html.open("ol", &[("start", &start.to_string())]);
            }
            Container::TaskListItem { checked } => {
                self.html.open("li", &[]);
                self.task = Some(*checked);
            }
            Container::Footnote { label } => self.html.open(NOTE, &[("label", label)]),
            Container::CodeBlock { language: name } | Container::RawBlock { format: name } => {
                self.html.begin_code(name);
                self.html.text("\n");
            }
            Container::Link(url, kind) => {
                let scheme = if *kind == LinkType::Email { "mailto:" } else { "" };
                self.html.open("a", &[("href", &format!("{scheme}{url}"))]);
            }
            Container::Math { display } => self.html.begin_formula(*display),
            _ => {
                if let Some(name) = element(container) {
                    self.html.open(name, &[]);
                }
            }
        }
    }

    fn end(&mut self, container: &Container<'_>) {
        self.task();
        match container {
            Container::Paragraph if self.is_tight() => {}
            Container::CodeBlock { .. } | Container::RawBlock { .. } => self.html.end_code(),
            Container::Math { .. } => self.html.end_formula(),
            _ => {
                if let Some(name) = element(container) {
                    self.html.close(name);
                }
            }
        }
        if let Container::List { .. } = container {
            self.are_tight.pop();
        }
    }

    fn is_tight(&self) -> bool {
        self.are_tight.last() == Some(&true)
    }

    fn task(&mut self) {
        if let Some(done) = self.task.take() {
            self.html.task(done);
        }
    }
}

/// The element that a container is.
fn element(container: &Container<'_>) -> Option<&'static str> {
    Some(match container {
        Container::Blockquote => "blockquote",
        Container::List { kind: ListKind::Ordered { .. }, .. } => "ol",
        Container::List { .. } => "ul",
        Container::ListItem | Container::TaskListItem { .. } => "li",
        Container::DescriptionList => "dl",
        Container::DescriptionTerm => "dt",
        Container::DescriptionDetails => "dd",
        Container::Footnote { .. } => NOTE,
        Container::Table => "table",
        Container::TableRow { .. } => "tr",
        Container::TableCell { head: true, .. } => "th",
        Container::TableCell { .. } => "td",
        Container::Caption => "caption",
        Container::Div { .. } => "div",
        Container::Paragraph => "p",
        Container::Heading { level, .. } => heading(*level),
        Container::Link(..) => "a",
        Container::Verbatim | Container::RawInline { .. } => "code",
        Container::Subscript => "sub",
        Container::Superscript => "sup",
        Container::Insert => "ins",
        Container::Delete => "del",
        Container::Strong => "strong",
        Container::Emphasis => "em",
        Container::Mark => "mark",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::html;
    use crate::extractors::html::writer::shown;

    #[test]
    fn djot_is_the_html_that_it_means() {
        for (djot, expected) in [
            ("# A *b*", "<h1>A <strong>b</strong></h1>"),
            ("1. x\n2. y", "<ol start=\"1\"><li>x</li><li>y</li></ol>"),
            ("- x\n\n- y", "<ul><li><p>x</p></li><li><p>y</p></li></ul>"),
            (
                "- [x] a",
                "<ul><li><input type=\"checkbox\" disabled=\"disabled\" checked=\"checked\">a</li></ul>",
            ),
            ("![a _b_](c.png) ok", "<p><img src=\"c.png\" alt=\"a b\"> ok</p>"),
            ("[a][b]\n\n[b]: https://e.org", "<p><a href=\"https://e.org\">a</a></p>"),
            ("$`x<y`", "<p><math><annotation encoding=\"application/x-tex\">x&lt;y</annotation></math></p>"),
            ("`a`{=html}", "<p><code>a</code></p>"),
            ("\"a\" -- b...", "<p>\u{201c}a\u{201d} \u{2013} b\u{2026}</p>"),
        ] {
            assert_eq!(shown(&html(djot)), expected, "{djot}");
        }
    }
}
