//! ZIP (PKWARE APPNOTE), in the order of its central directory.

use std::io::Cursor;

use kreuzberg::Result;
use zip::ZipArchive;

use super::member::Member;
use super::unreadable;
use crate::limits;

pub fn read(content: &[u8], members: &mut Vec<Member>) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|error| unreadable("ZIP", error))?;
    for index in 0..archive.len() {
        limits::admit(1)?;
        let entry = archive.by_index(index).map_err(|error| unreadable("ZIP", error))?;
        let path = entry.name().to_owned();
        members.push(if entry.is_dir() {
            Member::directory(path)
        } else {
            limits::expect_unpacked(entry.size())?;
            Member::file(path, limits::unpack(entry)?)
        });
    }
    Ok(())
}
