//! What is written in a drawing: the texts of its nodes (PGF manual, 17.2). The rest says where lines go.

use super::source::{Piece, Source};

/// How a node begins, on a path and as a command.
const NODE: &str = "node";

/// The texts, in their order.
pub fn labels(drawing: &str) -> Vec<&str> {
    let mut labels = Vec::new();
    let mut source = Source::new(drawing);
    // Whether the text of a node is still to come, and within how many brackets what comes is.
    let (mut awaited, mut brackets) = (false, 0usize);
    loop {
        if awaited
            && brackets == 0
            && let Some(label) = source.braced()
        {
            labels.push(label.trim());
            awaited = false;
        }
        match source.next() {
            Some(Piece::Command(NODE)) => (awaited, brackets) = (true, 0),
            Some(Piece::Text(mut text)) => {
                if let Some(at) = text.rfind(NODE) {
                    text = text.get(at + NODE.len()..).unwrap_or_default();
                    (awaited, brackets) =
                        (!text.starts_with(|next: char| next.is_alphabetic() || next == '/'), 0);
                }
                for character in text.chars() {
                    match character {
                        '[' => brackets += 1,
                        ']' => brackets = brackets.saturating_sub(1),
                        ';' => awaited = false,
                        _ => {}
                    }
                }
            }
            Some(_) => {}
            None => break,
        }
    }
    labels.retain(|label| !label.is_empty());
    labels
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn the_texts_of_nodes_are_labels_and_nothing_else_is() {
        for (drawing, expected) in [
            (r"\node (a) at (0,0) {Start}; \draw[->] (a) -- (b);", &["Start"][..]),
            (r"\draw (0,0) -- node[above, sloped] {up $x$} (1,1) node {end};", &["up $x$", "end"]),
            (r"\node[label={above:x}, text width={2cm}] {in {braces}};", &["in {braces}"]),
            ("\\node {a};\n% \\node {b};\n\\node {};", &["a"]),
            (r"[every node/.style={draw}, nodes={red}] \coordinate (node) at (\x, 0); \fill {x};", &[]),
            (r"\node [circle] (n) ; {x} \node {left", &[]),
        ] {
            assert_eq!(labels(drawing), expected, "{drawing}");
        }
    }
}
