//! Documents of Word before 2007 ([MS-DOC] 12.3), and of Word 6 and 95.
//!
//! kreuzberg's reader gives what fields say as if it were text, and text that has been deleted; guesses at headings by the
//! length of lines; knows no tables, lists, notes and pictures; and takes Word 95 for Word 97.

mod beside;
mod header;
mod pieces;
mod properties;
mod story;
mod styles;
pub(super) mod table;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{PageUnitType, ProcessingWarning};
use kreuzberg::{KreuzbergError, Metadata, Result};

use self::beside::Beside;
use self::header::{Counts, Header, Structure};
use self::story::{Note, Source, Story};
use super::blocks::document::describe;
use super::blocks::{Block, flatten, pages};
use super::office::art::{self, Blip};
use super::office::{picture, shape, summary};
use super::plugin::plugin;
use super::word::lists::Grouping;
use super::word::styles::Numbering;
use super::word::written::{Written, has_running};
use crate::compound::{CompoundFile, u16_at, u32_at};
use crate::{limits, tracked_changes};

/// What a picture's own header says of its kind: its name is behind it ([MS-DOC] 2.9.158).
const NAMED: u16 = 0x66;

/// Extracts documents of Word before 2007.
pub struct DocExtractor;

plugin!(DocExtractor, "doc");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for DocExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let file = CompoundFile::open(content).ok_or_else(|| {
            KreuzbergError::parsing("the document is damaged, or none of Word's: it is no compound file")
        })?;
        let stream = file.stream("WordDocument").ok_or_else(|| {
            KreuzbergError::parsing("the document is damaged, or none of Word's: it has no text")
        })?;
        let header = Header::read(&stream)?;
        let tables = file.stream(header.tables()).unwrap_or_default();
        let data = file.stream("Data").unwrap_or_default();
        let mut warnings = Vec::new();
        let mut source = Source::new(&stream, &header, &tables, &data, tracked_changes::current());
        if !source.pieces.is_whole() {
            let message =
                Cow::Borrowed("the document is damaged: some of its text is not where it should be");
            warnings.push(ProcessingWarning { source: Cow::Borrowed("doc"), message });
        }
        let most = limits::current().characters;
        if source.pieces.len() > most {
            let outcome = Err(limits::over("characters", most).into());
            if let Some(exceeded) = limits::cut(outcome)? {
                warnings.push(limits::warning(format!("the end of the text is left out: {exceeded}")));
            }
            source.pieces.truncate(most);
        }
        let numbering = numbering(&header, &tables);
        let (mut written, places) = read(&source, &header, &tables, &numbering, has_running(config));

        let is_wanted = config.images.as_ref().is_some_and(|images| images.extract_images);
        let shapes: Vec<_> = places.iter().map(|place| shape_at(&data, *place)).collect();
        let mut shown: Vec<Option<Blip>> = shapes.iter().map(|shape| art::picture((*shape)?)).collect();
        if is_wanted {
            let floating = art::pictures(header.table(&tables, Structure::Drawings), &stream);
            shown.extend(floating.into_iter().map(Some));
        }
        let mut images = art::images(&shown, is_wanted, &mut warnings)?;
        for (image, shape) in images.iter_mut().zip(shapes) {
            let Some(description) = shape.and_then(shape::description) else { continue };
            // Many may be of one shape.
            let outcome = limits::spend_unpacked(description.len() as u64).map_err(Into::into);
            if let Some(exceeded) = limits::cut(outcome)? {
                let message = format!("what is said of pictures is left out: {exceeded}");
                warnings.push(limits::warning(message));
                break;
            }
            image.description = Some(description);
        }
        picture::link(&mut written.blocks, &images, config);
        let (mut document, pages) = written.document(&images, config);
        let structure = pages::put(&mut document, pages, &mut images, PageUnitType::Page);
        describe(&mut document, Metadata { pages: structure, ..summary::read(&file) });
        document.images = images;
        document.processing_warnings.extend(warnings);
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/msword"]
    }
}

/// A document, with or without its headers and footers, and where the pictures in its text are.
fn read(
    source: &Source,
    header: &Header,
    tables: &[u8],
    numbering: &Numbering,
    has_running: bool,
) -> (Written, Vec<u32>) {
    let Counts { body, footnotes, headers, macros, comments, endnotes, text_boxes } = header.counts;
    let starts = [body, footnotes, headers, macros, comments, endnotes, text_boxes];
    let start =
        |index: usize| starts.iter().take(index).fold(0, |sum: u32, count| sum.saturating_add(*count));
    let table = |structure| header.table(tables, structure);
    let mut notes = notes(table(Structure::FootnoteReferences), table(Structure::FootnoteTexts), start(1));
    notes.extend(self::notes(table(Structure::EndnoteReferences), table(Structure::EndnoteTexts), start(5)));
    let mut story = Story::new(source, notes);
    let mut items = story.read(0..body);
    items.extend(story.read(start(6)..start(7)));
    let mut blocks = Grouping::new(numbering).blocks(items);
    for (index, text) in std::mem::take(&mut story.noted).into_iter().enumerate() {
        let items = story.read(text);
        // A blank is between a note's mark and its text.
        let run = flatten(Grouping::new(numbering).blocks(items)).trimmed();
        if !run.is_empty() {
            blocks.push(Block::Note { label: (index + 1).to_string(), text: run });
        }
    }
    let places = std::mem::take(&mut story.pictures);
    let mut beside = Beside { story: &mut story, numbering };
    let comments = beside.comments(header, tables, &(start(4)..start(5)));
    let (mut headers, mut footers) = (Vec::new(), Vec::new());
    if has_running {
        (headers, footers) = beside.running(table(Structure::Running), &(start(2)..start(3)));
    }
    (Written { source: "doc", pages: true, blocks, headers, footers, comments, too_deep: false }, places)
}

/// The notes of one kind: where they are referred to, and where their texts begin, the first at `start` ([MS-DOC] 2.8.16,
/// 2.8.17).
fn notes(references: &[u8], texts: &[u8], start: u32) -> Vec<Note> {
    let count = references.len().saturating_sub(4) / 6;
    let note = |index: usize| {
        let place = |at: usize| Some(start.saturating_add(u32_at(texts, at * 4)?));
        let text = place(index)?..place(index + 1)?;
        // They follow one another, so that no text is of two notes.
        (text.start <= text.end).then_some(Note { position: u32_at(references, index * 4)?, text })
    };
    (0..count).map_while(note).collect()
}

fn numbering(header: &Header, tables: &[u8]) -> Numbering {
    // The levels are behind the lists, and not counted.
    let place = header.place(Structure::Lists);
    let lists = tables.get(place.start..).filter(|_| !place.is_empty()).unwrap_or_default();
    styles::numbering(lists, place.len(), header.table(tables, Structure::ListOverrides))
}

/// The shape of a picture at a place of the stream `Data`, in records ([MS-DOC] 2.9.157).
fn shape_at(data: &[u8], place: u32) -> Option<&[u8]> {
    let data = data.get(place as usize..)?;
    let length = u32_at(data, 0)? as usize;
    let mut start = usize::from(u16_at(data, 4)?);
    if u16_at(data, 6)? == NAMED {
        start += 1 + usize::from(*data.get(start)?);
    }
    data.get(start..length.min(data.len()))
}
