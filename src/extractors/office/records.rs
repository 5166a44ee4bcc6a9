//! Records, of which drawings and presentations of Office before 2007 are made ([MS-ODRAW] 2.2.1, [MS-PPT] 2.3.1).

use crate::compound::{u16_at, u32_at};

/// Bytes of a header: version and instance, type, length.
const HEADER: usize = 8;

/// What holds other records has this version.
const CONTAINER: u16 = 0xF;

/// A record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record<'a> {
    version: u16,
    pub instance: u16,
    pub kind: u16,
    pub body: &'a [u8],
}

impl<'a> Record<'a> {
    /// The first of some bytes, and what is behind it. None where it breaks off.
    pub fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let first = u16_at(bytes, 0)?;
        let length = u32_at(bytes, 4)? as usize;
        let (body, rest) = bytes.get(HEADER..)?.split_at_checked(length)?;
        Some((Self { version: first & 0xF, instance: first >> 4, kind: u16_at(bytes, 2)?, body }, rest))
    }

    pub fn is_container(&self) -> bool {
        self.version == CONTAINER
    }

    /// The records in a container.
    pub fn children(&self) -> impl Iterator<Item = Self> + use<'a> {
        records(if self.is_container() { self.body } else { &[] })
    }

    /// The first record of a type in a container.
    pub fn child(&self, kind: u16) -> Option<Self> {
        self.children().find(|child| child.kind == kind)
    }
}

/// Records that follow one another, to where they break off.
pub fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (record, behind) = Record::split(rest)?;
        rest = behind;
        Some(record)
    })
}
