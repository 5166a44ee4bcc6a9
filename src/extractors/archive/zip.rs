//! ZIP (PKWARE APPNOTE), in the order of its central directory.

use std::io::Cursor;

use kreuzberg::Result;
use zip::ZipArchive;

use super::member::{Budget, Member};
use super::unreadable;

pub fn read(content: &[u8], budget: &mut Budget) -> Result<Vec<Member>> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|error| unreadable("ZIP", error))?;
    let mut members = Vec::new();
    for index in 0..archive.len() {
        budget.admit()?;
        let entry = archive.by_index(index).map_err(|error| unreadable("ZIP", error))?;
        let path = entry.name().to_owned();
        members.push(if entry.is_dir() {
            Member::directory(path)
        } else {
            Member::file(path, budget.unpack(entry)?)
        });
    }
    Ok(members)
}
