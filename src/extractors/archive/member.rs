//! What is in an archive.

use std::borrow::Cow;

use crate::encoding;

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
