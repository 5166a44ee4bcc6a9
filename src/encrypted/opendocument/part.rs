//! A part, and how it is encrypted: Blowfish in cipher feedback (OpenOffice before 3.4, ODF 1.1), AES in CBC (ODF 1.2),
//! AES in Galois/counter mode with a key by Argon2 (LibreOffice since 24.8).

use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes256Gcm, Tag};
use argon2::{Algorithm, Argon2, Params, Version};
use blowfish::Blowfish;
use blowfish::cipher::{BlockCipherEncrypt, KeyInit};
use sha1::Sha1;

use crate::encrypted::cipher::{Aes, Hash};

/// In bytes, of Blowfish.
const BLOCK: usize = 8;

/// Of Galois/counter mode (XML Encryption 1.1, 5.2.4): before the part stands its vector, and behind it its tag.
const VECTOR: usize = 12;
const TAG: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    Blowfish,
    AesCbc,
    AesGcm,
}

/// How the key comes of what the password is hashed to.
pub enum Derivation {
    Pbkdf2 {
        rounds: u32,
    },
    Argon2 {
        iterations: u32,
        /// In kibibytes.
        memory: u32,
        lanes: u32,
    },
}

impl Derivation {
    /// What it costs, in rounds of PBKDF2: a kibibyte of Argon2 takes as long as about four.
    pub fn rounds(&self) -> u64 {
        match self {
            Self::Pbkdf2 { rounds } => (*rounds).into(),
            Self::Argon2 { iterations, memory, .. } => u64::from(*iterations) * u64::from(*memory) * 4,
        }
    }

    fn key(&self, start: &[u8], salt: &[u8], length: usize) -> Option<Vec<u8>> {
        let mut key = vec![0; length];
        match self {
            Self::Pbkdf2 { rounds } => pbkdf2::pbkdf2_hmac::<Sha1>(start, salt, *rounds, &mut key),
            Self::Argon2 { iterations, memory, lanes } => {
                let params = Params::new(*memory, *iterations, *lanes, None).ok()?;
                let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
                argon2.hash_password_into(start, salt, &mut key).ok()?;
            }
        }
        Some(key)
    }
}

pub struct Part {
    pub path: String,
    pub size: u64,
    pub cipher: Cipher,
    pub checksum: Vec<u8>,
    pub checksum_hash: Option<Hash>,
    pub vector: Vec<u8>,
    /// What the password is hashed with first.
    pub start: Hash,
    pub derivation: Derivation,
    pub salt: Vec<u8>,
    /// In bytes.
    pub key_length: usize,
}

impl Part {
    /// The compressed part, if the password is right: by its tag, or by the checksum over its first kilobyte.
    pub fn open(&self, password: &str, data: &[u8]) -> Option<Vec<u8>> {
        let start = self.start.of(&[password.as_bytes()]);
        let key = self.derivation.key(&start, &self.salt, self.key_length)?;
        let plain = match self.cipher {
            Cipher::AesGcm => return self.authentic(&key, data),
            Cipher::AesCbc => {
                let mut plain = Aes::new(&key)?.cbc(data, &self.vector);
                // The last byte says how many were filled up (XML Encryption, 5.2).
                let filled = usize::from(*plain.last()?);
                plain.truncate(plain.len().checked_sub(filled)?);
                plain
            }
            Cipher::Blowfish => cipher_feedback(&key, data, &self.vector)?,
        };
        let head = plain.get(..1024).unwrap_or(&plain);
        (self.checksum_hash?.of(&[head]) == self.checksum).then_some(plain)
    }

    fn authentic(&self, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        let (vector, sealed) = data.split_at_checked(VECTOR)?;
        let (text, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
        let (vector, tag) = (<[u8; VECTOR]>::try_from(vector).ok()?, Tag::try_from(tag).ok()?);
        let mut plain = text.to_vec();
        let cipher = Aes256Gcm::new_from_slice(key).ok()?;
        cipher.decrypt_inout_detached(&vector.into(), b"", plain.as_mut_slice().into(), &tag).ok()?;
        Some(plain)
    }
}

/// With feedback of whole blocks, which is how it is done; the standard says 8 bits.
fn cipher_feedback(key: &[u8], data: &[u8], vector: &[u8]) -> Option<Vec<u8>> {
    let cipher: Blowfish = Blowfish::new_from_slice(key).ok()?;
    let mut register = <[u8; BLOCK]>::try_from(vector).ok()?;
    let mut plain = Vec::with_capacity(data.len());
    for chunk in data.chunks(BLOCK) {
        let mut pad = register.into();
        cipher.encrypt_block(&mut pad);
        plain.extend(chunk.iter().zip(pad).map(|(byte, pad)| byte ^ pad));
        register.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
    }
    Some(plain)
}
