//! Writes what HTML would say, for formats that are read by way of it: elements, text, and HTML that stands in them. It
//! becomes a tree as it is: nothing is escaped, and nothing but the HTML is parsed.

use std::borrow::Cow;

use super::builder::Builder;
use super::tokens::{Attributes, Tag};
use super::tree::Tree;

/// What has been written so far.
#[derive(Default)]
pub struct Writer {
    /// Text, attributes and HTML, one after the other.
    source: String,
    pieces: Vec<Piece>,
}

/// A piece of the source, from the end of the one before.
struct Piece {
    kind: Kind,
    end: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Html,
    /// The source is its attributes.
    Open(&'static str),
    Close(&'static str),
}

impl Writer {
    /// With room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { source: String::with_capacity(bytes), pieces: Vec::new() }
    }

    /// The start of an element, with those of the attributes that have a value.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.source.push(' ');
            self.source.push_str(key);
            self.source.push_str("=\"");
            escape(&mut self.source, value);
            self.source.push('"');
        }
        self.push(Kind::Open(name));
    }

    /// The end of an element.
    pub fn close(&mut self, name: &'static str) {
        self.push(Kind::Close(name));
    }

    /// An element with nothing but text in it.
    pub fn within(&mut self, name: &'static str, text: &str) {
        self.open(name, &[]);
        self.text(text);
        self.close(name);
    }

    /// A line break.
    pub fn line_break(&mut self) {
        self.open("br", &[]);
    }

    /// A block of code, up to [`Self::end_code`]. A line break right behind it does not count.
    pub fn begin_code(&mut self, language: &str) {
        let class = if language.is_empty() { String::new() } else { format!("language-{language}") };
        self.open("pre", &[]);
        self.open("code", &[("class", &class)]);
    }

    /// The end of a block of code.
    pub fn end_code(&mut self) {
        self.close("code");
        self.close("pre");
    }

    /// TeX, as MathML has it (MathML Core, 6), up to [`Self::end_formula`].
    pub fn begin_formula(&mut self, display: bool) {
        self.open("math", &[("display", if display { "block" } else { "" })]);
        self.open("annotation", &[("encoding", "application/x-tex")]);
    }

    /// The end of a formula.
    pub fn end_formula(&mut self) {
        self.close("annotation");
        self.close("math");
    }

    /// Whether a task is done.
    pub fn task(&mut self, done: bool) {
        let checked = if done { "checked" } else { "" };
        self.open("input", &[("type", "checkbox"), ("disabled", "disabled"), ("checked", checked)]);
    }

    /// Text, which goes on that before it.
    pub fn text(&mut self, text: &str) {
        self.go_on(text, Kind::Text);
    }

    /// HTML, which goes on that before it. What it leaves open stays open.
    pub fn html(&mut self, html: &str) {
        self.go_on(html, Kind::Html);
    }

    /// Takes the blanks away that the text ends with.
    pub fn trim_end(&mut self) {
        let start = self.last_start();
        let Some(last) = self.pieces.last_mut().filter(|piece| piece.kind == Kind::Text) else { return };
        let text = self.source.get(start..).unwrap_or_default();
        last.end = start + text.trim_end_matches(' ').len();
        self.source.truncate(last.end);
    }

    /// Takes a line break away that nothing but white space is behind.
    pub fn drop_last_break(&mut self) {
        let is_blank = |piece: &Piece| {
            piece.kind == Kind::Text
                && self.source.get(self.last_start()..).is_some_and(|text| text.trim().is_empty())
        };
        let behind = usize::from(self.pieces.last().is_some_and(is_blank));
        let at = self.pieces.len().checked_sub(1 + behind);
        if let Some(at) =
            at.filter(|at| self.pieces.get(*at).is_some_and(|piece| piece.kind == Kind::Open("br")))
        {
            self.pieces.truncate(at);
            self.source.truncate(self.end());
        }
    }

    /// Writes what another has written.
    pub fn append(&mut self, other: &Self) {
        let start = self.source.len();
        self.source.push_str(&other.source);
        self.pieces.extend(other.pieces.iter().map(|piece| Piece { end: start + piece.end, ..*piece }));
    }

    /// All of it as a tree.
    pub fn tree(&self) -> Tree<'_> {
        let mut builder = Builder::new(Tree::over(&self.source), false);
        let mut start = 0;
        for Piece { kind, end } in &self.pieces {
            let source = self.source.get(start..*end).unwrap_or_default();
            start = *end;
            match kind {
                Kind::Text => builder.text(Cow::Borrowed(source)),
                Kind::Html => builder.read(source),
                Kind::Open(name) => {
                    let attributes = Attributes::written(source);
                    builder.open_tag(Tag { name: Cow::Borrowed(name), attributes, empty: false });
                }
                Kind::Close(name) => builder.close(name),
            }
        }
        builder.finish()
    }

    fn go_on(&mut self, text: &str, kind: Kind) {
        self.source.push_str(text);
        let end = self.source.len();
        match self.pieces.last_mut() {
            Some(last) if last.kind == kind => last.end = end,
            _ => self.push(kind),
        }
    }

    fn push(&mut self, kind: Kind) {
        self.pieces.push(Piece { kind, end: self.source.len() });
    }

    fn end(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.end)
    }

    fn last_start(&self) -> usize {
        self.pieces.iter().rev().nth(1).map_or(0, |piece| piece.end)
    }
}

/// Writes a value as an attribute has it in quotation marks.
fn escape(out: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(character),
        }
    }
}

/// The element of a heading.
pub const fn heading(level: u16) -> &'static str {
    match level {
        1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

/// The HTML that says the same, for tests.
#[cfg(test)]
pub fn shown(writer: &Writer) -> String {
    let tree = writer.tree();
    tree.children(super::tree::ROOT).map(|id| super::markup::html(&tree, id)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Writer, shown};

    #[test]
    fn what_is_written_is_the_html_that_says_it() {
        let mut writer = Writer::default();
        writer.open("p", &[("id", "a\"&b"), ("class", "")]);
        writer.text("1 < 2 ");
        writer.text("&amp; ");
        writer.html("<b>");
        writer.html("c</b>");
        writer.line_break();
        writer.within("code", "d");
        writer.close("p");
        let expected = "<p id=\"a&quot;&amp;b\">1 &lt; 2 &amp;amp; <b>c</b><br><code>d</code></p>";
        assert_eq!(shown(&writer), expected);
        let mut other = Writer::default();
        other.text("x");
        other.append(&writer);
        assert_eq!(shown(&other), format!("x{expected}"));
    }

    #[test]
    fn html_that_is_left_open_holds_what_follows_and_no_more() {
        let mut writer = Writer::default();
        writer.html("<div title='");
        writer.within("p", "a");
        writer.html("<div>");
        writer.within("p", "b");
        writer.html("</div>");
        writer.within("p", "c");
        assert_eq!(shown(&writer), "&lt;div title='<p>a</p><div><p>b</p></div><p>c</p>");
    }

    #[test]
    fn blanks_and_breaks_at_the_end_are_taken_back() {
        let mut writer = Writer::default();
        writer.text("a  ");
        writer.trim_end();
        writer.line_break();
        writer.trim_end();
        assert_eq!(shown(&writer), "a<br>");
        writer.text(" \n");
        writer.drop_last_break();
        assert_eq!(shown(&writer), "a");
        writer.text("b");
        writer.drop_last_break();
        assert_eq!(shown(&writer), "ab");
        let mut empty = Writer::default();
        empty.trim_end();
        empty.drop_last_break();
        assert_eq!(shown(&empty), "");
    }
}
