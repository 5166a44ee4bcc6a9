//! What a page says of itself, as kreuzberg reads it out of a conversion.

use std::collections::BTreeMap;

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct HtmlMetadata {
    /// What is in the head.
    pub document: DocumentMetadata,
    /// The headings.
    pub headers: Vec<HeaderMetadata>,
    /// The links.
    pub links: Vec<LinkMetadata>,
    /// The pictures.
    pub images: Vec<ImageMetadata>,
    /// JSON-LD, Microdata and RDFa.
    pub structured_data: Vec<StructuredData>,
}

/// What is in a page's head.
#[derive(Debug, Clone, Default)]
pub struct DocumentMetadata {
    /// `<title>`
    pub title: Option<String>,
    /// `<meta name="description">`
    pub description: Option<String>,
    /// `<meta name="keywords">`, one by one.
    pub keywords: Vec<String>,
    /// `<meta name="author">`
    pub author: Option<String>,
    /// `<link rel="canonical">`
    pub canonical_url: Option<String>,
    /// `<base href>`
    pub base_href: Option<String>,
    /// `lang`
    pub language: Option<String>,
    /// `dir`
    pub text_direction: Option<TextDirection>,
    /// `og:` properties.
    pub open_graph: BTreeMap<String, String>,
    /// `twitter:` properties.
    pub twitter_card: BTreeMap<String, String>,
    /// Other `<meta>` elements.
    pub meta_tags: BTreeMap<String, String>,
}

/// The direction that text runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextDirection {
    /// `ltr`
    LeftToRight,
    /// `rtl`
    RightToLeft,
    /// `auto`
    Auto,
}

/// A heading.
#[derive(Debug, Clone)]
pub struct HeaderMetadata {
    /// 1 to 6.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// Its `id`.
    pub id: Option<String>,
    /// How many elements it lies in.
    pub depth: usize,
    /// Where it is in the page, in bytes.
    pub html_offset: usize,
}

/// A link.
#[derive(Debug, Clone)]
pub struct LinkMetadata {
    /// Its address.
    pub href: String,
    /// Its text.
    pub text: String,
    /// Its title.
    pub title: Option<String>,
    /// What it leads to.
    pub link_type: LinkType,
    /// Its relations.
    pub rel: Vec<String>,
    /// Its other attributes.
    pub attributes: BTreeMap<String, String>,
}

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkType {
    /// A place in the page.
    Anchor,
    /// A place beside the page.
    Internal,
    /// Another site.
    External,
    /// A mailbox.
    Email,
    /// A telephone.
    Phone,
    /// Anything else.
    Other,
}

/// A picture.
#[derive(Debug, Clone)]
pub struct ImageMetadata {
    /// Its address.
    pub src: String,
    /// The text that stands for it.
    pub alt: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// How large the page says it is.
    pub dimensions: Option<ImageDimensions>,
    /// Where it is.
    pub image_type: ImageType,
    /// Its other attributes.
    pub attributes: BTreeMap<String, String>,
}

/// A picture's size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageDimensions {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// Where a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageType {
    /// In its address.
    DataUri,
    /// In the page, as SVG.
    InlineSvg,
    /// On another site.
    External,
    /// Beside the page.
    Relative,
}

/// Data about what the page is about.
#[derive(Debug, Clone)]
pub struct StructuredData {
    /// How it is written.
    pub data_type: StructuredDataType,
    /// What is written.
    pub raw_json: String,
    /// The type that it says it is of.
    pub schema_type: Option<String>,
}

/// How structured data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructuredDataType {
    /// In a script.
    JsonLd,
    /// In `itemprop` attributes.
    Microdata,
    /// In `property` attributes.
    RDFa,
}
