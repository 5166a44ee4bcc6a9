//! Line breaks in the text of slides (ECMA-376 part 1, 21.1.2.2.1), which kreuzberg's reader does not know: words
//! on both sides of one would be a single word.

use crate::markup::Tags;

/// A run that says what a break says.
const BLANK: &str = "<a:r><a:t> </a:t></a:r>";

/// A slide with a blank in place of each break; none where there is none.
pub fn with_blanks(text: &str) -> Option<String> {
    if !text.contains("<a:br") {
        return None;
    }
    let mut changed = String::with_capacity(text.len());
    let (mut copied, mut opened) = (0, None);
    for tag in Tags::new(text).filter(|tag| tag.name == "a:br") {
        let start = match (tag.closes, tag.empty) {
            (false, true) => tag.start,
            (false, false) => {
                opened = Some(tag.start);
                continue;
            }
            (true, _) => match opened.take() {
                Some(start) => start,
                None => continue,
            },
        };
        changed.push_str(text.get(copied..start)?);
        changed.push_str(BLANK);
        copied = tag.end;
    }
    changed.push_str(text.get(copied..)?);
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::{BLANK, with_blanks};

    #[test]
    fn a_break_is_a_blank_with_or_without_properties() {
        let slide = "<a:p><a:r/><a:br/><a:r/><a:br><a:rPr lang='cy'/></a:br></a:p>";
        let expected = format!("<a:p><a:r/>{BLANK}<a:r/>{BLANK}</a:p>");
        assert_eq!(with_blanks(slide), Some(expected));
        assert_eq!(with_blanks("<a:p><a:r/></a:p>"), None);
    }
}
