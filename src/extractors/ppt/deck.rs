//! Which slides there are, and where ([MS-PPT] 2.1.2, 2.3, 2.4).

use ahash::{AHashMap, AHashSet};

use super::shapes::{self, Kinds};
use super::text::{self, Text};
use crate::compound::u32_at;
use crate::extractors::blocks::Block;
use crate::extractors::office::records::{Record, records};

/// Types of records (2.13.24).
const DOCUMENT: u16 = 0x03E8;
const SLIDE: u16 = 0x03EE;
const SLIDE_ATOM: u16 = 0x03EF;
const NOTES: u16 = 0x03F0;
const PLACE: u16 = 0x03F3;
const LIST: u16 = 0x0FF0;
const EDIT: u16 = 0x0FF5;
const DIRECTORY: u16 = 0x1772;

/// Instances of lists (2.4.14): of slides, and of notes.
const SLIDES: u16 = 0;
const ALL_NOTES: u16 = 2;

/// Where the stream `Current User` says where the last edit is (2.3.2).
const LAST_EDIT: usize = 16;

/// The number of what is told of in the list alone; those of objects have twenty bits.
const NO_OBJECT: u32 = u32::MAX;

/// Edits before the last one are followed so far.
const MOST_EDITS: usize = 10_000;

/// A slide.
pub struct Slide {
    pub blocks: Vec<Block>,
    pub notes: Vec<Block>,
    /// It is not where it should be: there is no more of it than the outline has.
    pub is_lost: bool,
}

/// What a list says of a slide or of notes.
struct Listed<'a> {
    /// Which object it is.
    object: u32,
    /// What slides refer to it by.
    id: u32,
    /// Its text, as far as it is not with its shapes.
    outline: Vec<Text<'a>>,
}

/// A presentation.
pub struct Deck<'a> {
    stream: &'a [u8],
    /// Where each object is.
    objects: AHashMap<u32, u32>,
    slides: Vec<Listed<'a>>,
    /// By what slides refer to them by.
    notes: AHashMap<u32, Listed<'a>>,
}

impl<'a> Deck<'a> {
    #[inline(never)]
    pub fn read(stream: &'a [u8], current: &[u8]) -> Self {
        let mut deck = Self { stream, objects: AHashMap::new(), slides: Vec::new(), notes: AHashMap::new() };
        let document = u32_at(current, LAST_EDIT).and_then(|edit| deck.find_objects(edit));
        let document = document.and_then(|object| deck.object(object, DOCUMENT));
        // One that lacks its directory may still be whole.
        let document = document.or_else(|| records(stream).find(|record| record.kind == DOCUMENT));
        for list in document.iter().flat_map(Record::children).filter(|record| record.kind == LIST) {
            match list.instance {
                SLIDES => deck.slides.extend(listed(&list)),
                ALL_NOTES => deck.notes.extend(listed(&list).into_iter().map(|notes| (notes.id, notes))),
                _ => {}
            }
        }
        deck
    }

    /// Reads where objects are, from the last edit back (2.3.3, 2.3.4).
    ///
    /// # Returns
    /// The number of the document itself.
    fn find_objects(&mut self, last: u32) -> Option<u32> {
        let mut document = None;
        let mut next = last;
        // Each edit has a directory of its own, and all of them together are no longer than the stream.
        let mut room = self.stream.len();
        for _ in 0..MOST_EDITS {
            let Some(edit) = self.at(next).filter(|edit| edit.kind == EDIT) else { break };
            let number = |at| u32_at(edit.body, at);
            document = document.or(number(16));
            if let Some(directory) =
                number(12).and_then(|at| self.at(at)).filter(|found| found.kind == DIRECTORY)
            {
                let directory = directory.body.get(..room).unwrap_or(directory.body);
                room = room.saturating_sub(directory.len());
                self.list_objects(directory);
            }
            // They lie one behind the other, so that none is met twice.
            match number(8) {
                Some(before) if before > 0 && before < next => next = before,
                _ => break,
            }
        }
        document
    }

    /// Runs of objects: the first one's number, how many they are, and where each is. What a later edit has said holds.
    fn list_objects(&mut self, directory: &[u8]) {
        let mut numbers = directory.chunks_exact(4).filter_map(|number| u32_at(number, 0));
        while let Some(run) = numbers.next() {
            let (first, count) = (run & 0xF_FFFF, run >> 20);
            for (object, place) in
                (first..first.saturating_add(count)).zip(numbers.by_ref().take(count as usize))
            {
                self.objects.entry(object).or_insert(place);
            }
        }
    }

    fn at(&self, place: u32) -> Option<Record<'a>> {
        Record::split(self.stream.get(place as usize..)?).map(|(record, _)| record)
    }

    fn object(&self, object: u32, kind: u16) -> Option<Record<'a>> {
        self.at(*self.objects.get(&object)?).filter(|record| record.kind == kind)
    }

    pub fn is_empty(&self) -> bool {
        self.slides.is_empty()
    }

    /// The slides, in their order. What is in one place is read once, whatever says that it is there.
    pub fn slides(&self) -> impl Iterator<Item = Slide> {
        let mut seen = AHashSet::new();
        self.slides.iter().map(move |listed| self.slide(listed, &mut seen))
    }

    fn slide(&self, listed: &Listed, seen: &mut AHashSet<u32>) -> Slide {
        let mut object = |object: u32, kind| {
            let place = self.objects.get(&object).filter(|place| seen.insert(**place))?;
            self.at(*place).filter(|record| record.kind == kind)
        };
        let Some(record) = object(listed.object, SLIDE) else {
            let is_lost = listed.object != NO_OBJECT;
            return Slide { blocks: text::blocks(&listed.outline), notes: Vec::new(), is_lost };
        };
        let notes = record.child(SLIDE_ATOM).and_then(|atom| u32_at(atom.body, 16)).filter(|id| *id > 0);
        let notes = notes.and_then(|id| self.notes.get(&id));
        let notes = notes.and_then(|notes| Some((object(notes.object, NOTES)?, notes)));
        Slide {
            is_lost: false,
            blocks: shapes::blocks(&record, &listed.outline, Kinds::Slide),
            notes: notes.map_or_else(Vec::new, |(record, notes)| {
                shapes::blocks(&record, &notes.outline, Kinds::Notes)
            }),
        }
    }
}

/// What is listed, each with the texts behind it.
fn listed<'a>(list: &Record<'a>) -> Vec<Listed<'a>> {
    let mut all: Vec<Listed> = Vec::new();
    let mut texts: Vec<Record> = Vec::new();
    let end = |all: &mut Vec<Listed<'a>>, texts: &mut Vec<Record<'a>>| {
        let outline = text::texts(texts.drain(..));
        match all.last_mut() {
            Some(last) => last.outline = outline,
            // Text that is of no slide is a slide's all the same.
            None if !outline.is_empty() => all.push(Listed { object: NO_OBJECT, id: 0, outline }),
            None => {}
        }
    };
    for record in list.children() {
        if record.kind == PLACE {
            end(&mut all, &mut texts);
            let number = |at| u32_at(record.body, at).unwrap_or_default();
            all.push(Listed { object: number(0), id: number(12), outline: Vec::new() });
        } else {
            texts.push(record);
        }
    }
    end(&mut all, &mut texts);
    all
}
