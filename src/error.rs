//! How a sandbox says no: one shape, made in one place.

use kreuzberg::KreuzbergError;
use serde::Serialize;

use crate::passwords::{self, Locked};

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

/// What messages of kreuzberg's readers say when a document is encrypted: it has no error variant for that. Readers
/// of ours say it in a type ([`Locked`]).
const ENCRYPTED: &[&str] = &["password", "encrypted"];

/// What messages say when the passwords given do not open it.
const WRONG_PASSWORD: &[&str] = &["password wrong", "wrong password", "maybebadpassword"];

/// What messages say when a guard against archive bombs, kreuzberg's or ours, steps in.
const OVER_A_LIMIT: &[&str] =
    &["limit exceeded", "exceeds limit", "too many files", "zip bomb", "compression ratio", "byte limit"];

const REQUIRED: &str = "it is encrypted; pass its password (config.passwords)";
const WRONG: &str = "it is encrypted, and none of the passwords given opens it";

impl From<Locked> for Failure {
    fn from(locked: Locked) -> Self {
        match locked {
            Locked::Required => Self::new(Code::PasswordRequired, REQUIRED),
            Locked::Wrong => Self::new(Code::PasswordWrong, WRONG),
            Locked::Method(method) => Self::new(
                Code::PasswordRequired,
                format!("it is encrypted with {method}, which is not read here; pass a decrypted copy"),
            ),
        }
    }
}

fn says(detail: &str, words: &[&str]) -> bool {
    let detail = detail.to_ascii_lowercase();
    words.iter().any(|word| detail.contains(word))
}

impl From<KreuzbergError> for Failure {
    fn from(error: KreuzbergError) -> Self {
        let detail = error.to_string();
        if let Some(locked) = passwords::locked(&error) {
            return Self { detail: Some(detail), ..locked.into() };
        }
        let (code, message) = match &error {
            KreuzbergError::UnsupportedFormat(_) | KreuzbergError::MissingDependency(_) => (
                Code::UnsupportedFormat,
                "no extractor reads this type; listSupportedFormats() names those that are read".to_owned(),
            ),
            _ if says(&detail, OVER_A_LIMIT) => (
                Code::LimitExceeded,
                format!(
                    "it would cost more than the limits allow ({detail}); raise the limit if you trust it"
                ),
            ),
            _ if says(&detail, WRONG_PASSWORD) => (Code::PasswordWrong, WRONG.to_owned()),
            _ if says(&detail, ENCRYPTED) => (Code::PasswordRequired, REQUIRED.to_owned()),
            _ => (
                Code::Parsing,
                "it is damaged, or is not what its type says; open it in its own program and save it again"
                    .to_owned(),
            ),
        };
        Self { code, message, detail: Some(detail) }
    }
}

#[cfg(feature = "pdf")]
impl From<crate::pdf::error::PdfError> for Failure {
    fn from(error: crate::pdf::error::PdfError) -> Self {
        use crate::pdf::error::PdfError;
        match error {
            PdfError::NoSuchPage(..) | PdfError::Request(_) => {
                Self::new(Code::InvalidConfig, error.to_string())
            }
            other => KreuzbergError::from(other).into(),
        }
    }
}
