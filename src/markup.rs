//! Markup that is nested no deeper than its readers' stack.
//!
//! Readers of XML and HTML call themselves once a level, and a stack that overflows ends the sandbox. This goes
//! through the tags once, with a stack of its own, and leaves out those that are nested too deeply; their text
//! stays.

use crate::limits;

/// HTML elements that have no content, or whose end tag may be left out (WHATWG HTML, 13.1.2).
const UNCOUNTED: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "colgroup", "dd", "dt", "embed", "frame", "hr",
    "img", "input", "keygen", "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source",
    "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

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
    if !may_be_deep(text, max_depth) {
        return None;
    }
    let mut open: Vec<&str> = Vec::new();
    let mut too_deep = 0usize;
    let mut kept = String::new();
    let mut copied = 0;
    for tag in Tags::new(text) {
        if html && UNCOUNTED.iter().any(|name| tag.name.eq_ignore_ascii_case(name)) {
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

/// Whether there can be elements so deep: a quick look, which counts tags that are none.
fn may_be_deep(text: &str, max_depth: usize) -> bool {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<') {
        match bytes.get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) => depth += 1,
        }
        if depth > max_depth {
            return true;
        }
    }
    false
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
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let before = rest.get(..at)?.chars().next_back()?;
        rest = rest.get(at + name.len()..)?;
        let Some(value) = rest.trim_start().strip_prefix('=').filter(|_| before.is_whitespace()) else {
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        return value.get(1..)?.split(quote).next();
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
        loop {
            let start = self.at + self.text.get(self.at..)?.find('<')?;
            let rest = self.text.get(start..)?;
            if let Some(length) = self.opaque(rest) {
                self.at = start + length;
                continue;
            }
            let after = rest.get(1..)?;
            let closes = after.starts_with('/');
            let body = after.strip_prefix('/').unwrap_or(after);
            if !body.starts_with(|first: char| first.is_alphabetic() || first == '_' || first == ':') {
                self.at = start + 1;
                continue;
            }
            let length = rest.find('>')?;
            self.at = start + length + 1;
            let name = body.split(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<')).next()?;
            let empty = rest.get(..length)?.ends_with('/');
            return Some(Tag { name, start, end: self.at, closes, empty });
        }
    }
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
    fn what_never_ends_costs_no_more_than_its_length() {
        for text in ["<!--", "<", "<?", "<a", "</"] {
            let text = text.repeat(500_000);
            assert_eq!(cut(&text, true), None);
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
