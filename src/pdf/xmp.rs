//! XMP packets (ISO 16684-1): the few properties that a document's metadata are made of.

use quick_xml::Reader;
use quick_xml::events::Event;

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
    /// dc:language
    pub language: Option<String>,
    /// xmp:CreatorTool
    pub creator_tool: Option<String>,
    /// xmp:CreateDate
    pub created: Option<String>,
    /// xmp:ModifyDate
    pub modified: Option<String>,
    /// pdf:Producer
    pub producer: Option<String>,
    /// pdf:Keywords
    pub keywords: Option<String>,
    /// PDF/A part and conformance level, such as `PDF/A-2b`
    pub standard: Option<String>,
}

/// Bytes of a packet that are looked at.
const LONGEST_PACKET: usize = 4 << 20;

/// Reads a packet; what is not well-formed ends the reading, what was read before stays.
pub fn parse(bytes: &[u8]) -> Xmp {
    let mut xmp = Xmp::default();
    let (mut part, mut conformance) = (None, None);
    let mut path: Vec<String> = Vec::new();
    let text = String::from_utf8_lossy(bytes.get(..LONGEST_PACKET).unwrap_or(bytes));
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                path.push(String::from_utf8_lossy(start.name().as_ref()).into_owned());
                attributes(&start, &mut xmp, &mut part, &mut conformance);
            }
            Ok(Event::Empty(start)) => attributes(&start, &mut xmp, &mut part, &mut conformance),
            Ok(Event::End(_)) => {
                path.pop();
            }
            Ok(Event::Text(content)) => {
                let Ok(value) = content.xml_content(quick_xml::XmlVersion::Implicit1_0) else { continue };
                let property = path.iter().rev().find(|name| !name.starts_with("rdf:"));
                if let Some(property) = property {
                    set(&mut xmp, &mut part, &mut conformance, property, value.trim());
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    xmp.standard = part.map(|part| format!("PDF/A-{part}{}", conformance.unwrap_or_default().to_lowercase()));
    xmp
}

fn attributes(
    start: &quick_xml::events::BytesStart<'_>,
    xmp: &mut Xmp,
    part: &mut Option<String>,
    conformance: &mut Option<String>,
) {
    for attribute in start.attributes().flatten() {
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        let value = String::from_utf8_lossy(&attribute.value).into_owned();
        set(xmp, part, conformance, &key, value.trim());
    }
}

fn set(
    xmp: &mut Xmp,
    part: &mut Option<String>,
    conformance: &mut Option<String>,
    property: &str,
    value: &str,
) {
    if value.is_empty() {
        return;
    }
    let slot = match property {
        "dc:title" => &mut xmp.title,
        "dc:description" => &mut xmp.description,
        "dc:language" => &mut xmp.language,
        "xmp:CreatorTool" => &mut xmp.creator_tool,
        "xmp:CreateDate" => &mut xmp.created,
        "xmp:ModifyDate" => &mut xmp.modified,
        "pdf:Producer" => &mut xmp.producer,
        "pdf:Keywords" => &mut xmp.keywords,
        "pdfaid:part" => part,
        "pdfaid:conformance" => conformance,
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
            <rdf:Description xmp:CreateDate="2020-01-02T03:04:05Z" pdfaid:part="2" pdfaid:conformance="B">
              <dc:title><rdf:Alt><rdf:li xml:lang="x-default">A &amp; B</rdf:li></rdf:Alt></dc:title>
              <dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator>
            </rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let xmp = parse(packet.as_bytes());
        assert_eq!(xmp.creators, ["Ann", "Bob"]);
        assert_eq!(xmp.created.as_deref(), Some("2020-01-02T03:04:05Z"));
        assert_eq!(xmp.standard.as_deref(), Some("PDF/A-2b"));
        assert!(xmp.title.is_some_and(|title| title.starts_with('A')));
    }
}
