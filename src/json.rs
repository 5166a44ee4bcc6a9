//! Results as JSON in JavaScript's dialect (RFC 8259), written piece by piece: as a whole, it may take as much memory as
//! all that it is made from.
//!
//! - Names of struct fields and of enum variants that become keys turn from `snake_case` into `camelCase`.
//! - Keys of maps are data and stay as they are, in sorted order, since a hash map has none of its own.
//! - A struct with a flattened field reaches a serializer as a map of unknown length, its fields and the
//!   flattened entries alike as keys. There, keys that look like `snake_case` turn as well, and all are sorted.
//! - Bytes become null; they travel beside the JSON (`outcome`).

mod names;
mod serializer;
mod strings;

use serde::Serialize;
use serde::ser::Error as _;
use serde_json::Error;
use simdutf8::basic::from_utf8;

pub use self::names::camel_case;
pub use self::strings::Strings;

/// About so many bytes make a piece.
const PIECE: usize = 256 * 1024;

/// Writes `value` as JSON, of about so many bytes, piece by piece. Each piece is whole characters.
///
/// # Errors
/// A value that has no JSON form.
pub fn write(
    value: &impl Serialize,
    about: usize,
    strings: Strings,
    put: &mut dyn FnMut(&str),
) -> Result<(), Error> {
    let mut writer = Writer { out: Vec::with_capacity(about.min(PIECE)), strings, held: 0, put };
    value.serialize(&mut writer)?;
    writer.pass_on()
}

/// JSON on its way.
struct Writer<'a> {
    out: Vec<u8>,
    strings: Strings,
    /// How many maps wait for all of their entries, to sort them: nothing leaves meanwhile.
    held: usize,
    put: &'a mut dyn FnMut(&str),
}

impl Writer<'_> {
    fn string(&mut self, text: &str) -> Result<(), Error> {
        self.out.push(b'"');
        let mut rest = text;
        while rest.len() > PIECE {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
            self.strings.write(&mut self.out, piece);
            self.pass_on_if_full()?;
            rest = after;
        }
        self.strings.write(&mut self.out, rest);
        self.out.push(b'"');
        self.pass_on_if_full()
    }

    fn pass_on_if_full(&mut self) -> Result<(), Error> {
        if self.out.len() < PIECE || self.held > 0 { Ok(()) } else { self.pass_on() }
    }

    fn pass_on(&mut self) -> Result<(), Error> {
        if !self.out.is_empty() {
            (self.put)(from_utf8(&self.out).map_err(Error::custom)?);
            self.out.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
