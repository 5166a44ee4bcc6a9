//! What a document may cost: how a limit that was passed is told, in words that the seam recognises.

use std::fmt::Display;

use kreuzberg::KreuzbergError;

/// How the message of an error begins when a limit was passed.
pub const EXCEEDED: &str = "limit exceeded";

/// The error for a document that would pass the limit called `limit`, whose value is `value`.
pub fn exceeded(limit: &str, value: impl Display) -> KreuzbergError {
    KreuzbergError::validation(format!("{EXCEEDED}: {limit} is {value}"))
}
