//! Drawings and the pictures in them (ECMA-376 part 1, 20.1, 20.2 and 20.4; part 4, 19.1 for the older kind).

use ahash::AHashMap;
use quick_xml::events::BytesStart;

use super::part::attribute;
use crate::extractors::office::picture::Picture;

/// A picture, and what is said of it.
#[derive(Default)]
pub struct Shown {
    /// What it is called among the part's relationships.
    pub reference: String,
    pub description: String,
    /// In English Metric Units, of which an inch has 914,400; zero where its drawing has more pictures.
    pub width: i64,
    pub height: i64,
}

/// In one pixel, of which an inch has 96 (ECMA-376 part 1, 20.1.2.1).
const EMU: i64 = 9525;

impl Shown {
    /// Where it is, by what the text refers to.
    pub fn found(self, targets: &AHashMap<String, String>) -> Picture {
        let Self { reference, description, width, height } = self;
        let name = targets.get(&reference).cloned().unwrap_or_default();
        let part = name.strip_prefix('/').map_or_else(|| format!("word/{name}"), str::to_owned);
        let pixels = |length: i64| u32::try_from(length / EMU).unwrap_or(0);
        let size = Some((pixels(width), pixels(height))).filter(|size| *size != (0, 0));
        Picture { part, name, description, size }
    }
}

/// A drawing being read. A group holds several pictures.
#[derive(Default)]
pub struct Drawing {
    pictures: Vec<Shown>,
    /// Of all of it, and of the next picture alone.
    description: String,
    of_next: String,
    width: i64,
    height: i64,
}

impl Drawing {
    /// Takes in a tag.
    pub fn see(&mut self, name: &[u8], tag: &BytesStart) {
        let number = |name| attribute(tag, name).and_then(|value| value.parse().ok()).unwrap_or(0);
        let said = |name| attribute(tag, name).as_deref().map(one_line).unwrap_or_default();
        match name {
            b"wp:extent" => (self.width, self.height) = (number(b"cx"), number(b"cy")),
            b"wp:docPr" => self.description = said(b"descr"),
            b"pic:cNvPr" => self.of_next = said(b"descr"),
            b"v:shape" => self.of_next = said(b"alt"),
            b"a:blip" => self.put(attribute(tag, b"r:embed").or_else(|| attribute(tag, b"r:link"))),
            b"v:imagedata" => self.put(attribute(tag, b"r:id")),
            _ => {}
        }
    }

    fn put(&mut self, reference: Option<String>) {
        let description = std::mem::take(&mut self.of_next);
        if let Some(reference) = reference.filter(|reference| !reference.is_empty()) {
            self.pictures.push(Shown { reference, description, width: 0, height: 0 });
        }
    }

    /// The pictures. What is said of the drawing is said of its only one.
    pub fn finish(mut self) -> Vec<Shown> {
        if let [only] = self.pictures.as_mut_slice() {
            (only.width, only.height) = (self.width, self.height);
            if !self.description.is_empty() {
                only.description = self.description;
            }
        }
        self.pictures
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
