//! What the Rust sources cannot say, each with its reason.

/// An option of this project that stands among kreuzberg's own, which itself refuses it.
pub struct AddedOption {
    /// The full path of the kreuzberg struct that it is added to.
    pub owner: &'static str,
    pub name: &'static str,
    /// The path of its type, from the crate on.
    pub shape: &'static [&'static str],
    pub doc: &'static str,
}

/// kreuzberg has options for PDFs only together with pdfium, and passwords for nothing else; this project's own readers
/// have these.
pub const ADDED_OPTIONS: [AddedOption; 5] = [
    AddedOption {
        owner: "kreuzberg::core::config::extraction::core::ExtractionConfig",
        name: "limits",
        shape: &["kreuzberg_wasm", "limits", "Limits"],
        doc: "What the document may cost; wins over the `limits` of the engine. `securityLimits` and `maxArchiveDepth` are other names for some of these.",
    },
    AddedOption {
        owner: "kreuzberg::core::config::extraction::core::ExtractionConfig",
        name: "passwords",
        shape: &["kreuzberg_wasm", "passwords", "Passwords"],
        doc: "Passwords to try, in order, on an encrypted document and on those inside of it.",
    },
    AddedOption {
        owner: "kreuzberg::core::config::extraction::core::ExtractionConfig",
        name: "pdf_options",
        shape: &["kreuzberg_wasm", "pdf", "options", "PdfOptions"],
        doc: "Options for PDFs.",
    },
    AddedOption {
        owner: "kreuzberg::core::config::extraction::core::ExtractionConfig",
        name: "tracked_changes",
        shape: &["kreuzberg_wasm", "tracked_changes", "TrackedChanges"],
        doc: "How changes are read that a Word document has on record: `accepted`, which is the default, `original`, or `all`, with what was taken out struck through and what was put in underlined.",
    },
    AddedOption {
        owner: "kreuzberg::core::config::page::PageConfig",
        name: "range",
        shape: &["kreuzberg_wasm", "pdf", "options", "PageRange"],
        doc: "The pages of a PDF to read; the others cost nothing. Other formats are read whole.",
    },
];

/// Names in TypeScript of the types whose Rust name is taken by another one.
pub fn renamed(path: &str) -> Option<&'static str> {
    match path {
        // The field of this type is called result_format; output_format has the other OutputFormat.
        "kreuzberg::types::extraction::OutputFormat" => Some("ResultFormat"),
        "html_to_markdown_rs::options::OutputFormat" => Some("HtmlOutputFormat"),
        _ => None,
    }
}

/// The words that a field takes which is any string to serde, by the field's full path.
pub fn words(field: &str) -> Option<&'static [&'static str]> {
    match field {
        // kreuzberg turns them into its ReductionLevel, any other word into Moderate.
        "kreuzberg::core::config::extraction::types::TokenReductionConfig::mode" => {
            Some(&["off", "light", "moderate", "aggressive", "maximum"])
        }
        _ => None,
    }
}

/// Whether a function named by `serialize_with` or `deserialize_with` keeps the wire shape of the field's type.
pub fn keeps_shape(function: &str) -> bool {
    // The first two see through `Arc`, the others turn `Cow` keys into strings.
    matches!(
        function,
        "serde_vec_arc::serialize"
            | "serde_vec_arc::deserialize"
            | "additional_serde::serialize"
            | "additional_serde::deserialize"
    )
}

/// Variants that are left out. `Custom` names a renderer registered from Rust, of which there is none
/// here; serde takes every unknown word for one, and plain text comes out.
pub const DROPPED_VARIANTS: [(&str, &str); 1] =
    [("kreuzberg::core::config::formats::OutputFormat", "Custom")];

/// Other words for a value, and the value that kreuzberg's reader knows: its `FromStr` takes them, its serde
/// implementation does not.
pub const VALUE_ALIASES: [(&str, &str, &str); 3] = [
    ("kreuzberg::core::config::formats::OutputFormat", "text", "plain"),
    ("kreuzberg::core::config::formats::OutputFormat", "md", "markdown"),
    ("kreuzberg::core::config::formats::OutputFormat", "structured-ocr", "structured"),
];
