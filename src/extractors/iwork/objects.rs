//! The objects of a document: what its `.iwa` parts hold, once they are unpacked.
//!
//! A part is a sequence of blocks, each behind four bytes: 0 for Snappy or 1 for none, and its length. What comes out is
//! a sequence of objects: the length of an ArchiveInfo, it, and the messages whose types and lengths it tells. Apple has
//! not published this; the names are those that its programs have for the messages.

use std::ops::Range;

use ahash::AHashMap;
use kreuzberg::Result;

use super::message::{Message, varint};
use crate::limits::{self, Exceeded};
use crate::parts::Parts;

/// Where the root of every document is.
pub const ROOT: u64 = 1;

/// The objects, by their identifiers.
#[derive(Default)]
pub struct Objects {
    /// All parts, unpacked, one after the other.
    bytes: Vec<u8>,
    places: AHashMap<u64, (u64, Range<usize>)>,
    /// Parts that cannot be read to their end.
    pub damaged: Vec<String>,
    /// What parts say that hold no objects.
    pub loose: Vec<String>,
    /// The limit that parts were left out for.
    pub cut: Option<Exceeded>,
}

impl Objects {
    /// Reads those of all parts.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn read(parts: &Parts) -> Result<Self> {
        let mut objects = Self::default();
        for part in parts.all().iter().filter(|part| part.name.ends_with(".iwa")) {
            let start = objects.bytes.len();
            let is_whole = match part.bytes() {
                Ok(Some(packed)) => match unpack(&packed, &mut objects.bytes) {
                    Ok(is_whole) => is_whole,
                    Err(exceeded) => {
                        objects.cut = limits::cut(Err(exceeded.into()))?;
                        objects.find(start);
                        break;
                    }
                },
                _ => false,
            };
            let known = objects.places.len();
            if !(objects.find(start) && is_whole) {
                objects.damaged.push(part.name.clone().into_owned());
                if objects.places.len() == known {
                    let message = Message::new(objects.bytes.get(start..).unwrap_or_default());
                    objects.loose.extend(message.all_texts().map(str::to_owned));
                }
            }
        }
        Ok(objects)
    }

    /// The type and the message of an object.
    pub fn get(&self, id: u64) -> Option<(u64, Message<'_>)> {
        let (kind, place) = self.places.get(&id)?;
        Some((*kind, Message::new(self.bytes.get(place.clone())?)))
    }

    /// The message of an object of one of these types.
    pub fn of_type(&self, id: Option<u64>, kinds: &[u64]) -> Option<Message<'_>> {
        self.get(id?).filter(|(kind, _)| kinds.contains(kind)).map(|(_, message)| message)
    }

    /// The identifiers of all objects of some types, in their order.
    pub fn all_of(&self, wanted: &[u64]) -> Vec<u64> {
        let mut found: Vec<u64> =
            self.places.iter().filter(|(_, (kind, _))| wanted.contains(kind)).map(|(id, _)| *id).collect();
        found.sort_unstable();
        found
    }

    /// Whether there is nothing to be read.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.loose.is_empty()
    }

    /// Finds the objects from `start` on; false where something else stands among them.
    fn find(&mut self, start: usize) -> bool {
        let mut rest = self.bytes.get(start..).unwrap_or_default();
        while !rest.is_empty() {
            let info = varint(&mut rest)
                .and_then(|length| rest.split_off(..usize::try_from(length).ok()?))
                .map(Message::new);
            let Some(info) = info else { return false };
            // The first is the object; others say what older programs should read instead.
            for (index, described) in info.messages(2).enumerate() {
                let length = usize::try_from(described.number(3).unwrap_or(0)).unwrap_or(usize::MAX);
                let at = self.bytes.len() - rest.len();
                if rest.split_off(..length).is_none() {
                    return false;
                }
                if let (0, Some(id), Some(kind)) = (index, info.number(1), described.number(1)) {
                    self.places.insert(id, (kind, at..at + length));
                }
            }
        }
        true
    }
}

/// Unpacks a part behind what has been unpacked; false where it is damaged.
fn unpack(packed: &[u8], bytes: &mut Vec<u8>) -> std::result::Result<bool, Exceeded> {
    let mut rest = packed;
    let mut decoder = snap::raw::Decoder::new();
    while !rest.is_empty() {
        let Some([packing @ 0..=1, low, middle, high]) = rest.split_off(..4) else { return Ok(false) };
        let length = usize::from(*low) | usize::from(*middle) << 8 | usize::from(*high) << 16;
        let Some(block) = rest.split_off(..length) else { return Ok(false) };
        if *packing == 1 {
            limits::spend_unpacked(block.len() as u64)?;
            bytes.extend_from_slice(block);
            continue;
        }
        let Ok(unpacked) = snap::raw::decompress_len(block) else { return Ok(false) };
        limits::spend_unpacked(unpacked as u64)?;
        let start = bytes.len();
        bytes.resize(start + unpacked, 0);
        let room = bytes.get_mut(start..).unwrap_or_default();
        if decoder.decompress(block, room).is_err() {
            bytes.truncate(start);
            return Ok(false);
        }
    }
    Ok(true)
}
