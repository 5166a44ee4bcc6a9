//! What a line is the beginning of.

/// What a line that is not empty begins, or is a part of.
pub enum Line<'a> {
    Headline {
        level: u16,
        title: &'a str,
    },
    Item(Item<'a>),
    /// `#+KEY: value`
    Keyword {
        key: &'a str,
        value: &'a str,
    },
    /// `#+begin_name parameters`
    Begin {
        name: &'a str,
        parameters: &'a str,
    },
    /// `#+end_name`
    End(&'a str),
    /// `:NAME:`
    Drawer(&'a str),
    Fixed(&'a str),
    TableRow,
    Comment,
    Rule,
    /// The start of a LaTeX environment.
    Environment(&'a str),
    /// A note's text, behind its label.
    Note {
        label: &'a str,
        text: &'a str,
    },
    Text,
}

/// An item of a list.
pub struct Item<'a> {
    pub ordered: bool,
    /// The number that the item says it has.
    pub number: Option<i64>,
    pub done: Option<bool>,
    /// What a definition is of.
    pub term: Option<&'a str>,
    pub text: &'a str,
}

/// How far a line is indented; a tab leads to the next multiple of eight columns.
pub fn indentation(line: &str) -> usize {
    let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.fold(0, |column, byte| if byte == b'\t' { column / 8 * 8 + 8 } else { column + 1 })
}

impl<'a> Line<'a> {
    pub fn of(line: &'a str) -> Self {
        let text = line.trim();
        let found = match text.as_bytes().first() {
            Some(b'*') if line.starts_with('*') => headline(text),
            Some(b'*' | b'-' | b'+' | b'0'..=b'9') => rule(text).or_else(|| item(text).map(Line::Item)),
            Some(b'#') => hash(text),
            Some(b':') => colon(text),
            Some(b'|') => Some(Line::TableRow),
            Some(b'\\') => text
                .strip_prefix("\\begin{")
                .and_then(|rest| rest.split_once('}'))
                .map(|(name, _)| Line::Environment(name)),
            Some(b'[') if line.starts_with('[') => note(text),
            _ => None,
        };
        found.unwrap_or(Line::Text)
    }
}

fn headline(text: &str) -> Option<Line<'_>> {
    let title = text.trim_start_matches('*');
    let level = u16::try_from(text.len() - title.len()).unwrap_or(u16::MAX);
    (title.is_empty() || title.starts_with(' ')).then(|| Line::Headline { level, title: title.trim() })
}

fn rule(text: &str) -> Option<Line<'_>> {
    (text.len() >= 5 && text.bytes().all(|byte| byte == b'-')).then_some(Line::Rule)
}

fn item(text: &str) -> Option<Item<'_>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text.get(digits..)?;
    let behind =
        if digits > 0 { behind.strip_prefix(['.', ')']) } else { behind.strip_prefix(['-', '+', '*']) }?;
    if !behind.is_empty() && !behind.starts_with([' ', '\t']) {
        return None;
    }
    let mut text = behind.trim_start();
    let mut number = None;
    if let Some((counter, rest)) = text.strip_prefix("[@").and_then(|rest| rest.split_once(']')) {
        number = counter.parse().ok();
        text = rest.trim_start();
    }
    let boxes = [("[ ]", false), ("[-]", false), ("[X]", true), ("[x]", true)];
    let ticked = boxes.iter().find_map(|(sign, done)| Some((text.strip_prefix(sign)?, *done)));
    let ticked = ticked.filter(|(rest, _)| rest.is_empty() || rest.starts_with(' '));
    text = ticked.map_or(text, |(rest, _)| rest.trim_start());
    let term = text.split_once(" :: ").or_else(|| Some((text.strip_suffix(" ::")?, "")));
    let term = term.filter(|_| digits == 0);
    Some(Item {
        ordered: digits > 0,
        number,
        done: ticked.map(|(_, done)| done),
        term: term.map(|(term, _)| term.trim()),
        text: term.map_or(text, |(_, text)| text.trim_start()),
    })
}

fn hash(text: &str) -> Option<Line<'_>> {
    let Some(rest) = text.strip_prefix("#+") else {
        return (text == "#" || text.starts_with("# ")).then_some(Line::Comment);
    };
    let (word, parameters) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if let Some(name) = without_prefix(word, "begin_") {
        return Some(Line::Begin { name, parameters: parameters.trim() });
    }
    if let Some(name) = without_prefix(word, "end_") {
        return Some(Line::End(name));
    }
    let (key, value) = rest.split_once(':')?;
    // What is in brackets is a shorter caption.
    let key = key.split('[').next().unwrap_or(key);
    (!key.is_empty() && !key.contains(char::is_whitespace))
        .then(|| Line::Keyword { key, value: value.trim() })
}

fn without_prefix<'a>(word: &'a str, prefix: &str) -> Option<&'a str> {
    let (begin, name) = word.split_at_checked(prefix.len())?;
    (begin.eq_ignore_ascii_case(prefix) && !name.is_empty()).then_some(name)
}

fn colon(text: &str) -> Option<Line<'_>> {
    if let Some(fixed) =
        text.strip_prefix(": ").or_else(|| text.strip_prefix(':').filter(|rest| rest.is_empty()))
    {
        return Some(Line::Fixed(fixed));
    }
    let name = text.strip_prefix(':')?.strip_suffix(':')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    (!name.is_empty() && name.chars().all(is_name)).then_some(Line::Drawer(name))
}

fn note(text: &str) -> Option<Line<'_>> {
    let (label, text) = text.strip_prefix("[fn:")?.split_once(']')?;
    is_label(label).then(|| Line::Note { label, text: text.trim() })
}

/// Whether a note may be called that.
pub fn is_label(label: &str) -> bool {
    !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// `:one:two:`
pub fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.split([':', ' ']).filter(|tag| !tag.is_empty())
}

/// A headline's title without its priority, as what is before that and behind it, and without its tags; and those.
pub fn titled(title: &str) -> ([&str; 2], impl Iterator<Item = &str>) {
    let last = title.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_tag = |c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '#' | '%' | ':');
    let tagged = last.len() > 2 && last.starts_with(':') && last.ends_with(':') && last.chars().all(is_tag);
    let found = if tagged { last } else { "" };
    let title = title.strip_suffix(found).unwrap_or(title).trim_end();
    let words = title.split(' ').take(2).scan(0, |end, word| {
        let start = std::mem::replace(end, *end + word.len() + 1);
        Some((start, word))
    });
    let is_priority = |word: &str| matches!(word.as_bytes(), [b'[', b'#', _, b']']);
    let parts = match words.into_iter().find(|(_, word)| is_priority(word)) {
        Some((at, word)) => {
            [title.get(..at), title.get(at + word.len() + 1..)].map(Option::unwrap_or_default)
        }
        None => [title, ""],
    };
    (parts, tags(found))
}

/// Cells of a row; none of a rule, or of a row that only says how the columns are set.
pub fn cells(row: &str) -> Option<Vec<&str>> {
    let row = row.trim().trim_start_matches('|');
    if row.starts_with('-') {
        return None;
    }
    let cells: Vec<_> = row.strip_suffix('|').unwrap_or(row).split('|').map(str::trim).collect();
    let is_setting = |cell: &&str| {
        let inner = cell.strip_prefix('<').and_then(|cell| cell.strip_suffix('>'));
        inner.is_some_and(|inner| {
            !inner.is_empty()
                && inner.trim_start_matches(['l', 'c', 'r']).bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let mut filled = cells.iter().filter(|cell| !cell.is_empty()).peekable();
    let only_settings = filled.peek().is_some() && filled.all(is_setting);
    (!only_settings).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_say_what_they_are() {
        for (line, ordered, number, done, term, text) in [
            ("- a", false, None, None, None, "a"),
            ("  + [X] a", false, None, Some(true), None, "a"),
            ("3) [@7] a :: b", true, Some(7), None, None, "a :: b"),
            ("-", false, None, None, None, ""),
            ("- [ ] t :: d", false, None, Some(false), Some("t"), "d"),
            ("- t ::", false, None, None, Some("t"), ""),
        ] {
            let Line::Item(item) = Line::of(line) else { panic!("{line} is no item") };
            assert_eq!(
                (item.ordered, item.number, item.done, item.term, item.text),
                (ordered, number, done, term, text)
            );
        }
        for line in ["-a", "1.5 m", "*a* b", "12", "a. b"] {
            assert!(!matches!(Line::of(line), Line::Item(_)), "{line}");
        }
    }

    #[test]
    fn lines_begin_what_they_say() {
        assert!(matches!(Line::of("** a"), Line::Headline { level: 2, title: "a" }));
        assert!(matches!(Line::of(" ** a"), Line::Text));
        assert!(matches!(Line::of("#+BEGIN_SRC sh -n"), Line::Begin { name: "SRC", parameters: "sh -n" }));
        assert!(matches!(Line::of("  #+end_src"), Line::End("src")));
        assert!(matches!(Line::of("#+caption[a]: b c"), Line::Keyword { key: "caption", value: "b c" }));
        assert!(matches!(Line::of("#tag"), Line::Text));
        assert!(matches!(Line::of(": a"), Line::Fixed("a")));
        assert!(matches!(Line::of(":LOG:"), Line::Drawer("LOG")));
        assert!(matches!(Line::of("-----"), Line::Rule));
        assert!(matches!(Line::of("[fn:a] b"), Line::Note { label: "a", text: "b" }));
        assert!(matches!(Line::of("\\begin{align*}"), Line::Environment("align*")));
        assert_eq!(indentation("  \t- a"), 8);
    }

    #[test]
    fn titles_lose_their_tags_and_rows_their_settings() {
        let (title, tags) = titled("TODO [#A] Tie: one  :rope:sea:");
        assert_eq!((title, tags.collect::<Vec<_>>()), (["TODO ", "Tie: one"], vec!["rope", "sea"]));
        assert_eq!(titled("::").0, ["::", ""]);
        assert_eq!(titled("[#A]").0, ["", ""]);
        assert_eq!(cells("| a | | b |"), Some(vec!["a", "", "b"]));
        assert_eq!(cells("|---+---|"), None);
        assert_eq!(cells("| <l> | | <r10> |"), None);
        assert_eq!(cells("| | |"), Some(vec!["", ""]));
    }
}
