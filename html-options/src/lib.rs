//! The types by which kreuzberg speaks to html-to-markdown-rs, its converter of HTML, without the converter.
//!
//! This project reads HTML itself (`src/extractors/html`), so that the converter and the parser, the tables and the
//! picture formats that come with it would be in the modules for nothing. What kreuzberg needs of it to compile is
//! here: the options, which this project's reader heeds, and the shapes of what it would give. See [`convert`].

mod metadata;
mod options;
mod result;

pub use metadata::{
    DocumentMetadata, HeaderMetadata, HtmlMetadata, ImageDimensions, ImageMetadata, ImageType, LinkMetadata,
    LinkType, StructuredData, StructuredDataType, TextDirection,
};
pub use options::{
    CodeBlockStyle, ConversionOptions, HeadingStyle, HiddenContent, HighlightStyle, InlineDataMedia,
    LinkStyle, ListIndentType, NewlineStyle, OutputFormat, PreprocessingOptions, PreprocessingPreset,
    TierStrategy, UrlEscapeStyle, WhitespaceMode,
};
pub use result::{InlineImage, InlineImageFormat};

/// What a conversion gives.
pub mod types {
    pub use crate::result::{
        AnnotationKind, ConversionResult, DocumentNode, DocumentStructure, GridCell, NodeContent, TableData,
        TableGrid, TextAnnotation,
    };
}

/// Why there is no conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversionError;

impl std::fmt::Display for ConversionError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("HTML is read elsewhere")
    }
}

impl std::error::Error for ConversionError {}

/// Converts nothing: the readers that call it have others in front of them. kreuzberg also asks it for the text of
/// mails in which it has found none, and takes this for a no.
///
/// # Errors
/// Always.
pub fn convert(
    _html: &str,
    _options: impl Into<Option<ConversionOptions>>,
) -> Result<types::ConversionResult, ConversionError> {
    Err(ConversionError)
}
