//! Slides as kreuzberg's reader can read them (ECMA-376 part 1, 19.3 and 21.1.2; part 3, 10). It parts all runs of a
//! paragraph by blanks, though programs part them wherever a language or the spelling changes; it knows no line breaks,
//! fields, formulas and alternatives, and loses what is in them; and it refuses a picture that is not in the package.

use std::borrow::Cow;

use quick_xml::escape::escape;

use crate::extractors::word::math::latex;
use crate::markup::{Tag, Tags, attribute};

const RUN: &str = "<a:r>";
const TEXT: &str = "<a:t>";
/// The end of a run, which is cut off where the next one goes on.
const END: &str = "</a:t></a:r>";

/// A slide's markup, mended; and whether a formula in it was nested too deeply.
pub fn mended(text: &str) -> (String, bool) {
    let mut slide = Slide {
        text,
        tags: Tags::new(text),
        out: String::with_capacity(text.len()),
        copied: 0,
        in_paragraph: false,
        last: None,
        taken: Vec::new(),
        can_refer: text.contains("xmlns:r="),
        lacks_picture: false,
        too_deep: false,
    };
    while let Some(tag) = slide.tags.next() {
        slide.at(&tag);
    }
    slide.copy_to(text.len());
    (slide.out, slide.too_deep)
}

struct Slide<'a> {
    text: &'a str,
    tags: Tags<'a>,
    out: String,
    /// Up to here the text is in `out`.
    copied: usize,
    in_paragraph: bool,
    /// How the run that `out` ends with looks, and where it ends in the text.
    last: Option<(Look<'a>, usize)>,
    /// Of each set of alternatives that is open: whether one has been taken.
    taken: Vec<bool>,
    /// What refers to other parts has its usual prefix.
    can_refer: bool,
    /// A picture is open that has named no part yet.
    lacks_picture: bool,
    too_deep: bool,
}

/// What the reader tells runs apart by.
#[derive(Default, PartialEq, Eq)]
struct Look<'a> {
    attributes: [Option<&'a str>; 4],
    link: Option<&'a str>,
}

impl<'a> Slide<'a> {
    fn at(&mut self, tag: &Tag<'a>) {
        match (tag.name, tag.closes) {
            ("a:p", closes) => {
                self.in_paragraph = !closes && !tag.empty;
                self.last = None;
            }
            ("a:r", false) => self.run(tag),
            ("a:fld", false) if !tag.empty => self.run(tag),
            ("a:br", false) => {
                self.replace(tag);
                self.put(" ");
            }
            ("a14:m", false) => self.formula(tag),
            ("mc:AlternateContent" | "mc:Choice" | "mc:Fallback", _) => self.alternative(tag),
            ("p:pic", false) => self.lacks_picture = self.can_refer && !tag.empty,
            ("p:pic", true) if self.lacks_picture => {
                self.copy_to(tag.start);
                self.out.push_str("<a:blip r:embed=\"\"/>");
                self.lacks_picture = false;
            }
            ("a:blip", false) if self.lacks_picture => {
                self.lacks_picture = false;
                if attribute(self.slice(tag.start, tag.end), "r:embed").is_none() {
                    self.copy_to(tag.start + "<a:blip".len());
                    self.out.push_str(" r:embed=\"\"");
                }
            }
            _ => {}
        }
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn copy_to(&mut self, end: usize) {
        self.out.push_str(self.slice(self.copied, end));
        self.copied = self.copied.max(end);
    }

    /// Leaves out an element; gives what is in it.
    fn replace(&mut self, tag: &Tag<'a>) -> &'a str {
        self.copy_to(tag.start);
        self.copied = tag.end;
        self.last = None;
        let inner_end = if tag.empty { tag.end } else { self.close(tag) };
        self.slice(tag.end, inner_end)
    }

    /// Goes on behind the end of an element, and tells where its end tag begins. What never ends does so with the text.
    fn close(&mut self, tag: &Tag<'a>) -> usize {
        let mut open = 1;
        let mut found = (self.text.len(), self.text.len());
        for other in self.tags.by_ref().filter(|other| other.name == tag.name && !other.empty) {
            open = if other.closes { open - 1 } else { open + 1 };
            if open == 0 {
                found = (other.start, other.end);
                break;
            }
        }
        self.copied = found.1;
        found.0
    }

    /// Puts a run that looks like nothing else.
    fn put(&mut self, text: &str) {
        for piece in [RUN, TEXT, text, END] {
            self.out.push_str(piece);
        }
        self.last = None;
    }

    /// A run, or a field, which is one whose text a program has put there.
    fn run(&mut self, tag: &Tag<'a>) {
        let (mut look, mut properties, mut text) = (Look::default(), (tag.end, tag.end), None);
        let is_number = attribute(self.slice(tag.start, tag.end), "type") == Some("slidenum");
        let mut ends = if tag.empty { tag.end } else { self.text.len() };
        while let Some(inner) = if tag.empty { None } else { self.tags.next() } {
            let own = self.slice(inner.start, inner.end);
            match inner.name {
                name if name == tag.name && inner.closes => {
                    ends = inner.end;
                    break;
                }
                "a:rPr" if inner.closes => properties.1 = inner.end,
                "a:rPr" => {
                    look.attributes = ["b", "i", "u", "strike"].map(|name| {
                        attribute(own, name)
                            .filter(|value| !matches!(*value, "0" | "false" | "none" | "noStrike"))
                    });
                    properties = (inner.start, inner.end);
                }
                "a:hlinkClick" => look.link = attribute(own, "r:id"),
                "a:t" if inner.closes => text = text.map(|(start, _)| (start, inner.start)),
                "a:t" if !inner.empty => text = Some((inner.end, inner.end)),
                _ => {}
            }
        }
        let text = text.map(|(start, end)| self.slice(start, end)).unwrap_or_default();
        if tag.name == "a:fld" && is_number {
            self.copy_to(tag.start);
            self.copied = ends;
            self.last = None;
            return;
        }
        let last = self.last.take().filter(|(_, behind)| self.slice(*behind, tag.start).trim().is_empty());
        match (last, self.out.strip_suffix(END)) {
            // What says nothing parts nothing.
            (Some((last, _)), _) if text.is_empty() => self.last = Some((last, ends)),
            (Some((last, _)), Some(out)) if last == look || parts_a_word(out, text) => {
                self.out.truncate(out.len());
                self.out.push_str(text);
                self.out.push_str(END);
                self.last = Some((look, ends));
            }
            _ => {
                self.copy_to(tag.start);
                for piece in [RUN, self.slice(properties.0, properties.1), TEXT, text, END] {
                    self.out.push_str(piece);
                }
                self.last = Some((look, ends));
            }
        }
        self.copied = ends;
    }

    fn formula(&mut self, tag: &Tag<'a>) {
        let content = self.replace(tag);
        let (latex, too_deep) = latex(content, content.contains("<m:oMathPara"));
        self.too_deep |= too_deep;
        if !latex.is_empty() && self.in_paragraph {
            let escaped: Cow<str> = escape(latex.as_str());
            self.put(&format!("${escaped}$"));
        }
    }

    /// Of alternatives the first is taken, and what it is in becomes a group; in a paragraph there are none.
    fn alternative(&mut self, tag: &Tag<'a>) {
        match (tag.name, tag.closes, self.taken.last_mut()) {
            ("mc:AlternateContent", false, _) if !tag.empty => self.taken.push(false),
            ("mc:AlternateContent", true, _) => drop(self.taken.pop()),
            (_, false, Some(true)) => {
                self.replace(tag);
                return;
            }
            (_, false, Some(taken)) => *taken = true,
            _ => {}
        }
        self.copy_to(tag.start);
        self.copied = tag.end;
        if self.in_paragraph {
            return;
        }
        self.out.push_str(if tag.closes { "</p:grpSp" } else { "<p:grpSp" });
        let name = 1 + usize::from(tag.closes) + tag.name.len();
        self.out.push_str(self.slice(tag.start + name, tag.end));
    }
}

/// A word that is emphasised in part is a word still.
fn parts_a_word(before: &str, behind: &str) -> bool {
    before.ends_with(char::is_alphanumeric) && behind.starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::mended;

    fn paragraph(content: &str) -> String {
        let before = format!("<p:sp><a:p>{content}</a:p></p:sp>");
        let (after, too_deep) = mended(&before);
        assert!(!too_deep);
        let inner = after.strip_prefix("<p:sp><a:p>").and_then(|rest| rest.strip_suffix("</a:p></p:sp>"));
        inner.unwrap_or(&after).to_owned()
    }

    #[test]
    fn runs_that_look_alike_are_one() {
        assert_eq!(
            paragraph(
                "<a:r><a:rPr lang='en'/><a:t>Hel</a:t></a:r> <a:r><a:rPr lang='cy' err='1'/><a:t>lo</a:t></a:r>"
            ),
            "<a:r><a:rPr lang='en'/><a:t>Hello</a:t></a:r>"
        );
        assert_eq!(
            paragraph(
                "<a:r><a:rPr b='0'/><a:t>Hel</a:t></a:r><a:r/><a:r><a:t/></a:r><a:r><a:t>lo</a:t></a:r>"
            ),
            "<a:r><a:rPr b='0'/><a:t>Hello</a:t></a:r>"
        );
        let bold = "<a:r><a:t>on </a:t></a:r><a:r><a:rPr b='1'><a:solidFill/></a:rPr><a:t>board</a:t></a:r>";
        assert_eq!(paragraph(bold), bold);
    }

    #[test]
    fn a_word_that_is_emphasised_in_part_is_one_word() {
        assert_eq!(
            paragraph("<a:r><a:t>star</a:t></a:r><a:r><a:rPr b='1'/><a:t>board</a:t></a:r>"),
            "<a:r><a:t>starboard</a:t></a:r>"
        );
    }

    #[test]
    fn a_break_is_a_blank_with_or_without_properties() {
        for line_break in ["<a:br/>", "<a:br><a:rPr lang='cy'/></a:br>"] {
            assert_eq!(
                paragraph(&format!("<a:r><a:t>a</a:t></a:r>{line_break}<a:r><a:t>b</a:t></a:r>")),
                "<a:r><a:t>a</a:t></a:r><a:r><a:t> </a:t></a:r><a:r><a:t>b</a:t></a:r>"
            );
        }
    }

    #[test]
    fn what_never_ends_is_read_to_its_end() {
        for open in ["<a:r>", "<a:fld>", "<a:br>", "<a14:m>", "<mc:Fallback>", "<p:pic>", "<a:p><a:r><a:t>"] {
            let text = open.repeat(100_000);
            assert!(mended(&text).0.len() <= 40 + 2 * text.len(), "{open}");
        }
    }
}
