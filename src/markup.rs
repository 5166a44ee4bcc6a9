//! Markup that is nested no deeper than its readers' stack.
//!
//! Readers of XML and HTML call themselves once a level, and a stack that overflows ends the sandbox. This goes
//! through the tags once, with a stack of its own, and leaves out those that are nested too deeply; their text
//! stays.

/// How deeply elements may be nested. Of HTML, those whose end tag may be left out do not count; there are at
/// most three of them to one that does, and the HTML reader loses all text from 1,024 levels on. The XML reader
/// counts levels in a byte.
pub const MAX_DEPTH: usize = 250;

/// HTML elements that have no content, or whose end tag may be left out (WHATWG HTML, 13.1.2).
const UNCOUNTED: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "colgroup", "dd", "dt", "embed", "frame", "hr",
    "img", "input", "keygen", "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source",
    "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// The text without the tags that are nested deeper than [`MAX_DEPTH`]; none where it may stay as it is.
pub fn cut(text: &str, html: bool) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut too_deep = 0usize;
    let mut kept = String::new();
    let mut copied = 0;
    let mut tags = Tags::new(text);
    while let Some(tag) = tags.next() {
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
        } else if open.len() < MAX_DEPTH {
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

struct Tag<'a> {
    name: &'a str,
    start: usize,
    end: usize,
    closes: bool,
    /// `<name/>`
    empty: bool,
}

/// The tags of a text, each byte looked at a bounded number of times.
struct Tags<'a> {
    text: &'a str,
    at: usize,
    /// What opens something that was found not to be closed in the rest of the text.
    unclosed: Vec<&'static str>,
}

/// What opens a stretch in which nothing is a tag, and what closes it.
const OPAQUE: &[(&str, &str)] = &[("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];

impl<'a> Tags<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, unclosed: Vec::new() }
    }

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

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, cut};

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
}
