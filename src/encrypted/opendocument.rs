//! OpenDocument, whose parts are encrypted one by one (ODF 1.3, part 2, 3.4): AES with a key by PBKDF2.

use std::io::{Cursor, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use kreuzberg::{KreuzbergError, Result};
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use sha1::Sha1;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::cipher::{Aes, Hash};
use crate::limits;
use crate::passwords::{self, Locked};
use crate::xml;

const MANIFEST: &str = "META-INF/manifest.xml";

/// The element that a part has in it if it is encrypted.
const ENCRYPTED: &[u8] = b"encryption-data";

/// Rounds of hashing for all parts and passwords together. LibreOffice takes 100,000 for each part.
const MOST_ROUNDS: u64 = 20_000_000;

/// The document behind the first password that opens it; none where nothing is encrypted.
///
/// # Errors
/// [`Locked`], a limit that was passed, or an archive that is damaged.
pub fn open(content: &[u8]) -> Result<Option<Vec<u8>>> {
    // What is no archive is for the reader to tell.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(content)) else { return Ok(None) };
    let Some(manifest) = archive.index_for_name(MANIFEST) else { return Ok(None) };
    let manifest = limits::unpack(archive.by_index(manifest).map_err(damaged)?)?;
    if memmem::find(&manifest, ENCRYPTED).is_none() {
        return Ok(None);
    }
    let manifest = String::from_utf8_lossy(&manifest).into_owned();
    let parts = encrypted_parts(&manifest)?;
    // The smallest tells a password at the least cost.
    let Some(smallest) = parts.iter().min_by_key(|part| part.size) else { return Ok(None) };
    let rounds = parts.iter().map(|part| u64::from(part.rounds)).fold(0, u64::saturating_add);
    if rounds > MOST_ROUNDS {
        return Err(Locked::Method("more rounds of hashing than are taken").into());
    }
    let raw = raw(&mut archive, &smallest.path)?;
    let passwords = passwords::current();
    let tried = u64::from(smallest.rounds).saturating_mul(passwords.len() as u64);
    if tried > MOST_ROUNDS {
        return Err(Locked::Method("more rounds of hashing than are taken for so many passwords").into());
    }
    let password = passwords.iter().find(|password| smallest.open(password, &raw).is_some());
    let password = password.ok_or_else(Locked::unopened)?;
    rewritten(&mut archive, &parts, password).map(Some)
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

/// A part, and how it is encrypted.
struct Part {
    path: String,
    size: u64,
    checksum: Vec<u8>,
    checksum_hash: Hash,
    vector: Vec<u8>,
    /// What the password is hashed with first.
    start: Hash,
    salt: Vec<u8>,
    rounds: u32,
    /// In bytes.
    key_length: usize,
}

impl Part {
    /// The compressed part, if its checksum over the first kilobyte is right.
    fn open(&self, password: &str, data: &[u8]) -> Option<Vec<u8>> {
        let start = self.start.of(&[password.as_bytes()]);
        let mut key = vec![0; self.key_length];
        pbkdf2::pbkdf2_hmac::<Sha1>(&start, &self.salt, self.rounds, &mut key);
        let mut plain = Aes::new(&key)?.cbc(data, &self.vector);
        // The last byte says how many were filled up (XML Encryption, 5.2).
        let filled = usize::from(*plain.last()?);
        plain.truncate(plain.len().checked_sub(filled)?);
        let head = plain.get(..1024).unwrap_or(&plain);
        (self.checksum_hash.of(&[head]) == self.checksum).then_some(plain)
    }
}

/// The parts that the manifest says are encrypted.
fn encrypted_parts(manifest: &str) -> Result<Vec<Part>> {
    const MOST: usize = 10_000;
    let mut parts: Vec<Part> = Vec::new();
    let mut entry: Option<(String, u64)> = None;
    let mut reading: Option<Part> = None;
    let mut reader = Reader::from_str(manifest);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => match start.local_name().as_ref() {
                b"file-entry" => {
                    let size =
                        attribute(&start, "size").and_then(|size| size.parse().ok()).unwrap_or(u64::MAX);
                    entry = attribute(&start, "full-path").map(|path| (path, size));
                }
                ENCRYPTED => {
                    let (path, size) = entry.take().unwrap_or_default();
                    let kind = attribute(&start, "checksum-type").unwrap_or_default();
                    let kind = kind.to_ascii_lowercase();
                    let hash = kind.trim_end_matches("-1k").trim_end_matches("/1k");
                    reading = Some(Part {
                        path,
                        size,
                        checksum: bytes(&start, "checksum").unwrap_or_default(),
                        checksum_hash: Hash::named(hash).ok_or(Locked::Method("an unknown checksum"))?,
                        vector: Vec::new(),
                        start: Hash::Sha1,
                        salt: Vec::new(),
                        rounds: 0,
                        key_length: 16,
                    });
                }
                b"algorithm" => {
                    let name = attribute(&start, "algorithm-name").unwrap_or_default();
                    if !(name.contains("aes") && name.ends_with("cbc")) {
                        return Err(Locked::Method("a cipher of OpenDocument other than AES in CBC").into());
                    }
                    if let Some(part) = &mut reading {
                        part.vector = bytes(&start, "initialisation-vector").unwrap_or_default();
                    }
                }
                b"start-key-generation" => {
                    let name = attribute(&start, "start-key-generation-name").unwrap_or_default();
                    if let Some(part) = &mut reading {
                        part.start = Hash::named(&name).ok_or(Locked::Method("an unknown hash"))?;
                    }
                }
                b"key-derivation" => {
                    let name = attribute(&start, "key-derivation-name").unwrap_or_default();
                    if !name.to_ascii_uppercase().ends_with("PBKDF2") {
                        return Err(Locked::Method("a derivation of keys other than PBKDF2").into());
                    }
                    let number = |name| attribute(&start, name).and_then(|number| number.parse::<u32>().ok());
                    if let Some(part) = &mut reading {
                        part.salt = bytes(&start, "salt").unwrap_or_default();
                        part.rounds = number("iteration-count").unwrap_or(0);
                        part.key_length = number("key-size").map_or(16, |size| size.min(32) as usize);
                    }
                }
                _ => {}
            },
            Ok(Event::End(end)) if end.local_name().as_ref() == ENCRYPTED => {
                if parts.len() < MOST {
                    parts.extend(reading.take());
                }
            }
            Ok(Event::Eof) | Err(_) => return Ok(parts),
            Ok(_) => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes().flatten();
    attributes
        .find(|found| found.key.local_name().as_ref() == name.as_bytes())
        .map(|found| xml::value(&found))
}

fn bytes(start: &BytesStart<'_>, name: &str) -> Option<Vec<u8>> {
    STANDARD.decode(attribute(start, name)?.trim()).ok()
}
