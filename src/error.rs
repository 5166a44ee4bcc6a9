//! How a sandbox says no: one shape, made in one place.

use kreuzberg::KreuzbergError;
use serde::Serialize;

use crate::limits::{self, Exceeded, Limits};
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
    /// The limit that was passed, where one was.
    pub limit: Option<Exceeded>,
}

impl Failure {
    /// A failure of ours, with nothing from kreuzberg to add.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), detail: None, limit: None }
    }
}

/// What messages of kreuzberg's readers say when a document is encrypted: it has no error variant for that. Readers
/// of ours say it in a type ([`Locked`]).
const ENCRYPTED: &[&str] = &["password", "encrypted"];

/// What messages say when the passwords given do not open it.
const WRONG_PASSWORD: &[&str] = &["password wrong", "wrong password", "maybebadpassword"];

/// What a limit is set to.
type Value = fn(&Limits) -> u64;

/// What messages say when a guard of kreuzberg's steps in, and the limit of ours that it was set from.
const GUARDS: &[(&str, &str, Value)] = &[
    ("too many files", "members", |limits| limits.members),
    ("zip bomb", "ratio", |limits| limits.ratio),
    ("compression ratio", "ratio", |limits| limits.ratio),
    ("bytes exceeds limit", "unpackedBytes", |limits| limits.unpacked_bytes),
    ("size exceeds limit", "unpackedBytes", |limits| limits.unpacked_bytes),
    ("byte limit", "unpackedBytes", |limits| limits.unpacked_bytes),
];

/// What messages say of a bound that is no option: they name it themselves.
const BOUNDS: &[&str] = &["pdf limit exceeded"];

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

impl From<Exceeded> for Failure {
    fn from(limit: Exceeded) -> Self {
        let message = format!(
            "it would cost more than the limits allow ({limit}); raise that limit if you trust it, or set limits.onExceed to 'truncate' for what is within it"
        );
        Self { code: Code::LimitExceeded, message, detail: None, limit: Some(limit) }
    }
}

fn says(detail: &str, words: &[&str]) -> bool {
    let detail = detail.to_ascii_lowercase();
    words.iter().any(|word| detail.contains(word))
}

/// The limit that a guard of kreuzberg's stands for.
fn guarded(detail: &str) -> Option<Exceeded> {
    let (_, name, value) = GUARDS.iter().find(|(words, ..)| says(detail, &[words]))?;
    Some(Exceeded { name, value: value(&limits::current()) })
}

impl From<KreuzbergError> for Failure {
    fn from(error: KreuzbergError) -> Self {
        if let Some(limit) = Exceeded::in_error(&error) {
            return limit.into();
        }
        let detail = error.to_string();
        if let Some(locked) = passwords::locked(&error) {
            return Self { detail: Some(detail), ..locked.into() };
        }
        if let Some(limit) = guarded(&detail) {
            return Self { detail: Some(detail), ..limit.into() };
        }
        let (code, message) = match &error {
            KreuzbergError::UnsupportedFormat(_) | KreuzbergError::MissingDependency(_) => (
                Code::UnsupportedFormat,
                "no extractor reads this type; listSupportedFormats() names those that are read".to_owned(),
            ),
            _ if says(&detail, BOUNDS) => {
                (Code::LimitExceeded, format!("it would cost more than the limits allow ({detail})"))
            }
            _ if says(&detail, WRONG_PASSWORD) => (Code::PasswordWrong, WRONG.to_owned()),
            _ if says(&detail, ENCRYPTED) => (Code::PasswordRequired, REQUIRED.to_owned()),
            _ => (
                Code::Parsing,
                "it is damaged, or is not what its type says; open it in its own program and save it again"
                    .to_owned(),
            ),
        };
        Self { code, message, detail: Some(detail), limit: None }
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

#[cfg(test)]
mod tests {
    use super::{Code, Failure};
    use crate::limits::{Limits, Scope};
    use kreuzberg::KreuzbergError;

    #[test]
    fn what_kreuzberg_refuses_for_its_cost_has_the_name_of_a_limit() {
        let _scope = Scope::enter(Limits { members: 7, ..Limits::default() }, 1).unwrap();
        let error = KreuzbergError::validation("TAR archive has too many files: 8 (max: 7)");
        let failure = Failure::from(error);
        assert_eq!(failure.code, Code::LimitExceeded);
        assert_eq!(failure.limit.map(|limit| (limit.name, limit.value)), Some(("members", 7)));
    }

    #[test]
    fn a_parser_that_speaks_of_a_limit_is_no_limit_of_ours() {
        for message in ["recursion limit exceeded at line 1", "repetition limit exceeded"] {
            assert_eq!(Failure::from(KreuzbergError::parsing(message)).code, Code::Parsing);
        }
    }
}
