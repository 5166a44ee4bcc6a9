//! How HTML is written as Markdown or Djot: what `htmlOptions` takes, under the names and with the defaults that
//! html-to-markdown-rs has for it.

use serde::{Deserialize, Serialize};

/// How headings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeadingStyle {
    /// A line below the first two levels, and number signs before the others.
    Underlined,
    /// Number signs before.
    #[default]
    Atx,
    /// Number signs before and behind.
    AtxClosed,
}

/// What indents the lists in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListIndentType {
    /// Blanks.
    #[default]
    Spaces,
    /// A tab for each level.
    Tabs,
}

/// What becomes of white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WhitespaceMode {
    /// A blank for each stretch of it, as in a browser.
    #[default]
    Normalized,
    /// It stays as it is.
    Strict,
}

/// How a line is ended within a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NewlineStyle {
    /// Two blanks.
    #[default]
    Spaces,
    /// A backslash.
    Backslash,
}

/// How blocks of code are set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeBlockStyle {
    /// By four blanks before each line.
    Indented,
    /// By lines of backticks.
    #[default]
    Backticks,
    /// By lines of tildes.
    Tildes,
}

/// How `<mark>` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HighlightStyle {
    /// `==text==`
    #[default]
    DoubleEqual,
    /// `<mark>text</mark>`
    Html,
    /// `**text**`
    Bold,
    /// `text`
    None,
}

/// Where the addresses of links are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkStyle {
    /// In the text.
    #[default]
    Inline,
    /// Below it, by numbers.
    Reference,
}

/// How addresses are written that Markdown would not take as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UrlEscapeStyle {
    /// Those with blanks or line ends in angle brackets.
    #[default]
    Angle,
    /// With a percent sign for all but RFC 3986's unreserved characters and slashes.
    Percent,
}

/// What is written of a picture whose address is a `data:` URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InlineDataMedia {
    /// All of it.
    #[default]
    Keep,
    /// The text that stands for it.
    AltTextOnly,
    /// Nothing.
    DropElement,
}

/// Which text is read that a browser does not show at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HiddenContent {
    /// None.
    #[default]
    Drop,
    /// What the page may come to show: elements hidden by an attribute or their own style.
    Reachable,
    /// That, and what is in `<template>` and `<noscript>`.
    All,
}

/// The markup that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutputFormat {
    /// Markdown.
    #[default]
    Markdown,
    /// Djot.
    Djot,
    /// None.
    Plain,
}

/// Which way the converter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TierStrategy {
    /// The one that suits.
    #[default]
    Auto,
    /// The slower.
    Tier2,
}

/// How much of what surrounds the content is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PreprocessingPreset {
    /// Nothing of it.
    Minimal,
    /// The page's navigation, headers and footers, and forms.
    #[default]
    Standard,
    /// Those, and asides.
    Aggressive,
}

/// What is left out of a page before it is read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PreprocessingOptions {
    /// Whether anything is.
    pub enabled: bool,
    /// How much of what surrounds the content.
    pub preset: PreprocessingPreset,
    /// Whether navigation, and the page's headers and footers, are left out.
    pub remove_navigation: bool,
    /// Whether forms are left out. Where nothing else is there, they are kept.
    pub remove_forms: bool,
}

impl Default for PreprocessingOptions {
    fn default() -> Self {
        Self {
            enabled: true,
            preset: PreprocessingPreset::Standard,
            remove_navigation: true,
            remove_forms: true,
        }
    }
}

/// How HTML is written as Markdown or Djot. Where it is given, all of it holds, the defaults too.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConversionOptions {
    /// How headings are written in Markdown: with number signs, or with a line below.
    pub heading_style: HeadingStyle,
    /// What indents the lists in lists: blanks or tabs.
    pub list_indent_type: ListIndentType,
    /// How many blanks indent a list in a list; as many as its marker has characters at least.
    pub list_indent_width: usize,
    /// The characters before the items of lists, one for each level, in turn.
    pub bullets: String,
    /// The character around words in bold and italics in Markdown: `*` or `_`.
    pub strong_em_symbol: char,
    /// Whether every `*` in the text is escaped, not only where it would be taken for markup.
    pub escape_asterisks: bool,
    /// Whether every `_` in the text is escaped, not only where it would be taken for markup.
    pub escape_underscores: bool,
    /// Whether all of `` \ & < ` [ ] > ~ # = + | - `` in the text are escaped, and `.` and `)` behind digits.
    pub escape_misc: bool,
    /// Whether all ASCII punctuation in the text is escaped.
    pub escape_ascii: bool,
    /// The language of blocks of code that name none.
    pub code_language: String,
    /// Whether links whose text is their address are written `<https://...>` in Markdown.
    pub autolinks: bool,
    /// Whether the title of an `<abbr>` follows it in parentheses.
    pub expand_abbreviations: bool,
    /// Whether the address that a `<blockquote>` cites follows it.
    pub include_blockquote_citations: bool,
    /// Whether links whose text is their address have it for a title, too.
    pub default_title: bool,
    /// Whether lines end in the cells of tables, with `<br>`, where they do in the page; else there is a blank.
    pub br_in_tables: bool,
    /// Whether the cells of tables are only as wide as what is in them; else as wide as their columns.
    pub compact_tables: bool,
    /// How `<mark>` is written in Markdown.
    pub highlight_style: HighlightStyle,
    /// Whether the page's own metadata is read.
    pub extract_metadata: bool,
    /// What becomes of white space: a blank for each stretch of it, or all of it is kept.
    pub whitespace_mode: WhitespaceMode,
    /// Whether the result is a single line.
    pub strip_newlines: bool,
    /// Whether paragraphs are broken into lines of `wrap_width` characters.
    pub wrap: bool,
    /// The characters that a line has at most with `wrap`; a longer word has a line of its own. 0 is no limit.
    pub wrap_width: usize,
    /// Whether the page is read as a single paragraph.
    pub convert_as_inline: bool,
    /// What is put around subscripts: a text on both sides, or a tag, which is closed by its own.
    pub sub_symbol: String,
    /// What is put around superscripts: a text on both sides, or a tag, which is closed by its own.
    pub sup_symbol: String,
    /// How a line is ended within a paragraph in Markdown.
    pub newline_style: NewlineStyle,
    /// How blocks of code are set apart.
    pub code_block_style: CodeBlockStyle,
    /// Elements whose pictures are kept in their line.
    pub keep_inline_images_in: Vec<String>,
    /// What is left out of a page before it is read.
    pub preprocessing: PreprocessingOptions,
    /// The page's encoding.
    pub encoding: String,
    /// Whether the converter says what it does.
    pub debug: bool,
    /// Elements whose contents are read as if they were not in them.
    pub strip_tags: Vec<String>,
    /// Elements that stay HTML.
    pub preserve_tags: Vec<String>,
    /// Whether pictures leave no trace in the text.
    pub skip_images: bool,
    /// What is written of a picture whose address is a `data:` URL.
    pub inline_data_media: InlineDataMedia,
    /// Which text is read that a browser does not show at first.
    pub hidden_content: HiddenContent,
    /// How addresses are written that Markdown would not take as they are.
    pub url_escape_style: UrlEscapeStyle,
    /// Where the addresses of links are: in the text, or below it.
    pub link_style: LinkStyle,
    /// The markup that is written.
    pub output_format: OutputFormat,
    /// Whether the structure is told.
    pub include_document_structure: bool,
    /// Whether the pictures that a page holds are extracted.
    pub extract_images: bool,
    /// The bytes that a picture in the page has at most; a larger one is left out, with a warning.
    pub max_image_size: u64,
    /// The bytes that a page has at most; a larger one is refused.
    pub max_input_size: Option<u64>,
    /// Whether drawings in SVG count among the pictures that a page holds.
    pub capture_svg: bool,
    /// Whether the pictures that a page holds have their size told.
    pub infer_dimensions: bool,
    /// The depth at which elements are left out.
    pub max_depth: Option<usize>,
    /// Elements that are left out with all that is in them, by simple selectors of CSS: a name, `.class`, `#id`,
    /// `[attribute]`, `[attribute=value]`, the same with `~=`, `|=`, `^=`, `$=` and `*=`, and these one behind the
    /// other, or in a list with commas. Others are named in a warning.
    pub exclude_selectors: Vec<String>,
    /// Which way the converter takes.
    pub tier_strategy: TierStrategy,
    /// The address of the page, which the relative ones in it are resolved against.
    pub base_url: Option<String>,
}

impl Default for ConversionOptions {
    fn default() -> Self {
        Self {
            heading_style: HeadingStyle::Atx,
            list_indent_type: ListIndentType::Spaces,
            list_indent_width: 2,
            bullets: "-*+".to_owned(),
            strong_em_symbol: '*',
            escape_asterisks: false,
            escape_underscores: false,
            escape_misc: false,
            escape_ascii: false,
            code_language: String::new(),
            autolinks: true,
            expand_abbreviations: true,
            include_blockquote_citations: true,
            default_title: false,
            br_in_tables: false,
            compact_tables: false,
            highlight_style: HighlightStyle::DoubleEqual,
            extract_metadata: true,
            whitespace_mode: WhitespaceMode::Normalized,
            strip_newlines: false,
            wrap: false,
            wrap_width: 80,
            convert_as_inline: false,
            sub_symbol: String::new(),
            sup_symbol: String::new(),
            newline_style: NewlineStyle::Spaces,
            code_block_style: CodeBlockStyle::Backticks,
            keep_inline_images_in: Vec::new(),
            preprocessing: PreprocessingOptions::default(),
            encoding: "utf-8".to_owned(),
            debug: false,
            strip_tags: Vec::new(),
            preserve_tags: Vec::new(),
            skip_images: false,
            inline_data_media: InlineDataMedia::Keep,
            hidden_content: HiddenContent::Drop,
            url_escape_style: UrlEscapeStyle::Angle,
            link_style: LinkStyle::Inline,
            output_format: OutputFormat::Markdown,
            include_document_structure: false,
            extract_images: false,
            max_image_size: 5 * 1024 * 1024,
            max_input_size: None,
            capture_svg: false,
            infer_dimensions: true,
            max_depth: None,
            exclude_selectors: Vec::new(),
            tier_strategy: TierStrategy::Auto,
            base_url: None,
        }
    }
}
