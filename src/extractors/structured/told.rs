//! What the values of structured data tell of it, by the names of their fields.

use std::fmt::{self, Write};

use serde::Deserializer;
use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

/// Names of fields whose text says what a document is about.
const TELLING: [&str; 39] = [
    "abstract",
    "address",
    "author",
    "body",
    "caption",
    "category",
    "changelog",
    "comment",
    "content",
    "data",
    "description",
    "email",
    "heading",
    "id",
    "info",
    "key",
    "kind",
    "label",
    "license",
    "message",
    "metadata",
    "name",
    "note",
    "path",
    "payload",
    "properties",
    "readme",
    "result",
    "spec",
    "status",
    "subject",
    "summary",
    "tag",
    "text",
    "title",
    "type",
    "url",
    "value",
    "version",
];

/// Nothing is told of what lies at a longer path, in bytes: each text has its own, however many share a long key.
const LONGEST_PATH: usize = 1024;

/// Texts of telling fields.
#[derive(Default)]
pub struct Told {
    /// With their paths: `catalogue.items[2].title`. Of several at one path, the last counts.
    pub texts: Vec<(String, String)>,
    path: String,
}

impl Told {
    /// Goes through a value, and all that is in it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(Walk(self))
    }

    /// Does something for the value at an index of a list.
    pub fn at<T>(&mut self, index: usize, then: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        // A string takes all that is written to it.
        let _ = match length {
            0 => write!(self.path, "item_{index}"),
            _ => write!(self.path, "[{index}]"),
        };
        let done = then(self);
        self.path.truncate(length);
        done
    }

    fn text(&mut self, text: &str) {
        if self.path.len() <= LONGEST_PATH && self.is_telling() && !text.trim().is_empty() {
            self.texts.push((self.path.clone(), text.to_owned()));
        }
    }

    /// By the last name of the path.
    fn is_telling(&self) -> bool {
        let name = self.path.rsplit('.').next().unwrap_or_default();
        let name = name.split('[').next().unwrap_or_default();
        TELLING.iter().any(|telling| name.eq_ignore_ascii_case(telling))
    }
}

/// Goes along the path by a key.
struct Step<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Step<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E>(self, key: &str) -> Result<(), E> {
        if !self.0.is_empty() {
            self.0.push('.');
        }
        self.0.push_str(key);
        Ok(())
    }
}

/// Visits a value at the path that has been come to.
struct Walk<'a>(&'a mut Told);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.of(deserializer)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i128<E>(self, _: i128) -> Result<(), E> {
        Ok(())
    }

    fn visit_u128<E>(self, _: u128) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.of(deserializer)
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.text(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        for index in 0.. {
            if self.0.at(index, |told| values.next_element_seed(Walk(told)))?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let length = self.0.path.len();
        while fields.next_key_seed(Step(&mut self.0.path))?.is_some() {
            fields.next_value_seed(Walk(self.0))?;
            self.0.path.truncate(length);
        }
        Ok(())
    }

    /// YAML's tags.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let (_, value) = tagged.variant::<String>()?;
        value.newtype_variant_seed(self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{LONGEST_PATH, Told};

    #[test]
    fn nothing_is_told_of_paths_without_an_end() {
        let mut told = Told::default();
        told.of(&json!({ "a".repeat(LONGEST_PATH): { "name": "x" }, "name": "y" })).unwrap();
        assert_eq!(told.texts, [("name".to_owned(), "y".to_owned())]);
    }

    #[test]
    fn texts_are_told_by_the_last_name_of_their_paths() {
        let mut told = Told::default();
        let value = json!({
            "Title": "Knots",
            "made": { "by": "Ida", "note": " " },
            "parts": [{ "name": "bowline", "turns": 2 }, { "name": "hitch" }],
            "tag": ["rope", "sea"],
        });
        told.of(&value).unwrap();
        let texts: Vec<_> = told.texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let expected = [
            ("Title", "Knots"),
            ("parts[0].name", "bowline"),
            ("parts[1].name", "hitch"),
            ("tag[0]", "rope"),
            ("tag[1]", "sea"),
        ];
        assert_eq!(texts, expected);
    }
}
