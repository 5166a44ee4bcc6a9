//! EndNote's XML: a `record` a reference, what it says of itself in elements, and how that looks in `style`s.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::details::{Details, doi};
use crate::xml;

/// The references of a text. What comes behind damage is lost, and what came before is not.
#[inline(never)]
pub fn read(text: &str) -> Vec<Details> {
    let mut reader = Reader::from_str(text);
    let mut references = Vec::new();
    let mut open: Option<Details> = None;
    // The element that characters belong to, and the one around it.
    let mut path: Vec<String> = Vec::new();
    let mut value = String::new();
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Start(tag) => {
                let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
                if name == "style" {
                    continue;
                }
                if name == "record" {
                    references.extend(open.replace(Details::default()));
                }
                value.clear();
                path.push(name);
            }
            Event::End(tag) if tag.local_name().as_ref() == b"style" => {}
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                if name == "record" {
                    references.extend(open.take());
                } else if let Some(details) = &mut open {
                    take(details, path.last().map_or("", String::as_str), &name, value.trim());
                }
                value.clear();
            }
            Event::Eof => break,
            event => value.extend(xml::text(event)),
        }
    }
    references.extend(open);
    references
}

/// Takes in the value of an element.
fn take(details: &mut Details, around: &str, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let place = match (around, name) {
        ("titles", "title") => &mut details.title,
        ("authors", "author") => return details.authors.push(value.to_owned()),
        ("dates", "year") => &mut details.year,
        ("titles", "secondary-title") => &mut details.container,
        ("periodical", "full-title") => {
            details.container = Some(value.to_owned());
            return;
        }
        ("periodical", "abbr-1") => &mut details.container,
        ("record", "volume") => &mut details.volume,
        ("record", "number") => &mut details.issue,
        ("record", "pages") => &mut details.pages,
        ("record", "publisher") => &mut details.publisher,
        ("record", "pub-location") => &mut details.place,
        ("record", "electronic-resource-num") => {
            details.doi = details.doi.take().or_else(|| doi(value));
            return;
        }
        ("record", "abstract") => &mut details.summary,
        ("keywords", "keyword") => return details.keywords.push(value.to_owned()),
        (_, "url") => return details.urls.push(value.to_owned()),
        _ => return,
    };
    place.get_or_insert_with(|| value.to_owned());
}
