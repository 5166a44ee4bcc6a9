//! Excel's binary workbooks (.xls): the container they lie in.
//!
//! calamine's reader of compound files (MS-CFB) believes what their tables of sectors say, and panics or
//! loops where these lie. So the streams are read by a reader that checks, and put into a new, sound file.

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use cfb::{CompoundFile, Version};
use kreuzberg::{KreuzbergError, Result};

use super::adapted::Input;

/// The first bytes of a compound file.
pub const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Puts the workbook into a sound container. What is no compound file is left as it is.
///
/// # Errors
/// A container whose directory cannot be read. A stream that cannot be read is left out.
pub fn repack(input: &mut Input) -> Result<()> {
    if input.document.starts_with(SIGNATURE) {
        input.content = Cow::Owned(repacked(input.document)?);
    }
    Ok(())
}

fn repacked(content: &[u8]) -> Result<Vec<u8>> {
    let mut source = CompoundFile::open(Cursor::new(content)).map_err(damaged)?;
    // Version 3: in version 4 calamine wants what only small streams bring about.
    let mut target =
        CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).map_err(damaged)?;
    let entries: Vec<cfb::Entry> = source.walk().filter(|entry| !entry.is_root()).collect();
    for entry in entries {
        if entry.is_storage() {
            target.create_storage_all(entry.path()).map_err(damaged)?;
        } else if let Some(bytes) = stream(&mut source, &entry, content.len()) {
            target
                .create_stream(entry.path())
                .and_then(|mut stream| stream.write_all(&bytes))
                .map_err(damaged)?;
        }
    }
    Ok(target.into_inner().into_inner())
}

/// A stream has no more bytes than its file, whatever it says.
fn stream(source: &mut CompoundFile<Cursor<&[u8]>>, entry: &cfb::Entry, most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    source.open_stream(entry.path()).ok()?.take(most as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn damaged(error: std::io::Error) -> KreuzbergError {
    KreuzbergError::parsing(format!("the workbook's container is damaged: {error}"))
}
