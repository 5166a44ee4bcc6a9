//! 7z, in the order of its header.

use std::io::Cursor;

use kreuzberg::{KreuzbergError, Result};
use sevenz_rust2::{ArchiveReader, Password};

use super::member::Member;
use super::unreadable;
use crate::limits;

pub fn read(content: &[u8], members: &mut Vec<Member>) -> Result<()> {
    let mut archive = ArchiveReader::new(Cursor::new(content), Password::empty())
        .map_err(|error| unreadable("7z", error))?;
    let mut refusal: Option<KreuzbergError> = None;
    archive
        .for_each_entries(|entry, reader| {
            let path = entry.name().to_owned();
            let member = limits::admit(1).map_err(KreuzbergError::from).and_then(|()| {
                if entry.is_directory() {
                    return Ok(Member::directory(path));
                }
                limits::expect_unpacked(entry.size())?;
                limits::unpack(reader).map(|bytes| Member::file(path, bytes))
            });
            match member {
                Ok(member) => members.push(member),
                Err(error) => refusal = Some(error),
            }
            Ok(refusal.is_none())
        })
        .map_err(|error| unreadable("7z", error))?;
    refusal.map_or(Ok(()), Err)
}
