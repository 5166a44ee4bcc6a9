//! ZIP (PKWARE APPNOTE), in the order of its central directory.

use std::io::Cursor;

use kreuzberg::{KreuzbergError, Result};
use zip::ZipArchive;
use zip::result::ZipError;

use super::member::Member;
use super::unreadable;
use crate::limits;
use crate::passwords::{self, Locked};

#[inline(never)]
pub fn read(content: &[u8], members: &mut Vec<Member>) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|error| unreadable("ZIP", error))?;
    for index in 0..archive.len() {
        limits::admit(1)?;
        let entry = archive.by_index_raw(index).map_err(|error| unreadable("ZIP", error))?;
        let (path, directory, locked) = (entry.name().to_owned(), entry.is_dir(), entry.encrypted());
        let size = entry.size();
        drop(entry);
        members.push(if directory {
            Member::directory(path)
        } else if locked {
            Member::file(path, decrypted(&mut archive, index)?)
        } else {
            limits::expect_unpacked(size)?;
            let entry = archive.by_index(index).map_err(|error| unreadable("ZIP", error))?;
            Member::file(path, limits::unpack(entry)?)
        });
    }
    Ok(())
}

/// A member behind a password (6.0 ZipCrypto, or AES as WinZip has it). One in 256 wrong ones is told as such by the
/// checksum alone.
fn decrypted(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<Vec<u8>> {
    for password in passwords::current() {
        match archive.by_index_decrypt(index, password.as_bytes()) {
            Ok(entry) => match limits::unpack(entry) {
                Err(KreuzbergError::Io(_)) => {}
                unpacked => return unpacked,
            },
            Err(ZipError::InvalidPassword) => {}
            Err(error) => return Err(unreadable("ZIP", error)),
        }
    }
    Err(Locked::unopened().into())
}
