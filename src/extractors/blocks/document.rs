//! Hands a document's blocks over to kreuzberg, which makes plain text, HTML and the document's structure of them.

use kreuzberg::Metadata;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::types::ExtractedImage;
use kreuzberg::types::document_structure::{AnnotationKind, ContentLayer, TextAnnotation};
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::uri::Uri;

use super::plain::{Page, Text};
use super::tables;
use super::{Block, Definition, List, Mark, MarkKind, Run};
use crate::composed::is_plain;
use crate::limits;

/// How a document is put together.
#[derive(Clone, Copy)]
pub struct Form {
    /// What kreuzberg calls the format.
    pub source: &'static str,
    /// For text that stands alone: without it, the numbers of lists are left to who renders them.
    pub numbered: bool,
    /// Whether the blocks are on pages.
    pub pages: bool,
}

/// The document that these blocks make.
pub fn assemble(blocks: &[Block], form: Form) -> InternalDocument {
    let mut assembly = Assembly::of(form, true, None);
    assembly.blocks(blocks);
    assembly.builder.build()
}

/// The same with all text in one element, as kreuzberg writes it: of many paragraphs, the elements are as large as the
/// text. Not with pictures, of which it depends on the result's images what is said.
pub fn assemble_text(blocks: &[Block], form: Form) -> Option<InternalDocument> {
    let mut assembly = Assembly::of(form, false, Some(Text::with_room_for(blocks, None)));
    assembly.blocks(blocks);
    assembly.text.as_ref().is_some_and(Text::is_whole).then(|| assembly.finish().0)
}

/// The document with these pictures, and its pages. All text is in one element where it will do (see [`is_text`]).
pub fn assemble_as_asked(
    blocks: &[Block],
    form: Form,
    images: &[ExtractedImage],
    config: &ExtractionConfig,
) -> (InternalDocument, Vec<Page>) {
    let text = Text::with_room_for(blocks, Some(images));
    let mut assembly = Assembly::of(form, !is_text(config), Some(text));
    assembly.blocks(blocks);
    assembly.finish()
}

/// Whether nothing is asked for but a document's text as a whole. To cut a text, one has to know what stands where.
pub fn is_text(config: &ExtractionConfig) -> bool {
    is_plain(config) && !limits::truncates()
}

/// Gives a document its metadata. What it has been written as is among it, and stays.
pub fn describe(document: &mut InternalDocument, metadata: Metadata) {
    let output_format = document.metadata.output_format.take();
    document.metadata = Metadata { output_format, ..metadata };
}

struct Assembly<'a> {
    builder: InternalDocumentBuilder,
    /// Whether each block becomes an element.
    is_parted: bool,
    /// The tables, where they do not.
    tables: Vec<kreuzberg::Table>,
    text: Option<Text<'a>>,
    numbered: bool,
    page: Option<u32>,
}

impl<'a> Assembly<'a> {
    fn of(form: Form, is_parted: bool, text: Option<Text<'a>>) -> Self {
        let builder = InternalDocumentBuilder::new(form.source);
        let page = form.pages.then_some(1);
        Self { builder, is_parted, tables: Vec::new(), text, numbered: form.numbered, page }
    }

    /// The document and its pages, if a text has been written.
    fn finish(self) -> (InternalDocument, Vec<Page>) {
        let mut document = self.builder.build();
        let (text, pages) = self.text.map(Text::finish).unwrap_or_default();
        if !self.is_parted {
            document.tables = self.tables;
            document.push_element(InternalElement {
                text,
                ..InternalElement::text(ElementKind::RawBlock, "", 0)
            });
        }
        (document, pages)
    }

    fn write(&mut self, put: impl FnOnce(&mut Text<'a>)) {
        if let Some(text) = &mut self.text {
            put(text);
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => {
                self.uris(text);
                self.write(|out| out.paragraph(&text.text));
                if self.is_parted {
                    let index = self.builder.push_heading(*level, &text.text, self.page, None);
                    self.builder.set_annotations(index, annotations(text, 0));
                    self.references(text);
                }
            }
            Block::Paragraph(run) => self.paragraph(run),
            Block::List(list) => self.list(list),
            Block::Quote(blocks) => {
                if self.is_parted {
                    self.builder.push_quote_start();
                }
                self.blocks(blocks);
                if self.is_parted {
                    self.builder.push_quote_end();
                }
            }
            Block::Code { language, text } => {
                self.write(|out| out.code(text));
                if self.is_parted {
                    self.builder.push_code(text, language.as_deref(), self.page, None);
                }
            }
            Block::Table(table) => {
                if let Some(caption) = &table.caption {
                    self.paragraph(caption);
                }
                let rows = &table.rows;
                rows.iter().flatten().for_each(|cell| self.uris(cell));
                let cells = rows.iter().map(|row| row.iter().map(|cell| one_line(&cell.text)).collect());
                let table = kreuzberg::types::Table {
                    cells: cells.collect(),
                    markdown: tables::table(table),
                    page_number: self.page.unwrap_or(1) as usize,
                    bounding_box: None,
                };
                self.write(|out| out.table(&table));
                if self.is_parted {
                    self.builder.push_table(table, self.page, None);
                    rows.iter().flatten().for_each(|cell| self.references(cell));
                } else {
                    self.tables.push(table);
                }
            }
            Block::Definitions(parts) => self.definitions(parts),
            Block::Picture { index, description, .. } => {
                self.write(|out| out.picture(*index));
                if self.is_parted {
                    let kind = ElementKind::Image { image_index: *index };
                    let mut element = InternalElement::text(kind, description.as_str(), 0);
                    element.page = self.page;
                    self.builder.push_element(element);
                }
            }
            Block::Note { label, text } => {
                self.uris(text);
                self.write(|out| out.note(&text.text));
                if self.is_parted {
                    let index = self.builder.push_footnote_definition(&text.text, &key(label), self.page);
                    self.builder.set_layer(index, ContentLayer::Footnote);
                }
            }
            Block::PageBreak => {
                self.write(Text::page_break);
                self.page = self.page.map(|page| page.saturating_add(1));
            }
            Block::Rule => {}
        }
    }

    fn paragraph(&mut self, run: &Run) {
        self.uris(run);
        let is_formula = run.is_formula();
        if is_formula || !run.text.trim().is_empty() {
            self.write(|out| out.ended(&run.text, "\n\n"));
            if is_formula && self.is_parted {
                self.builder.push_formula(&run.text, self.page, None);
            } else if self.is_parted {
                self.builder.push_paragraph(&run.text, annotations(run, 0), self.page, None);
            }
        }
        self.references(run);
    }

    fn list(&mut self, list: &List) {
        let ordered = list.start.is_some();
        if self.is_parted {
            self.builder.push_list(ordered);
        }
        for (index, item) in list.items.iter().enumerate() {
            let number = list.start.filter(|_| self.numbered);
            let number = number.map(|start| format!("{}. ", start.saturating_add_unsigned(index as u64)));
            let mut prefix = number.unwrap_or_default();
            match item.split_first() {
                Some((Block::Paragraph(run), rest)) => {
                    self.uris(run);
                    let annotations =
                        if self.is_parted { annotations(run, prefix.len()) } else { Vec::new() };
                    prefix.push_str(&run.text);
                    self.item(&prefix, ordered, annotations);
                    self.references(run);
                    self.blocks(rest);
                }
                _ => {
                    // kreuzberg puts what is in no item into the one before.
                    if index == 0 {
                        self.item(&prefix, ordered, Vec::new());
                    }
                    self.blocks(item);
                }
            }
        }
        if self.is_parted {
            self.builder.end_list();
        }
    }

    fn item(&mut self, text: &str, ordered: bool, annotations: Vec<TextAnnotation>) {
        self.write(|out| out.ended(text, "\n"));
        if self.is_parted {
            self.builder.push_list_item(text, ordered, annotations, self.page, None);
        }
    }

    fn definitions(&mut self, parts: &[Definition]) {
        let mut termed = false;
        for part in parts {
            match part {
                Definition::Term(run) => {
                    self.uris(run);
                    let term = one_line(&run.text);
                    self.write(|out| out.ended(&term, ": "));
                    if self.is_parted {
                        self.builder.push_definition_term(&term, None);
                    }
                    termed = true;
                }
                Definition::Description(blocks) => match blocks.split_first() {
                    Some((Block::Paragraph(run), rest)) if termed => {
                        self.uris(run);
                        self.write(|out| out.ended(&run.text, "\n\n"));
                        if self.is_parted {
                            self.builder.push_definition_description(&run.text, None);
                        }
                        self.blocks(rest);
                    }
                    _ => self.blocks(blocks),
                },
            }
        }
    }

    /// References to notes, which kreuzberg has behind what they stand in.
    fn references(&mut self, run: &Run) {
        for mark in run.marks.iter().filter(|_| self.is_parted) {
            if let MarkKind::Note { label } = &mark.kind {
                self.builder.push_footnote_ref(label, &key(label), self.page);
            }
        }
    }

    fn uris(&mut self, run: &Run) {
        for mark in &run.marks {
            let label =
                run.text.get(mark.start..mark.end).filter(|label| !label.is_empty()).map(str::to_owned);
            match &mark.kind {
                MarkKind::Link { url, .. } => self.builder.push_uri(Uri::hyperlink(url.as_str(), label)),
                MarkKind::Image { url } if !url.is_empty() && !url.starts_with("data:") => {
                    let label = label.map(|label| label.trim_matches(['[', ']']).to_owned());
                    self.builder.push_uri(Uri::image(url.as_str(), label));
                }
                _ => {}
            }
        }
    }
}

/// A run's marks, moved by some bytes, as kreuzberg has them. Of marks in one another it renders the outer.
fn annotations(run: &Run, offset: usize) -> Vec<TextAnnotation> {
    let place = |at: usize| u32::try_from(at + offset).unwrap_or(u32::MAX);
    let annotation = |mark: &Mark| {
        let kind = match &mark.kind {
            MarkKind::Strong => AnnotationKind::Bold,
            MarkKind::Emphasis => AnnotationKind::Italic,
            MarkKind::Underline => AnnotationKind::Underline,
            MarkKind::Strike => AnnotationKind::Strikethrough,
            MarkKind::Highlight => AnnotationKind::Highlight,
            MarkKind::Subscript => AnnotationKind::Subscript,
            MarkKind::Superscript => AnnotationKind::Superscript,
            MarkKind::Code => AnnotationKind::Code,
            MarkKind::Link { url, title } => AnnotationKind::Link { url: url.clone(), title: title.clone() },
            MarkKind::Math { .. }
            | MarkKind::Image { .. }
            | MarkKind::Html
            | MarkKind::Note { .. }
            | MarkKind::Merged { .. } => return None,
        };
        Some(TextAnnotation { start: place(mark.start), end: place(mark.end), kind })
    };
    run.marks.iter().filter_map(annotation).collect()
}

/// What ties a note to the references to it.
fn key(label: &str) -> String {
    format!("fn{label}")
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ")
}
