//! MDX: Markdown with JSX in it (mdxjs.com, "Using MDX"). What is code goes; what is read stays.

/// Attributes whose text is shown by the components that people use.
const SHOWN: [&str; 6] = ["alt", "caption", "description", "label", "summary", "title"];

/// The Markdown of a text in MDX: without imports and exports, expressions, and the tags of components. Of these, the
/// text of attributes that are shown stays.
#[inline(never)]
pub fn markdown(mdx: &str) -> String {
    let mut out = String::with_capacity(mdx.len());
    let mut rest = mdx;
    let mut fence: Option<&str> = None;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.find('\n').map_or(rest.len(), |at| at + 1));
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        if fence.is_some() || mark.is_some() {
            if fence.is_none() || fence == mark {
                fence = mark.filter(|_| fence.is_none());
            }
            out.push_str(line);
            rest = after;
        } else if ["import ", "export "].iter().any(|word| line.starts_with(word)) {
            // It ends with its last bracket, or its line.
            let length = balanced(rest, '\n').unwrap_or(line.len());
            rest = rest.get(length..).unwrap_or_default();
        } else {
            rest = text(rest, &mut out);
        }
    }
    out
}

/// Writes the text up to the end of the line, or of what begins on it, and gives the rest.
fn text<'t>(mdx: &'t str, out: &mut String) -> &'t str {
    let mut rest = mdx;
    loop {
        let Some(at) = rest.find(['\n', '<', '{', '`', '\\']) else {
            out.push_str(rest);
            return "";
        };
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let skipped = match from.as_bytes().first() {
            Some(b'\n') => {
                out.push('\n');
                return from.get(1..).unwrap_or_default();
            }
            Some(b'`') => code(from, out),
            Some(b'{') => balanced(from, '}').unwrap_or(0),
            Some(b'<') => tag(from, out),
            _ => escaped(from, out),
        };
        rest = if skipped > 0 { from.get(skipped..).unwrap_or_default() } else { first(from, out) };
    }
}

/// Writes a backslash and what it escapes, and gives their length; 0 where that is the end of the line.
fn escaped(from: &str, out: &mut String) -> usize {
    let mut characters = from.chars().take(2);
    let pair = match (characters.next(), characters.next()) {
        (Some(backslash), Some(next)) if next != '\n' => backslash.len_utf8() + next.len_utf8(),
        _ => 0,
    };
    out.push_str(from.get(..pair).unwrap_or_default());
    pair
}

/// Writes one character.
fn first<'t>(from: &'t str, out: &mut String) -> &'t str {
    let mut characters = from.chars();
    out.extend(characters.next());
    characters.as_str()
}

/// Writes a span of code, and gives its length; 0 where it has no end.
fn code(from: &str, out: &mut String) -> usize {
    let ticks = from.len() - from.trim_start_matches('`').len();
    let (mark, inner) = from.split_at(ticks);
    let length = inner.find(mark).map_or(ticks, |end| ticks + end + ticks);
    out.push_str(from.get(..length).unwrap_or_default());
    length
}

/// The length of a component's tag, whose shown text is written; 0 where it is none. A fragment's is `<>`.
fn tag(from: &str, out: &mut String) -> usize {
    let name = from.get(1..).unwrap_or_default();
    let name = name.strip_prefix('/').unwrap_or(name);
    if !name.starts_with(|first: char| first.is_ascii_uppercase() || first == '>') {
        return 0;
    }
    let Some(length) = balanced(from, '>') else { return 0 };
    let mut rest = from.get(..length).unwrap_or_default();
    while let Some(at) = rest.find(['=', '{']) {
        let (before, from) = rest.split_at(at);
        if from.starts_with('{') {
            rest = from.get(balanced(from, '}').unwrap_or(from.len())..).unwrap_or_default();
            continue;
        }
        let key = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        rest = from.get(1..).unwrap_or_default();
        if let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'')) {
            let inner = rest.get(1..).unwrap_or_default();
            let value = inner.split(quote).next().unwrap_or_default();
            if SHOWN.contains(&key) && !value.trim().is_empty() {
                out.push_str(value.trim());
                out.push(' ');
            }
            rest = inner.get((value.len() + 1).min(inner.len())..).unwrap_or_default();
        }
    }
    length
}

/// The length up to and with `end`, outside of brackets and quotation marks; nothing where it does not come.
fn balanced(text: &str, end: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') if depth > 0 || end != '}' => quote = Some(character),
            (None, '{' | '(' | '[') => depth += 1,
            (None, '}' | ')' | ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if quote.is_none() && depth == 0 && character == end {
            return Some(at + character.len_utf8());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn code_goes_and_text_stays() {
        let mdx = "import { A } from './a'\nexport const meta = {\n  title: 'x'\n}\n\n# Head\n\n<Card title=\"Tides\" size={1 > 0}>\nInner *text* {1 + 1}\n</Card>\n\n{/* a remark\nover lines */}\nEnd <b>bold</b> `{kept}` a \\{ b\n";
        let read = markdown(mdx);
        assert_eq!(read.trim(), "# Head\n\nTides \nInner *text* \n\n\n\nEnd <b>bold</b> `{kept}` a \\{ b");
    }

    #[test]
    fn blocks_of_code_stay_as_they_are() {
        let mdx = "```jsx\nimport a from 'b'\n<Card>{x}</Card>\n```\n\nimport c from 'd'\nText\n";
        assert_eq!(markdown(mdx), "```jsx\nimport a from 'b'\n<Card>{x}</Card>\n```\n\nText\n");
    }

    #[test]
    fn what_does_not_end_is_text() {
        assert_eq!(markdown("a {b\n<Card c"), "a {b\n<Card c");
        assert_eq!(markdown("3 < 4, it's `so"), "3 < 4, it's `so");
    }
}
