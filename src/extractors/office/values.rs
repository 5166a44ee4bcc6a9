//! What a part says in elements that hold nothing but text, as those do that tell of a document.

use quick_xml::events::Event;

use crate::extractors::word::part::{Package, attribute, reader};
use crate::xml;

/// The element that lists a workbook's sheets (ECMA-376 part 1, 22.2.2.27).
const TITLES: &[u8] = b"TitlesOfParts";

/// Texts by the local names of their elements, in the order of the part.
#[derive(Default)]
pub struct Values {
    all: Vec<(String, String)>,
    /// Those of properties that users have named, with the types that they have.
    pub named: Vec<(String, String, String)>,
    /// What stands in the titles of parts.
    pub titles: Vec<String>,
}

impl Values {
    /// Those of a part of a package; none where there is no such part. What is not well-formed ends it.
    pub fn of(package: &Package, part: &str) -> Option<Self> {
        Some(Self::read(&package.text(part).ok()??))
    }

    fn read(text: &str) -> Self {
        let mut reader = reader(text);
        let mut values = Self::default();
        let mut property = None;
        let mut is_title = false;
        // The text of the element that was begun last, as long as there is no other in it.
        let mut said: Option<String> = None;
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    match tag.local_name().as_ref() {
                        b"property" => property = attribute(&tag, b"name"),
                        TITLES => is_title = true,
                        _ => {}
                    }
                    said = Some(String::new());
                }
                Ok(Event::End(end)) => {
                    let name = end.local_name();
                    match name.as_ref() {
                        b"property" => property = None,
                        TITLES => is_title = false,
                        _ => {}
                    }
                    let Some(said) = said.take() else { continue };
                    let said = said.trim();
                    if said.is_empty() {
                        continue;
                    }
                    let name = String::from_utf8_lossy(name.as_ref()).into_owned();
                    if is_title {
                        values.titles.push(said.to_owned());
                    } else if let Some(property) = &property {
                        values.named.push((property.clone(), name, said.to_owned()));
                    } else {
                        values.all.push((name, said.to_owned()));
                    }
                }
                Ok(Event::Eof) | Err(_) => return values,
                Ok(event) => {
                    if let (Some(said), Some(text)) = (&mut said, xml::text(&event)) {
                        said.push_str(&text);
                    }
                }
            }
        }
    }

    /// The first text of an element of this name.
    pub fn text(&self, name: &str) -> Option<String> {
        self.texts(name).next().map(str::to_owned)
    }

    /// The texts of all elements of this name.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.all.iter().filter(move |(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// The same as a number, or as whether something is so.
    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.to_ascii_lowercase().parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::Values;

    #[test]
    fn elements_with_nothing_but_text_are_values() {
        let values = Values::read(
            "<cp:p xmlns:cp='c' xmlns:dc='d'><dc:title> A &amp; B </dc:title><dc:title>C</dc:title><cp:empty/><cp:Pages>3</cp:Pages><cp:Flag>TRUE</cp:Flag>",
        );
        assert_eq!(values.text("title").as_deref(), Some("A & B"));
        assert_eq!(values.texts("title").count(), 2);
        assert_eq!(values.parsed("Pages"), Some(3));
        assert_eq!(values.parsed("Flag"), Some(true));
        assert_eq!(values.text("empty"), None);
    }

    #[test]
    fn named_properties_and_titles_are_apart() {
        let values = Values::read(
            "<P><property name='x'><vt:i4>7</vt:i4></property><HeadingPairs><lpstr>Sheets</lpstr></HeadingPairs><TitlesOfParts><v><lpstr>One</lpstr><lpstr>Two</lpstr></v></TitlesOfParts></P>",
        );
        assert_eq!(values.named, [("x".to_owned(), "i4".to_owned(), "7".to_owned())]);
        assert_eq!(values.titles, ["One", "Two"]);
        assert_eq!(values.text("lpstr").as_deref(), Some("Sheets"));
    }
}
