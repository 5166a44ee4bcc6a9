//! How a sandbox says no: one shape, made in one place.

use kreuzberg::KreuzbergError;
use serde::Serialize;

/// The stable codes that a sandbox gives. The outside adds its own (time-outs, crashes, queues).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No extractor for the type, or the type cannot be told.
    UnsupportedFormat,
    /// The document is not what its type says, or is damaged.
    Parsing,
    /// The document is encrypted and no password was given.
    PasswordRequired,
    /// The document is encrypted and the passwords given do not open it.
    PasswordWrong,
    /// An option's value was refused.
    InvalidConfig,
    /// The document cannot be one, for instance because it is empty.
    InvalidInput,
    /// The document would cost more than the limits allow.
    LimitExceeded,
}

/// A refusal: what happened and what to do, without the document's name, which only the outside knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The thing to switch on.
    pub code: Code,
    /// For people.
    pub message: String,
    /// What kreuzberg said, word for word.
    pub detail: Option<String>,
}

impl Failure {
    /// A failure of ours, with nothing from kreuzberg to add.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), detail: None }
    }
}

/// What kreuzberg's messages say when a document is encrypted: it has no error variant for that.
const ENCRYPTED: &[&str] = &["password", "encrypted", "PasswordProtected"];

/// What kreuzberg's messages say when its own guards against archive bombs step in.
const OVER_A_LIMIT: &[&str] =
    &["exceeds limit", "too many files", "zip bomb", "compression ratio", "too large", "maximum"];

fn says(detail: &str, words: &[&str]) -> bool {
    let detail = detail.to_ascii_lowercase();
    words.iter().any(|word| detail.contains(&word.to_ascii_lowercase()))
}

impl From<KreuzbergError> for Failure {
    fn from(error: KreuzbergError) -> Self {
        let detail = error.to_string();
        let (code, message) = match &error {
            KreuzbergError::UnsupportedFormat(_) | KreuzbergError::MissingDependency(_) => (
                Code::UnsupportedFormat,
                "no extractor reads this type; listSupportedFormats() names those that are read",
            ),
            _ if says(&detail, ENCRYPTED) => (
                Code::PasswordRequired,
                "the document is encrypted; remove its password, or extract a decrypted copy",
            ),
            _ if says(&detail, OVER_A_LIMIT) => {
                (Code::LimitExceeded, "the document would cost more than the limits allow")
            }
            _ => (Code::Parsing, "the document is damaged or is not what its type says"),
        };
        Self { code, message: message.into(), detail: Some(detail) }
    }
}
