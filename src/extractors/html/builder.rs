//! Which elements are open, and which end tags may be left out (WHATWG HTML, 13.2.6).
//!
//! Not the whole of the specification's algorithm: misnested formatting is not opened again, and nothing is moved
//! out of a table.

use std::borrow::Cow;

use super::tokens::{Attributes, Tag, Token, Tokens};
use super::tree::{Content, Id, MAX_DEPTH, ROOT, Tree};

/// Elements without content.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "image"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// What may stand in a head; anything else is the start of the body.
fn is_of_head(name: &str) -> bool {
    matches!(
        name,
        "base" | "basefont" | "link" | "meta" | "noscript" | "script" | "style" | "template" | "title"
    )
}

/// The parts of a table.
fn is_of_table(name: &str) -> bool {
    matches!(name, "caption" | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr")
}

/// Where the search for an element to close ends.
const SCOPE: &[&str] = &["button", "caption", "object", "table", "td", "template", "th"];
const LISTS: &[&str] =
    &["article", "blockquote", "caption", "dir", "dl", "menu", "ol", "section", "table", "td", "th", "ul"];

const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

/// Elements before which an open paragraph ends.
fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "ul"
            | "xmp"
    )
}

/// A tree being built.
pub struct Builder<'a> {
    tree: Tree<'a>,
    /// From the outside to the inside.
    open: Vec<(Id, Cow<'a, str>)>,
    /// How many elements are open beyond the deepest level.
    flattened: usize,
    /// How many of the open ones are SVG or MathML, where `<name/>` has no content.
    foreign: usize,
    /// How many of the open ones are paragraphs.
    paragraphs: usize,
    xml: bool,
}

impl<'a> Builder<'a> {
    pub fn new(tree: Tree<'a>, xml: bool) -> Self {
        Self { tree, open: Vec::new(), flattened: 0, foreign: 0, paragraphs: 0, xml }
    }

    pub fn finish(self) -> Tree<'a> {
        self.tree
    }

    /// Reads HTML to its end; what it leaves open stays open.
    pub fn read(&mut self, html: &'a str) {
        let mut tokens = Tokens::new(html);
        while let Some(token) = tokens.next() {
            match token {
                Token::Text(text) => self.text(text),
                Token::Close(name) => self.close(&name),
                Token::Open(tag) => {
                    if self.open_tag(tag) {
                        tokens.leave_raw();
                    }
                }
            }
        }
    }

    fn current(&self) -> Id {
        self.open.last().map_or(ROOT, |(id, _)| *id)
    }

    pub fn text(&mut self, text: Cow<'a, str>) {
        let in_head = self.open.last().is_some_and(|(_, name)| name == "head");
        if in_head && !text.trim().is_empty() {
            self.close("head");
        }
        self.tree.append(self.current(), Content::Text(text));
    }

    /// Whether the element is empty although others of its name have text that is no markup.
    pub fn open_tag(&mut self, tag: Tag<'a>) -> bool {
        let Tag { name, attributes, empty } = tag;
        if self.open.last().is_some_and(|(_, name)| name == "head") && !is_of_head(&name) {
            self.close("head");
        }
        self.make_room(&name);
        let is_foreign = matches!(name.as_ref(), "svg" | "math");
        let leaf = is_void(&name) || empty && (self.xml || self.foreign > 0 || is_foreign);
        let id = self.tree.append(self.current(), Content::Element { name: name.clone(), attributes });
        if leaf {
            return true;
        }
        if self.open.len() < MAX_DEPTH {
            self.foreign += usize::from(is_foreign);
            self.paragraphs += usize::from(name == "p");
            self.open.push((id, name));
        } else {
            self.flattened += 1;
        }
        false
    }

    /// Closes what ends where an element of this name starts.
    fn make_room(&mut self, name: &str) {
        if self.paragraphs > 0 && ends_paragraph(name) {
            self.close_any(&["p"], SCOPE);
        }
        match name {
            "li" => self.close_any(&["li"], LISTS),
            "dd" | "dt" => self.close_any(&["dd", "dt"], LISTS),
            "td" | "th" => self.close_any(&["td", "th"], &["table", "tr"]),
            "tr" => self.close_any(&["tr", "caption", "colgroup"], &["table", "tbody", "thead", "tfoot"]),
            "tbody" | "thead" | "tfoot" => {
                self.close_any(&["tbody", "thead", "tfoot", "caption", "colgroup"], &["table"]);
                self.close_any(&["tr"], &["table"]);
            }
            "option" => self.close_any(&["option"], &["select", "datalist"]),
            "optgroup" => self.close_any(&["optgroup"], &["select"]),
            "rt" | "rp" => self.close_any(&["rt", "rp"], &["ruby"]),
            "a" => self.close_link(),
            name if HEADINGS.contains(&name)
                && self.open.last().is_some_and(|(_, name)| HEADINGS.contains(&name.as_ref())) =>
            {
                self.close_last();
            }
            _ => {}
        }
    }

    /// A link in a link was not closed, unless there are blocks between them.
    fn close_link(&mut self) {
        let blocks = |name: &str| ends_paragraph(name) || is_of_table(name);
        let link = self.open.iter().rposition(|(_, name)| name == "a");
        if let Some(link) = link
            && !self.open.iter().skip(link).any(|(_, name)| blocks(name))
        {
            self.truncate(link);
        }
    }

    /// Closes the innermost element of one of these names, with all that is in it, up to one of `scope`.
    fn close_any(&mut self, names: &[&str], scope: &[&str]) {
        for index in (0..self.open.len()).rev() {
            let Some((_, name)) = self.open.get(index) else { return };
            if names.contains(&name.as_ref()) {
                return self.truncate(index);
            }
            if scope.contains(&name.as_ref()) {
                return;
            }
        }
    }

    pub fn close(&mut self, name: &str) {
        if self.flattened > 0 && !is_void(name) {
            // Marks where it ended, so that what follows does not run into it.
            self.flattened -= 1;
            let content =
                Content::Element { name: Cow::Owned(name.to_owned()), attributes: Attributes::default() };
            self.tree.append(self.current(), content);
            return;
        }
        match name {
            // What follows them is still part of the body.
            "html" | "body" => {}
            "br" => {
                let content =
                    Content::Element { name: Cow::Borrowed("br"), attributes: Attributes::default() };
                self.tree.append(self.current(), content);
            }
            "table" => self.close_any(&["table"], &[]),
            _ if is_of_table(name) => self.close_any(&[name], &["table"]),
            _ if HEADINGS.contains(&name) => self.close_any(HEADINGS, SCOPE),
            _ => self.close_any(&[name], &["table", "td", "th", "caption"]),
        }
    }

    fn close_last(&mut self) {
        self.truncate(self.open.len().saturating_sub(1));
    }

    fn truncate(&mut self, length: usize) {
        for (_, name) in self.open.drain(length.min(self.open.len())..) {
            self.foreign -= usize::from(matches!(name.as_ref(), "svg" | "math"));
            self.paragraphs -= usize::from(name == "p");
        }
        self.flattened = 0;
    }
}
