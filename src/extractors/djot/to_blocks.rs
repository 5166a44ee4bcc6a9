//! Djot as blocks, from the events of its parser.

use jotdown::{Container, Event, LinkType, ListKind, Parser};

use crate::extractors::blocks::inline::Inline;
use crate::extractors::blocks::{Block, Definition, List, MAX_NESTING, MarkKind, flatten};
use crate::extractors::html::{Cell, Images, Rows};

/// What a text consists of.
///
/// # Parameters
/// - `placeholders`: whether pictures are told of in the text
/// - `images`: takes the pictures that are in the text itself, where they are wanted
pub fn blocks(djot: &str, placeholders: bool, images: Option<&mut Images>) -> Vec<Block> {
    let mut translation = Translation {
        current: Frame::new(What::Blocks),
        outer: Vec::new(),
        nesting: 0,
        marks: Vec::new(),
        verbatim: Vec::new(),
        unread: 0,
        task: None,
        placeholders,
        images,
    };
    for event in Parser::new(djot) {
        translation.event(event);
    }
    translation.current.end_paragraph();
    translation.current.blocks
}

struct Translation<'i, 'o> {
    current: Frame,
    /// What the current frame is in, the outermost first.
    outer: Vec<Frame>,
    /// How many of them lists, quotations and tables are.
    nesting: usize,
    /// The formatting that is open: for what marks its text, whether it is a link.
    marks: Vec<Option<bool>>,
    /// Text that is not formatted: of code, of formulas, and what pictures show. Pictures may be in one another.
    verbatim: Vec<String>,
    /// How many containers are open that nothing is read of.
    unread: usize,
    /// What stands before the first paragraph of an item.
    task: Option<bool>,
    placeholders: bool,
    images: Option<&'i mut Images<'o>>,
}

/// A container that is open: the blocks in it so far, and the text behind them.
struct Frame {
    what: What,
    blocks: Vec<Block>,
    inline: Inline,
}

enum What {
    /// The document, an item, a description, a note.
    Blocks,
    Quote,
    List(List),
    Definitions(Vec<Definition>),
    Table(Rows),
    /// What is nested too deeply to be one of these: what is in it lies side by side.
    Flat,
}

impl Frame {
    fn new(what: What) -> Self {
        Self { what, blocks: Vec::new(), inline: Inline::default() }
    }

    fn end_paragraph(&mut self) {
        let run = self.inline.take();
        if !run.is_empty() {
            self.blocks.push(Block::Paragraph(run));
        }
    }
}

impl Translation<'_, '_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Container::LinkDefinition { .. }, _) => self.unread += 1,
            Event::End(Container::LinkDefinition { .. }) => self.unread = self.unread.saturating_sub(1),
            _ if self.unread > 0 => {}
            Event::Start(container, _) => self.start(&container),
            Event::End(container) => self.end(container),
            Event::Str(text) => self.text(&text),
            Event::FootnoteReference(label) => {
                self.current.inline.marked(MarkKind::Note { label: label.into_owned() }, "");
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
            Event::Hardbreak if self.verbatim.is_empty() => self.current.inline.line_break(),
            Event::Hardbreak => self.text("\n"),
            Event::ThematicBreak(_) => {
                self.task();
                self.current.end_paragraph();
                self.current.blocks.push(Block::Rule);
            }
            Event::Escape | Event::Blankline | Event::Attributes(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.verbatim.last_mut() {
            Some(verbatim) => verbatim.push_str(text),
            None => self.current.inline.text(text),
        }
    }

    fn start(&mut self, container: &Container<'_>) {
        if let Container::Paragraph = container {
            self.current.end_paragraph();
            return self.task();
        }
        self.task();
        match container {
            Container::Image(..) | Container::Math { .. } => self.verbatim.push(String::new()),
            Container::CodeBlock { .. } | Container::RawBlock { .. } => {
                self.current.end_paragraph();
                self.verbatim.push(String::new());
            }
            // How the words are formatted that a picture shows is nothing to them.
            _ if !self.verbatim.is_empty() => {}
            Container::Link(url, kind) => self.open(link(url, *kind)),
            Container::Verbatim | Container::RawInline { .. } => self.open(Some(MarkKind::Code)),
            Container::Subscript => self.open(Some(MarkKind::Subscript)),
            Container::Superscript => self.open(Some(MarkKind::Superscript)),
            Container::Insert => self.open(Some(MarkKind::Underline)),
            Container::Delete => self.open(Some(MarkKind::Strike)),
            Container::Strong => self.open(Some(MarkKind::Strong)),
            Container::Emphasis => self.open(Some(MarkKind::Emphasis)),
            Container::Mark => self.open(Some(MarkKind::Highlight)),
            Container::Blockquote => self.contain(What::Quote),
            Container::List { kind, .. } => {
                let start = match kind {
                    ListKind::Ordered { start, .. } => Some(i64::try_from(*start).unwrap_or(1)),
                    ListKind::Unordered(_) | ListKind::Task(_) => None,
                };
                self.contain(What::List(List { start, items: Vec::new() }));
            }
            Container::DescriptionList => self.contain(What::Definitions(Vec::new())),
            Container::Table => self.contain(What::Table(Rows::default())),
            Container::ListItem | Container::DescriptionDetails | Container::Footnote { .. } => {
                self.push(What::Blocks);
            }
            Container::TaskListItem { checked } => {
                self.push(What::Blocks);
                self.task = Some(*checked);
            }
            Container::TableRow { .. } => {
                if let What::Table(rows) = &mut self.current.what {
                    rows.begin();
                }
            }
            Container::Span | Container::Document | Container::Section { .. } => {}
            _ => self.current.end_paragraph(),
        }
    }

    fn end(&mut self, container: Container<'_>) {
        self.task();
        match container {
            Container::Image(url, _) => self.image(url.trim()),
            Container::Math { display } => self.formula(display),
            Container::CodeBlock { language: name } | Container::RawBlock { format: name } => {
                self.code(&name)
            }
            _ if !self.verbatim.is_empty() => {}
            Container::Link(..)
            | Container::Verbatim
            | Container::RawInline { .. }
            | Container::Subscript
            | Container::Superscript
            | Container::Insert
            | Container::Delete
            | Container::Strong
            | Container::Emphasis
            | Container::Mark => self.close(),
            Container::Heading { level, .. } => {
                let text = self.current.inline.take();
                if !text.is_empty() {
                    let level = u8::try_from(level).unwrap_or(6).clamp(1, 6);
                    self.current.blocks.push(Block::Heading { level, text });
                }
            }
            Container::DescriptionTerm if let What::Definitions(parts) = &mut self.current.what => {
                let term = self.current.inline.take();
                if !term.is_empty() {
                    parts.push(Definition::Term(term));
                }
            }
            Container::Caption if let What::Table(rows) = &mut self.current.what => {
                rows.caption = Some(self.current.inline.take()).filter(|caption| !caption.is_empty());
            }
            Container::TableCell { head, .. } => {
                let run = self.current.inline.take();
                let blocks = if run.is_empty() { Vec::new() } else { vec![Block::Paragraph(run)] };
                match &mut self.current.what {
                    What::Table(rows) => rows.push(Cell::single(blocks, head)),
                    _ => self.current.blocks.extend(blocks),
                }
            }
            Container::Footnote { label } => {
                let text = flatten(self.pop().blocks);
                self.current.blocks.push(Block::Note { label: label.into_owned(), text });
            }
            Container::Blockquote
            | Container::List { .. }
            | Container::ListItem
            | Container::TaskListItem { .. }
            | Container::DescriptionList
            | Container::DescriptionDetails
            | Container::Table => self.end_frame(),
            Container::Span
            | Container::TableRow { .. }
            | Container::Document
            | Container::Section { .. } => {}
            _ => self.current.end_paragraph(),
        }
    }

    /// Links do not nest: one in another ends it, with what is open in it.
    fn open(&mut self, kind: Option<MarkKind>) {
        let is_link = matches!(kind, Some(MarkKind::Link { .. }));
        if is_link && let Some(outer) = self.marks.iter().position(|mark| *mark == Some(true)) {
            for _ in self.marks.iter_mut().skip(outer).filter_map(Option::take) {
                self.current.inline.close();
            }
        }
        let is_open = kind.is_some_and(|kind| self.current.inline.open(kind));
        self.marks.push(is_open.then_some(is_link));
    }

    fn close(&mut self) {
        if self.marks.pop().flatten().is_some() {
            self.current.inline.close();
        }
    }

    fn image(&mut self, url: &str) {
        let alternative = self.verbatim.pop().unwrap_or_default();
        if let Some(images) = &mut self.images {
            images.take(url, &alternative);
        }
        if self.placeholders && !(url.is_empty() && alternative.trim().is_empty()) {
            self.current.inline.image(url.to_owned(), &alternative);
        }
    }

    fn formula(&mut self, display: bool) {
        let tex = self.verbatim.pop().unwrap_or_default();
        match self.verbatim.last_mut() {
            Some(around) => around.push_str(&tex),
            None => self.current.inline.marked(MarkKind::Math { display }, tex.trim()),
        }
    }

    fn code(&mut self, language: &str) {
        let text = self.verbatim.pop().unwrap_or_default();
        let text = text.trim_end().replace("\r\n", "\n").replace('\u{a0}', " ");
        if !text.is_empty() {
            let language = language.split_ascii_whitespace().next().map(str::to_owned);
            self.current.blocks.push(Block::Code { language, text });
        }
    }

    fn task(&mut self) {
        if let Some(done) = self.task.take() {
            self.current.inline.text(if done { "[x] " } else { "[ ] " });
        }
    }

    fn contain(&mut self, what: What) {
        if self.nesting >= MAX_NESTING {
            return self.push(What::Flat);
        }
        self.nesting += 1;
        self.push(what);
    }

    fn push(&mut self, what: What) {
        self.current.end_paragraph();
        self.outer.push(std::mem::replace(&mut self.current, Frame::new(what)));
    }

    /// The current frame, which ends.
    fn pop(&mut self) -> Frame {
        self.current.end_paragraph();
        let outer = self.outer.pop().unwrap_or_else(|| Frame::new(What::Blocks));
        std::mem::replace(&mut self.current, outer)
    }

    fn end_frame(&mut self) {
        let Frame { what, blocks, .. } = self.pop();
        self.nesting -= usize::from(!matches!(what, What::Blocks | What::Flat));
        let around = &mut self.current;
        match what {
            What::Quote if !blocks.is_empty() => around.blocks.push(Block::Quote(blocks)),
            What::List(list) if !list.items.is_empty() => around.blocks.push(Block::List(list)),
            What::Definitions(parts) if !parts.is_empty() => around.blocks.push(Block::Definitions(parts)),
            What::Table(rows) => around.blocks.extend(rows.blocks(false)),
            What::Blocks | What::Flat if !blocks.is_empty() => match &mut around.what {
                What::List(list) => list.items.push(blocks),
                What::Definitions(parts) => parts.push(Definition::Description(blocks)),
                _ => around.blocks.extend(blocks),
            },
            _ => {}
        }
    }
}

fn link(url: &str, kind: LinkType) -> Option<MarkKind> {
    let scheme = if kind == LinkType::Email { "mailto:" } else { "" };
    let url = format!("{scheme}{}", url.trim());
    (!url.is_empty()).then_some(MarkKind::Link { url, title: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractors::blocks::{Mark, Run};

    fn read(djot: &str) -> Vec<Block> {
        blocks(djot, true, None)
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Run::plain(text))
    }

    fn marked(text: &str, marks: Vec<(usize, usize, MarkKind)>) -> Run {
        let marks = marks.into_iter().map(|(start, end, kind)| Mark { start, end, kind }).collect();
        Run { text: text.to_owned(), marks }
    }

    fn link(url: &str) -> MarkKind {
        MarkKind::Link { url: url.to_owned(), title: None }
    }

    #[test]
    fn what_stands_in_a_line_is_marked() {
        for (djot, text, marks) in [
            ("A *b*", "A b", vec![(2, 3, MarkKind::Strong)]),
            ("[a][b]\n\n[b]: https://e.org", "a", vec![(0, 1, link("https://e.org"))]),
            ("<a@b.c>", "a@b.c", vec![(0, 5, link("mailto:a@b.c"))]),
            ("$`x<y`", "x<y", vec![(0, 3, MarkKind::Math { display: false })]),
            ("`a`{=html}", "a", vec![(0, 1, MarkKind::Code)]),
            ("\"a\" -- b...", "\u{201c}a\u{201d} \u{2013} b\u{2026}", vec![]),
            ("H~2~O {-x-}", "H2O x", vec![(1, 2, MarkKind::Subscript), (4, 5, MarkKind::Strike)]),
        ] {
            assert_eq!(read(djot), [Block::Paragraph(marked(text, marks))], "{djot}");
        }
    }

    #[test]
    fn links_do_not_nest() {
        let run = marked("a b c", vec![(0, 1, link("x")), (2, 3, link("y"))]);
        assert_eq!(read("[a [b](y) c](x)"), [Block::Paragraph(run)]);
    }

    #[test]
    fn a_picture_shows_words_without_formatting_and_may_hold_another() {
        let image = |url: &str| MarkKind::Image { url: url.to_owned() };
        let run = marked("[a b $] ok", vec![(0, 7, image("c.png"))]);
        assert_eq!(read("![a _b_ `$`](c.png) ok"), [Block::Paragraph(run)]);
        assert_eq!(blocks("![a](c.png) ok", false, None), [paragraph("ok")]);
        let run = marked("[b][a]", vec![(0, 3, image("d")), (3, 6, image("c"))]);
        assert_eq!(read("![a ![b](d)](c)"), [Block::Paragraph(run)]);
    }

    #[test]
    fn pictures_in_the_text_itself_are_taken_where_they_are_wanted() {
        let mut images = Images::default();
        blocks("![dot](data:image/png;base64,aGk=) ![no](a.png)", true, Some(&mut images));
        let [image] = images.found.as_slice() else { panic!("{} images", images.found.len()) };
        assert_eq!((image.data.as_ref(), image.description.as_deref()), (b"hi".as_slice(), Some("dot")));
    }

    #[test]
    fn lists_hold_the_blocks_of_their_items() {
        let list = |start, items| Block::List(List { start, items });
        assert_eq!(read("3. x\n4. y"), [list(Some(3), vec![vec![paragraph("x")], vec![paragraph("y")]])]);
        let nested = list(None, vec![vec![paragraph("b")]]);
        assert_eq!(read("- a\n\n  - b"), [list(None, vec![vec![paragraph("a"), nested]])]);
        assert_eq!(
            read("- [x] a\n- [ ] b"),
            [list(None, vec![vec![paragraph("[x] a")], vec![paragraph("[ ] b")]])]
        );
        let quote = Block::Quote(vec![paragraph("a"), paragraph("b")]);
        assert_eq!(read("- > a\n  >\n  > b\n- c"), [list(None, vec![vec![quote], vec![paragraph("c")]])]);
        assert_eq!(read("- [x] ---"), [list(None, vec![vec![paragraph("[x]"), Block::Rule]])]);
    }

    #[test]
    fn definitions_notes_code_and_rules_are_blocks() {
        let parts = vec![Definition::Term(Run::plain("t")), Definition::Description(vec![paragraph("d")])];
        assert_eq!(read(": t\n\n  d"), [Block::Definitions(parts)]);
        let note = Block::Note { label: "n".to_owned(), text: Run::plain("words more") };
        assert_eq!(read("[^n]: words\n\n  more"), [note]);
        let code = Block::Code { language: Some("rust".to_owned()), text: "\nfn".to_owned() };
        assert_eq!(read("```rust\n\nfn\n```"), [code]);
        assert_eq!(read("a\n\n***"), [paragraph("a"), Block::Rule]);
    }

    #[test]
    fn tables_have_captions_and_their_text_is_in_cells() {
        let [Block::Table(table)] = &read("| *a* | b |\n|---|---|\n| c |  |\n\n^ Of letters")[..] else {
            panic!("no table")
        };
        assert_eq!(table.caption, Some(Run::plain("Of letters")));
        let head = vec![marked("a", vec![(0, 1, MarkKind::Strong)]), Run::plain("b")];
        assert_eq!(table.rows, [head, vec![Run::plain("c"), Run::default()]]);
    }

    #[test]
    fn what_is_nested_too_deeply_lies_side_by_side() {
        let depth = MAX_NESTING + 5;
        let lines = ["deep", "", "- item", "", "| cell |"].map(|line| "> ".repeat(depth) + line);
        let mut found = read(&lines.join("\n"));
        for _ in 0..MAX_NESTING {
            let Some(Block::Quote(inner)) = found.pop() else { panic!("no quote") };
            found = inner;
        }
        assert_eq!(found, [paragraph("deep"), paragraph("item"), paragraph("cell")]);
    }
}
