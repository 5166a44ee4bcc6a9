//! Styles of paragraphs, characters and lists. One that says nothing of something says what its parent says.

use ahash::AHashMap;

use super::message::Message;
use super::objects::Objects;
use crate::extractors::blocks::MarkKind;

const CHARACTER: &[u64] = &[2021];
const PARAGRAPH: &[u64] = &[2022];
const LIST: &[u64] = &[2023];

/// Styles in one another, at most.
const MOST_PARENTS: usize = 20;

/// The deepest level of a list.
pub const DEEPEST: u64 = 8;

/// What stands before an item (TSWP.ListStyleArchive.LabelType).
#[derive(Clone, Copy)]
pub enum Label {
    None,
    Mark,
    Number,
}

/// What has been found out of styles.
#[derive(Default)]
pub struct Styles {
    headings: AHashMap<u64, Option<u8>>,
    marks: AHashMap<u64, Vec<MarkKind>>,
    /// What stands before items, by their levels.
    labels: AHashMap<u64, Vec<u64>>,
}

impl Styles {
    /// The level of a heading, if a style is that of one. Programs know them by their names alone.
    pub fn heading(&mut self, objects: &Objects, style: Option<u64>) -> Option<u8> {
        let id = style?;
        *self.headings.entry(id).or_insert_with(|| {
            chain(objects, id, PARAGRAPH)
                .find_map(|style| style.message(1)?.text(1).filter(|name| !name.is_empty()))
                .and_then(|name| level(&name))
        })
    }

    /// What a style of characters marks them as.
    pub fn marks(&mut self, objects: &Objects, style: Option<u64>) -> Vec<MarkKind> {
        let Some(id) = style else { return Vec::new() };
        let found = self.marks.entry(id).or_insert_with(|| {
            let said: Vec<_> = chain(objects, id, CHARACTER).filter_map(|style| style.message(11)).collect();
            let value = |field| said.iter().find_map(|said| said.number(field)).unwrap_or(0);
            let script = match value(10) {
                1 => Some(MarkKind::Superscript),
                2 => Some(MarkKind::Subscript),
                _ => None,
            };
            let marks = [
                (value(1) > 0).then_some(MarkKind::Strong),
                (value(2) > 0).then_some(MarkKind::Emphasis),
                (value(11) > 0).then_some(MarkKind::Underline),
                (value(12) > 0).then_some(MarkKind::Strike),
                script,
            ];
            marks.into_iter().flatten().collect()
        });
        found.clone()
    }

    /// What stands before the items of a list at a level.
    pub fn label(&mut self, objects: &Objects, style: Option<u64>, level: u64) -> Label {
        let Some(id) = style else { return Label::None };
        let labels = self.labels.entry(id).or_insert_with(|| {
            let mut said = chain(objects, id, LIST).map(|style| style.numbers(11));
            let mut labels = said.find(|labels| !labels.is_empty()).unwrap_or_default();
            labels.truncate(DEEPEST as usize + 1);
            labels
        });
        match usize::try_from(level).ok().and_then(|level| labels.get(level)) {
            Some(1 | 2) => Label::Mark,
            Some(3) => Label::Number,
            _ => Label::None,
        }
    }
}

/// A style and its parents.
fn chain<'a>(objects: &'a Objects, id: u64, kind: &'static [u64]) -> impl Iterator<Item = Message<'a>> {
    let parent = |style: &Message<'a>| objects.of_type(style.message(1)?.reference(3), kind);
    std::iter::successors(objects.of_type(Some(id), kind), parent).take(MOST_PARENTS)
}

/// The level of the heading that a style of this name is for.
fn level(name: &str) -> Option<u8> {
    let name = name.trim().to_ascii_lowercase();
    match name.as_str() {
        "title" => return Some(1),
        "subtitle" => return Some(2),
        _ => {}
    }
    let number = name.strip_prefix("heading")?.trim();
    if number.is_empty() {
        return Some(1);
    }
    number.parse().ok().filter(|level| (1..=6).contains(level))
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn headings_are_known_by_their_names() {
        for (name, expected) in [
            ("Title", Some(1)),
            ("Heading", Some(1)),
            ("Heading 2", Some(2)),
            ("Heading 9", None),
            ("Heading Red", None),
            ("Body", None),
        ] {
            assert_eq!(level(name), expected, "{name}");
        }
    }
}
