//! Office Open XML in a compound file ([MS-OFFCRYPTO] 2.3): agile and standard encryption.

use std::io::{Cursor, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cfb::CompoundFile;
use kreuzberg::{KreuzbergError, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::COMPOUND_FILE;
use super::cipher::{Aes, Hash};
use crate::passwords::{self, Locked};
use crate::xml;

/// How often a password is hashed at most. Office does so 100,000 times, and would take ten million.
const MOST_SPINS: u32 = 1_000_000;

/// Longest description of the encryption, in bytes.
const LONGEST_INFO: u64 = 1 << 20;

/// Bytes of a segment, each of which has a vector of its own (2.3.4.15).
const SEGMENT: usize = 4096;

/// The document behind the first password that opens it; none where nothing is encrypted.
///
/// # Errors
/// [`Locked`], or a container that is damaged.
pub fn open(content: &[u8]) -> Result<Option<Vec<u8>>> {
    if content.starts_with(COMPOUND_FILE) { open_container(content) } else { Ok(None) }
}

/// Apart from what most documents need no more than: an engine compiles a function as a whole when it is first called.
#[inline(never)]
fn open_container(content: &[u8]) -> Result<Option<Vec<u8>>> {
    let mut file = CompoundFile::open(Cursor::new(content)).map_err(damaged)?;
    // What is in no container of this kind is for the reader to tell.
    let Ok(info) = stream(&mut file, "EncryptionInfo", LONGEST_INFO) else { return Ok(None) };
    let package = stream(&mut file, "EncryptedPackage", content.len() as u64).map_err(damaged)?;
    let encryption = Encryption::read(&info)?;
    for password in passwords::current() {
        if let Some(opened) = encryption.open(&password, &package) {
            return Ok(Some(opened));
        }
    }
    Err(Locked::unopened().into())
}

fn damaged(error: std::io::Error) -> KreuzbergError {
    KreuzbergError::parsing(format!("the container of the encrypted document is damaged: {error}"))
}

fn stream(file: &mut CompoundFile<Cursor<&[u8]>>, name: &str, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.open_stream(name)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

enum Encryption {
    Agile(Box<Agile>),
    Standard(Standard),
}

impl Encryption {
    /// The version of the stream says which it is (2.3.4.5, 2.3.4.10).
    fn read(info: &[u8]) -> Result<Self> {
        let version = (u16_at(info, 0), u16_at(info, 2));
        let encryption = match version {
            (Some(4), Some(4)) => {
                Agile::read(info.get(8..).unwrap_or_default()).map(Box::new).map(Self::Agile)
            }
            (Some(2..=4), Some(2)) => Standard::read(info).map(Self::Standard),
            _ => None,
        };
        let encryption = encryption.ok_or(Locked::Method("an unknown method of Office"))?;
        match &encryption {
            Self::Agile(agile) if agile.key.spins > MOST_SPINS => {
                Err(Locked::Method("more than a million rounds of hashing").into())
            }
            _ => Ok(encryption),
        }
    }

    fn open(&self, password: &str, package: &[u8]) -> Option<Vec<u8>> {
        let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (size, data) = package.split_at_checked(8)?;
        let size = usize::try_from(u64::from_le_bytes(size.try_into().ok()?)).ok()?;
        let mut opened = match self {
            Self::Agile(agile) => agile.open(&password, data)?,
            Self::Standard(standard) => standard.open(&password, data)?,
        };
        opened.truncate(size);
        Some(opened)
    }
}

/// The hash of a password that has been hashed `spins` times behind its number (2.3.4.7, 2.3.4.11).
fn spun(hash: Hash, salt: &[u8], password: &[u8], spins: u32) -> Vec<u8> {
    (0..spins).fold(hash.of(&[salt, password]), |before, spin| hash.of(&[&spin.to_le_bytes(), &before]))
}

/// Cut to `length`, or filled up with 0x36 (2.3.4.11).
fn fitted(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length, 0x36);
    bytes
}

/// 2.3.4.10
struct Agile {
    data_salt: Vec<u8>,
    data_hash: Hash,
    key: Encryptor,
}

/// What a password opens: the key, and something to tell the password by.
struct Encryptor {
    spins: u32,
    salt: Vec<u8>,
    hash: Hash,
    /// In bytes.
    key_length: usize,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    value: Vec<u8>,
}

/// What is hashed with the password for each purpose (2.3.4.13).
const FOR_VERIFIER: &[u8] = b"\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79";
const FOR_VERIFIER_HASH: &[u8] = b"\xd7\xaa\x0f\x6d\x30\x61\x34\x4e";
const FOR_KEY: &[u8] = b"\x14\x6e\x0b\xe7\xab\xac\xd0\xd6";

impl Agile {
    fn read(description: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(description);
        let mut reader = Reader::from_str(&text);
        let (mut data, mut key) = (None, None);
        loop {
            match reader.read_event() {
                Ok(Event::Start(start) | Event::Empty(start)) => match start.local_name().as_ref() {
                    b"keyData" => data = data.or(Some((bytes(&start, "saltValue")?, hash(&start)?))),
                    b"encryptedKey" => key = key.or(Some(Encryptor::read(&start)?)),
                    _ => {}
                },
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        let (data_salt, data_hash) = data?;
        Some(Self { data_salt, data_hash, key: key? })
    }

    fn open(&self, password: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        let key = self.key.open(password)?;
        let cipher = Aes::new(&key)?;
        let segments = data.chunks(SEGMENT).zip(0u32..);
        let plain = segments.flat_map(|(segment, number)| {
            let vector = fitted(self.data_hash.of(&[&self.data_salt, &number.to_le_bytes()]), 16);
            cipher.cbc(segment, &vector)
        });
        Some(plain.collect())
    }
}

impl Encryptor {
    fn read(start: &BytesStart<'_>) -> Option<Self> {
        let bits: usize = attribute(start, "keyBits")?.parse().ok()?;
        Some(Self {
            spins: attribute(start, "spinCount")?.parse().ok()?,
            salt: bytes(start, "saltValue")?,
            hash: hash(start)?,
            key_length: (bits / 8).min(32),
            verifier: bytes(start, "encryptedVerifierHashInput")?,
            verifier_hash: bytes(start, "encryptedVerifierHashValue")?,
            value: bytes(start, "encryptedKeyValue")?,
        })
    }

    /// The key of the data, if the password is the right one.
    fn open(&self, password: &[u8]) -> Option<Vec<u8>> {
        let spun = spun(self.hash, &self.salt, password, self.spins);
        let vector = fitted(self.salt.clone(), 16);
        let plain = |purpose: &[u8], data: &[u8]| {
            let key = fitted(self.hash.of(&[&spun, purpose]), self.key_length);
            Some(Aes::new(&key)?.cbc(data, &vector))
        };
        let verifier = plain(FOR_VERIFIER, &self.verifier)?;
        let expected = plain(FOR_VERIFIER_HASH, &self.verifier_hash)?;
        // A salt is as long as what is verified (2.3.4.13); hashes are filled up to whole blocks.
        let found = self.hash.of(&[verifier.get(..self.salt.len()).unwrap_or(&verifier)]);
        if found.is_empty() || !expected.starts_with(&found) {
            return None;
        }
        Some(plain(FOR_KEY, &self.value)?.get(..self.key_length)?.to_vec())
    }
}

/// 2.3.4.5 to 2.3.4.9
struct Standard {
    /// In bytes.
    key_length: usize,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
}

impl Standard {
    const SPINS: u32 = 50_000;

    fn read(info: &[u8]) -> Option<Self> {
        let header_length = usize::try_from(u32_at(info, 8)?).ok()?;
        let header = info.get(12..)?.get(..header_length)?;
        // AES-128, -192 and -256; the others are RC4.
        let bits = match u32_at(header, 8)? {
            0x660E => 128,
            0x660F => 192,
            0x6610 => 256,
            _ => return None,
        };
        let verifier = info.get(12 + header_length..)?;
        Some(Self {
            key_length: bits / 8,
            salt: verifier.get(4..20)?.to_vec(),
            verifier: verifier.get(20..36)?.to_vec(),
            verifier_hash: verifier.get(40..72)?.to_vec(),
        })
    }

    fn open(&self, password: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        let spun = spun(Hash::Sha1, &self.salt, password, Self::SPINS);
        let derived = Hash::Sha1.of(&[&spun, &0u32.to_le_bytes()]);
        let half = |pad: u8| {
            let mut block = [pad; 64];
            block.iter_mut().zip(&derived).for_each(|(to, from)| *to ^= from);
            Hash::Sha1.of(&[&block])
        };
        let key = [half(0x36), half(0x5C)].concat();
        let cipher = Aes::new(key.get(..self.key_length)?)?;
        let found = Hash::Sha1.of(&[&cipher.ecb(&self.verifier)]);
        cipher.ecb(&self.verifier_hash).starts_with(&found).then(|| cipher.ecb(data))
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes().flatten();
    attributes.find(|found| found.key.as_ref() == name.as_bytes()).map(|found| xml::value(&found))
}

fn bytes(start: &BytesStart<'_>, name: &str) -> Option<Vec<u8>> {
    STANDARD.decode(attribute(start, name)?.trim()).ok()
}

fn hash(start: &BytesStart<'_>) -> Option<Hash> {
    Hash::named(&attribute(start, "hashAlgorithm")?)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
