//! What a line begins.

/// `:name: value`
pub fn attribute(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix(':')?.split_once(':')?;
    let sound = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '!'));
    (sound && (value.is_empty() || value.starts_with(' '))).then(|| (name, value.trim()))
}

/// `== Title`; the number of signs is the level.
pub fn heading(line: &str) -> Option<(u8, &str)> {
    let title = line.trim_start_matches('=');
    let level = line.len() - title.len();
    let title = title.strip_prefix(' ')?;
    u8::try_from(level).ok().filter(|level| (1..=6).contains(level)).map(|level| (level, title.trim()))
}

/// Delimiters end the paragraph before them.
pub fn begins_block(line: &str) -> bool {
    let signs = ["-", ".", "+", "_", "=", "*", "/"];
    signs.iter().any(|sign| is_delimiter(line, sign, 4))
        || line.starts_with("```")
        || matches!(line, "--" | "|===" | "!===")
}

/// A line of one sign, at least `least` times.
pub fn is_delimiter(line: &str, sign: &str, least: usize) -> bool {
    line.len() >= least && line.trim_start_matches(sign).is_empty()
}

/// The marker of a list item, whether the list is ordered, and its words.
pub fn item(line: &str) -> Option<(String, bool, &str)> {
    let (marker, text) = line.split_once(' ')?;
    let of = |sign: char| marker.len() <= 5 && marker.chars().all(|c| c == sign);
    if of('*') || marker == "-" {
        return Some((marker.to_owned(), false, text.trim()));
    }
    let numbered = marker.strip_suffix('.').is_some_and(|number| {
        !number.is_empty() && number.len() < 6 && number.chars().all(|c| c.is_ascii_digit())
    });
    (of('.') || numbered)
        .then(|| (if numbered { "1.".to_owned() } else { marker.to_owned() }, true, text.trim()))
}
