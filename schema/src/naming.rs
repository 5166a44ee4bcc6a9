//! Names: what serde's `rename_all` makes of them, and what the seam makes of serde's.

use crate::error::{Error, Result};

/// The seam's rule: `_` and the letter or digit after it become that letter in upper case.
pub fn camel_case(wire: &str) -> String {
    let mut out = String::with_capacity(wire.len());
    let mut letters = wire.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.peek() {
            Some(next)
                if letter == '_'
                    && !out.is_empty()
                    && (next.is_ascii_lowercase() || next.is_ascii_digit()) =>
            {
                out.push(next.to_ascii_uppercase());
                letters.next();
            }
            _ => out.push(letter),
        }
    }
    out
}

/// The plain way back: every upper-case letter becomes `_` and itself in lower case.
pub fn snake_case(camel: &str) -> String {
    let mut out = String::with_capacity(camel.len() + 4);
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// A value of serde's `rename_all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    pub fn parse(name: &str) -> Result<Self> {
        Ok(match name {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            other => return Err(Error::new(format!("rename_all = \"{other}\" is no case of serde's"))),
        })
    }

    /// What serde makes of a variant's name, which is in PascalCase.
    pub fn variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => {
                let mut letters = name.chars();
                letters.next().map_or_else(String::new, |first| {
                    first.to_ascii_lowercase().to_string() + letters.as_str()
                })
            }
            Self::Snake => snake_case(name),
            Self::ScreamingSnake => snake_case(name).to_ascii_uppercase(),
            Self::Kebab => snake_case(name).replace('_', "-"),
            Self::ScreamingKebab => snake_case(name).to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// What serde makes of a field's name, which is in snake_case.
    pub fn field(self, name: &str) -> String {
        let pascal = || name.split('_').map(capitalised).collect::<String>();
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => pascal(),
            Self::Camel => Self::Camel.variant(&pascal()),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn camel_case_turns_each_underscore_before_a_letter_or_digit() {
        assert_eq!(camel_case("max_chars"), "maxChars");
        assert_eq!(camel_case("h1_2nd_title"), "h12ndTitle");
        assert_eq!(camel_case("x0"), "x0");
        assert_eq!(camel_case("_private"), "_private");
    }

    #[test]
    fn cases_are_serde_s_own() {
        assert_eq!(Case::Snake.variant("FictionBook"), "fiction_book");
        assert_eq!(Case::Lower.variant("GitHub"), "github");
        assert_eq!(Case::Kebab.variant("DataUri"), "data-uri");
        assert_eq!(Case::Camel.field("page_number"), "pageNumber");
        assert_eq!(Case::Camel.variant("PageBreak"), "pageBreak");
    }
}
