//! Plain text, as kreuzberg writes it of a document's elements.

use std::mem::take;
use std::ops::Range;

use kreuzberg::types::{ExtractedImage, Table};

use super::{Block, Definition};

/// The text of blocks so far.
pub struct Text<'a> {
    out: String,
    /// They come last.
    notes: String,
    /// The pages that have ended, and the one that has not.
    pages: Vec<Page>,
    page: Page,
    /// Which say what is said of them; without them it is not known.
    images: Option<&'a [ExtractedImage]>,
    is_whole: bool,
}

/// What is on a page.
#[derive(Default)]
pub struct Page {
    pub text: String,
    /// Where that is in the whole text, in bytes, with the blanks around it.
    pub place: Range<usize>,
    /// Their indices.
    pub tables: Range<usize>,
    pub images: Vec<usize>,
}

impl Page {
    /// Whether there is nothing on it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.tables.is_empty() && self.images.is_empty()
    }
}

impl<'a> Text<'a> {
    pub fn with_room_for(blocks: &[Block], images: Option<&'a [ExtractedImage]>) -> Self {
        let out = String::with_capacity(blocks.iter().map(length).sum());
        let (pages, page) = (Vec::new(), Page::default());
        Self { out, notes: String::new(), pages, page, images, is_whole: true }
    }

    pub fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.ended(text, "\n\n");
        }
    }

    /// Text, and what ends it.
    pub fn ended(&mut self, text: &str, end: &str) {
        self.out.push_str(text);
        self.out.push_str(end);
    }

    pub fn code(&mut self, text: &str) {
        self.ended(text, if text.ends_with('\n') { "\n" } else { "\n\n" });
    }

    pub fn note(&mut self, text: &str) {
        self.notes.push_str(text);
        self.notes.push_str("\n\n");
    }

    pub fn table(&mut self, table: &Table) {
        self.page.tables.end += 1;
        let start = self.out.len();
        for row in &table.cells {
            for (index, cell) in row.iter().enumerate() {
                self.ended(if index > 0 { " " } else { "" }, cell);
            }
            self.out.push('\n');
        }
        if table.cells.is_empty() {
            self.out.push_str(&table.markdown);
        }
        match self.out.get(start..) {
            Some(written) if !written.trim().is_empty() => self.out.push('\n'),
            _ => self.out.truncate(start),
        }
    }

    /// What is said of a picture.
    pub fn picture(&mut self, index: u32) {
        self.page.images.push(index as usize);
        self.is_whole &= self.images.is_some();
        let image = self.images.and_then(|images| images.get(index as usize));
        if let Some(description) = image.and_then(|image| image.description.as_deref())
            && !description.is_empty()
        {
            self.out.push_str("[Image: ");
            self.ended(description, "]\n\n");
        }
    }

    pub fn page_break(&mut self) {
        self.page.place.end = self.out.len();
        let Page { place, tables, .. } = &self.page;
        let next = Page { place: place.end..place.end, tables: tables.end..tables.end, ..Page::default() };
        self.pages.push(std::mem::replace(&mut self.page, next));
    }

    /// Whether all of it is known.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The text, and its pages.
    pub fn finish(mut self) -> (String, Vec<Page>) {
        self.page_break();
        if !self.notes.is_empty() {
            let notes = take(&mut self.notes);
            self.ended("\n", &notes);
        }
        // What is at the end is in no result.
        let end = self.out.trim_end().len();
        for page in &mut self.pages {
            page.place = page.place.start.min(end)..page.place.end.min(end);
            page.text = self.out.get(page.place.clone()).unwrap_or_default().trim().to_owned();
        }
        (self.out, self.pages)
    }
}

/// About how many bytes of text there are.
fn length(block: &Block) -> usize {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Note { text, .. } => {
            text.text.len() + 2
        }
        Block::Code { text, .. } => text.len() + 2,
        Block::List(list) => list.items.iter().flatten().map(|block| length(block) + 6).sum(),
        Block::Quote(blocks) => blocks.iter().map(length).sum(),
        Block::Table(table) => table.rows.iter().flatten().map(|cell| cell.text.len() + 1).sum::<usize>() + 2,
        Block::Definitions(parts) => {
            let part = |part: &Definition| match part {
                Definition::Term(term) => term.text.len() + 2,
                Definition::Description(blocks) => blocks.iter().map(length).sum(),
            };
            parts.iter().map(part).sum()
        }
        Block::Picture { .. } | Block::PageBreak | Block::Rule => 0,
    }
}

#[cfg(test)]
mod tests {
    use kreuzberg::core::config::ExtractionConfig;
    use kreuzberg::rendering::render_plain;
    use kreuzberg::types::internal::InternalDocument;

    use crate::extractors::blocks::document::{Form, assemble, assemble_as_asked, assemble_text};
    use crate::extractors::blocks::{Block, Definition, List, Mark, MarkKind, Run, Table};

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Run::plain(text))
    }

    fn form() -> Form {
        Form { source: "html", numbered: true, pages: false }
    }

    fn table(rows: &[&[&str]]) -> Block {
        let row = |row: &&[&str]| row.iter().map(|cell| Run::plain(*cell)).collect();
        Block::Table(Table { caption: Some(Run::plain("caption")), rows: rows.iter().map(row).collect() })
    }

    fn marked(text: &str, kind: MarkKind) -> Run {
        Run { text: text.into(), marks: vec![Mark { start: 0, end: text.len(), kind }] }
    }

    fn blocks() -> Vec<Block> {
        let link = MarkKind::Link { url: "https://example.org/".into(), title: None };
        vec![
            Block::Heading { level: 1, text: Run::plain("") },
            Block::Heading { level: 2, text: Run::plain("Head") },
            Block::Paragraph(marked("a link", link)),
            paragraph("  "),
            Block::Paragraph(marked("x^2", MarkKind::Math { display: true })),
            Block::List(List {
                start: Some(3),
                items: vec![
                    vec![paragraph("one"), Block::Quote(vec![paragraph("quoted")])],
                    vec![table(&[&["a", "b\\nc"], &["d"]])],
                    vec![],
                ],
            }),
            Block::List(List { start: None, items: vec![vec![Block::Rule], vec![paragraph("")]] }),
            Block::Code { language: Some("c".into()), text: "int a;\n".into() },
            Block::Code { language: None, text: "b".into() },
            table(&[]),
            table(&[&[" ", ""]]),
            Block::Definitions(vec![
                Definition::Description(vec![paragraph("before")]),
                Definition::Term(Run::plain("term")),
                Definition::Description(vec![paragraph("told"), paragraph("more")]),
                Definition::Description(vec![Block::Rule]),
            ]),
            Block::Note { label: "1".into(), text: Run::plain("a note") },
            Block::Paragraph(marked("", MarkKind::Note { label: "1".into() })),
            paragraph("last \n"),
        ]
    }

    #[test]
    fn text_is_what_kreuzberg_makes_of_the_elements() {
        for blocks in [blocks(), Vec::new(), vec![table(&[&["x"]])]] {
            let (elements, text) =
                (assemble(&blocks, form()), assemble_text(&blocks, form()).expect("a text"));
            assert_eq!(render_plain(&text), render_plain(&elements));
            let tables = |document: &InternalDocument| {
                let of = |table: &kreuzberg::Table| (table.cells.clone(), table.markdown.clone());
                document.tables.iter().map(of).collect::<Vec<_>>()
            };
            assert_eq!(tables(&text), tables(&elements));
            assert_eq!(text.uris, elements.uris);
        }
    }

    #[test]
    fn what_is_said_of_pictures_is_not_known() {
        let picture = Block::Picture { index: 0, description: "a cat".into(), url: String::new() };
        assert!(assemble_text(&[Block::Quote(vec![picture])], form()).is_none());
    }

    #[test]
    fn pages_are_parts_of_the_text() {
        let blocks = [
            paragraph(" one"),
            Block::PageBreak,
            table(&[&["a"]]),
            Block::PageBreak,
            Block::PageBreak,
            paragraph("two "),
            Block::Note { label: "1".into(), text: Run::plain("a note") },
        ];
        for blocks in [&blocks[..], &blocks[..6]] {
            let form = Form { pages: true, ..form() };
            let (document, pages) = assemble_as_asked(blocks, form, &[], &ExtractionConfig::default());
            let whole = render_plain(&document);
            let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
            assert_eq!(texts, ["one", "caption\n\na", "", "two"]);
            assert_eq!(
                pages.iter().map(|page| page.tables.clone()).collect::<Vec<_>>(),
                [0..0, 0..1, 1..1, 1..1]
            );
            assert!(
                pages.iter().all(|page| whole.get(page.place.clone()).map(str::trim) == Some(&page.text))
            );
        }
    }
}
