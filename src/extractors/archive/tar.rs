//! TAR (POSIX ustar, pax and GNU), in its own order.

use kreuzberg::Result;
use tar::Archive;

use super::member::Member;
use super::unreadable;
use crate::limits;

pub fn read(content: &[u8], members: &mut Vec<Member>) -> Result<()> {
    let mut archive = Archive::new(content);
    for entry in archive.entries().map_err(|error| unreadable("TAR", error))? {
        limits::admit(1)?;
        let entry = entry.map_err(|error| unreadable("TAR", error))?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        members.push(if kind.is_dir() {
            Member::directory(path)
        } else if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
            Member::file(path, limits::unpack(entry)?)
        } else {
            Member::nothing(path)
        });
    }
    Ok(())
}

/// Whether unpacked data is a TAR archive: the magic of POSIX and GNU headers, at offset 257.
pub fn is_tar(data: &[u8]) -> bool {
    data.get(257..262) == Some(b"ustar")
}
