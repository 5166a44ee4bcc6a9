//! AES in the modes that office files have, and hashes by their names.

use aes::cipher::{BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

const BLOCK: usize = 16;

/// AES with a key of 16, 24 or 32 bytes.
pub enum Aes {
    Of128(Box<Aes128>),
    Of192(Box<Aes192>),
    Of256(Box<Aes256>),
}

impl Aes {
    /// None for a key of another length.
    pub fn new(key: &[u8]) -> Option<Self> {
        Some(match key.len() {
            16 => Self::Of128(Box::new(Aes128::new_from_slice(key).ok()?)),
            24 => Self::Of192(Box::new(Aes192::new_from_slice(key).ok()?)),
            32 => Self::Of256(Box::new(Aes256::new_from_slice(key).ok()?)),
            _ => return None,
        })
    }

    fn block(&self, block: [u8; BLOCK]) -> [u8; BLOCK] {
        let mut block = block.into();
        match self {
            Self::Of128(cipher) => cipher.decrypt_block(&mut block),
            Self::Of192(cipher) => cipher.decrypt_block(&mut block),
            Self::Of256(cipher) => cipher.decrypt_block(&mut block),
        }
        block.into()
    }

    /// Cipher block chaining; what is no whole block at the end is left out.
    pub fn cbc(&self, data: &[u8], vector: &[u8]) -> Vec<u8> {
        let mut before = [0; BLOCK];
        before.iter_mut().zip(vector).for_each(|(to, from)| *to = *from);
        let (blocks, _) = data.as_chunks::<BLOCK>();
        let mut out = Vec::with_capacity(data.len());
        for block in blocks {
            let plain = self.block(*block);
            out.extend(plain.iter().zip(before).map(|(plain, before)| plain ^ before));
            before = *block;
        }
        out
    }

    /// Each block on its own.
    pub fn ecb(&self, data: &[u8]) -> Vec<u8> {
        let (blocks, _) = data.as_chunks::<BLOCK>();
        blocks.iter().flat_map(|block| self.block(*block)).collect()
    }
}

/// A hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By the name that an office file has for it.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.rsplit(['#', '/']).next().unwrap_or(name).replace('-', "").to_ascii_uppercase();
        Some(match name.as_str() {
            "SHA1" => Self::Sha1,
            "SHA256" => Self::Sha256,
            "SHA384" => Self::Sha384,
            "SHA512" => Self::Sha512,
            _ => return None,
        })
    }

    /// Of the parts one behind the other.
    pub fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha1 => digest::<Sha1>(parts),
            Self::Sha256 => digest::<Sha256>(parts),
            Self::Sha384 => digest::<Sha384>(parts),
            Self::Sha512 => digest::<Sha512>(parts),
        }
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = D::new();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize().to_vec()
}
