//! The styles of a Word document (ECMA-376 Part 1, 17.7): which of them kreuzberg reads for nothing.

use quick_xml::Reader;
use quick_xml::events::Event;

/// The part that tells of styles (17.7).
pub const STYLES: &str = "word/styles.xml";

/// Of the styles what tells headings: names, what a style is based on, levels of outlines. The rest, most of it
/// how things look, is more than the document itself in all but long ones.
///
/// Gives nothing for what is not well-formed: that is the reader's to judge.
pub fn headings_only(styles: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(styles).ok()?.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let mut kept = Vec::with_capacity(text.len() / 4);
    let mut depth = 0_usize;
    loop {
        let start = position(&reader)?;
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                if is_kept(depth, tag.local_name().as_ref()) {
                    depth += 1;
                } else {
                    let tag = tag.to_end().into_owned();
                    reader.read_to_end(tag.name()).ok()?;
                    continue;
                }
            }
            Event::Empty(tag) if is_kept(depth, tag.local_name().as_ref()) => {}
            Event::End(_) => depth = depth.checked_sub(1)?,
            // Entities are the reader's to refuse.
            Event::DocType(_) => return None,
            Event::Eof => return (depth == 0).then_some(kept),
            _ => continue,
        }
        kept.extend_from_slice(text.as_bytes().get(start..position(&reader)?)?);
    }
}

fn position(reader: &Reader<&[u8]>) -> Option<usize> {
    usize::try_from(reader.buffer_position()).ok()
}

fn is_kept(depth: usize, name: &[u8]) -> bool {
    match depth {
        0 => true,
        1 => name == b"style",
        2 => matches!(name, b"name" | b"basedOn" | b"pPr"),
        _ => name == b"outlineLvl",
    }
}

#[cfg(test)]
mod tests {
    use super::headings_only;

    fn kept(styles: &str) -> Option<String> {
        headings_only(styles.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn what_tells_headings_is_kept_as_it_stands() {
        let styles = r#"<?xml version="1.0"?><w:styles xmlns:w="urn:w"><w:docDefaults><w:rPr/></w:docDefaults>
            <w:style w:styleId="a" w:type="paragraph"><w:name w:val="heading &amp; 1"/><w:basedOn w:val="b"></w:basedOn>
            <w:pPr><w:jc w:val="x"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style></w:styles>"#;
        let expected = r#"<w:styles xmlns:w="urn:w"><w:style w:styleId="a" w:type="paragraph"><w:name w:val="heading &amp; 1"/><w:basedOn w:val="b"></w:basedOn><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>"#;
        assert_eq!(kept(styles).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_not_well_formed_is_left_to_the_reader() {
        for styles in ["<a><b></a>", "<a>", "</a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"] {
            assert_eq!(kept(styles), None, "{styles}");
        }
    }
}
