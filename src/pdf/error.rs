//! Why a PDF could not be read, with messages that the seam turns into codes.

use kreuzberg::KreuzbergError;

/// Prefix of the message when the file needs a password and none was given.
pub const PASSWORD_REQUIRED: &str = "PDF password required";
/// Prefix of the message when none of the given passwords opens the file.
pub const PASSWORD_WRONG: &str = "PDF password wrong";
/// Prefix of the message when a fixed bound of [`super::limits`] was passed.
pub const LIMIT_EXCEEDED: &str = "PDF limit exceeded";

/// A failure that costs the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PdfError {
    /// The file is encrypted and no password was given.
    PasswordRequired,
    /// The file is encrypted and none of the passwords opens it.
    PasswordWrong,
    /// The file is encrypted in a way that is not supported or not valid.
    Encryption(&'static str),
    /// No document could be made out of the bytes, not even by scanning for objects.
    Invalid,
    /// The page does not exist: the page asked for and the number of pages.
    NoSuchPage(usize, usize),
    /// A bound was passed: what, and the bound.
    Limit(&'static str, u64),
    /// A value in a request that makes no sense.
    Request(&'static str),
}

impl std::fmt::Display for PdfError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::PasswordRequired => write!(f, "{PASSWORD_REQUIRED}: the document is encrypted"),
            Self::PasswordWrong => {
                write!(f, "{PASSWORD_WRONG}: no given password opens the document")
            }
            Self::Encryption(why) => write!(f, "PDF encryption not supported: {why}"),
            Self::Invalid => write!(f, "not a readable PDF: no page tree was found"),
            Self::NoSuchPage(page, count) => {
                write!(f, "PDF page {page} does not exist: there are {count}")
            }
            Self::Limit(what, bound) => write!(f, "{LIMIT_EXCEEDED}: {what} (at most {bound})"),
            Self::Request(why) => write!(f, "PDF request not valid: {why}"),
        }
    }
}

impl std::error::Error for PdfError {}

impl From<PdfError> for KreuzbergError {
    fn from(error: PdfError) -> Self {
        KreuzbergError::parsing(error.to_string())
    }
}
