//! Hands a document's blocks over to kreuzberg, which makes plain text, HTML and the document's structure of them.

use kreuzberg::Metadata;
use kreuzberg::types::document_structure::{AnnotationKind, ContentLayer, TextAnnotation};
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::uri::Uri;

use super::plain::Text;
use super::tables;
use super::{Block, Definition, List, Mark, MarkKind, Run};

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
    let mut assembly = Assembly::of(form, None);
    assembly.blocks(blocks);
    assembly.builder.build()
}

/// The same with all text in one element, as kreuzberg writes it: of many paragraphs, the elements are as large as the
/// text. Not for pages, nor with pictures, of which it depends on the result's images what is said.
pub fn assemble_text(blocks: &[Block], form: Form) -> Option<InternalDocument> {
    let mut assembly = Assembly::of(form, Some(Text::with_room_for(blocks)));
    assembly.blocks(blocks);
    let (text, tables) = assembly.text.and_then(Text::finish)?;
    let mut document = assembly.builder.build();
    document.tables = tables;
    document.push_element(InternalElement { text, ..InternalElement::text(ElementKind::RawBlock, "", 0) });
    Some(document)
}

/// Gives a document its metadata. What it has been written as is among it, and stays.
pub fn describe(document: &mut InternalDocument, metadata: Metadata) {
    let output_format = document.metadata.output_format.take();
    document.metadata = Metadata { output_format, ..metadata };
}

struct Assembly {
    builder: InternalDocumentBuilder,
    /// What is written instead of elements.
    text: Option<Text>,
    numbered: bool,
    page: Option<u32>,
}

impl Assembly {
    fn of(form: Form, text: Option<Text>) -> Self {
        let builder = InternalDocumentBuilder::new(form.source);
        Self { builder, text, numbered: form.numbered, page: form.pages.then_some(1) }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => {
                self.uris(text);
                if let Some(out) = &mut self.text {
                    return out.paragraph(&text.text);
                }
                let index = self.builder.push_heading(*level, &text.text, self.page, None);
                self.builder.set_annotations(index, annotations(text, 0));
                self.references(text);
            }
            Block::Paragraph(run) => self.paragraph(run),
            Block::List(list) => self.list(list),
            Block::Quote(blocks) if self.text.is_some() => self.blocks(blocks),
            Block::Quote(blocks) => {
                self.builder.push_quote_start();
                self.blocks(blocks);
                self.builder.push_quote_end();
            }
            Block::Code { language, text } => match &mut self.text {
                Some(out) => out.code(text),
                None => {
                    self.builder.push_code(text, language.as_deref(), self.page, None);
                }
            },
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
                if let Some(out) = &mut self.text {
                    return out.table(table);
                }
                self.builder.push_table(table, self.page, None);
                rows.iter().flatten().for_each(|cell| self.references(cell));
            }
            Block::Definitions(parts) => self.definitions(parts),
            Block::Picture { index, description, .. } => {
                if let Some(out) = &mut self.text {
                    return out.picture();
                }
                let kind = ElementKind::Image { image_index: *index };
                let mut element = InternalElement::text(kind, description.as_str(), 0);
                element.page = self.page;
                self.builder.push_element(element);
            }
            Block::Note { label, text } => {
                self.uris(text);
                if let Some(out) = &mut self.text {
                    return out.note(&text.text);
                }
                let index = self.builder.push_footnote_definition(&text.text, &key(label), self.page);
                self.builder.set_layer(index, ContentLayer::Footnote);
            }
            Block::PageBreak => self.page = self.page.map(|page| page.saturating_add(1)),
            Block::Rule => {}
        }
    }

    fn paragraph(&mut self, run: &Run) {
        self.uris(run);
        if let Some(out) = &mut self.text {
            if run.is_formula() {
                out.ended(&run.text, "\n\n");
            } else if !run.text.trim().is_empty() {
                out.paragraph(&run.text);
            }
            return;
        }
        if run.is_formula() {
            self.builder.push_formula(&run.text, self.page, None);
        } else if !run.text.trim().is_empty() {
            self.builder.push_paragraph(&run.text, annotations(run, 0), self.page, None);
        }
        self.references(run);
    }

    fn list(&mut self, list: &List) {
        let ordered = list.start.is_some();
        if self.text.is_none() {
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
                        if self.text.is_some() { Vec::new() } else { annotations(run, prefix.len()) };
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
        if self.text.is_none() {
            self.builder.end_list();
        }
    }

    fn item(&mut self, text: &str, ordered: bool, annotations: Vec<TextAnnotation>) {
        match &mut self.text {
            Some(out) => out.ended(text, "\n"),
            None => {
                self.builder.push_list_item(text, ordered, annotations, self.page, None);
            }
        }
    }

    fn definitions(&mut self, parts: &[Definition]) {
        let mut termed = false;
        for part in parts {
            match part {
                Definition::Term(run) => {
                    self.uris(run);
                    match &mut self.text {
                        Some(out) => out.ended(&one_line(&run.text), ": "),
                        None => {
                            self.builder.push_definition_term(&one_line(&run.text), None);
                        }
                    }
                    termed = true;
                }
                Definition::Description(blocks) => match blocks.split_first() {
                    Some((Block::Paragraph(run), rest)) if termed => {
                        self.uris(run);
                        match &mut self.text {
                            Some(out) => out.ended(&run.text, "\n\n"),
                            None => {
                                self.builder.push_definition_description(&run.text, None);
                            }
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
        if self.text.is_some() {
            return;
        }
        for mark in &run.marks {
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
