//! Markup that is nested no deeper than its readers' stack.
//!
//! Readers of XML and HTML call themselves once a level, and a stack that overflows ends the sandbox. This goes
//! through the tags once, with a stack of its own, and leaves out those that are nested too deeply; their text
//! stays.

use memchr::memchr;

use crate::limits;

/// HTML elements that have no content, or whose end tag may be left out (WHATWG HTML, 13.1.2).
fn is_uncounted(name: &str) -> bool {
    let mut lower = [0; 8];
    let Some(lower) = lower.get_mut(..name.len()) else { return false };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    matches!(
        &*lower,
        b"area"
            | b"base"
            | b"basefont"
            | b"bgsound"
            | b"br"
            | b"col"
            | b"colgroup"
            | b"dd"
            | b"dt"
            | b"embed"
            | b"frame"
            | b"hr"
            | b"img"
            | b"input"
            | b"keygen"
            | b"li"
            | b"link"
            | b"meta"
            | b"optgroup"
            | b"option"
            | b"p"
            | b"param"
            | b"rp"
            | b"rt"
            | b"source"
            | b"tbody"
            | b"td"
            | b"tfoot"
            | b"th"
            | b"thead"
            | b"tr"
            | b"track"
            | b"wbr"
    )
}

/// How deeply elements may be nested. Of HTML, those whose end tag may be left out do not count; there are at
/// most three of them to one that does, and the HTML reader loses all text from 1,024 levels on. The XML reader
/// counts levels in a byte.
fn max_depth() -> usize {
    limits::current().markup_depth.into()
}

/// What a result says of markup that was nested too deeply.
#[must_use]
pub fn too_deep() -> String {
    let depth = max_depth();
    format!(
        "it is nested more than {depth} deep (limits.markupDepth); what marks the levels beyond is left out"
    )
}

/// The text without the tags that are nested too deeply; none where it may stay as it is.
#[must_use]
pub fn cut(text: &str, html: bool) -> Option<String> {
    let max_depth = max_depth();
    // The shortest tag has three bytes.
    if text.len() / 3 <= max_depth {
        return None;
    }
    let mut open: Vec<&str> = Vec::new();
    let mut too_deep = 0usize;
    let mut kept = String::new();
    let mut copied = 0;
    for tag in Tags::new(text) {
        if html && is_uncounted(tag.name) {
            continue;
        }
        let same = |name: &&str| if html { name.eq_ignore_ascii_case(tag.name) } else { *name == tag.name };
        let dropped = if tag.closes {
            if too_deep == 0
                && let Some(level) = open.iter().rposition(same)
            {
                open.truncate(level);
            }
            too_deep > 0
        } else if open.len() < max_depth {
            if !tag.empty || html {
                open.push(tag.name);
            }
            continue;
        } else {
            !tag.empty || html
        };
        if dropped {
            too_deep = if tag.closes { too_deep - 1 } else { too_deep + 1 };
            kept.push_str(text.get(copied..tag.start).unwrap_or_default());
            copied = tag.end;
        }
    }
    if copied == 0 {
        return None;
    }
    kept.push_str(text.get(copied..).unwrap_or_default());
    Some(kept)
}

/// The text up to a place between tags, and the end tags of what is open there.
#[must_use]
pub fn until(text: &str, at: usize) -> String {
    let head = text.get(..at).unwrap_or_default();
    let mut open: Vec<&str> = Vec::new();
    for tag in Tags::new(head) {
        if !tag.closes && !tag.empty {
            open.push(tag.name);
        } else if tag.closes
            && let Some(level) = open.iter().rposition(|name| *name == tag.name)
        {
            open.truncate(level);
        }
    }
    let ends = open.iter().rev().map(|name| format!("</{name}>"));
    std::iter::once(head.to_owned()).chain(ends).collect()
}

/// The value of an attribute of a tag, as it is written.
#[must_use]
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let first = *name.as_bytes().first()?;
    let mut from = 1;
    loop {
        let at = from + memchr(first, tag.as_bytes().get(from..)?)?;
        from = at + 1;
        let Some(rest) = tag.get(at..).and_then(|rest| rest.strip_prefix(name)) else { continue };
        let Some(value) = rest.trim_start().strip_prefix('=') else { continue };
        if !tag.get(..at)?.ends_with(char::is_whitespace) {
            continue;
        }
        let value = value.trim_start();
        let quote = *value.as_bytes().first().filter(|quote| matches!(quote, b'"' | b'\''))?;
        let value = value.get(1..)?;
        return value.get(..memchr(quote, value.as_bytes()).unwrap_or(value.len()));
    }
}

/// A tag, and where it stands in its text.
pub struct Tag<'a> {
    /// With its prefix.
    pub name: &'a str,
    /// Of its `<`.
    pub start: usize,
    /// Behind its `>`.
    pub end: usize,
    /// `</name>`
    pub closes: bool,
    /// `<name/>`
    pub empty: bool,
}

/// The tags of a text, each byte looked at a bounded number of times.
pub struct Tags<'a> {
    text: &'a str,
    at: usize,
    /// What opens something that was found not to be closed in the rest of the text.
    unclosed: Vec<&'static str>,
}

/// What opens a stretch in which nothing is a tag, and what closes it.
const OPAQUE: &[(&str, &str)] = &[("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];

impl<'a> Tags<'a> {
    /// From its beginning.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, unclosed: Vec::new() }
    }

    fn opaque(&mut self, rest: &str) -> Option<usize> {
        let (opens, closes) = OPAQUE.iter().find(|(opens, _)| rest.starts_with(opens))?;
        if self.unclosed.contains(opens) {
            return None;
        }
        let length = rest.find(closes).map(|at| at + closes.len());
        if length.is_none() {
            self.unclosed.push(opens);
        }
        length
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at + memchr(b'<', bytes.get(self.at..)?)?;
            self.at = start + 1;
            let first = *bytes.get(self.at)?;
            if matches!(first, b'!' | b'?') {
                if let Some(length) = self.opaque(self.text.get(start..)?) {
                    self.at = start + length;
                }
                continue;
            }
            let closes = first == b'/';
            let body = self.at + usize::from(closes);
            let Some(length) = name_length(self.text.get(body..)?) else { continue };
            let behind = body + length;
            let end = tag_end(bytes, behind)?;
            self.at = end + 1;
            let name = self.text.get(body..behind)?;
            let empty = bytes.get(end - 1) == Some(&b'/');
            return Some(Tag { name, start, end: self.at, closes, empty });
        }
    }
}

/// Where the `>` of a tag is whose name ends at `behind`: that behind the attributes, whose values may hold some too. Where
/// a value has no end, or no `>` behind it, it is the first one.
fn tag_end(bytes: &[u8], behind: usize) -> Option<usize> {
    let next = |at: usize, byte: u8| Some(at + memchr(byte, bytes.get(at..)?)?);
    let (mut at, mut begins_a_value) = (behind, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at),
            b'=' => begins_a_value = true,
            b'"' | b'\'' if begins_a_value => {
                let Some(closing) = next(at + 1, *byte) else { break };
                (at, begins_a_value) = (closing, false);
            }
            blank if blank.is_ascii_whitespace() => {}
            _ => begins_a_value = false,
        }
        at += 1;
    }
    next(behind, b'>')
}

/// How long the name at the beginning of a text is, in bytes; none where no name begins.
fn name_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' => {}
        0x80.. if text.starts_with(char::is_alphabetic) => {}
        _ => return None,
    }
    let plain =
        bytes.iter().position(|byte| matches!(byte, b'\t'..=b'\r' | b' ' | b'/' | b'>' | b'<' | 0x80..));
    let plain = plain.unwrap_or(bytes.len());
    if bytes.get(plain).is_none_or(u8::is_ascii) {
        return Some(plain);
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<');
    Some(text.find(ends).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::{attribute, cut, until};

    const MAX_DEPTH: usize = 250;

    fn nested(levels: usize) -> String {
        format!("{}core{}", "<b>".repeat(levels), "</b>".repeat(levels))
    }

    #[test]
    fn what_is_not_too_deep_is_left_alone() {
        let page = "<p>one<p>two<br><img src=x><!-- <b><b> --><ul><li>a<li>b</ul>".repeat(1000);
        for text in [nested(MAX_DEPTH), "no markup, 1 < 2".to_owned(), page] {
            assert_eq!(cut(&text, true), None);
        }
    }

    #[test]
    fn tags_beyond_the_limit_go_and_their_text_stays() {
        for html in [true, false] {
            let text = format!("{}<i>after</i>", nested(100_000));
            assert_eq!(cut(&text, html), Some(format!("{}<i>after</i>", nested(MAX_DEPTH))));
        }
    }

    #[test]
    fn empty_elements_of_xml_are_no_level() {
        let text = format!("<a>{}</a>", "<b/>".repeat(1000));
        assert_eq!(cut(&text, false), None);
    }

    #[test]
    fn values_of_attributes_are_no_ends_of_tags() {
        let nested = |levels: usize| format!("{}core{}", "<b t='/>'>".repeat(levels), "</b>".repeat(levels));
        assert_eq!(cut(&nested(1000), false), Some(nested(MAX_DEPTH)));
        let beside = format!("<a>{}</a>", "<b t = \"x > y\" u='<c>'/>".repeat(1000));
        assert_eq!(cut(&beside, false), None);
    }

    #[test]
    fn a_value_without_an_end_ends_with_its_tag() {
        let text = format!("<a t=\"x>{}", nested(1000));
        assert_eq!(cut(&text, false), Some(format!("<a t=\"x>{}", nested(MAX_DEPTH - 1))));
    }

    #[test]
    fn what_never_ends_costs_no_more_than_its_length() {
        for text in ["<!--", "<", "<?", "<a", "</", "<a '"] {
            let text = text.repeat(500_000);
            assert_eq!(cut(&text, true), None);
        }
        for text in ["<a b='", "<a b='c\"d=>", "<a b='\" c=\"'"] {
            let text = text.repeat(500_000);
            assert!(cut(&text, false).is_none_or(|kept| kept.len() < text.len()));
        }
    }

    #[test]
    fn markup_that_breaks_off_is_closed() {
        let text = "<?xml version='1.0'?><a><b x='1'>one</b><c/><d>two</d></a>";
        let at = text.find("<d>").unwrap();
        assert_eq!(until(text, at), "<?xml version='1.0'?><a><b x='1'>one</b><c/></a>");
    }

    #[test]
    fn attributes_are_found_by_their_whole_name() {
        let tag = "<c hr='no' r = \"A1\" t='s'>";
        assert_eq!(attribute(tag, "r"), Some("A1"));
        assert_eq!(attribute(tag, "t"), Some("s"));
        assert_eq!(attribute(tag, "c"), None);
    }
}
