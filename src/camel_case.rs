//! A serializer in front of another one that speaks JavaScript's dialect.
//!
//! - Names of struct fields and of enum variants that become keys turn from `snake_case` into `camelCase`.
//! - Keys of maps are data and stay as they are, in sorted order, since a hash map has none of its own.
//! - A struct with a flattened field reaches a serializer as a map of unknown length, its fields and the
//!   flattened entries alike as keys. There, keys that look like `snake_case` turn as well, and all are sorted.
//! - Bytes become null; they travel beside the JSON (`outcome`).

use std::borrow::Cow;
use std::io::Write;

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    SerializeTupleStruct, Serializer,
};
use serde_json::value::RawValue;

use crate::ascii::Ascii;
use crate::pieces::Pieces;

/// Most values of maps are smaller, in bytes.
const SMALL: usize = 64;

/// Writes `value` as JSON text in camelCase, of about so many bytes, piece by piece.
pub fn to_json(
    value: &(impl Serialize + ?Sized),
    about: usize,
    ascii: Ascii,
    put: &mut dyn FnMut(&str),
) -> serde_json::Result<()> {
    let mut pieces = Pieces::of(about, put);
    Camel(value).serialize(&mut serde_json::Serializer::with_formatter(&mut pieces, ascii))?;
    pieces.flush().map_err(serde_json::Error::io)
}

/// The same as a value that is written. It goes by the same way as all others: another would be as much code.
fn to_raw_value(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Box<RawValue>> {
    let mut text = String::new();
    to_json(value, SMALL, Ascii::UTF_8, &mut |piece| text.push_str(piece))?;
    RawValue::from_string(text)
}

/// `max_chars` -> `maxChars`; a name without an underscore before a letter or digit stays as it is.
pub fn camel_case(name: &str) -> Cow<'_, str> {
    if !name.contains('_') {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    let mut letters = name.chars().peekable();
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
    Cow::Owned(out)
}

/// Whether a key of a flattened struct is a name given by a programmer and not a document's own word.
fn is_snake_case(key: &str) -> bool {
    let mut before = b'_';
    let fits = key.bytes().all(|byte| {
        let follows = std::mem::replace(&mut before, byte) != b'_';
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || (byte == b'_' && follows)
    });
    fits && before != b'_' && key.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Serializes what it holds through [`CamelSerializer`].
struct Camel<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> Serialize for Camel<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(CamelSerializer(serializer))
    }
}

struct CamelSerializer<S>(S);

macro_rules! forward {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<S::Ok, S::Error> { self.0.$method(value) })*
    };
}

impl<S: Serializer> Serializer for CamelSerializer<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = List<S::SerializeSeq>;
    type SerializeTuple = List<S::SerializeTuple>;
    type SerializeTupleStruct = List<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = Map<S>;
    type SerializeStruct = Fields<S::SerializeMap>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    forward! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_str: &str,
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Camel(value))
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_struct(name)
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Camel(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let mut map = self.0.serialize_map(Some(1))?;
        map.serialize_entry(&camel_case(variant), &Camel(value))?;
        map.end()
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.0.serialize_seq(len).map(List)
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.0.serialize_tuple(len).map(List)
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.0.serialize_tuple_struct(name, len).map(List)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        Err(Error::custom(format!(
            "an untagged variant with several fields, {variant}, has no JavaScript form"
        )))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Map { serializer: self.0, is_flattened: len.is_none(), keys: Vec::new(), values: Vec::new() })
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Self::SerializeStruct, S::Error> {
        self.0.serialize_map(Some(len)).map(Fields)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Err(Error::custom(format!(
            "an untagged variant with several fields, {variant}, has no JavaScript form"
        )))
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }
}

/// Items of a sequence or tuple.
struct List<L>(L);

macro_rules! list {
    ($($kind:ident: $method:ident),*) => {
        $(impl<L: $kind> $kind for List<L> {
            type Ok = L::Ok;
            type Error = L::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), L::Error> {
                self.0.$method(&Camel(value))
            }

            fn end(self) -> Result<L::Ok, L::Error> {
                self.0.end()
            }
        })*
    };
}

list!(SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field);

/// Fields of a struct, written as a map because their names are made here.
struct Fields<M>(M);

impl<M: SerializeMap> SerializeStruct for Fields<M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.0.serialize_entry(&camel_case(name), &Camel(value))
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}

/// A map, or a struct with a flattened one; the entries wait to be sorted.
struct Map<S: Serializer> {
    serializer: S,
    is_flattened: bool,
    keys: Vec<String>,
    values: Vec<Box<RawValue>>,
}

impl<S: Serializer> SerializeMap for Map<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        let key = match serde_json::to_value(key).map_err(Error::custom)? {
            serde_json::Value::String(key) => key,
            other => other.to_string(),
        };
        let is_field = self.is_flattened && is_snake_case(&key);
        self.keys.push(if is_field { camel_case(&key).into_owned() } else { key });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.values.push(to_raw_value(value).map_err(Error::custom)?);
        Ok(())
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        let mut entries: Vec<_> = self.keys.into_iter().zip(self.values).collect();
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.serializer.collect_map(entries)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Serialize;
    use serde_json::json;

    use super::{Ascii, camel_case, is_snake_case, to_json};

    #[derive(Serialize, Default)]
    struct Plain {
        page_count: u32,
        by_name: HashMap<String, Inner>,
        raw_data: Option<bytes::Bytes>,
    }

    #[derive(Serialize, Default)]
    struct Inner {
        max_chars: f32,
    }

    #[derive(Serialize)]
    #[serde(tag = "format_type", rename_all = "snake_case")]
    enum Format {
        WordFile(Plain),
    }

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Outer {
        TwoWords(Inner),
    }

    #[derive(Serialize)]
    struct Flattened {
        created_at: u32,
        #[serde(flatten)]
        format: Format,
        #[serde(flatten)]
        additional: HashMap<String, u32>,
    }

    fn text_of(value: &impl Serialize) -> String {
        let mut text = String::new();
        to_json(value, 0, Ascii::UTF_8, &mut |piece| text.push_str(piece)).expect("serializable");
        text
    }

    fn json_of(value: &impl Serialize) -> serde_json::Value {
        serde_json::from_str(&text_of(value)).expect("valid JSON")
    }

    #[test]
    fn field_names_turn_and_map_keys_do_not() {
        let value = Plain {
            by_name: HashMap::from([("my_key".into(), Inner { max_chars: 0.1 })]),
            ..Plain::default()
        };
        assert_eq!(
            json_of(&value),
            json!({"pageCount": 0, "byName": {"my_key": {"maxChars": 0.1}}, "rawData": null})
        );
    }

    #[test]
    fn bytes_leave_null_behind() {
        let value = Plain { raw_data: Some(bytes::Bytes::from_static(b"abc")), ..Plain::default() };
        assert_eq!(json_of(&value)["rawData"], json!(null));
    }

    #[test]
    fn a_flattened_struct_turns_whole_but_keeps_a_documents_own_words() {
        let value = Flattened {
            created_at: 1,
            format: Format::WordFile(Plain::default()),
            additional: HashMap::from([
                ("sheet_count".into(), 2),
                ("My_Property".into(), 3),
                ("dc:title".into(), 4),
            ]),
        };
        assert_eq!(
            json_of(&value),
            json!({"createdAt": 1, "formatType": "word_file", "pageCount": 0, "byName": {}, "rawData": null,
                   "sheetCount": 2, "My_Property": 3, "dc:title": 4})
        );
    }

    #[test]
    fn a_variant_that_becomes_a_key_turns() {
        assert_eq!(json_of(&Outer::TwoWords(Inner::default())), json!({"twoWords": {"maxChars": 0.0}}));
    }

    #[test]
    fn maps_come_out_sorted_whatever_their_order() {
        let map: HashMap<u32, u32> = (0..100).map(|n| (n, n)).collect();
        let text = text_of(&map);
        assert!(text.starts_with(r#"{"0":0,"1":1,"10":10,"11":11,"#), "{text}");
    }

    #[test]
    fn flattened_maps_come_out_sorted_whatever_their_order() {
        let value = Flattened {
            created_at: 1,
            format: Format::WordFile(Plain::default()),
            additional: (10..99).map(|n| (format!("a{n}"), n)).collect(),
        };
        let text = text_of(&value);
        assert!(text.starts_with(r#"{"a10":10,"a11":11,"a12":12,"a13":13,"#), "{text}");
    }

    #[test]
    fn names_without_an_inner_underscore_stay() {
        assert_eq!(camel_case("content"), "content");
        assert_eq!(camel_case("_private"), "_private");
        assert_eq!(camel_case("a_1_b"), "a1B");
        assert!(!is_snake_case("__proto__") && !is_snake_case("a__b") && !is_snake_case("a_"));
        assert!(!is_snake_case("1a") && !is_snake_case("") && is_snake_case("a_1_b"));
        assert!(!is_snake_case("Title"));
    }
}
