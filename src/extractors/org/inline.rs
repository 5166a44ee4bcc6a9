//! What stands within a line: marks, links, notes, formulas.

use html_escape::decode_html_entities;

use super::ahead::Ahead;
use super::lines::is_label;
use crate::extractors::html::NOTE_REFERENCE;
use crate::extractors::html::writer::Writer;

/// A note that stands where it is referred to has fewer bytes.
const LONGEST_NOTE: usize = 2000;

/// Marks in one another.
const DEEPEST: usize = 8;

const PICTURES: [&str; 9] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".tiff"];

/// Writes text with what is marked in it.
pub struct Inline<'w> {
    pub html: &'w mut Writer,
    /// Notes that stand where they are referred to, under labels of their own.
    pub notes: &'w mut Vec<(String, Writer)>,
    /// What the picture shows, where there is nothing else.
    pub caption: &'w str,
}

impl Inline<'_> {
    pub fn write(&mut self, text: &str) {
        self.within(text, 0);
    }

    fn within(&mut self, text: &str, depth: usize) {
        let mut ahead = Ahead::of(text);
        while let Some(plain) = ahead.rest().bytes().position(is_special) {
            self.html.text(ahead.take(plain));
            match self.object(&mut ahead, depth) {
                Some(length) => {
                    ahead.take(length);
                }
                // Whether it is a mark or not, it is a character.
                None => self.html.text(ahead.take(1)),
            }
        }
        self.html.text(ahead.rest());
    }

    /// Writes what begins here, if anything does; its length in bytes.
    fn object(&mut self, ahead: &mut Ahead, depth: usize) -> Option<usize> {
        let text = ahead.rest();
        match text.as_bytes().first()? {
            b'[' => self.link(ahead, depth).or_else(|| self.note(text, depth)),
            b'<' => self.target(ahead).or_else(|| self.angle_link(ahead)),
            b'\\' => self.backslash(ahead),
            b'$' => self.formula(ahead),
            sign @ (b'^' | b'_') if text.as_bytes().get(1) == Some(&b'{') && ahead.is_behind_word() => {
                let body = ahead.until(2, "}")?;
                self.element(if *sign == b'^' { "sup" } else { "sub" }, body, depth)?;
                Some(body.len() + 3)
            }
            b'h' => self.plain_link(ahead),
            b'@' => {
                // `@@name:...@@` is for one kind of output, whatever that may be.
                text.strip_prefix("@@")?;
                let body = ahead.until(2, "@@")?;
                body.split_once(':').filter(|(name, _)| is_label(name)).map(|_| body.len() + 4)
            }
            _ => self.mark(ahead, depth),
        }
    }

    /// `*strong*` and the like.
    fn mark(&mut self, ahead: &mut Ahead, depth: usize) -> Option<usize> {
        let (sign, element) = match ahead.rest().as_bytes().first()? {
            b'*' => ("*", "strong"),
            b'/' => ("/", "em"),
            b'_' => ("_", "u"),
            b'+' => ("+", "del"),
            b'=' => ("=", "code"),
            b'~' => ("~", "code"),
            _ => return None,
        };
        if ahead.before().is_some_and(|c| !c.is_whitespace() && !"-\u{2013}\u{2014}({'\"".contains(c)) {
            return None;
        }
        let body = ahead.marked(sign)?;
        if element == "code" {
            self.html.within("code", body);
        } else {
            self.element(element, body, depth)?;
        }
        Some(body.len() + 2)
    }

    fn element(&mut self, element: &'static str, body: &str, depth: usize) -> Option<()> {
        if depth >= DEEPEST {
            return None;
        }
        self.html.open(element, &[]);
        self.within(body, depth + 1);
        self.html.close(element);
        Some(())
    }

    /// `[[target][description]]`, or without a description.
    fn link(&mut self, ahead: &mut Ahead, depth: usize) -> Option<usize> {
        ahead.rest().strip_prefix("[[")?;
        let inside = ahead.until(2, "]]")?;
        let (target, description) = match inside.split_once("][") {
            Some((target, description)) => (target, Some(description)),
            None => (inside, None),
        };
        let url = target.strip_prefix("file:").unwrap_or(target);
        let lower = url.to_ascii_lowercase();
        if description.is_none() && PICTURES.iter().any(|ending| lower.ends_with(ending)) {
            self.html.open("img", &[("src", url), ("alt", self.caption)]);
        } else {
            self.html.open("a", &[("href", url)]);
            match description {
                Some(description) if depth < DEEPEST => self.within(description, depth + 1),
                _ => self.html.text(description.unwrap_or(url)),
            }
            self.html.close("a");
        }
        Some(inside.len() + 4)
    }

    /// `[fn:label]`, `[fn:label:text]` or `[fn::text]`.
    fn note(&mut self, text: &str, depth: usize) -> Option<usize> {
        text.strip_prefix("[fn:")?;
        let inside = bracketed(text)?;
        let note = inside.strip_prefix("fn:")?;
        let (label, said) = match note.split_once(':') {
            Some((label, said)) => (label, Some(said)),
            None => (note, None),
        };
        if !(is_label(label) || label.is_empty() && said.is_some()) || depth >= DEEPEST {
            return None;
        }
        let number = self.notes.len() + 1;
        let label = if label.is_empty() { format!("note-{number}") } else { label.to_owned() };
        self.html.open(NOTE_REFERENCE, &[("label", &label)]);
        self.html.close(NOTE_REFERENCE);
        if let Some(said) = said {
            let outer = std::mem::take(self.html);
            self.within(said.trim(), depth + 1);
            let note = std::mem::replace(self.html, outer);
            self.notes.push((label, note));
        }
        Some(inside.len() + 2)
    }

    /// `<<target>>` is nothing to be seen; `<<<target>>>` is text.
    fn target(&mut self, ahead: &mut Ahead) -> Option<usize> {
        ahead.rest().strip_prefix("<<")?;
        let inside = ahead.until(2, ">>")?;
        match inside.strip_prefix('<') {
            Some(radio) => {
                self.html.text(radio);
                Some(inside.len() + 5)
            }
            None => Some(inside.len() + 4),
        }
    }

    fn angle_link(&mut self, ahead: &mut Ahead) -> Option<usize> {
        let url = ahead.until(1, ">")?;
        let (scheme, _) = url.split_once(':')?;
        if !matches!(scheme, "http" | "https" | "ftp" | "mailto") || url.contains(char::is_whitespace) {
            return None;
        }
        self.url(url);
        Some(url.len() + 2)
    }

    fn plain_link(&mut self, ahead: &Ahead) -> Option<usize> {
        let text = ahead.rest();
        if ahead.before().is_some_and(char::is_alphanumeric)
            || !(text.starts_with("http://") || text.starts_with("https://"))
        {
            return None;
        }
        let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '[' | ']' | '"'));
        // A sentence's sign is no part of an address.
        let signs = ['.', ',', ';', ':', '!', '?', ')', '\''];
        let url = text.get(..end.unwrap_or(text.len()))?.trim_end_matches(signs);
        self.url(url);
        Some(url.len())
    }

    fn url(&mut self, url: &str) {
        self.html.open("a", &[("href", url)]);
        self.html.text(url);
        self.html.close("a");
    }

    /// A line's break, a formula, or a character by its name.
    fn backslash(&mut self, ahead: &mut Ahead) -> Option<usize> {
        let behind = ahead.rest().get(1..)?;
        if let Some(behind) = behind.strip_prefix('\\') {
            // Only at the end of a line.
            let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
            let ends =
                behind.get(blanks..).is_some_and(|behind| behind.is_empty() || behind.starts_with('\n'));
            if ends {
                self.html.line_break();
            }
            return ends.then_some(2 + blanks);
        }
        for (open, close, display) in [('(', "\\)", false), ('[', "\\]", true)] {
            if behind.starts_with(open) {
                let tex = ahead.until(2, close)?;
                self.tex(tex, display);
                return Some(tex.len() + 4);
            }
        }
        let name = behind.bytes().take_while(u8::is_ascii_alphabetic).count();
        let entity = format!("&{};", behind.get(..name).filter(|name| !name.is_empty())?);
        let decoded = decode_html_entities(&entity);
        (decoded != entity).then(|| {
            self.html.text(&decoded);
            let ended = behind.get(name..).is_some_and(|behind| behind.starts_with("{}"));
            1 + name + if ended { 2 } else { 0 }
        })
    }

    /// `$$...$$`, or `$...$` where that can be no price.
    fn formula(&mut self, ahead: &mut Ahead) -> Option<usize> {
        if ahead.rest().starts_with("$$") {
            let tex = ahead.until(2, "$$")?;
            self.tex(tex, true);
            return Some(tex.len() + 4);
        }
        let tex = ahead.until(1, "$").filter(|tex| !tex.is_empty())?;
        let fits = |c: char| !c.is_whitespace() && !matches!(c, '.' | ',' | ';');
        let after = ahead.rest().get(tex.len() + 2..)?.chars().next();
        (tex.starts_with(fits) && tex.ends_with(fits) && after.is_none_or(|c| !c.is_alphanumeric())).then(
            || {
                self.tex(tex, false);
                tex.len() + 2
            },
        )
    }

    fn tex(&mut self, tex: &str, display: bool) {
        self.html.begin_formula(display);
        self.html.text(tex);
        self.html.end_formula();
    }
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'*' | b'/' | b'_' | b'+' | b'=' | b'~' | b'[' | b'<' | b'\\' | b'$' | b'^' | b'h' | b'@')
}

/// What is in a bracket, up to the one that closes it.
fn bracketed(text: &str) -> Option<&str> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().take(LONGEST_NOTE) {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return text.get(1..at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractors::html::writer::shown;

    fn html(text: &str) -> String {
        let (mut html, mut notes) = (Writer::default(), Vec::new());
        Inline { html: &mut html, notes: &mut notes, caption: "of a knot" }.write(text);
        let notes: String = notes.iter().map(|(label, note)| format!("|{label}: {}", shown(note))).collect();
        shown(&html) + &notes
    }

    #[test]
    fn marks_stand_around_words() {
        for (text, expected) in [
            ("a *b /c/* d", "a <strong>b <em>c</em></strong> d"),
            ("(=a*b*=), ~c~.", "(<code>a*b*</code>), <code>c</code>."),
            ("_u_ +s+ x^{2} y_{ij}", "<u>u</u> <del>s</del> x<sup>2</sup> y<sub>ij</sub>"),
            ("*a\nb*", "<strong>a\nb</strong>"),
            ("\u{e9} *\u{e9}*", "\u{e9} <strong>\u{e9}</strong>"),
        ] {
            assert_eq!(html(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_that_are_none_stay() {
        for text in
            ["2 * 3 * 4", "snake_case_name", "a/b/c", "* a*", "*a *", "1+1=2", "\u{e9}*a*", "**", "the h"]
        {
            assert_eq!(html(text), text);
        }
    }

    #[test]
    fn links_lead_where_they_say() {
        for (text, expected) in [
            ("[[https://a.b][the *page*]]", "<a href=\"https://a.b\">the <strong>page</strong></a>"),
            ("[[file:a.PNG]] [[a.png][b]]", "<img src=\"a.PNG\" alt=\"of a knot\"> <a href=\"a.png\">b</a>"),
            (
                "<https://a.b>, https://c.d.",
                "<a href=\"https://a.b\">https://a.b</a>, <a href=\"https://c.d\">https://c.d</a>.",
            ),
            ("<<here>>a <<<b>>>", "a b"),
        ] {
            assert_eq!(html(text), expected, "{text}");
        }
    }

    #[test]
    fn notes_formulas_and_characters_are_what_they_say() {
        for (text, expected) in [
            ("a[fn::of [a]]", "a<reference\u{f8e3} label=\"note-1\"></reference\u{f8e3}>|note-1: of [a]"),
            (
                "$x_1$, \\(y\\)",
                "<math><annotation encoding=\"application/x-tex\">x_1</annotation></math>, <math><annotation encoding=\"application/x-tex\">y</annotation></math>",
            ),
            ("$5 and $6", "$5 and $6"),
            ("\\alpha{}s \\nothing", "\u{3b1}s \\nothing"),
            ("a\\\\\nb", "a<br>\nb"),
            ("@@html:<b>@@c", "c"),
        ] {
            assert_eq!(html(text), expected, "{text}");
        }
    }
}
