//! What the manifest says of parts that are encrypted (ODF 1.3, part 2, 4.8).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ENCRYPTED;
use super::part::{Cipher, Derivation, Part};
use crate::encrypted::cipher::Hash;
use crate::passwords::Locked;
use crate::xml;

/// Parts that are told of, at most.
const MOST: usize = 10_000;

/// What Argon2 may take, in kibibytes; LibreOffice takes half of it.
const MOST_MEMORY: u32 = 128 << 10;

/// The parts that the manifest says are encrypted.
///
/// # Errors
/// [`Locked::Method`] for a way of encrypting that is not read here.
pub fn encrypted_parts(manifest: &str) -> Result<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut entry: Option<(String, u64)> = None;
    let mut reading: Option<Part> = None;
    let mut reader = Reader::from_str(manifest);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => match start.local_name().as_ref() {
                b"file-entry" => {
                    let size = number(&start, "size").unwrap_or(u64::MAX);
                    entry = attribute(&start, "full-path").map(|path| (path, size));
                }
                ENCRYPTED => reading = Some(part(&start, entry.take().unwrap_or_default())?),
                name => {
                    if let Some(part) = &mut reading {
                        describe(part, name, &start)?;
                    }
                }
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

/// A part with what is so where nothing else is said.
fn part(start: &BytesStart<'_>, (path, size): (String, u64)) -> Result<Part> {
    let kind = attribute(start, "checksum-type").unwrap_or_default().to_ascii_lowercase();
    let hash = kind.trim_end_matches("-1k").trim_end_matches("/1k");
    let unknown = |hash| Hash::named(hash).ok_or(Locked::Method("an unknown checksum"));
    Ok(Part {
        path,
        size,
        cipher: Cipher::Blowfish,
        checksum: bytes(start, "checksum").unwrap_or_default(),
        checksum_hash: if kind.is_empty() { None } else { Some(unknown(hash)?) },
        vector: Vec::new(),
        start: Hash::Sha1,
        derivation: Derivation::Pbkdf2 { rounds: 0 },
        salt: Vec::new(),
        key_length: 16,
    })
}

/// Takes in an element of what is said of a part.
fn describe(part: &mut Part, element: &[u8], start: &BytesStart<'_>) -> Result<()> {
    let named = |name| attribute(start, name).unwrap_or_default().to_ascii_lowercase();
    match element {
        b"algorithm" => {
            let name = named("algorithm-name");
            part.cipher = match () {
                () if name.contains("aes") && name.ends_with("cbc") => Cipher::AesCbc,
                () if name.ends_with("aes256-gcm") => Cipher::AesGcm,
                () if name.contains("blowfish") => Cipher::Blowfish,
                () => return Err(Locked::Method("a cipher that OpenDocument does not name").into()),
            };
            part.vector = bytes(start, "initialisation-vector").unwrap_or_default();
        }
        b"start-key-generation" => {
            let name = named("start-key-generation-name");
            part.start = Hash::named(&name).ok_or(Locked::Method("an unknown hash"))?;
        }
        b"key-derivation" => {
            let name = named("key-derivation-name");
            part.derivation = if name.ends_with("pbkdf2") {
                Derivation::Pbkdf2 { rounds: number(start, "iteration-count").unwrap_or(0) }
            } else if name.ends_with("argon2id") {
                let memory = number(start, "argon2-memory").unwrap_or(0);
                if memory > MOST_MEMORY {
                    return Err(Locked::Method("a hash that takes more memory than is given to it").into());
                }
                Derivation::Argon2 {
                    iterations: number(start, "argon2-iterations").unwrap_or(0),
                    memory,
                    lanes: number(start, "argon2-lanes").unwrap_or(0),
                }
            } else {
                return Err(Locked::Method("a key that no password is enough for").into());
            };
            part.salt = bytes(start, "salt").unwrap_or_default();
            part.key_length = number(start, "key-size").map_or(16, |size: usize| size.min(32));
        }
        _ => {}
    }
    Ok(())
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes().flatten();
    attributes
        .find(|found| found.key.local_name().as_ref() == name.as_bytes())
        .map(|found| xml::value(&found))
}

fn number<N: std::str::FromStr>(start: &BytesStart<'_>, name: &str) -> Option<N> {
    attribute(start, name)?.parse().ok()
}

fn bytes(start: &BytesStart<'_>, name: &str) -> Option<Vec<u8>> {
    STANDARD.decode(attribute(start, name)?.trim()).ok()
}
