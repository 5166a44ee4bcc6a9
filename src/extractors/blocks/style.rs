//! How Markdown and Djot are written.

use std::borrow::Cow;

use html_to_markdown_rs::{ConversionOptions, InlineDataMedia, UrlEscapeStyle};

use super::markdown::Dialect;

/// What may be chosen of how blocks are written.
pub struct Style<'a> {
    /// What is asked for.
    pub options: Cow<'a, ConversionOptions>,
    /// Whether it is asked for at all.
    given: bool,
}

/// This crate's own.
impl Default for Style<'_> {
    fn default() -> Self {
        let options = ConversionOptions {
            bullets: "-".to_owned(),
            list_indent_width: 0,
            autolinks: false,
            br_in_tables: false,
            compact_tables: true,
            inline_data_media: InlineDataMedia::AltTextOnly,
            ..ConversionOptions::default()
        };
        Self { options: Cow::Owned(options), given: false }
    }
}

impl<'a> Style<'a> {
    /// As `htmlOptions` say.
    pub fn of(options: &'a ConversionOptions) -> Self {
        Self { options: Cow::Borrowed(options), given: true }
    }

    /// The character before the items of a list that lies in `depth` others, and another such character.
    pub fn bullets(&self, depth: usize) -> [char; 2] {
        let known = |bullet: &char| matches!(bullet, '-' | '*' | '+');
        let bullets: Vec<char> = self.options.bullets.chars().filter(known).collect();
        let bullet = bullets.get(depth % bullets.len().max(1)).copied().unwrap_or('-');
        [bullet, if bullet == '*' { '-' } else { '*' }]
    }

    /// What each line of an item but its first begins with.
    pub fn indent(&self, marker: &str) -> String {
        match self.options.list_indent_type {
            html_to_markdown_rs::ListIndentType::Tabs => "\t".to_owned(),
            html_to_markdown_rs::ListIndentType::Spaces => {
                // Four more than the marker would make code of it.
                " ".repeat(self.options.list_indent_width.clamp(marker.len(), marker.len() + 3))
            }
        }
    }

    /// An address that ends where it is meant to.
    pub fn address(&self, url: &str) -> String {
        let options = &self.options;
        if url.starts_with("data:") && options.inline_data_media != InlineDataMedia::Keep {
            return String::new();
        }
        match options.url_escape_style {
            UrlEscapeStyle::Percent => percent(url),
            // No line may end in angle brackets.
            UrlEscapeStyle::Angle if self.given && !options.wrap && url.contains([' ', '\n']) => {
                let url = url.replace('\n', "%0A").replace('<', "%3C").replace('>', "%3E");
                format!("<{url}>")
            }
            UrlEscapeStyle::Angle => bare(url),
        }
    }

    /// Whether there may be characters that are escaped although they would not be taken for markup.
    pub fn escapes_by_choice(&self) -> bool {
        let options = &self.options;
        options.escape_asterisks || options.escape_underscores || options.escape_misc || options.escape_ascii
    }

    /// Whether a character of the text is escaped although it would not be taken for markup.
    pub fn escapes(&self, character: char, before: Option<char>) -> bool {
        let options = &self.options;
        match character {
            '*' if options.escape_asterisks => true,
            '_' if options.escape_underscores => true,
            '.' | ')' if options.escape_misc && before.is_some_and(|before| before.is_ascii_digit()) => true,
            _ if options.escape_misc && "\\&<`[]>~#=+|-".contains(character) => true,
            _ => options.escape_ascii && character.is_ascii_punctuation(),
        }
    }

    /// What is put around a subscript or a superscript.
    pub fn around(&self, symbol: &str, dialect: Dialect, own: &'static str) -> (String, String) {
        match symbol.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            _ if symbol.is_empty() && dialect == Dialect::Djot => (own.to_owned(), own.to_owned()),
            Some(name) => (symbol.to_owned(), format!("</{name}>")),
            None => (symbol.to_owned(), symbol.to_owned()),
        }
    }
}

/// Every character that is neither RFC 3986's unreserved nor a slash, by its bytes.
fn percent(url: &str) -> String {
    let mut address = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' | b'/' => address.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

/// What Markdown would take for the end is escaped, and nothing else.
fn bare(url: &str) -> String {
    let mut depth = 0i64;
    let balanced = url.chars().all(|character| {
        depth += i64::from(character == '(') - i64::from(character == ')');
        depth >= 0
    });
    let balanced = balanced && depth == 0;
    let mut address = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            '(' if !balanced => address.push_str("%28"),
            ')' if !balanced => address.push_str("%29"),
            ' ' => address.push_str("%20"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            '\\' => address.push_str("%5C"),
            character if character.is_control() => {}
            character => address.push(character),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_such_that_they_end_where_they_should() {
        let asked = |url_escape_style| ConversionOptions { url_escape_style, ..ConversionOptions::default() };
        let (angle, percent) = (asked(UrlEscapeStyle::Angle), asked(UrlEscapeStyle::Percent));
        let written = |style: Style, url: &str| style.address(url);
        assert_eq!(written(Style::default(), "a b(c"), "a%20b%28c");
        assert_eq!(written(Style::of(&angle), "a b"), "<a b>");
        assert_eq!(written(Style::of(&angle), "a(b)"), "a(b)");
        assert_eq!(written(Style::of(&percent), "x/a b?c=(d)"), "x/a%20b%3Fc%3D%28d%29");
    }
}
