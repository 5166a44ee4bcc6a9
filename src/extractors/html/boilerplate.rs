//! What of a page is not its text: scripts, what is not shown, and what surrounds the content.

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
}

/// Elements without text to be read.
const SILENT: &[&str] = &[
    "applet", "area", "audio", "base", "basefont", "bgsound", "canvas", "col", "colgroup", "datalist",
    "embed", "frame", "frameset", "head", "iframe", "input", "link", "meta", "noembed", "noframes",
    "noscript", "param", "rp", "script", "select", "source", "style", "template", "title", "track", "video",
];

impl Surroundings {
    /// Whether an element is left out, with all that is in it. `sectioned` is whether it is in an article, a
    /// section or the main element, whose headers, footers and links are not the page's (HTML-AAM, 3.5).
    pub fn leave_out(self, name: &str, attributes: Attributes, sectioned: bool) -> bool {
        if SILENT.contains(&name) || is_hidden(attributes) {
            return true;
        }
        let page = !sectioned && !self.keep;
        match name {
            "header" => self.headers.map_or(page, |include| !include),
            "footer" => self.footers.map_or(page, |include| !include),
            "nav" => page,
            _ => false,
        }
    }
}

/// Not shown by a browser. The second copy of a formula (KaTeX) is for the eye, and the first for reading.
fn is_hidden(attributes: Attributes) -> bool {
    for (name, value) in attributes {
        let hidden = match name.to_ascii_lowercase().as_str() {
            "hidden" => !value.eq_ignore_ascii_case("until-found"),
            "style" => hides(value),
            "class" => value.split_ascii_whitespace().any(|class| class == "katex-html"),
            _ => false,
        };
        if hidden {
            return true;
        }
    }
    false
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
