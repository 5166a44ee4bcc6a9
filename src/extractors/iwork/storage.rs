//! Text and what is said of it (TSWP.StorageArchive). Places in a text are counted in UTF-16.

use super::message::Message;
use super::objects::Objects;
use super::style::{self, Styles};
use crate::extractors::blocks::MarkKind;

/// The types of texts.
pub const TYPES: &[u64] = &[2001, 2005];

/// A text that is linked.
const LINK: u64 = 2032;

/// Characters that stand for something.
pub const ATTACHMENT: char = '\u{fffc}';
pub const NOTE: char = '\u{e}';
pub const LINE_BREAK: char = '\u{2028}';

/// A text, and from which place on what holds.
pub struct Storage<'a> {
    pub text: String,
    paragraph_styles: Table<Option<u64>>,
    list_styles: Table<Option<u64>>,
    character_styles: Table<Option<u64>>,
    links: Table<Option<u64>>,
    attachments: Table<Option<u64>>,
    notes: Table<Option<u64>>,
    insertions: Table<Option<u64>>,
    deletions: Table<Option<u64>>,
    levels: Table<u64>,
    objects: &'a Objects,
}

/// How a paragraph is set.
pub enum Setting {
    Heading(u8),
    Text,
    Item { level: usize, is_numbered: bool },
}

impl<'a> Storage<'a> {
    pub fn of(message: Message<'a>, objects: &'a Objects) -> Self {
        let references = |field| Table::of(message, field, |entry| entry.reference(2));
        Self {
            text: message.texts(3).collect(),
            paragraph_styles: references(5),
            list_styles: references(7),
            character_styles: references(8),
            links: references(11),
            attachments: references(9),
            notes: references(16),
            insertions: references(21),
            deletions: references(22),
            levels: Table::of(message, 6, |entry| entry.number(2).unwrap_or(0)),
            objects,
        }
    }

    /// How the paragraph is set that begins at a place.
    pub fn setting(&self, place: u64, styles: &mut Styles) -> Setting {
        if let Some(level) = styles.heading(self.objects, self.paragraph_styles.at(place).flatten()) {
            return Setting::Heading(level);
        }
        let level = self.levels.at(place).unwrap_or(0).min(style::DEEPEST);
        match styles.label(self.objects, self.list_styles.at(place).flatten(), level) {
            style::Label::None => Setting::Text,
            style::Label::Mark => Setting::Item { level: level as usize, is_numbered: false },
            style::Label::Number => Setting::Item { level: level as usize, is_numbered: true },
        }
    }

    /// The link, if any, that the character at a place belongs to.
    pub fn link(&self, place: u64) -> Option<Message<'a>> {
        self.objects.of_type(self.links.at(place).flatten(), &[LINK])
    }

    /// Whether the character at a place has been put in, and whether it has been taken out, by changes on record.
    pub fn changes(&self, place: u64) -> (bool, bool) {
        let holds = |table: &Table<Option<u64>>| table.at(place).flatten().is_some();
        (holds(&self.insertions), holds(&self.deletions))
    }

    /// What the character at a place is marked as by its style.
    pub fn marks(&self, place: u64, styles: &mut Styles) -> Vec<MarkKind> {
        styles.marks(self.objects, self.character_styles.at(place).flatten())
    }

    /// Up to where the characters behind a place are marked as it is.
    pub fn marked_until(&self, place: u64) -> u64 {
        let tables = [&self.links, &self.character_styles, &self.insertions, &self.deletions];
        tables.into_iter().filter_map(|table| table.after(place)).min().unwrap_or(u64::MAX)
    }

    /// What stands for the character at a place.
    pub fn attachment(&self, place: u64) -> Option<(u64, Message<'a>)> {
        self.objects.get(self.attachments.exactly_at(place)??)
    }

    /// What a note says whose sign is the character at a place.
    pub fn note(&self, place: u64) -> Option<u64> {
        let (_, attachment) = self.objects.get(self.notes.exactly_at(place)??)?;
        attachment.reference(2)
    }
}

/// What holds from which place on, in the order of the places.
struct Table<T>(Vec<(u64, T)>);

impl<T: Copy> Table<T> {
    fn of(message: Message<'_>, field: u64, value: impl Fn(Message<'_>) -> T) -> Self {
        let entries = message.message(field).map(|table| table.messages(1)).into_iter().flatten();
        let mut entries: Vec<_> = entries.map(|entry| (entry.number(1).unwrap_or(0), value(entry))).collect();
        entries.sort_by_key(|(place, _)| *place);
        Self(entries)
    }

    fn at(&self, place: u64) -> Option<T> {
        let after = self.0.partition_point(|(start, _)| *start <= place);
        self.0.get(after.checked_sub(1)?).map(|(_, value)| *value)
    }

    /// The next place from which on something else holds.
    fn after(&self, place: u64) -> Option<u64> {
        let after = self.0.partition_point(|(start, _)| *start <= place);
        self.0.get(after).map(|(start, _)| *start)
    }

    fn exactly_at(&self, place: u64) -> Option<T> {
        let index = self.0.binary_search_by_key(&place, |(start, _)| *start).ok()?;
        self.0.get(index).map(|(_, value)| *value)
    }
}
