//! What is in an archive, and what taking it out may cost.

use std::io::Read;

use kreuzberg::Result;
use kreuzberg::extractors::security::SecurityLimits;

use crate::limits;

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

    /// The words of a text file.
    pub fn text(&self) -> Option<&str> {
        let path = self.path.to_ascii_lowercase();
        let is_text = matches!(self.content, Content::Text(_))
            || TEXT_EXTENSIONS.iter().any(|extension| path.ends_with(extension));
        self.bytes().filter(|_| is_text).and_then(|bytes| std::str::from_utf8(bytes).ok())
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
    /// `packed` is the size of the archive itself, in bytes.
    pub fn new(limits: &SecurityLimits, packed: usize) -> Self {
        Self { limits: limits.clone(), packed, unpacked: 0, members: 0 }
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
        let size = self.limits.max_archive_size;
        // Small archives may well be of one repeated byte: the ratio counts from a megabyte on.
        let ratio = self.packed.max(1 << 20).saturating_mul(self.limits.max_compression_ratio);
        let room = size.min(ratio).saturating_sub(self.unpacked);
        let mut bytes = Vec::new();
        reader.take(room as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() <= room {
            self.unpacked += bytes.len();
            Ok(bytes)
        } else if size <= ratio {
            Err(limits::exceeded("maxArchiveSize", size))
        } else {
            Err(limits::exceeded("maxCompressionRatio", self.limits.max_compression_ratio))
        }
    }
}
