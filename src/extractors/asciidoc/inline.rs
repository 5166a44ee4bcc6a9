//! Text within a line of AsciiDoc: marks are taken out, links are kept apart.

use kreuzberg::types::uri::Uri;

/// Marks that stand in pairs around words, the double ones first.
const MARKS: &[&str] = &["**", "__", "``", "##", "*", "_", "`", "#", "^", "~"];

/// Macros that stand for a link: `name:target[text]`.
const LINKS: &[&str] = &["http://", "https://", "ftp://", "irc://", "link:", "mailto:", "xref:"];

/// Macros that stand for their text in brackets: `name:target[text]`.
const TEXTS: &[&str] = &["kbd:", "btn:", "menu:", "pass:", "stem:", "image:", "icon:"];

/// What a line says, and the links in it.
pub fn plain(line: &str, links: &mut Vec<Uri>) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut open: Vec<&str> = Vec::new();
    while let Some(next) = rest.chars().next() {
        let before = out.chars().next_back();
        if next == '\\' && rest.get(1..2).is_some_and(|next| !next.starts_with(char::is_alphanumeric)) {
            // A backslash takes the meaning from what follows.
            let escaped = rest.chars().nth(1).unwrap_or_default();
            out.push(escaped);
            rest = rest.get(1 + escaped.len_utf8()..).unwrap_or_default();
        } else if let Some((text, length)) =
            reference(rest).or_else(|| footnote(rest)).or_else(|| at_word(before, || bracketed(rest, links)))
        {
            out.push_str(&text);
            rest = rest.get(length..).unwrap_or_default();
        } else if let Some(mark) = mark(rest, before, &mut open) {
            rest = rest.get(mark.len()..).unwrap_or_default();
        } else {
            out.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// Macros begin at a word's beginning.
fn at_word<T>(before: Option<char>, found: impl FnOnce() -> Option<T>) -> Option<T> {
    if before.is_some_and(char::is_alphanumeric) { None } else { found() }
}

/// `<<id,text>>`, and `[[id]]`, which says nothing.
fn reference(rest: &str) -> Option<(String, usize)> {
    if let Some(body) = rest.strip_prefix("<<") {
        let end = within_line(body, ">>")?;
        let (id, text) = body.get(..end)?.split_once(',').unwrap_or((body.get(..end)?, ""));
        let text = if text.trim().is_empty() { id } else { text };
        return Some((text.trim().trim_start_matches('#').to_owned(), end + 4));
    }
    let body = rest.strip_prefix("[[")?;
    Some((String::new(), within_line(body, "]]")? + 4))
}

/// `footnote:[text]` stands right behind its word.
fn footnote(rest: &str) -> Option<(String, usize)> {
    let body = rest.strip_prefix("footnote:[")?;
    let end = within_line(body, "]")?;
    Some((format!(" ({})", body.get(..end)?), end + "footnote:[]".len()))
}

/// Where `end` stands, if not too far away: a line may be as long as its document.
fn within_line(text: &str, end: &str) -> Option<usize> {
    const FARTHEST: usize = 1000;
    text.get(..text.floor_char_boundary(FARTHEST))?.find(end)
}

/// A macro with its text in brackets, or a bare address.
fn bracketed(rest: &str, links: &mut Vec<Uri>) -> Option<(String, usize)> {
    let is_link = LINKS.iter().any(|name| rest.starts_with(name));
    if !is_link && !TEXTS.iter().any(|name| rest.starts_with(name)) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || c == '[').unwrap_or(rest.len());
    let target = rest.get(..end)?;
    let body = rest.get(end..)?.strip_prefix('[');
    let Some((body, length)) = body.and_then(|body| within_line(body, "]").map(|length| (body, length)))
    else {
        // A bare address ends before the full stop of its sentence.
        let url = target.trim_end_matches(['.', ',', ';', ':', ')', '>', '"']);
        links.extend(url.contains("://").then(|| Uri::hyperlink(url, None)));
        return url.contains("://").then(|| (url.to_owned(), url.len()));
    };
    let text = body.get(..length)?.split(",role=").next()?.trim_end_matches('^').trim_matches('"').to_owned();
    let total = end + length + 2;
    if !is_link {
        return Some((text, total));
    }
    let url = target.strip_prefix("link:").or_else(|| target.strip_prefix("xref:")).unwrap_or(target);
    let shown = if text.is_empty() { url.trim_start_matches("mailto:").to_owned() } else { text };
    if !target.starts_with("xref:") {
        links.push(Uri::hyperlink(url, Some(shown.clone())));
    }
    Some((shown, total))
}

/// A mark that opens before a word or closes behind one; single marks do so only at a word's edge.
fn mark<'a>(rest: &'a str, before: Option<char>, open: &mut Vec<&'static str>) -> Option<&'a str> {
    let mark = MARKS.iter().find(|mark| rest.starts_with(**mark))?;
    let after = rest.get(mark.len()..)?.chars().next();
    let double = mark.len() == 2 || matches!(*mark, "^" | "~");
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if let Some(at) = open.iter().rposition(|opened| opened == mark) {
        let closes = before.is_some_and(|before| !before.is_whitespace()) && (double || !word(after));
        if closes {
            open.truncate(at);
            return rest.get(..mark.len());
        }
    }
    let opens = after.is_some_and(|after| !after.is_whitespace()) && (double || !word(before));
    let closed_later = || rest.get(mark.len()..).is_some_and(|rest| within_line(rest, mark).is_some());
    if opens && open.len() < 20 && closed_later() {
        open.push(mark);
        return rest.get(..mark.len());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> String {
        plain(line, &mut Vec::new())
    }

    #[test]
    fn marks_around_words_go() {
        assert_eq!(text("a *bold* and _slanted_ `word`, **un**bound"), "a bold and slanted word, unbound");
        assert_eq!(text("H~2~O, E=mc^2^"), "H2O, E=mc2");
    }

    #[test]
    fn marks_that_are_none_stay() {
        for line in ["2 * 3 * 4", "snake_case_name", "a # b", "5*", "C#", "\u{e9}*\u{e9}"] {
            assert_eq!(text(line), line);
        }
        assert_eq!(text("\\*not bold*"), "*not bold*");
    }

    #[test]
    fn links_show_their_text() {
        let mut links = Vec::new();
        let line = "See https://example.org[the site], link:a.html[a page] or https://example.net.";
        assert_eq!(plain(line, &mut links), "See the site, a page or https://example.net.");
        assert_eq!(links.len(), 3);
        assert_eq!(text("<<intro,the introduction>> and <<end>>[[anchor]]"), "the introduction and end");
        assert_eq!(text("press kbd:[F1]footnote:[or F2]"), "press F1 (or F2)");
    }
}
