//! What a conversion would give.

use crate::metadata::{HtmlMetadata, ImageDimensions};

/// The page in Markdown, Djot or plain text, and what else was found.
#[derive(Debug, Clone, Default)]
pub struct ConversionResult {
    /// The text.
    pub content: Option<String>,
    /// The structure.
    pub document: Option<DocumentStructure>,
    /// What the page says of itself.
    pub metadata: HtmlMetadata,
    /// The pictures that the page holds.
    pub images: Vec<InlineImage>,
}

/// A page's nodes.
#[derive(Debug, Clone, Default)]
pub struct DocumentStructure {
    /// In reading order.
    pub nodes: Vec<DocumentNode>,
}

/// A node.
#[derive(Debug, Clone)]
pub struct DocumentNode {
    /// What it is.
    pub content: NodeContent,
    /// The node that it lies in.
    pub parent: Option<u32>,
    /// The nodes that lie in it.
    pub children: Vec<u32>,
    /// What stretches of its text are marked as.
    pub annotations: Vec<TextAnnotation>,
}

/// What a node is.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum NodeContent {
    Heading { level: u8, text: String },
    Paragraph { text: String },
    List { ordered: bool },
    ListItem { text: String },
    Table { grid: TableGrid },
    Image { description: Option<String>, src: Option<String>, image_index: Option<u32> },
    Code { text: String, language: Option<String> },
    Quote,
    DefinitionList,
    DefinitionItem { term: String, definition: String },
    RawBlock { format: String, content: String },
    MetadataBlock { entries: Vec<(String, String)> },
    Group { label: Option<String>, heading_level: Option<u8>, heading_text: Option<String> },
}

/// A stretch of text and what it is marked as.
#[derive(Debug, Clone)]
pub struct TextAnnotation {
    /// In bytes.
    pub start: u32,
    /// In bytes; the first that it is not marked.
    pub end: u32,
    /// What it is marked as.
    pub kind: AnnotationKind,
}

/// What a stretch of text is marked as.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum AnnotationKind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Code,
    Subscript,
    Superscript,
    Highlight,
    Link { url: String, title: Option<String> },
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct TableData {
    /// Its cells.
    pub grid: TableGrid,
    /// In Markdown.
    pub markdown: String,
}

/// A table's cells.
#[derive(Debug, Clone, Default)]
pub struct TableGrid {
    /// How many rows there are.
    pub rows: u32,
    /// How many columns.
    pub cols: u32,
    /// What is in them.
    pub cells: Vec<GridCell>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub struct GridCell {
    /// Its text.
    pub content: String,
    /// Its row, from 0.
    pub row: u32,
    /// Its column, from 0.
    pub col: u32,
}

/// A picture that a page holds.
#[derive(Debug, Clone)]
pub struct InlineImage {
    /// Its bytes.
    pub data: Vec<u8>,
    /// What they are.
    pub format: InlineImageFormat,
    /// The text that stands for it.
    pub description: Option<String>,
    /// Its size.
    pub dimensions: Option<ImageDimensions>,
}

/// A format of pictures.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum InlineImageFormat {
    Png,
    Jpeg,
    Gif,
    Bmp,
    Webp,
    Svg,
    Other(String),
}
