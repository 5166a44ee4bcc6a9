//! 7z, in the order of its header.

use std::io::Cursor;

use kreuzberg::{KreuzbergError, Result};
use sevenz_rust2::{ArchiveReader, Password};

use super::member::Member;
use super::unreadable;
use crate::limits;
use crate::passwords::{self, Locked};

/// Without a password, then with each that was given: names may be behind one, too.
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
    let mut archive =
        ArchiveReader::new(Cursor::new(content), password).map_err(|error| refusal(error, with_password))?;
    let mut stopped: Option<KreuzbergError> = None;
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
                Err(error) => stopped = Some(error),
            }
            Ok(stopped.is_none())
        })
        .map_err(|error| refusal(error, with_password))?;
    match stopped {
        Some(KreuzbergError::Io(_)) if with_password => Err(Refusal::Locked),
        Some(error) => Err(Refusal::Other(error)),
        None => Ok(()),
    }
}
