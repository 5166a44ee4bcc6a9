//! Tables: cells behind `|`, as many in a row as there are columns.

/// The cells of a table's lines, in rows of `columns`, or of as many as the first line has. At most `most` cells.
pub fn rows(lines: &[&str], columns: Option<usize>, most: usize) -> Vec<Vec<String>> {
    let mut cells: Vec<String> = Vec::new();
    let mut first = None;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let mut parts = split(line);
        let Some(head) = parts.first().cloned() else { continue };
        // What stands before the first bar goes on with the cell before.
        if let Some(last) = cells.last_mut() {
            let goes_on = if parts.len() > 1 { specification(&head).0 } else { head.as_str() };
            if !goes_on.trim().is_empty() {
                last.push(' ');
                last.push_str(goes_on.trim());
            }
        }
        let mut span = specification(&head).1;
        let count = parts.len();
        for (index, part) in parts.drain(1..).enumerate() {
            let is_last = index + 2 == count;
            let (text, next) = if is_last { (part.as_str(), 1) } else { specification(&part) };
            cells.push(text.trim().to_owned());
            for _ in 1..span {
                cells.push(String::new());
            }
            span = next;
            if cells.len() >= most {
                break;
            }
        }
        if first.is_none() && !cells.is_empty() {
            first = Some(cells.len());
        }
        if cells.len() >= most {
            break;
        }
    }
    let columns = columns.or(first).unwrap_or(1).max(1);
    let mut rows: Vec<Vec<String>> = cells.chunks(columns).map(<[String]>::to_vec).collect();
    if let Some(last) = rows.last_mut() {
        last.resize(columns, String::new());
    }
    rows
}

/// The number of columns that `cols="1,2"` or `cols="3*"` asks for.
pub fn columns(attributes: &str) -> Option<usize> {
    const MOST: usize = 1000;
    let value = attributes.split_once("cols=")?.1;
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split([',', ']']).next()?,
    };
    let count = value.split([',', ';']).map(|column| match column.split_once('*') {
        Some((times, _)) => times.trim().parse().unwrap_or(1),
        None => 1usize,
    });
    let count = count.fold(0usize, usize::saturating_add);
    (1..=MOST).contains(&count).then_some(count)
}

/// Parts between bars; an escaped bar is a character.
fn split(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'|') => {
                letters.next();
                parts.last_mut().into_iter().for_each(|part| part.push('|'));
            }
            '|' => parts.push(String::new()),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(letter)),
        }
    }
    parts
}

/// Takes what specifies the next cell (`2+`, `.3+^`, `a`) off the end of a part, and tells how many columns it spans.
fn specification(part: &str) -> (&str, usize) {
    const WIDEST: usize = 100;
    let at = part
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + part[at..].chars().next().map_or(0, char::len_utf8));
    let Some(word) = part.get(at..).filter(|word| !word.is_empty()) else { return (part, 1) };
    let style = word.trim_end_matches(['a', 'd', 'e', 'h', 'l', 'm', 's', 'v']);
    let body = style.trim_end_matches(['<', '^', '>', '.']);
    let span = body.trim_end_matches(['+', '*']);
    let is_specification = word.len() - style.len() <= 1
        && span.chars().all(|c| c.is_ascii_digit() || c == '.')
        && (body.is_empty() || body != span);
    if !is_specification {
        return (part, 1);
    }
    let columns = span.split('.').next().and_then(|columns| columns.parse::<usize>().ok());
    (part.get(..at).unwrap_or(part), columns.unwrap_or(1).clamp(1, WIDEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_fill_rows_whatever_line_they_stand_in() {
        let rows = |lines: &[&str], attributes| rows(lines, columns(attributes), 100);
        assert_eq!(rows(&["|a |b", "", "|c", "|d \\| e"], ""), [["a", "b"], ["c", "d | e"]]);
        assert_eq!(rows(&["|a", "|b", "goes on"], "cols=\"1,2\""), [["a", "b goes on"]]);
        assert_eq!(rows(&["2+|wide", "|x a|y"], "cols=2*"), [["wide", ""], ["x", "y"]]);
    }

    #[test]
    fn cells_are_bounded() {
        assert!(rows(&["100+|x 100+|y"], None, 50).concat().len() <= 200);
        assert_eq!(columns("cols=\"99999999999*\""), None);
        assert_eq!(columns("cols=\"5000*\""), None);
    }
}
