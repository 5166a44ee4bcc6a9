//! From a page's elements to its blocks.

use html_to_markdown_rs::InlineDataMedia;

use super::choices::Choices;
use super::elements::{is_inline, mark};
use super::tokens::Attributes;
use super::tree::{Content, Id, ROOT, Tree};
use super::verbatim;
use super::{NOTE, NOTE_REFERENCE, address, markup, table};
use crate::extractors::blocks::inline::Inline;
use crate::extractors::blocks::{Block, Definition, List, MAX_NESTING, MarkKind, Run, flatten};

/// The blocks of a page.
pub fn blocks(tree: &Tree, choices: &Choices) -> Vec<Block> {
    let base = choices.base.as_deref().map(|base| match address::declared(tree) {
        Some(own) => address::resolve(base, own.trim()),
        None => base.to_owned(),
    });
    let mut walk = Walk { tree, choices, base, nesting: 0, sectioned: false };
    walk.blocks_of(ROOT)
}

/// A walk over a tree, each element of which it calls itself for.
pub struct Walk<'t, 'a> {
    pub tree: &'t Tree<'a>,
    choices: &'t Choices,
    /// What relative addresses are resolved against.
    base: Option<String>,
    nesting: usize,
    sectioned: bool,
}

/// The blocks found so far, and the text behind them.
pub struct Flow {
    blocks: Vec<Block>,
    inline: Inline,
}

impl Flow {
    /// Ends the paragraph.
    fn end(&mut self) {
        let run = self.inline.take();
        if !run.is_empty() {
            self.blocks.push(Block::Paragraph(run));
        }
    }
}

impl Walk<'_, '_> {
    /// What is in an element.
    pub fn blocks_of(&mut self, id: Id) -> Vec<Block> {
        let mut flow = self.flow();
        self.children(id, &mut flow);
        flow.end();
        flow.blocks
    }

    /// One with nothing in it.
    fn flow(&self) -> Flow {
        Flow { blocks: Vec::new(), inline: Inline::new(self.choices.strict) }
    }

    /// Whether an element is left out, with all that is in it.
    pub fn leave_out(&self, name: &str, attributes: Attributes) -> bool {
        self.choices.surroundings.leave_out(name, attributes, self.sectioned)
            || self.excludes(name, attributes)
    }

    /// Whether an element is among those that are not wanted.
    pub fn excludes(&self, name: &str, attributes: Attributes) -> bool {
        self.choices.excluded.iter().any(|selector| selector.matches(name, attributes))
    }

    /// What is in an element, as one run.
    pub fn run_of(&mut self, id: Id) -> Run {
        let mut blocks = self.blocks_of(id);
        match (blocks.pop(), blocks.is_empty()) {
            (Some(Block::Paragraph(run)), true) => run,
            (last, _) => flatten(blocks.into_iter().chain(last).collect()),
        }
    }

    /// The blocks of a container, unless containers are nested too deeply for one more.
    fn contained(&mut self, id: Id, flow: &mut Flow, contain: impl FnOnce(&mut Self) -> Option<Block>) {
        flow.end();
        if self.nesting >= MAX_NESTING {
            self.children(id, flow);
            return flow.end();
        }
        self.nesting += 1;
        let block = contain(self);
        self.nesting -= 1;
        flow.blocks.extend(block);
    }

    pub fn children(&mut self, id: Id, flow: &mut Flow) {
        let tree = self.tree;
        for child in tree.children(id) {
            match tree.content(child) {
                Some(Content::Text(text)) => flow.inline.text(text),
                Some(Content::Element { name, attributes }) => self.element(child, name, *attributes, flow),
                None => {}
            }
        }
    }

    fn element(&mut self, id: Id, name: &str, attributes: Attributes, flow: &mut Flow) {
        if self.leave_out(name, attributes) {
            if name == "input" {
                checkbox(attributes, flow);
            }
            return;
        }
        let is_among = |names: &[String]| names.iter().any(|listed| listed == name);
        if is_among(&self.choices.transparent) {
            return self.children(id, flow);
        }
        if is_among(&self.choices.preserved) {
            return self.preserve(id, name, attributes, flow);
        }
        if let Some(mut kind) = mark(name, attributes) {
            if let MarkKind::Link { url, .. } = &mut kind {
                self.complete(url);
            }
            let opened = flow.inline.open(kind);
            self.children(id, flow);
            if opened {
                flow.inline.close();
            }
            return;
        }
        match name {
            "br" => flow.inline.line_break(),
            "img" | "image" => self.image(attributes, flow),
            "svg" => self.drawing(id, flow),
            "math" => self.math(id, attributes, flow),
            "abbr" | "acronym" if self.choices.abbreviations => {
                self.children(id, flow);
                let title = attributes.get("title").unwrap_or_default();
                if !title.trim().is_empty() {
                    flow.inline.text(&format!(" ({})", title.trim()));
                }
            }
            NOTE => {
                flow.end();
                let (label, text) = (attributes.get("label").unwrap_or_default(), self.run_of(id));
                flow.blocks.push(Block::Note { label: label.into_owned(), text });
            }
            NOTE_REFERENCE => {
                let label = attributes.get("label").unwrap_or_default().into_owned();
                flow.inline.marked(MarkKind::Note { label }, "");
            }
            "q" => {
                flow.inline.text("“");
                self.children(id, flow);
                flow.inline.text("”");
            }
            "rt" => {
                flow.inline.text(" (");
                self.children(id, flow);
                flow.inline.text(")");
            }
            "hr" => {
                flow.end();
                flow.blocks.push(Block::Rule);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                flow.end();
                let text = self.run_of(id);
                let level = name.as_bytes().get(1).map_or(1, |digit| digit - b'0');
                if !text.is_empty() {
                    flow.blocks.push(Block::Heading { level, text });
                }
            }
            "ul" | "ol" | "menu" | "dir" => self.contained(id, flow, |walk| walk.list(id, name, attributes)),
            "dl" => self.contained(id, flow, |walk| walk.definitions(id)),
            "blockquote" => {
                self.contained(id, flow, |walk| {
                    let blocks = walk.blocks_of(id);
                    (!blocks.is_empty()).then_some(Block::Quote(blocks))
                });
                self.citation(attributes, flow);
            }
            "table" if self.nesting < MAX_NESTING => {
                flow.end();
                self.nesting += 1;
                let blocks = table::blocks(self, id, attributes);
                self.nesting -= 1;
                flow.blocks.extend(blocks);
            }
            "pre" | "listing" | "xmp" | "plaintext" => {
                flow.end();
                flow.blocks.extend(verbatim::code(self.tree, id, attributes));
            }
            "article" | "section" | "main" => {
                flow.end();
                let outer = std::mem::replace(&mut self.sectioned, true);
                self.children(id, flow);
                self.sectioned = outer;
                flow.end();
            }
            _ if is_inline(name) => self.children(id, flow),
            _ => {
                flow.end();
                self.children(id, flow);
                flow.end();
            }
        }
    }

    fn image(&self, attributes: Attributes, flow: &mut Flow) {
        let url = attributes.get("src").unwrap_or_default();
        // A picture that is loaded later has its address elsewhere.
        let later = || attributes.get("data-src").filter(|_| url.is_empty() || url.starts_with("data:"));
        let mut url = later().unwrap_or_else(|| url.clone()).trim().to_owned();
        self.complete(&mut url);
        let alternative = attributes.get("alt").unwrap_or_default();
        if self.choices.alternatives {
            return flow.inline.text(&alternative);
        }
        if url.starts_with("data:") && self.choices.images {
            match self.choices.data_media {
                Some(InlineDataMedia::AltTextOnly) => return flow.inline.text(&alternative),
                Some(InlineDataMedia::DropElement) => return,
                Some(InlineDataMedia::Keep) | None => {}
            }
        }
        if self.choices.images && !(url.is_empty() && alternative.trim().is_empty()) {
            flow.inline.image(url, &alternative);
        }
    }

    /// Makes an address complete, if the page's own is known.
    fn complete(&self, url: &mut String) {
        if let Some(base) = &self.base {
            *url = address::resolve(base, url);
        }
    }

    /// An element that stays HTML.
    fn preserve(&self, id: Id, name: &str, attributes: Attributes, flow: &mut Flow) {
        let html = markup::html(self.tree, id);
        let alone = !is_inline(name) && mark(name, attributes).is_none();
        if alone {
            flow.end();
        }
        flow.inline.marked(MarkKind::Html, &html.split_whitespace().collect::<Vec<_>>().join(" "));
        if alone {
            flow.end();
        }
    }

    /// What a quotation is from.
    fn citation(&self, attributes: Attributes, flow: &mut Flow) {
        let Some(cited) =
            attributes.get("cite").filter(|cited| self.choices.citations && !cited.trim().is_empty())
        else {
            return;
        };
        let mut url = cited.trim().to_owned();
        self.complete(&mut url);
        flow.inline.text("— ");
        let shown = url.clone();
        flow.inline.marked(MarkKind::Link { url, title: None }, &shown);
        flow.end();
    }

    /// Of a drawing, what is written in it.
    fn drawing(&mut self, id: Id, flow: &mut Flow) {
        let tree = self.tree;
        for (child, name, _) in tree.elements(id) {
            if matches!(name, "text" | "foreignobject") {
                flow.inline.text(" ");
                self.children(child, flow);
                flow.inline.text(" ");
            } else if !matches!(name, "style" | "script" | "title" | "desc" | "metadata" | "defs") {
                self.drawing(child, flow);
            }
        }
    }

    /// A formula: the TeX that it was made from, or else its own text.
    fn math(&mut self, id: Id, attributes: Attributes, flow: &mut Flow) {
        let tree = self.tree;
        let display = attributes.get("display").is_some_and(|value| value.eq_ignore_ascii_case("block"));
        match verbatim::tex(tree, id) {
            Some(tex) => flow.inline.marked(MarkKind::Math { display }, tex.trim()),
            None => self.children(id, flow),
        }
    }

    fn list(&mut self, id: Id, name: &str, attributes: Attributes) -> Option<Block> {
        let start = attributes.get("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let mut list = List { start: (name == "ol").then_some(start), items: Vec::new() };
        let tree = self.tree;
        let mut stray = self.flow();
        for child in tree.children(id) {
            match tree.content(child) {
                Some(Content::Element { name, attributes }) if name == "li" => {
                    stray.end();
                    attach(&mut list.items, &mut stray);
                    if !self.leave_out(name, *attributes) {
                        list.items.push(self.blocks_of(child));
                    }
                }
                Some(Content::Element { name, attributes }) => {
                    self.element(child, name, *attributes, &mut stray);
                }
                Some(Content::Text(text)) => stray.inline.text(text),
                None => {}
            }
        }
        stray.end();
        attach(&mut list.items, &mut stray);
        list.items.retain(|item| !item.is_empty());
        (!list.items.is_empty()).then_some(Block::List(list))
    }

    fn definitions(&mut self, id: Id) -> Option<Block> {
        let mut parts = Vec::new();
        self.definition_parts(id, &mut parts);
        (!parts.is_empty()).then_some(Block::Definitions(parts))
    }

    fn definition_parts(&mut self, id: Id, parts: &mut Vec<Definition>) {
        let tree = self.tree;
        for child in tree.children(id) {
            match tree.content(child) {
                Some(Content::Element { name, .. }) if name == "div" => self.definition_parts(child, parts),
                Some(Content::Element { name, .. }) if name == "dt" => {
                    let term = self.run_of(child);
                    if !term.is_empty() {
                        parts.push(Definition::Term(term));
                    }
                }
                Some(Content::Element { name, .. }) if name == "dd" => {
                    let blocks = self.blocks_of(child);
                    if !blocks.is_empty() {
                        parts.push(Definition::Description(blocks));
                    }
                }
                Some(Content::Element { name, attributes }) => {
                    let mut flow = self.flow();
                    self.element(child, name, *attributes, &mut flow);
                    flow.end();
                    if !flow.blocks.is_empty() {
                        parts.push(Definition::Description(flow.blocks));
                    }
                }
                Some(Content::Text(text)) if !text.trim().is_empty() => {
                    let text = Run::plain(text.trim());
                    parts.push(Definition::Description(vec![Block::Paragraph(text)]));
                }
                _ => {}
            }
        }
    }
}

/// What lies in a list but in none of its items belongs to the item before it.
fn attach(items: &mut Vec<Vec<Block>>, stray: &mut Flow) {
    let blocks = std::mem::take(&mut stray.blocks);
    match items.last_mut() {
        Some(item) => item.extend(blocks),
        None if blocks.is_empty() => {}
        None => items.push(blocks),
    }
}

/// A box that shows whether a task is done; those that can be ticked are a form's.
fn checkbox(attributes: Attributes, flow: &mut Flow) {
    let kind = attributes.get("type").unwrap_or_default();
    if kind.eq_ignore_ascii_case("checkbox") && attributes.has("disabled") {
        flow.inline.text(if attributes.has("checked") { "[x] " } else { "[ ] " });
    }
}
