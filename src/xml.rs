//! What quick-xml's events hold as text, and what there is to say of XML.

use std::borrow::Cow;

use kreuzberg::types::ProcessingWarning;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attribute;

use crate::encoding;

/// The characters of an event: text, CDATA, a character reference or one of the five entities of XML. Any other
/// entity is nothing: none is ever looked up.
pub fn text<'a>(event: &'a Event<'a>) -> Option<Cow<'a, str>> {
    match event {
        Event::Text(text) => text.xml_content(XmlVersion::Implicit1_0).ok(),
        Event::CData(data) => data.decode().ok(),
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(character)) => Some(Cow::Owned(character.to_string())),
            _ => resolve_xml_entity(&reference.decode().ok()?).map(Cow::Borrowed),
        },
        _ => None,
    }
}

/// What a result says of a document in which not all elements end.
pub fn breaks_off() -> ProcessingWarning {
    ProcessingWarning {
        source: Cow::Borrowed("xml"),
        message: Cow::Borrowed("the document breaks off: it ends before its elements do"),
    }
}

/// The value of an attribute, its entities resolved as far as they are XML's own.
pub fn value(attribute: &Attribute<'_>) -> String {
    let raw = encoding::lossy(&attribute.value);
    match quick_xml::escape::unescape(&raw) {
        Ok(value) => value.into_owned(),
        Err(_) => raw.into_owned(),
    }
}
