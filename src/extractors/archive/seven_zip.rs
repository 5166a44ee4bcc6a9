//! 7z, in the order of its header.

use std::io::Cursor;

use kreuzberg::{KreuzbergError, Result};
use sevenz_rust2::{ArchiveReader, Password};

use super::member::{Budget, Member};
use super::unreadable;

pub fn read(content: &[u8], budget: &mut Budget) -> Result<Vec<Member>> {
    let mut archive = ArchiveReader::new(Cursor::new(content), Password::empty())
        .map_err(|error| unreadable("7z", error))?;
    let mut members = Vec::new();
    let mut refusal: Option<KreuzbergError> = None;
    archive
        .for_each_entries(|entry, reader| {
            let path = entry.name().to_owned();
            let member = budget.admit().and_then(|()| {
                if entry.is_directory() {
                    return Ok(Member::directory(path));
                }
                budget.unpack(reader).map(|bytes| Member::file(path, bytes))
            });
            match member {
                Ok(member) => members.push(member),
                Err(error) => refusal = Some(error),
            }
            Ok(refusal.is_none())
        })
        .map_err(|error| unreadable("7z", error))?;
    refusal.map_or(Ok(members), Err)
}
