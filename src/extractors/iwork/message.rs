//! Messages of Protocol Buffers, without their schema (protobuf.dev/programming-guides/encoding).

use std::borrow::Cow;

/// A message: fields one after the other, each with its number.
#[derive(Clone, Copy)]
pub struct Message<'a>(&'a [u8]);

/// What a field holds.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    Number(u64),
    /// Bytes, text, or a message in the message.
    Bytes(&'a [u8]),
}

impl<'a> Message<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// How many bytes it takes.
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// Its fields, up to where it is damaged.
    fn fields(self) -> impl Iterator<Item = (u64, Value<'a>)> {
        let mut rest = self.0;
        std::iter::from_fn(move || field(&mut rest))
    }

    fn values(self, field: u64) -> impl Iterator<Item = Value<'a>> {
        self.fields().filter(move |(number, _)| *number == field).map(|(_, value)| value)
    }

    /// The number that a field holds.
    pub fn number(self, field: u64) -> Option<u64> {
        self.values(field).find_map(|value| match value {
            Value::Number(number) => Some(number),
            Value::Bytes(_) => None,
        })
    }

    /// Whether a field says yes.
    pub fn is(self, field: u64) -> bool {
        self.number(field).is_some_and(|number| number != 0)
    }

    fn all_bytes(self, field: u64) -> impl Iterator<Item = &'a [u8]> {
        self.values(field).filter_map(|value| match value {
            Value::Bytes(bytes) => Some(bytes),
            Value::Number(_) => None,
        })
    }

    /// The bytes that a field holds.
    pub fn bytes(self, field: u64) -> Option<&'a [u8]> {
        self.all_bytes(field).next()
    }

    /// The texts that a field holds.
    pub fn texts(self, field: u64) -> impl Iterator<Item = Cow<'a, str>> {
        self.all_bytes(field).map(String::from_utf8_lossy)
    }

    /// The text that a field holds.
    pub fn text(self, field: u64) -> Option<Cow<'a, str>> {
        self.texts(field).next()
    }

    /// The messages that a field holds.
    pub fn messages(self, field: u64) -> impl Iterator<Item = Self> {
        self.all_bytes(field).map(Self)
    }

    /// The message that a field holds.
    pub fn message(self, field: u64) -> Option<Self> {
        self.messages(field).next()
    }

    /// All that is text in it, whatever its fields are for.
    pub fn all_texts(self) -> impl Iterator<Item = &'a str> {
        let is_text = |text: &&str| !text.chars().any(|c| c.is_control() && !c.is_whitespace());
        self.fields().filter_map(move |(_, value)| match value {
            Value::Bytes(bytes) => str::from_utf8(bytes).ok().filter(is_text),
            Value::Number(_) => None,
        })
    }

    /// The numbers that a repeated field holds, be they packed or not.
    pub fn numbers(self, field: u64) -> Vec<u64> {
        let mut numbers = Vec::new();
        for value in self.values(field) {
            match value {
                Value::Number(number) => numbers.push(number),
                Value::Bytes(mut packed) => {
                    numbers.extend(std::iter::from_fn(|| varint(&mut packed)));
                }
            }
        }
        numbers
    }

    /// The objects that a field refers to (TSP.Reference).
    pub fn references(self, field: u64) -> impl Iterator<Item = u64> {
        self.messages(field).filter_map(|reference| reference.number(1))
    }

    /// The object that a field refers to.
    pub fn reference(self, field: u64) -> Option<u64> {
        self.references(field).next()
    }
}

/// Takes a field off the front.
fn field<'a>(rest: &mut &'a [u8]) -> Option<(u64, Value<'a>)> {
    let tag = varint(rest)?;
    let value = match tag & 7 {
        0 => Value::Number(varint(rest)?),
        1 => Value::Number(u64::from_le_bytes(*rest.split_off(..8)?.as_array()?)),
        2 => {
            let length = usize::try_from(varint(rest)?).ok()?;
            Value::Bytes(rest.split_off(..length)?)
        }
        5 => Value::Number(u64::from(u32::from_le_bytes(*rest.split_off(..4)?.as_array()?))),
        _ => return None,
    };
    Some((tag >> 3, value))
}

/// Takes a number of variable length off the front.
pub fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = rest.split_off_first()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first three are the examples of the specification.
    #[test]
    fn fields_are_found_by_their_numbers() {
        assert_eq!(Message::new(b"\x08\x96\x01").number(1), Some(150));
        assert_eq!(Message::new(b"\x12\x07testing").text(2).as_deref(), Some("testing"));
        assert_eq!(Message::new(b"\x1a\x03\x08\x96\x01").message(3).and_then(|m| m.number(1)), Some(150));
        assert_eq!(Message::new(b"\x0d\x01\0\0\0\x11\x02\0\0\0\0\0\0\0\x18\x03").number(3), Some(3));
        assert_eq!(Message::new(b"\x22\x03\x01\x96\x01\x20\x07").numbers(4), [1, 150, 7]);
    }

    #[test]
    fn damage_ends_a_message() {
        for damaged in
            [&b"\x12\x07test"[..], b"\x08", b"\x0b", b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"]
        {
            assert_eq!(Message::new(damaged).fields().count(), 0, "{damaged:?}");
        }
        assert_eq!(Message::new(b"\x08\x01\x12\x09").fields().count(), 1);
    }
}
