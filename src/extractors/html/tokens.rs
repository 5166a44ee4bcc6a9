//! The tags and the text of HTML (WHATWG HTML, 13.2.5), as far as they matter to what is read. Each byte is
//! looked at a bounded number of times, whatever is left open.

use std::borrow::Cow;

use memchr::memchr;

use super::references;

/// A piece of a document, in its order.
pub enum Token<'a> {
    /// Its character references are resolved.
    Text(Cow<'a, str>),
    Open(Tag<'a>),
    /// The name, in lower case.
    Close(Cow<'a, str>),
}

/// A start tag.
pub struct Tag<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    pub attributes: Attributes<'a>,
    /// `<name/>`, which means something in XHTML alone.
    pub empty: bool,
}

/// What stands in a tag after its name.
#[derive(Clone, Copy, Default)]
pub struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    /// As they stand in a tag.
    pub fn written(source: &'a str) -> Self {
        Self(source)
    }

    /// The value of an attribute, empty where it has none.
    pub fn get(self, name: &str) -> Option<Cow<'a, str>> {
        let mut attributes = self;
        let (_, value) = attributes.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(references::resolve(value))
    }

    /// Where they start in the document that they are from, in bytes.
    pub fn offset_in(self, html: &str) -> usize {
        (self.0.as_ptr() as usize).saturating_sub(html.as_ptr() as usize)
    }

    /// Whether there is such an attribute.
    pub fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// Names and values as they are written.
impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().skip(1).find(|(_, c)| c.is_ascii_whitespace() || "=/".contains(*c));
        let (name, rest) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        let after = rest.trim_ascii_start();
        let Some(value) = after.strip_prefix('=') else {
            self.0 = rest;
            return Some((name, ""));
        };
        let value = value.trim_ascii_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest) = match quote {
            Some(quote) => {
                let inside = value.get(1..).unwrap_or_default();
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            None => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        self.0 = rest;
        Some((name, value))
    }
}

/// Elements whose content is no markup, and whether it has character references.
const RAW: &[(&str, bool)] = &[
    ("script", false),
    ("style", false),
    ("xmp", false),
    ("iframe", false),
    ("noembed", false),
    ("noframes", false),
    ("textarea", true),
    ("title", true),
];

/// Reads a document token by token.
pub struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// Inside an element of `RAW`.
    raw: Option<(&'static str, bool)>,
    /// What was looked for to the end of the document in vain.
    missing: Vec<&'static str>,
    /// Whether quotes in tags hide a `>`: no longer, once one was found not to end.
    quotes: bool,
}

impl<'a> Tokens<'a> {
    pub fn new(html: &'a str) -> Self {
        Self { html, at: 0, raw: None, missing: Vec::new(), quotes: true }
    }

    /// Content is markup again: for elements that are empty in XHTML.
    pub fn leave_raw(&mut self) {
        self.raw = None;
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    fn advance(&mut self, length: usize) -> &'a str {
        let start = self.at;
        self.at = (start + length).min(self.html.len());
        self.html.get(start..self.at).unwrap_or_default()
    }

    fn find(&mut self, rest: &str, wanted: &'static str) -> Option<usize> {
        if self.missing.contains(&wanted) {
            return None;
        }
        let found = rest.find(wanted);
        if found.is_none() {
            self.missing.push(wanted);
        }
        found
    }

    fn raw_text(&mut self, name: &'static str, references: bool) -> Token<'a> {
        let rest = self.rest();
        let end = if self.missing.contains(&name) { None } else { end_of_raw(rest, name) };
        if end.is_none() && !self.missing.contains(&name) {
            self.missing.push(name);
        }
        // What is never closed goes to the end of the document; a title, say, to the next tag.
        let length =
            end.unwrap_or_else(|| if references { rest.find('<') } else { None }.unwrap_or(rest.len()));
        let text = self.advance(length);
        Token::Text(if references { references::resolve(text) } else { Cow::Borrowed(text) })
    }

    /// A comment, a doctype, a section: nothing to be read, unless it is CDATA.
    fn declaration(&mut self, rest: &'a str) -> Option<Token<'a>> {
        let comment = rest.starts_with("<!--");
        if rest.starts_with("<![CDATA[")
            && let Some(length) = self.find(rest, "]]>")
        {
            let text = self.advance(length + 3);
            return text.get(9..length).map(|text| Token::Text(Cow::Borrowed(text)));
        }
        let end = match comment {
            true => self.find(rest.get(2..)?, "-->").map(|at| at + 5),
            false => None,
        };
        let end = end.or_else(|| rest.find('>').map(|at| at + 1)).unwrap_or(rest.len());
        self.advance(end);
        None
    }

    /// The length of the tag that `rest` starts with, from `<` to `>`.
    fn tag_length(&mut self, rest: &str) -> Option<usize> {
        if self.quotes {
            let mut quote = None;
            let mut value = false;
            for (at, byte) in rest.bytes().enumerate() {
                match (quote, byte) {
                    (Some(open), _) if byte == open => quote = None,
                    (Some(_), _) => {}
                    (None, b'>') => return Some(at + 1),
                    (None, b'"' | b'\'') if value => (quote, value) = (Some(byte), false),
                    (None, b'=') => value = true,
                    (None, _) => value &= byte.is_ascii_whitespace(),
                }
            }
            self.quotes = false;
        }
        self.find(rest, ">").map(|at| at + 1)
    }

    fn tag(&mut self, rest: &'a str, closing: bool) -> Option<Token<'a>> {
        let length = self.tag_length(rest)?;
        let source = self.advance(length);
        let inside = source.get(if closing { 2 } else { 1 }..length - 1)?;
        let ends = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
        let end = inside.bytes().position(ends).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(end);
        let name = lower_case(name);
        if closing {
            return Some(Token::Close(name));
        }
        self.raw = RAW.iter().copied().find(|(raw, _)| *raw == name);
        let empty = attributes.ends_with('/');
        Some(Token::Open(Tag { name, attributes: Attributes(attributes), empty }))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if let Some((name, references)) = self.raw.take() {
                return Some(self.raw_text(name, references));
            }
            let rest = self.rest();
            let mut bytes = rest.bytes();
            let first = bytes.next()?;
            if first != b'<' {
                let length = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                return Some(Token::Text(references::resolve(self.advance(length))));
            }
            let token = match (bytes.next(), bytes.next()) {
                (Some(b'!' | b'?'), _) => match self.declaration(rest) {
                    None => continue,
                    token => token,
                },
                (Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => self.tag(rest, true),
                (Some(letter), _) if letter.is_ascii_alphabetic() => self.tag(rest, false),
                _ => None,
            };
            // What only looks like a tag is text.
            return Some(token.unwrap_or_else(|| Token::Text(Cow::Borrowed(self.advance(1)))));
        }
    }
}

fn end_of_raw(rest: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + rest.get(from..)?.find("</")?;
        let after = rest.as_bytes().get(at + 2..)?;
        let (found, next) = (after.get(..name.len())?, after.get(name.len()));
        let ends = next.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
        if ends && found.eq_ignore_ascii_case(name.as_bytes()) {
            return Some(at);
        }
        from = at + 2;
    }
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, Tokens};

    fn written(html: &str) -> String {
        let show = |token| match token {
            Token::Text(text) => format!("'{text}'"),
            Token::Close(name) => format!("/{name}"),
            Token::Open(tag) => {
                let attributes = tag.attributes.map(|(name, value)| format!(" {name}={value}"));
                format!("{}{}", tag.name, attributes.collect::<String>())
            }
        };
        Tokens::new(html).map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tags_have_attributes_quoted_or_not() {
        assert_eq!(written("<A Href='x>y' b=\"1\" c=d e>t</a >"), "a Href=x>y b=1 c=d e= 't' /a");
        assert_eq!(written("<br/><img src=a/b />"), "br img src=a/b");
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(written("1 < 2 <3"), "'1 ' '<' ' 2 ' '<' '3'");
        assert_eq!(written("a<"), "'a' '<'");
        assert_eq!(written("&lt;p&gt;"), "'<p>'");
    }

    #[test]
    fn comments_and_declarations_say_nothing() {
        assert_eq!(written("<!doctype html><!-- <b> -->a<!--> b<?php x?>c"), "'a' ' b' 'c'");
        assert_eq!(written("a<!-- never closed> b"), "'a' ' b'");
        assert_eq!(written("<![CDATA[a<b]]>"), "'a<b'");
    }

    #[test]
    fn scripts_and_titles_are_no_markup() {
        assert_eq!(written("<script>'</b>' < 1</SCRIPT >x"), "script ''</b>' < 1' /script 'x'");
        assert_eq!(written("<title>a <b> &amp; c</title>"), "title 'a <b> & c' /title");
    }

    #[test]
    fn what_never_ends_costs_no_more_than_its_length() {
        for piece in ["<!--", "<title>", "<a b=\"", "<", "</", "<a b='>", "<![CDATA[", "<script></", "&#"] {
            let html = piece.repeat(200_000);
            assert!(Tokens::new(&html).count() <= html.len());
        }
    }
}
