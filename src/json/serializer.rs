//! What serde tells of a value, written down.

use serde::Serialize;
use serde::ser::{
    Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    SerializeTupleStruct, Serializer,
};
use serde_json::{Error, Value};

use super::Writer;
use super::names::{camel_case, is_snake_case, put_camel_case};

macro_rules! numbers {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<(), Error> { serde_json::to_writer(&mut self.out, &value) })*
    };
}

impl<'w, 'a> Serializer for &'w mut Writer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = List<'w, 'a>;
    type SerializeTuple = List<'w, 'a>;
    type SerializeTupleStruct = List<'w, 'a>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Map<'w, 'a>;
    type SerializeStruct = Fields<'w, 'a>;
    type SerializeStructVariant = Impossible<(), Error>;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_f32: f32, serialize_f64: f64,
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.string(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.string(value)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.string(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.out.push(b'{');
        self.name(variant);
        value.serialize(&mut *self)?;
        self.out.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'w, 'a>, Error> {
        self.out.push(b'[');
        Ok(List { writer: self, is_first: true })
    }

    fn serialize_tuple(self, length: usize) -> Result<List<'w, 'a>, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List<'w, 'a>, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(without_form(variant))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Map<'w, 'a>, Error> {
        self.held += 1;
        Ok(Map { writer: self, is_flattened: length.is_none(), key: String::new(), entries: Vec::new() })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'w, 'a>, Error> {
        self.out.push(b'{');
        Ok(Fields { writer: self, is_first: true })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(without_form(variant))
    }
}

fn without_form(variant: &str) -> Error {
    Error::custom(format!("an untagged variant with several fields, {variant}, has no JavaScript form"))
}

impl Writer<'_> {
    /// A name that has nothing to be escaped, and what separates it from its value.
    fn name(&mut self, name: &'static str) {
        self.out.push(b'"');
        put_camel_case(&mut self.out, name);
        self.out.extend_from_slice(b"\":");
    }

    fn separate(&mut self, is_first: &mut bool) {
        if !std::mem::replace(is_first, false) {
            self.out.push(b',');
        }
    }
}

/// Items of a sequence or tuple.
pub struct List<'w, 'a> {
    writer: &'w mut Writer<'a>,
    is_first: bool,
}

impl SerializeSeq for List<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.writer.separate(&mut self.is_first);
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Error> {
        self.writer.out.push(b']');
        Ok(())
    }
}

macro_rules! list {
    ($($kind:ident: $method:ident),*) => {
        $(impl $kind for List<'_, '_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                SerializeSeq::serialize_element(self, value)
            }

            fn end(self) -> Result<(), Error> {
                SerializeSeq::end(self)
            }
        })*
    };
}

list!(SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field);

/// Fields of a struct.
pub struct Fields<'w, 'a> {
    writer: &'w mut Writer<'a>,
    is_first: bool,
}

impl SerializeStruct for Fields<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.writer.separate(&mut self.is_first);
        self.writer.name(name);
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Error> {
        self.writer.out.push(b'}');
        Ok(())
    }
}

/// A map, or a struct with a flattened one; the entries wait to be sorted.
pub struct Map<'w, 'a> {
    writer: &'w mut Writer<'a>,
    is_flattened: bool,
    key: String,
    /// Keys, and their values as JSON.
    entries: Vec<(String, Vec<u8>)>,
}

impl SerializeMap for Map<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let key = match serde_json::to_value(key)? {
            Value::String(key) => key,
            other => other.to_string(),
        };
        let is_field = self.is_flattened && is_snake_case(&key);
        self.key = if is_field { camel_case(&key).into_owned() } else { key };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let start = self.writer.out.len();
        value.serialize(&mut *self.writer)?;
        let value = self.writer.out.split_off(start);
        self.entries.push((std::mem::take(&mut self.key), value));
        Ok(())
    }

    fn end(mut self) -> Result<(), Error> {
        self.entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.writer.held -= 1;
        self.writer.out.push(b'{');
        let mut is_first = true;
        for (key, value) in self.entries {
            self.writer.separate(&mut is_first);
            self.writer.string(&key)?;
            self.writer.out.push(b':');
            self.writer.out.extend_from_slice(&value);
        }
        self.writer.out.push(b'}');
        self.writer.pass_on_if_full()
    }
}
