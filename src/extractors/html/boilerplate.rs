//! What of a page is not its text: scripts, what is not shown, and what surrounds the content.

use html_to_markdown_rs::{ConversionOptions, HiddenContent, PreprocessingPreset};

use super::tokens::Attributes;

/// What surrounds the content, and is left out or not.
#[derive(Clone, Copy)]
pub struct Surroundings {
    /// Headers: `None` for those of the page alone.
    pub headers: Option<bool>,
    /// The same of footers.
    pub footers: Option<bool>,
    /// Whether navigation, and the page's headers and footers, are kept.
    pub keep: bool,
    /// Whether forms are kept.
    pub forms: bool,
    /// Whether asides are kept.
    pub asides: bool,
    /// Which text is kept that is not shown.
    pub hidden: HiddenContent,
}

impl Default for Surroundings {
    fn default() -> Self {
        let hidden = HiddenContent::Drop;
        Self { headers: None, footers: None, keep: false, forms: true, asides: true, hidden }
    }
}

/// Elements without text to be read.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "applet"
            | "area"
            | "audio"
            | "base"
            | "basefont"
            | "bgsound"
            | "canvas"
            | "col"
            | "colgroup"
            | "datalist"
            | "embed"
            | "frame"
            | "frameset"
            | "head"
            | "iframe"
            | "input"
            | "link"
            | "meta"
            | "noembed"
            | "noframes"
            | "noscript"
            | "param"
            | "rp"
            | "script"
            | "select"
            | "source"
            | "style"
            | "template"
            | "title"
            | "track"
            | "video"
    )
}

impl Surroundings {
    /// Whether an element is left out, with all that is in it. `sectioned` is whether it is in an article, a
    /// section or the main element, whose headers, footers and links are not the page's (HTML-AAM, 3.5).
    pub fn leave_out(self, name: &str, attributes: Attributes, sectioned: bool) -> bool {
        if self.is_silent(name, attributes) || self.is_hidden(attributes) {
            return true;
        }
        let page = !sectioned && !self.keep;
        match name {
            "header" => self.headers.map_or(page, |include| !include),
            "footer" => self.footers.map_or(page, |include| !include),
            "nav" => page || leads_elsewhere(attributes),
            "form" => !self.forms,
            "aside" => !self.asides,
            _ => false,
        }
    }

    /// Takes over what `htmlOptions` say.
    pub fn heed(&mut self, options: &ConversionOptions) {
        let preparing = &options.preprocessing;
        let much = preparing.enabled && preparing.preset != PreprocessingPreset::Minimal;
        self.keep = !(much && preparing.remove_navigation);
        self.forms = !(much && preparing.remove_forms);
        self.asides = !(much && preparing.preset == PreprocessingPreset::Aggressive);
        self.hidden = options.hidden_content;
    }

    fn is_silent(self, name: &str, attributes: Attributes) -> bool {
        let shadow =
            || attributes.get("shadowrootmode").is_some_and(|mode| matches!(&*mode, "open" | "closed"));
        let kept = match name {
            "template" if self.hidden == HiddenContent::Reachable => shadow(),
            "template" | "noscript" => self.hidden == HiddenContent::All,
            _ => false,
        };
        !kept && is_silent(name)
    }

    /// Not shown by a browser. The second copy of a formula (KaTeX) is for the eye, and the first for reading.
    fn is_hidden(self, attributes: Attributes) -> bool {
        let dropped = self.hidden == HiddenContent::Drop;
        for (name, value) in attributes {
            let hidden = match name.to_ascii_lowercase().as_str() {
                "hidden" => dropped && !value.eq_ignore_ascii_case("until-found"),
                "style" => dropped && hides(value),
                "class" => value.split_ascii_whitespace().any(|class| class == "katex-html"),
                _ => false,
            };
            if hidden {
                return true;
            }
        }
        false
    }
}

/// Navigation in the chapter of a book (EPUB 3.3, 7.4) that is no part of its text.
fn leads_elsewhere(attributes: Attributes) -> bool {
    let is_list = |kind: &str| matches!(kind, "toc" | "landmarks" | "page-list");
    attributes.get("epub:type").is_some_and(|kinds| kinds.split_ascii_whitespace().any(is_list))
}

fn hides(style: &str) -> bool {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(property, value)| {
        let value = value.trim().trim_end_matches("!important").trim_end();
        match property.trim().to_ascii_lowercase().as_str() {
            "display" => value.eq_ignore_ascii_case("none"),
            "visibility" => value.eq_ignore_ascii_case("hidden"),
            _ => false,
        }
    })
}
