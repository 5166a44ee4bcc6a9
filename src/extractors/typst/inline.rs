//! What is marked within a paragraph.

use kreuzberg::types::builder;
use kreuzberg::types::document_structure::TextAnnotation;

/// How a link begins.
const LINK: &str = "#link(\"";

/// How a note begins, which stands right behind what it is about.
const NOTE: &str = "#footnote[";

/// Takes the marks out of a text.
///
/// # Returns
/// The text without them, and what they say of it: strong, emphasised, code, links.
pub fn read(source: &str) -> (String, Vec<TextAnnotation>) {
    let mut text = String::with_capacity(source.len());
    let mut annotations = Vec::new();
    let mut rest = source;
    // Nobody looks for a bracket behind the last one: where none closes, each search would go to the end.
    let closed = source.rfind(']').map_or(0, |last| source.len() - last);
    while let Some(at) = rest.find(['*', '_', '`', '#']) {
        let (plain, marked) = rest.split_at(at);
        text.push_str(plain);
        let start = text.len() as u32;
        let bracketed = Some(marked).filter(|marked| closed > 0 && marked.len() >= closed);
        if let Some((url, label, after)) = bracketed.and_then(link) {
            text.push_str(label);
            annotations.push(builder::link(start, text.len() as u32, url, None));
            rest = after;
            continue;
        }
        if let Some((note, after)) =
            bracketed.and_then(|marked| marked.strip_prefix(NOTE)).and_then(|note| note.split_once(']'))
        {
            text.extend([if text.is_empty() { "(" } else { " (" }, note, ")"]);
            rest = after;
            continue;
        }
        // All of them are ASCII.
        let (mark, inside) = marked.split_at(1);
        let Some((inside, after)) = inside.split_once(mark).filter(|_| mark != "#") else {
            text.push_str(mark);
            rest = inside;
            continue;
        };
        text.push_str(inside);
        let end = text.len() as u32;
        if end > start {
            annotations.push(match mark {
                "*" => builder::bold(start, end),
                "_" => builder::italic(start, end),
                _ => builder::code(start, end),
            });
        }
        rest = after;
    }
    text.push_str(rest);
    (text, annotations)
}

/// `#link("address")[label]`: both, and what comes after.
fn link(source: &str) -> Option<(&str, &str, &str)> {
    let (url, rest) = source.strip_prefix(LINK)?.split_once('"')?;
    let (label, after) = rest.strip_prefix(")[")?.split_once(']')?;
    Some((url, label, after))
}

#[cfg(test)]
mod tests {
    use kreuzberg::types::document_structure::AnnotationKind;

    use super::read;

    #[test]
    fn marks_are_taken_out_and_told_of() {
        let (text, annotations) = read("a *b* _c_ `d` #link(\"https://e.org\")[f] #g");
        assert_eq!(text, "a b c d f #g");
        let told: Vec<(&str, &AnnotationKind)> = annotations
            .iter()
            .map(|annotation| (&text[annotation.start as usize..annotation.end as usize], &annotation.kind))
            .collect();
        assert!(matches!(
            told.as_slice(),
            [
                ("b", AnnotationKind::Bold),
                ("c", AnnotationKind::Italic),
                ("d", AnnotationKind::Code),
                ("f", AnnotationKind::Link { url, .. }),
            ] if url == "https://e.org"
        ));
    }

    #[test]
    fn notes_stand_in_parentheses_behind_what_they_are_about() {
        assert_eq!(read("rope#footnote[dry] and more").0, "rope (dry) and more");
        assert_eq!(read("#footnote[dry]").0, "(dry)");
    }

    #[test]
    fn brackets_that_nothing_closes_cost_no_more_than_their_length() {
        for opening in ["#link(\"a\")[", "#footnote["] {
            let source = opening.repeat(200_000);
            assert_eq!(read(&source), (source, Vec::new()));
        }
    }

    #[test]
    fn marks_that_nothing_closes_are_text() {
        for source in ["2 * 3", "snake_case", "#link(\"a\")", "#link(\"a\")[b", "#footnote[a", "`", "\u{e9}*"]
        {
            assert_eq!(read(source), (source.to_owned(), Vec::new()));
        }
    }
}
