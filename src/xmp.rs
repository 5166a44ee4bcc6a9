//! XMP packets (ISO 16684-1): the few properties that a document's metadata are made of.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::xml;

/// What a packet says about the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Xmp {
    /// dc:title
    pub title: Option<String>,
    /// dc:description
    pub description: Option<String>,
    /// dc:creator
    pub creators: Vec<String>,
    /// dc:subject
    pub subjects: Vec<String>,
    /// dc:rights
    pub rights: Option<String>,
    /// dc:language
    pub language: Option<String>,
    /// xmp:CreatorTool
    pub creator_tool: Option<String>,
    /// xmp:CreateDate
    pub created: Option<String>,
    /// xmp:ModifyDate
    pub modified: Option<String>,
    /// xmp:Rating
    pub rating: Option<String>,
    /// xmp:Label
    pub label: Option<String>,
    /// pdf:Producer
    pub producer: Option<String>,
    /// pdf:Keywords
    pub keywords: Option<String>,
    /// PDF/A part and conformance level, such as `PDF/A-2b`
    pub standard: Option<String>,
    part: Option<String>,
    conformance: Option<String>,
}

/// Bytes of a packet that are looked at.
const LONGEST_PACKET: usize = 4 << 20;

/// Elements that are looked into; a packet is five or six deep.
const DEEPEST: usize = 100;

/// Reads a packet; what is not well-formed ends the reading, what was read before stays.
pub fn parse(bytes: &[u8]) -> Xmp {
    let mut xmp = Xmp::default();
    let mut path: Vec<String> = Vec::new();
    let mut words = String::new();
    let text = String::from_utf8_lossy(bytes.get(..LONGEST_PACKET).unwrap_or(bytes));
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if path.len() < DEEPEST => {
                words.clear();
                path.push(String::from_utf8_lossy(start.name().as_ref()).into_owned());
                attributes(&start, &mut xmp);
            }
            Ok(Event::Empty(start)) => attributes(&start, &mut xmp),
            Ok(Event::End(_)) => {
                // Values lie in rdf:li and the like, below their property.
                if let Some(property) = path.iter().rev().find(|name| !name.starts_with("rdf:")) {
                    set(&mut xmp, property, words.trim());
                }
                words.clear();
                path.pop();
            }
            Ok(Event::Eof | Event::Start(_)) | Err(_) => break,
            Ok(event) => words.push_str(&xml::text(&event).unwrap_or_default()),
        }
    }
    let conformance = xmp.conformance.take().unwrap_or_default().to_lowercase();
    xmp.standard = xmp.part.take().map(|part| format!("PDF/A-{part}{conformance}"));
    xmp
}

fn attributes(start: &BytesStart<'_>, xmp: &mut Xmp) {
    for attribute in start.attributes().flatten() {
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        set(xmp, &key, xml::value(&attribute).trim());
    }
}

fn set(xmp: &mut Xmp, property: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let slot = match property {
        "dc:title" => &mut xmp.title,
        "dc:description" => &mut xmp.description,
        "dc:rights" => &mut xmp.rights,
        "dc:language" => &mut xmp.language,
        "xmp:CreatorTool" => &mut xmp.creator_tool,
        "xmp:CreateDate" => &mut xmp.created,
        "xmp:ModifyDate" => &mut xmp.modified,
        "xmp:Rating" => &mut xmp.rating,
        "xmp:Label" => &mut xmp.label,
        "pdf:Producer" => &mut xmp.producer,
        "pdf:Keywords" => &mut xmp.keywords,
        "pdfaid:part" => &mut xmp.part,
        "pdfaid:conformance" => &mut xmp.conformance,
        "dc:creator" => return xmp.creators.push(value.to_owned()),
        "dc:subject" => return xmp.subjects.push(value.to_owned()),
        _ => return,
    };
    slot.get_or_insert_with(|| value.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_as_elements_and_as_attributes() {
        let packet = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>
            <rdf:Description xmp:CreateDate="2020-01-02T03:04:05Z" pdfaid:part="2" pdfaid:conformance="B"
                xmp:CreatorTool="Pen &amp; ink">
              <dc:title><rdf:Alt><rdf:li xml:lang="x-default">A &amp; B</rdf:li></rdf:Alt></dc:title>
              <dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator>
            </rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let xmp = parse(packet.as_bytes());
        assert_eq!(xmp.creators, ["Ann", "Bob"]);
        assert_eq!(xmp.created.as_deref(), Some("2020-01-02T03:04:05Z"));
        assert_eq!(xmp.creator_tool.as_deref(), Some("Pen & ink"));
        assert_eq!(xmp.standard.as_deref(), Some("PDF/A-2b"));
        assert_eq!(xmp.title.as_deref(), Some("A & B"));
    }

    #[test]
    fn a_packet_that_breaks_off_or_goes_deep_is_read_that_far() {
        let deep = format!("<a xmp:Label='kept'>{}<dc:title>lost</dc:title>", "<b>".repeat(100_000));
        let xmp = parse(deep.as_bytes());
        assert_eq!((xmp.label.as_deref(), xmp.title), (Some("kept"), None));
    }
}
