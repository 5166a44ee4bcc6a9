//! What kreuzberg's converter makes of a page's head.

use kreuzberg::types::internal::InternalDocument;

/// Takes the front matter out of the Markdown or Djot. kreuzberg has the converter write the head's titles and
/// descriptions as YAML, and in Markdown takes the last of its lines and the rule below for a heading. They are
/// in the result's metadata.
pub fn drop(document: &mut InternalDocument) {
    if let Some(markdown) = &mut document.pre_rendered_content
        && let Some(length) = front_matter(markdown)
    {
        markdown.drain(..length);
    }
}

/// How many bytes of `markdown` are front matter: `---`, a line an entry, and `---` or the last of them as a
/// heading.
fn front_matter(markdown: &str) -> Option<usize> {
    let body = markdown.strip_prefix("---\n")?;
    let mut length = markdown.len() - body.len();
    for line in body.split_inclusive('\n') {
        length += line.len();
        let last = line.strip_prefix("## ");
        let rule = line.trim_end() == "---";
        if !rule && !line.trim().is_empty() && !is_entry(last.unwrap_or(line)) {
            return None;
        }
        if rule || last.is_some() {
            let rest = markdown.get(length..)?;
            return Some(markdown.len() - rest.trim_start_matches('\n').len());
        }
    }
    None
}

/// `title: ...`, `meta-description: ...`: the names are the converter's own.
fn is_entry(line: &str) -> bool {
    let Some((name, _)) = line.split_once(": ") else { return false };
    let name = name.trim_matches('"');
    matches!(name, "title" | "canonical" | "base") || name.starts_with("meta-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(markdown: &str) -> &str {
        &markdown[front_matter(markdown).unwrap_or(0)..]
    }

    #[test]
    fn the_head_is_no_heading() {
        assert_eq!(body("---\n\n## title: A page\n\nWords.\n"), "Words.\n");
        assert_eq!(
            body("---\nbase: https://example.org\nmeta-author: Me\n\n## title: A page\n\n# First\n"),
            "# First\n"
        );
    }

    #[test]
    fn djot_has_a_rule_at_its_end() {
        assert_eq!(body("---\ntitle: A page\n---\n\nWords.\n"), "Words.\n");
    }

    #[test]
    fn what_follows_a_rule_is_kept() {
        for markdown in ["---\n\n## Part: one\n", "---\n\nWords: more.\n\n## Part\n", "# title: A page\n"] {
            assert_eq!(body(markdown), markdown);
        }
    }
}
