//! A document's elements as a tree.
//!
//! No text is lost at any depth: elements beyond [`MAX_DEPTH`] lie side by side.

use std::borrow::Cow;

use super::builder::Builder;
use super::tokens::Attributes;

/// How deep the tree may be; those who walk it call themselves once a level.
pub const MAX_DEPTH: usize = 200;

/// Where a node is in its tree.
pub type Id = usize;

/// The root has no name.
pub const ROOT: Id = 0;

struct Node<'a> {
    content: Content<'a>,
    first: Option<Id>,
    last: Option<Id>,
    next: Option<Id>,
}

/// What a node is.
pub enum Content<'a> {
    Text(Cow<'a, str>),
    Element {
        /// In lower case.
        name: Cow<'a, str>,
        attributes: Attributes<'a>,
    },
}

/// A document.
pub struct Tree<'a> {
    html: &'a str,
    nodes: Vec<Node<'a>>,
}

impl<'a> Tree<'a> {
    /// Reads a document; `xml` where `<name/>` is an element without content, as in XHTML.
    pub fn parse(html: &'a str, xml: bool) -> Self {
        let mut builder = Builder::new(Self::over(html), xml);
        builder.read(html);
        builder.finish()
    }

    /// Nothing so far of a document in which its elements are found.
    pub fn over(html: &'a str) -> Self {
        let root = Content::Element { name: Cow::Borrowed(""), attributes: Attributes::default() };
        let root = Node { content: root, first: None, last: None, next: None };
        Self { html, nodes: vec![root] }
    }

    pub fn content(&self, id: Id) -> Option<&Content<'a>> {
        self.nodes.get(id).map(|node| &node.content)
    }

    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.nodes.get(id).and_then(|node| node.first), |id| self.nodes.get(*id)?.next)
    }

    /// The elements among the children.
    pub fn elements(&self, id: Id) -> impl Iterator<Item = (Id, &str, Attributes<'a>)> + '_ {
        self.children(id).filter_map(|id| match self.content(id)? {
            Content::Element { name, attributes } => Some((id, name.as_ref(), *attributes)),
            Content::Text(_) => None,
        })
    }

    /// The text below a node as it is written, until it is `most` bytes or a little more.
    pub fn text(&self, id: Id, most: usize) -> String {
        let mut text = String::new();
        self.collect_text(id, most, &mut text);
        text
    }

    fn collect_text(&self, id: Id, most: usize, text: &mut String) {
        match self.content(id) {
            _ if text.len() >= most => {}
            Some(Content::Text(piece)) => text.push_str(piece),
            Some(Content::Element { .. }) => {
                self.children(id).for_each(|child| self.collect_text(child, most, text));
            }
            None => {}
        }
    }

    /// Where an element's tag starts in the document, in bytes.
    pub fn offset(&self, name: &str, attributes: Attributes) -> usize {
        attributes.offset_in(self.html).saturating_sub(name.len() + 1)
    }

    /// Adds a node behind the last of its parent's.
    pub fn append(&mut self, parent: Id, content: Content<'a>) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Node { content, first: None, last: None, next: None });
        let previous = self.nodes.get_mut(parent).and_then(|parent| parent.last.replace(id));
        match previous.and_then(|previous| self.nodes.get_mut(previous)) {
            Some(previous) => previous.next = Some(id),
            None => {
                if let Some(parent) = self.nodes.get_mut(parent) {
                    parent.first = Some(id);
                }
            }
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Id, MAX_DEPTH, ROOT, Tree};

    fn outline(tree: &Tree, id: Id) -> String {
        let of = |id| match tree.content(id) {
            Some(Content::Text(text)) => text.trim().to_owned(),
            Some(Content::Element { name, .. }) => format!("{name}({})", outline(tree, id)),
            None => String::new(),
        };
        tree.children(id).map(of).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn parsed(html: &str) -> String {
        outline(&Tree::parse(html, false), ROOT)
    }

    #[test]
    fn end_tags_may_be_left_out() {
        assert_eq!(parsed("<p>a<p>b<div>c</div>"), "p(a) p(b) div(c)");
        assert_eq!(parsed("<ul><li>a<ul><li>b</ul><li>c</ul>"), "ul(li(a ul(li(b))) li(c))");
        assert_eq!(parsed("<dl><dt>a<dd>b<dt>c</dl>"), "dl(dt(a) dd(b) dt(c))");
        let table = "<table><thead><tr><th>a<tbody><tr><td>b<td>c<tr><td>d</table>";
        assert_eq!(parsed(table), "table(thead(tr(th(a))) tbody(tr(td(b) td(c)) tr(td(d))))");
    }

    #[test]
    fn a_body_starts_where_the_head_cannot_go_on() {
        assert_eq!(parsed("<head><title>t</title><p>a"), "head(title(t)) p(a)");
        assert_eq!(parsed("<head><meta x>words"), "head(meta()) words");
    }

    #[test]
    fn a_tag_closes_nothing_outside_its_table() {
        assert_eq!(parsed("<div><table><tr><td>a</div>b</table>c</div>d"), "div(table(tr(td(a b))) c) d");
        assert_eq!(parsed("<p>a<table><tr><td><p>b</table>c"), "p(a) table(tr(td(p(b)))) c");
    }

    #[test]
    fn links_do_not_nest() {
        assert_eq!(parsed("<a href=x>a<b>b</b><a href=y>c</a>d"), "a(a b(b)) a(c) d");
    }

    #[test]
    fn empty_elements_have_no_content_in_xhtml_and_in_drawings() {
        let html = "<a name='x'/>b";
        assert_eq!(parsed(html), "a(b)");
        assert_eq!(outline(&Tree::parse(html, true), ROOT), "a() b");
        assert_eq!(parsed("<svg><path/><g/>a</svg>b"), "svg(path() g() a) b");
        assert_eq!(outline(&Tree::parse("<title/><p>a</p>", true), ROOT), "title() p(a)");
    }

    #[test]
    fn text_at_any_depth_is_there() {
        let html = format!("{}core{}after", "<div>".repeat(5000), "</div>".repeat(5000));
        let tree = Tree::parse(&html, false);
        assert_eq!(tree.text(ROOT, usize::MAX), "coreafter");
        let last = tree.children(ROOT).last().unwrap();
        assert!(matches!(tree.content(last), Some(Content::Text(text)) if text == "after"), "{MAX_DEPTH}");
    }
}
