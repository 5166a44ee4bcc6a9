//! The pictures that a book's chapters show.

use std::borrow::Cow;

use ahash::AHashMap;
use bytes::Bytes;
use kreuzberg::ExtractedImage;

use super::container::{Container, resolve};
use crate::extractors::blocks::{Block, Definition, MarkKind, Run};
use crate::limits;

/// Finds them.
#[derive(Default)]
pub struct Pictures {
    /// As often as they are shown, in the order of the text.
    pub found: Vec<ExtractedImage>,
    /// Those that chapters show, and the book has not.
    pub missing: Vec<String>,
    known: AHashMap<String, Option<Bytes>>,
}

impl Pictures {
    /// Adds the picture at `path`, and gives its place among those of the result.
    pub fn add(&mut self, book: &Container, path: &str, description: &str, page: usize) -> Option<usize> {
        let index = self.found.len();
        // One more than there may be says that there are too many.
        if index as u64 > limits::current().images {
            return None;
        }
        if !self.known.contains_key(path) {
            let bytes = book.bytes(path).filter(|bytes| !bytes.is_empty()).map(Bytes::from);
            if bytes.is_none() {
                self.missing.push(path.to_owned());
            }
            self.known.insert(path.to_owned(), bytes);
        }
        let data = self.known.get(path)?.clone()?;
        self.found.push(ExtractedImage {
            data,
            format: Cow::Borrowed(format(path)),
            image_index: index,
            page_number: Some(page),
            width: None,
            height: None,
            colorspace: None,
            bits_per_component: None,
            is_mask: false,
            description: Some(description.to_owned()).filter(|text| !text.is_empty()),
            ocr_result: None,
            bounding_box: None,
            source_path: None,
        });
        Some(index)
    }

    /// Adds those of a chapter, `page` of the book, and names them in its text by their places. Where a paragraph
    /// is nothing but a picture, that takes its place.
    pub fn place(&mut self, book: &Container, chapter: &str, page: usize, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading { text, .. } | Block::Note { text, .. } => {
                    self.of_run(book, chapter, page, text)
                }
                Block::Paragraph(run) => {
                    self.of_run(book, chapter, page, run);
                    if let Some(picture) = self.alone(run) {
                        *block = picture;
                    }
                }
                Block::List(list) => {
                    list.items.iter_mut().for_each(|item| self.place(book, chapter, page, item));
                }
                Block::Quote(blocks) => self.place(book, chapter, page, blocks),
                Block::Table(table) => {
                    let runs = table.caption.iter_mut().chain(table.rows.iter_mut().flatten());
                    runs.for_each(|run| self.of_run(book, chapter, page, run));
                }
                Block::Definitions(parts) => {
                    for part in parts {
                        match part {
                            Definition::Term(run) => self.of_run(book, chapter, page, run),
                            Definition::Description(blocks) => self.place(book, chapter, page, blocks),
                        }
                    }
                }
                Block::Code { .. } | Block::Rule | Block::Picture { .. } | Block::PageBreak => {}
            }
        }
    }

    fn of_run(&mut self, book: &Container, chapter: &str, page: usize, run: &mut Run) {
        for mark in &mut run.marks {
            let MarkKind::Image { url } = &mut mark.kind else { continue };
            let Some(path) = resolve(chapter, url) else { continue };
            let text = run.text.get(mark.start..mark.end).unwrap_or_default();
            if let Some(index) = self.add(book, &path, text.trim_matches(['[', ']']), page) {
                *url = name(index, self.found.get(index));
            }
        }
    }

    /// The picture that a paragraph consists of, if it is one of those found.
    fn alone(&self, run: &Run) -> Option<Block> {
        let [mark] = run.marks.as_slice() else { return None };
        let MarkKind::Image { url } = &mark.kind else { return None };
        let index = self.found.len().checked_sub(1)?;
        let image = self.found.get(index).filter(|image| name(index, Some(image)) == *url)?;
        (mark.start == 0 && mark.end == run.text.len()).then(|| Block::Picture {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            description: image.description.clone().unwrap_or_default(),
            url: url.clone(),
        })
    }
}

/// What a picture of the result is called in the text.
fn name(index: usize, image: Option<&ExtractedImage>) -> String {
    format!("image_{index}.{}", image.map_or("", |image| &image.format))
}

/// The format, as kreuzberg names it, by the end of a file's name.
fn format(path: &str) -> &'static str {
    let end = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match end.as_str() {
        "jpg" | "jpeg" => "jpeg",
        "gif" => "gif",
        "webp" => "webp",
        "svg" => "svg",
        "bmp" => "bmp",
        _ => "png",
    }
}
