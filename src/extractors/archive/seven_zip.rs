//! 7z, in the order of its header.

mod dictionary;

use std::io::{self, Cursor, Read};

use kreuzberg::{KreuzbergError, Result};
use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error, Password};

use super::member::Member;
use super::unreadable;
use crate::limits;
use crate::passwords::{self, Locked};

/// Without a password, then with each that was given: names may be behind one, too.
#[inline(never)]
pub fn read(content: &[u8], members: &mut Vec<Member>) -> Result<()> {
    let candidates = std::iter::once(Password::empty())
        .chain(passwords::current().into_iter().map(|password| Password::new(&password)));
    for password in candidates {
        match attempt(content, password, members) {
            Err(Refusal::Locked) => members.clear(),
            Err(Refusal::Other(error)) => return Err(error),
            Ok(()) => return Ok(()),
        }
    }
    Err(Locked::unopened().into())
}

enum Refusal {
    /// The password does not fit, or there is none.
    Locked,
    Other(KreuzbergError),
}

/// Without a password the error says what is wrong. With one that does not fit, what comes out is noise, on which
/// the reader may stumble anywhere.
fn refusal(error: sevenz_rust2::Error, with_password: bool) -> Refusal {
    match error {
        sevenz_rust2::Error::PasswordRequired | sevenz_rust2::Error::MaybeBadPassword(_) => Refusal::Locked,
        _ if with_password => Refusal::Locked,
        error => Refusal::Other(unreadable("7z", error)),
    }
}

fn attempt(
    content: &[u8],
    password: Password,
    members: &mut Vec<Member>,
) -> std::result::Result<(), Refusal> {
    let with_password = !password.is_empty();
    let mut stopped: Option<KreuzbergError> = None;
    let each = |entry: &ArchiveEntry, reader: &mut dyn Read| {
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
            Err(error) => stopped = Some(error),
        }
        Ok(stopped.is_none())
    };
    for_each_entry(content, &password, each).map_err(|error| refusal(error, with_password))?;
    match stopped {
        Some(KreuzbergError::Io(_)) if with_password => Err(Refusal::Locked),
        Some(error) => Err(Refusal::Other(error)),
        None => Ok(()),
    }
}

/// Hands over all entries, those without content last, until `each` says that it is enough.
fn for_each_entry(
    content: &[u8],
    password: &Password,
    mut each: impl FnMut(&ArchiveEntry, &mut dyn Read) -> std::result::Result<bool, Error>,
) -> std::result::Result<(), Error> {
    let copy = dictionary::for_small_header(content);
    let content = copy.as_deref().unwrap_or(content);
    let mut source = Cursor::new(content);
    let archive = Archive::read(&mut source, password)?;
    for block in 0..archive.blocks.len() {
        let decoder = BlockDecoder::new(1, block, &archive, password, &mut source);
        // A block may hold nothing, and say that it is large.
        if decoder.entry_count() == 0 {
            continue;
        }
        let go_on = match dictionary::unpack_small(content, &archive, block) {
            Some(bytes) => for_each_in(&bytes?, decoder.entries(), &mut each)?,
            None => decoder.for_each_entries(&mut each)?,
        };
        if !go_on {
            return Ok(());
        }
    }
    for (entry, block) in archive.files.iter().zip(&archive.stream_map.file_block_index) {
        if block.is_none() && !each(entry, &mut io::empty())? {
            return Ok(());
        }
    }
    Ok(())
}

/// Hands over the entries of a block that has been unpacked.
fn for_each_in(
    block: &[u8],
    entries: &[ArchiveEntry],
    each: &mut impl FnMut(&ArchiveEntry, &mut dyn Read) -> std::result::Result<bool, Error>,
) -> std::result::Result<bool, Error> {
    let mut rest = block;
    for entry in entries {
        let size = if entry.has_stream { usize::try_from(entry.size).unwrap_or(usize::MAX) } else { 0 };
        let Some((mut bytes, behind)) = rest.split_at_checked(size) else {
            return Err(Error::from(io::Error::from(io::ErrorKind::UnexpectedEof)));
        };
        if entry.has_crc && u64::from(crc32fast::hash(bytes)) != entry.crc {
            return Err(Error::ChecksumVerificationFailed);
        }
        rest = behind;
        if !each(entry, &mut bytes)? {
            return Ok(false);
        }
    }
    Ok(true)
}
