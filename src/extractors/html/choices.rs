//! What of a page is read: by itself, or as `htmlOptions` say.

use html_to_markdown_rs::{ConversionOptions, InlineDataMedia, WhitespaceMode};
use kreuzberg::types::ProcessingWarning;

use super::boilerplate::Surroundings;
use super::selector::Selector;

/// What of a page is read.
#[derive(Default)]
pub struct Choices {
    pub surroundings: Surroundings,
    /// Whether images leave a trace in the text.
    pub images: bool,
    /// Whether that is no more than the text that stands for them.
    pub alternatives: bool,
    /// What of them where they are in the page itself; none where that is left to who writes the text.
    pub data_media: Option<InlineDataMedia>,
    /// Whether white space stays as it is.
    pub strict: bool,
    /// Whether abbreviations are followed by what they stand for.
    pub abbreviations: bool,
    /// Whether quotations are followed by what they are from.
    pub citations: bool,
    /// Elements that are read as if only their contents were there.
    pub transparent: Vec<String>,
    /// Elements that stay HTML.
    pub preserved: Vec<String>,
    /// Elements that are left out.
    pub excluded: Vec<Selector>,
    /// The address of the page.
    pub base: Option<String>,
}

impl Choices {
    pub fn new(surroundings: Surroundings, images: bool) -> Self {
        Self { surroundings, images, ..Self::default() }
    }

    /// Takes over what `htmlOptions` say.
    pub fn heed(&mut self, options: &ConversionOptions, warnings: &mut Vec<ProcessingWarning>) {
        self.surroundings.heed(options);
        self.images &= !options.skip_images;
        self.data_media = Some(options.inline_data_media);
        self.strict = options.whitespace_mode == WhitespaceMode::Strict;
        self.abbreviations = options.expand_abbreviations;
        self.citations = options.include_blockquote_citations;
        let lower = |names: &[String]| names.iter().map(|name| name.to_ascii_lowercase()).collect();
        self.transparent = lower(&options.strip_tags);
        self.preserved = lower(&options.preserve_tags);
        for text in &options.exclude_selectors {
            match Selector::list(text) {
                Some(selectors) => self.excluded.extend(selectors),
                None => {
                    warnings.push(super::warning(format!("excludeSelectors: '{text}' is not understood")))
                }
            }
        }
        self.base.clone_from(&options.base_url);
        if !matches!(options.strong_em_symbol, '*' | '_') {
            warnings
                .push(super::warning(format!("strongEmSymbol is * or _, not {}", options.strong_em_symbol)));
        }
        if !options.bullets.chars().all(|bullet| "-*+".contains(bullet)) {
            warnings.push(super::warning(format!("bullets are of - * +, not {}", options.bullets)));
        }
    }
}
