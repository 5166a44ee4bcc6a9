//! Djot and BibTeX nested no deeper than their readers bear, which take cubic time to lists in lists, and quadratic
//! time to brackets in brackets.

/// The text without the indentation, quotation marks and brackets that nest it more than `depth` deep; none where
/// it may stay as it is.
pub fn flattened(text: &str, depth: usize) -> Option<String> {
    let mut kept = String::new();
    let mut copied = 0;
    let (mut open, mut too_deep) = (0usize, 0usize);
    let mut drop = |from: usize, to: usize| {
        kept.push_str(text.get(copied..from).unwrap_or_default());
        copied = to;
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let prefix = line.len() - content.len();
        // A level takes two columns: a list's bullet or a quotation's mark, and a blank.
        let columns = prefix.min(2 * depth);
        if columns < prefix && !content.trim().is_empty() {
            drop(start + columns, start + prefix);
        }
        if content.trim().is_empty() {
            // Spans end with their paragraph.
            (open, too_deep) = (0, 0);
        }
        for (at, byte) in content.bytes().enumerate() {
            let at = start + prefix + at;
            match byte {
                b'{' | b'[' if open < depth => open += 1,
                b'{' | b'[' => {
                    too_deep += 1;
                    drop(at, at + 1);
                }
                b'}' | b']' if too_deep > 0 => {
                    too_deep -= 1;
                    drop(at, at + 1);
                }
                b'}' | b']' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        start += line.len();
    }
    if copied == 0 {
        return None;
    }
    kept.push_str(text.get(copied..).unwrap_or_default());
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::flattened;

    #[test]
    fn what_is_not_too_deep_is_left_alone() {
        let text = "> > quoted {_twice_}\n\n- a\n\n  - [b](c)\n\n```\n{{{\n```\n".repeat(100);
        assert_eq!(flattened(&text, 4), None);
    }

    #[test]
    fn lists_and_quotations_are_cut_to_the_depth() {
        assert_eq!(flattened("      - x\n> > > y\n", 2).as_deref(), Some("    - x\n> > y\n"));
    }

    #[test]
    fn spans_are_cut_to_the_depth_and_keep_their_text() {
        assert_eq!(flattened("{_a{_b{_c_}d_}e_}", 2).as_deref(), Some("{_a{_b_c_d_}e_}"));
        assert_eq!(flattened("[[\n\n[[", 2), None);
    }
}
