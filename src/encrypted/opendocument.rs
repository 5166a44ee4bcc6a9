//! OpenDocument: parts that are encrypted one by one (ODF 1.3, part 2, 3.4), and packages that are encrypted as a whole,
//! as LibreOffice does since 24.8.

mod manifest;
mod part;

use std::io::{Cursor, Write};

use flate2::read::DeflateDecoder;
use kreuzberg::{KreuzbergError, Result};
use memchr::memmem;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use self::part::Part;
use crate::limits;
use crate::parts::{Content, Parts};
use crate::passwords::{self, Locked};

const MANIFEST: &str = "META-INF/manifest.xml";

/// The part that every document has.
const CONTENT: &str = "content.xml";

/// The element that a part has in it if it is encrypted.
const ENCRYPTED: &[u8] = b"encryption-data";

/// Where a package is that is encrypted as a whole.
const WHOLE: &str = "encrypted-package";

/// Rounds of hashing for all parts and passwords together. LibreOffice takes 100,000 for each part, and for a package
/// that is encrypted as a whole what [`part::Derivation::rounds`] counts as 800,000.
const MOST_ROUNDS: u64 = 20_000_000;

/// The document behind the first password that opens it; none where nothing is encrypted.
///
/// # Errors
/// [`Locked`], a limit that was passed, or an archive that is damaged.
pub fn open(content: &[u8]) -> Result<Option<Vec<u8>>> {
    // What is encrypted is not compressed by the archive any more.
    let parts = Parts::of(content);
    let text = parts.as_ref().and_then(|parts| parts.named(CONTENT));
    if text.is_some_and(|text| matches!(text.content, Content::Deflated(_))) {
        return Ok(None);
    }
    open_archive(content)
}

/// Apart from what most documents need no more than: an engine compiles a function as a whole when it is first called.
#[inline(never)]
fn open_archive(content: &[u8]) -> Result<Option<Vec<u8>>> {
    // What is no archive is for the reader to tell.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(content)) else { return Ok(None) };
    let Some(manifest) = archive.index_for_name(MANIFEST) else { return Ok(None) };
    let manifest = limits::unpack(archive.by_index(manifest).map_err(damaged)?)?;
    if memmem::find(&manifest, ENCRYPTED).is_none() {
        return Ok(None);
    }
    let parts = manifest::encrypted_parts(&String::from_utf8_lossy(&manifest))?;
    let whole = parts.iter().find(|part| part.path == WHOLE);
    // The smallest tells a password at the least cost.
    let Some(first) = whole.or_else(|| parts.iter().min_by_key(|part| part.size)) else { return Ok(None) };
    let passwords = passwords::current();
    let others = parts.iter().filter(|_| whole.is_none()).map(|part| part.derivation.rounds());
    let tried = first.derivation.rounds().saturating_mul(passwords.len() as u64);
    if others.fold(tried, u64::saturating_add) > MOST_ROUNDS {
        return Err(Locked::Method("more rounds of hashing than are taken for so many passwords").into());
    }
    let raw = raw(&mut archive, &first.path)?;
    let opened = passwords.iter().find_map(|password| Some((password, first.open(password, &raw)?)));
    let (password, packed) = opened.ok_or_else(Locked::unopened)?;
    match whole {
        Some(_) => limits::unpack(DeflateDecoder::new(packed.as_slice())).map(Some),
        None => rewritten(&mut archive, &parts, password).map(Some),
    }
}

fn damaged(error: impl std::fmt::Display) -> KreuzbergError {
    KreuzbergError::parsing(format!("the encrypted document is damaged: {error}"))
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn raw(archive: &mut Archive<'_>, path: &str) -> Result<Vec<u8>> {
    let index = archive.index_for_name(path).ok_or_else(|| damaged(format!("it has no {path}")))?;
    limits::unpack(archive.by_index(index).map_err(damaged)?)
}

/// The archive anew, with its parts opened and no manifest that says otherwise.
fn rewritten(archive: &mut Archive<'_>, parts: &[Part], password: &str) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        limits::admit(1)?;
        let entry = archive.by_index(index).map_err(damaged)?;
        let path = entry.name().to_owned();
        if entry.is_dir() || path == MANIFEST {
            continue;
        }
        let bytes = limits::unpack(entry)?;
        let bytes = match parts.iter().find(|part| part.path == path) {
            Some(part) => {
                let packed =
                    part.open(password, &bytes).ok_or_else(|| damaged(format!("{path} does not open")))?;
                limits::unpack(DeflateDecoder::new(packed.as_slice()))?
            }
            None => bytes,
        };
        writer.start_file(path, options).map_err(damaged)?;
        writer.write_all(&bytes)?;
    }
    Ok(writer.finish().map_err(damaged)?.into_inner())
}
