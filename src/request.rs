//! What is asked of a sandbox.

use std::cell::RefCell;
use std::rc::Rc;

use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::extractors::security::SecurityLimits;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::error::{Code, Failure};
use crate::json::camel_case;
use crate::limits::Limits;
use crate::passwords::Passwords;
use crate::tracked_changes::TrackedChanges;
use crate::{keywords, quality};

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
#[serde(from = "Spoken")]
pub struct Request {
    version: u32,
    /// What the document may be.
    pub hint: Hint,
    options: Options,
}

/// What is asked for besides the document, in the JSON that it is said in: that of one document is mostly that of the last,
/// and then need not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Options {
    config: Box<str>,
    /// The engine's limits, which the call's own win over.
    limits: Box<str>,
}

impl Options {
    fn nothing() -> Self {
        Self { config: NOTHING.into(), limits: NOTHING.into() }
    }
}

/// A request as it is said. (Flattened fields would have all of it read twice.)
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spoken {
    version: u32,
    filename: Option<String>,
    mime_type: Option<String>,
    config: Box<RawValue>,
    limits: Option<Box<RawValue>>,
}

impl From<Spoken> for Request {
    fn from(Spoken { version, filename, mime_type, config, limits }: Spoken) -> Self {
        let limits = limits.map_or_else(|| NOTHING.into(), Into::into);
        Self {
            version,
            hint: Hint { filename, mime_type },
            options: Options { config: config.into(), limits },
        }
    }
}

/// No option, in JSON.
const NOTHING: &str = "{}";

/// What a request asks for, besides the document.
pub struct Settings {
    /// What kreuzberg is asked for.
    pub config: ExtractionConfig,
    /// Whether a quality score is wanted, which kreuzberg is not asked for.
    pub wants_score: bool,
    /// How many keywords are wanted, where kreuzberg is asked for more.
    pub keywords: Option<usize>,
    /// What the document may cost.
    pub limits: Limits,
    /// To try on whatever is encrypted.
    pub passwords: Vec<String>,
    /// How tracked changes are read.
    pub changes: TrackedChanges,
    /// What kreuzberg's configuration has no place for on this target.
    #[cfg(feature = "pdf")]
    pub pdf: crate::pdf::options::PdfOptions,
}

impl Settings {
    /// Of kreuzberg's configuration, but for its limits, and ours, with all else at its default.
    fn of(mut config: ExtractionConfig, limits: Limits) -> Self {
        config.max_archive_depth = size(limits.container_depth);
        config.security_limits = Some(SecurityLimits {
            max_archive_size: size(limits.unpacked_bytes),
            max_compression_ratio: size(limits.ratio),
            max_files_in_archive: size(limits.members),
            max_content_size: size(limits.characters),
            max_table_cells: size(limits.table_cells),
            ..SecurityLimits::default()
        });
        Self {
            wants_score: quality::take_over(&mut config),
            keywords: keywords::ask_for_all(&mut config),
            config,
            limits,
            passwords: Vec::new(),
            changes: TrackedChanges::default(),
            #[cfg(feature = "pdf")]
            pdf: crate::pdf::options::PdfOptions::default(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(ExtractionConfig::default(), Limits::default())
    }
}

/// The settings of the last request, and what they were read from.
struct Read {
    options: Options,
    settings: Rc<Settings>,
}

thread_local! {
    static LAST: RefCell<Option<Read>> = const { RefCell::new(None) };
}

impl Request {
    /// With every option at its default.
    pub fn plain(filename: &str) -> Self {
        let hint = Hint { filename: Some(filename.to_owned()), mime_type: None };
        Self { version: SEAM_VERSION, hint, options: Options::nothing() }
    }

    /// What is asked for.
    ///
    /// # Errors
    /// `invalid_config` for a value that the outside should have refused, where the call says two things, or where
    /// the two sides are of different versions.
    pub fn settings(&self) -> Result<Rc<Settings>, Failure> {
        self.check_version()?;
        LAST.with_borrow_mut(|last| {
            if let Some(last) = last.as_ref().filter(|last| last.options == self.options) {
                return Ok(last.settings.clone());
            }
            // Most ask for nothing in particular: to read that takes a process that has just started some milliseconds.
            let settings = Rc::new(if self.options == Options::nothing() {
                Settings::default()
            } else {
                said(&self.options)?
            });
            // A password is not kept for longer than its document.
            *last = settings
                .passwords
                .is_empty()
                .then(|| Read { options: self.options.clone(), settings: settings.clone() });
            Ok(settings)
        })
    }

    fn check_version(&self) -> Result<(), Failure> {
        if self.version != SEAM_VERSION {
            let message = format!(
                "the JavaScript speaks version {} of the seam, this module version {SEAM_VERSION}: they come from different releases",
                self.version
            );
            return Err(Failure::new(Code::InvalidConfig, message));
        }
        Ok(())
    }
}

#[inline(never)]
fn said(options: &Options) -> Result<Settings, Failure> {
    Said::of(options)?.read()
}

/// The options of a request, taken apart.
struct Said {
    config: Value,
    limits: Map<String, Value>,
}

impl Said {
    fn of(options: &Options) -> Result<Self, Failure> {
        let config = serde_json::from_str(&options.config).map_err(refused)?;
        Ok(Self { config, limits: serde_json::from_str(&options.limits).map_err(refused)? })
    }

    fn read(&self) -> Result<Settings, Failure> {
        let passwords = self.passwords()?;
        Ok(Settings {
            #[cfg(feature = "pdf")]
            pdf: self.pdf_options(&passwords)?,
            passwords,
            changes: self.tracked_changes()?,
            ..Settings::of(self.config()?, self.limits()?)
        })
    }

    /// kreuzberg's configuration, which the outside has validated and spelt in snake_case.
    fn config(&self) -> Result<ExtractionConfig, Failure> {
        let mut config = self.config.clone();
        if let Some(options) = config.as_object_mut() {
            options.remove(PDF_OPTIONS);
            options.remove(LIMITS);
            options.remove(PASSWORDS);
            options.remove(TRACKED_CHANGES);
        }
        if let Some(pages) = config.get_mut("pages").and_then(Value::as_object_mut) {
            pages.remove(PAGE_RANGE);
        }
        ExtractionConfig::deserialize(config).map_err(refused)
    }

    /// What the document may cost: what the call says in our words or kreuzberg's, else what the engine says.
    fn limits(&self) -> Result<Limits, Failure> {
        let mut called = match self.config.get(LIMITS) {
            Some(Value::Object(limits)) => limits.clone(),
            _ => Map::new(),
        };
        for (theirs, ours) in SAME_LIMITS {
            let Some(value) = self.config.pointer(theirs).filter(|value| !value.is_null()) else { continue };
            if called.get(ours).is_some_and(|own| own != value) {
                let message = format!(
                    "config{} and config.limits.{} are one limit under two names and have different values; give one of them",
                    camel_case(&theirs.replace('/', ".")),
                    camel_case(ours)
                );
                return Err(Failure::new(Code::InvalidConfig, message));
            }
            called.insert(ours.to_owned(), value.clone());
        }
        let mut limits = self.limits.clone();
        limits.extend(called);
        Limits::deserialize(Value::Object(limits)).map_err(refused)
    }

    /// The passwords to try on whatever is encrypted: those of the configuration, and those for PDFs.
    fn passwords(&self) -> Result<Vec<String>, Failure> {
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

    fn tracked_changes(&self) -> Result<TrackedChanges, Failure> {
        let given = self.config.get(TRACKED_CHANGES).filter(|choice| !choice.is_null());
        Ok(given.map(TrackedChanges::deserialize).transpose().map_err(refused)?.unwrap_or_default())
    }

    #[cfg(feature = "pdf")]
    fn pdf_options(&self, passwords: &[String]) -> Result<crate::pdf::options::PdfOptions, Failure> {
        use crate::pdf::options::PdfOptions;
        let given = self.config.get(PDF_OPTIONS).filter(|options| !options.is_null());
        let mut options =
            given.map(PdfOptions::deserialize).transpose().map_err(refused)?.unwrap_or_default();
        options.passwords = passwords.to_vec();
        let range = self.config.get("pages").and_then(|pages| pages.get(PAGE_RANGE));
        options.pages = range.map(serde::Deserialize::deserialize).transpose().map_err(refused)?;
        Ok(options)
    }
}

/// Keys of ours in the configuration, which kreuzberg's own types refuse.
const PDF_OPTIONS: &str = "pdf_options";
const PASSWORDS: &str = "passwords";
const PAGE_RANGE: &str = "range";
const LIMITS: &str = "limits";
const TRACKED_CHANGES: &str = "tracked_changes";

/// What kreuzberg calls limits of ours, and where it has them.
const SAME_LIMITS: [(&str, &str); 6] = [
    ("/max_archive_depth", "container_depth"),
    ("/security_limits/max_archive_size", "unpacked_bytes"),
    ("/security_limits/max_compression_ratio", "ratio"),
    ("/security_limits/max_files_in_archive", "members"),
    ("/security_limits/max_content_size", "characters"),
    ("/security_limits/max_table_cells", "table_cells"),
];

fn size(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

fn refused(error: serde_json::Error) -> Failure {
    Failure {
        code: Code::InvalidConfig,
        message: format!("config was refused: {error}"),
        detail: Some(error.to_string()),
        limit: None,
    }
}
