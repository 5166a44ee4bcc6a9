//! What is asked of a sandbox.

use kreuzberg::core::config::ExtractionConfig;
use serde::Deserialize;

use crate::error::{Code, Failure};

/// The version of what is said across the seam; `js/sandbox/protocol.ts` names the same.
pub const SEAM_VERSION: u32 = 1;

/// What the outside knows of a document besides its bytes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hint {
    /// File name or path; only its extension is looked at.
    pub filename: Option<String>,
    /// The type that the caller or a response's header declared.
    pub mime_type: Option<String>,
}

/// A request to extract one document.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    version: u32,
    /// What the document may be.
    #[serde(flatten)]
    pub hint: Hint,
    config: serde_json::Value,
}

impl Request {
    /// kreuzberg's configuration, which the outside has validated and spelt in snake_case.
    ///
    /// # Errors
    /// `invalid_config` where kreuzberg refuses a value all the same, or the two sides are of different versions.
    pub fn config(&self) -> Result<ExtractionConfig, Failure> {
        if self.version != SEAM_VERSION {
            let message = format!(
                "the JavaScript speaks version {} of the seam, this module version {SEAM_VERSION}: they come from different releases",
                self.version
            );
            return Err(Failure::new(Code::InvalidConfig, message));
        }
        ExtractionConfig::deserialize(&self.config).map_err(|error| Failure {
            code: Code::InvalidConfig,
            message: format!("config was refused: {error}"),
            detail: Some(error.to_string()),
        })
    }
}
