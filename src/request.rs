//! What is asked of a sandbox.

use kreuzberg::core::config::ExtractionConfig;
use serde::Deserialize;

use crate::error::{Code, Failure};
use crate::passwords::Passwords;

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
    /// With every option at its default.
    pub fn plain(filename: &str) -> Self {
        let hint = Hint { filename: Some(filename.to_owned()), mime_type: None };
        Self { version: SEAM_VERSION, hint, config: serde_json::Value::Object(Default::default()) }
    }

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
        let mut config = self.config.clone();
        if let Some(options) = config.as_object_mut() {
            options.remove(PDF_OPTIONS);
            options.remove(PASSWORDS);
        }
        if let Some(pages) = config.get_mut("pages").and_then(serde_json::Value::as_object_mut) {
            pages.remove(PAGE_RANGE);
        }
        ExtractionConfig::deserialize(config).map_err(refused)
    }

    /// The passwords to try on whatever is encrypted: those of the configuration, and those for PDFs.
    ///
    /// # Errors
    /// `invalid_config` for a value that the outside should have refused.
    pub fn passwords(&self) -> Result<Vec<String>, Failure> {
        let general = self.config.get(PASSWORDS);
        let for_pdf = self.config.get(PDF_OPTIONS).and_then(|options| options.get(PASSWORDS));
        let given = [general, for_pdf].into_iter().flatten().filter(|given| !given.is_null());
        let mut all = Vec::new();
        for passwords in given {
            let Passwords(passwords) = Passwords::deserialize(passwords).map_err(refused)?;
            all.extend(passwords);
        }
        Ok(all)
    }

    /// What kreuzberg's configuration has no place for on this target.
    ///
    /// # Errors
    /// `invalid_config` for a value that the outside should have refused.
    #[cfg(feature = "pdf")]
    pub fn pdf_options(&self) -> Result<crate::pdf::options::PdfOptions, Failure> {
        use crate::pdf::options::PdfOptions;
        let given = self.config.get(PDF_OPTIONS).filter(|options| !options.is_null());
        let mut options =
            given.map(PdfOptions::deserialize).transpose().map_err(refused)?.unwrap_or_default();
        options.passwords = self.passwords()?;
        let range = self.config.get("pages").and_then(|pages| pages.get(PAGE_RANGE));
        options.pages = range.map(serde::Deserialize::deserialize).transpose().map_err(refused)?;
        Ok(options)
    }
}

/// Keys of ours in the configuration, which kreuzberg's own types refuse.
const PDF_OPTIONS: &str = "pdf_options";
const PASSWORDS: &str = "passwords";
const PAGE_RANGE: &str = "range";

fn refused(error: serde_json::Error) -> Failure {
    Failure {
        code: Code::InvalidConfig,
        message: format!("config was refused: {error}"),
        detail: Some(error.to_string()),
    }
}
