//! What is in an archive, and what taking it out may cost.

use std::borrow::Cow;
use std::io::Read;

use kreuzberg::Result;
use kreuzberg::extractors::security::SecurityLimits;

use crate::{encoding, limits};

/// Extensions of the members whose words belong to the archive's own text, as in kreuzberg.
const TEXT_EXTENSIONS: &[&str] = &[".txt", ".md", ".json", ".xml", ".html", ".csv", ".log", ".yaml", ".toml"];

/// An entry of an archive. Its path is data and leads nowhere.
pub struct Member {
    pub path: String,
    /// Unpacked, in bytes; what the archive says where it is not unpacked.
    pub size: u64,
    content: Content,
}

enum Content {
    Directory,
    /// A link, a device: an entry that has no bytes of its own.
    Nothing,
    File(Vec<u8>),
    /// A file whose words are the archive's own, whatever it is called.
    Text(Vec<u8>),
}

impl Member {
    pub fn directory(path: String) -> Self {
        Self { path, size: 0, content: Content::Directory }
    }

    pub fn nothing(path: String) -> Self {
        Self { path, size: 0, content: Content::Nothing }
    }

    pub fn file(path: String, bytes: Vec<u8>) -> Self {
        Self { path, size: bytes.len() as u64, content: Content::File(bytes) }
    }

    pub fn text_file(path: String, bytes: Vec<u8>) -> Self {
        Self { path, size: bytes.len() as u64, content: Content::Text(bytes) }
    }

    pub fn is_dir(&self) -> bool {
        matches!(self.content, Content::Directory)
    }

    /// The unpacked bytes of a file.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::File(bytes) | Content::Text(bytes) => Some(bytes),
            Content::Directory | Content::Nothing => None,
        }
    }

    /// The words of a text file, in whatever encoding; nothing of a file that is only called one.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        let path = self.path.to_ascii_lowercase();
        let is_text = matches!(self.content, Content::Text(_))
            || TEXT_EXTENSIONS.iter().any(|extension| path.ends_with(extension));
        let decoded = self.bytes().filter(|_| is_text).map(encoding::decode)?;
        (!decoded.damaged && !decoded.text.contains('\0')).then_some(decoded.text)
    }
}

/// What is left of the limits while an archive is unpacked. What an archive says about itself is not
/// believed: bytes are counted as they come out.
pub struct Budget {
    limits: SecurityLimits,
    packed: usize,
    unpacked: usize,
    members: usize,
}

impl Budget {
    /// `packed` is the size of the archive itself, in bytes; one that is smaller than `smallest` may unpack to
    /// as much as one of that size.
    pub fn new(limits: &SecurityLimits, packed: usize, smallest: usize) -> Self {
        Self { limits: limits.clone(), packed: packed.max(smallest), unpacked: 0, members: 0 }
    }

    /// Counts a member.
    pub fn admit(&mut self) -> Result<()> {
        self.members += 1;
        let allowed = self.limits.max_files_in_archive;
        if self.members > allowed { Err(limits::exceeded("maxFilesInArchive", allowed)) } else { Ok(()) }
    }

    /// Unpacks a member, to its end or to a limit.
    ///
    /// # Errors
    /// The reader's own, or the limit that was passed.
    pub fn unpack(&mut self, reader: impl Read) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        reader.take(self.room() + 1).read_to_end(&mut bytes)?;
        self.spend(bytes.len() as u64)?;
        Ok(bytes)
    }

    /// Unpacks a member into nothing, for what it would cost. Where it breaks off, that is what it costs: the
    /// damage is for its reader to tell.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn count(&mut self, reader: impl Read) -> Result<()> {
        let mut reader = reader.take(self.room() + 1);
        let mut block = [0; 16 << 10];
        let mut size = 0u64;
        while let Ok(read @ 1..) = reader.read(&mut block) {
            size += read as u64;
        }
        self.spend(size)
    }

    /// Unpacks a member to the end of `bytes`, and tells whether it came out without damage.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn append(&mut self, reader: impl Read, bytes: &mut Vec<u8>) -> Result<bool> {
        let before = bytes.len();
        let is_whole = reader.take(self.room() + 1).read_to_end(bytes).is_ok();
        self.spend((bytes.len() - before) as u64)?;
        Ok(is_whole)
    }

    /// How many bytes may still come out.
    fn room(&self) -> u64 {
        self.limits.max_archive_size.min(self.by_ratio()).saturating_sub(self.unpacked) as u64
    }

    fn by_ratio(&self) -> usize {
        self.packed.saturating_mul(self.limits.max_compression_ratio)
    }

    fn spend(&mut self, size: u64) -> Result<()> {
        if size <= self.room() {
            self.unpacked = self.unpacked.saturating_add(usize::try_from(size).unwrap_or(usize::MAX));
            Ok(())
        } else if self.limits.max_archive_size <= self.by_ratio() {
            Err(limits::exceeded("maxArchiveSize", self.limits.max_archive_size))
        } else {
            Err(limits::exceeded("maxCompressionRatio", self.limits.max_compression_ratio))
        }
    }
}
