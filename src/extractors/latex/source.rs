//! LaTeX as TeX takes it apart: text, commands, groups and ends of lines; comments are nothing.

/// A piece of the source.
pub enum Piece<'a> {
    Text(&'a str),
    /// `\verb`, with all that belongs to it.
    Verbatim(&'a str),
    /// The end of a line.
    Break,
    Open,
    Close,
    /// `$$`, which begins and ends a formula on lines of its own.
    Display,
    /// A command that is no name: a backslash and this.
    Symbol(char),
    /// A command's name, with its star if it has one.
    Command(&'a str),
}

/// An argument or an option has at most this many bytes. Where one is left open, no more is looked at.
const LONGEST: usize = 4096;

/// What is left of the source.
pub struct Source<'a> {
    rest: &'a str,
    /// What was looked for in vain, and is not in the rest either.
    missing: Vec<String>,
}

impl<'a> Source<'a> {
    pub fn new(rest: &'a str) -> Self {
        Self { rest, missing: Vec::new() }
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    pub fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let first = self.rest.chars().next()?;
            match first {
                '%' => {
                    // A comment takes its line's end with it, and the blanks that begin the next.
                    let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
                    self.take(end);
                    self.rest = self.rest.trim_start_matches([' ', '\t']);
                    continue;
                }
                '\n' => {
                    self.take(1);
                    return Some(Piece::Break);
                }
                '{' | '}' => {
                    self.take(1);
                    return Some(if first == '{' { Piece::Open } else { Piece::Close });
                }
                '\\' => {
                    self.take(1);
                    return Some(self.command());
                }
                '$' if self.rest.starts_with("$$") => {
                    self.take(2);
                    return Some(Piece::Display);
                }
                _ => {
                    let first = first.len_utf8();
                    let behind = self.rest.get(first..).unwrap_or_default();
                    let end = behind.find(['%', '\n', '{', '}', '\\', '$']).unwrap_or(behind.len());
                    return Some(Piece::Text(self.take(first + end)));
                }
            }
        }
    }

    fn command(&mut self) -> Piece<'a> {
        let name = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if name == 0 {
            return match self.rest.chars().next() {
                Some('\n') | None => Piece::Text(""),
                Some(symbol) => {
                    self.take(symbol.len_utf8());
                    Piece::Symbol(symbol)
                }
            };
        }
        let starred = name + usize::from(self.rest.as_bytes().get(name) == Some(&b'*'));
        if self.rest.get(..name) == Some("verb")
            && let Some(length) = self.verbatim(starred)
        {
            return Piece::Verbatim(self.take(length));
        }
        Piece::Command(self.take(starred))
    }

    /// How long a `verb` is whose mark comes after so many bytes: to the same mark again, on the line.
    fn verbatim(&self, at: usize) -> Option<usize> {
        let line = self.ahead().lines().next()?;
        let mark = line.get(at..)?.chars().next()?;
        let begin = at + mark.len_utf8();
        Some(begin + line.get(begin..)?.find(mark)? + mark.len_utf8())
    }

    /// What comes next, as far as is looked for the end of something.
    fn ahead(&self) -> &'a str {
        self.rest.get(..self.rest.floor_char_boundary(LONGEST)).unwrap_or_default()
    }

    /// Goes past lines with nothing on them; whether there are any.
    pub fn blank_lines(&mut self) -> bool {
        let trimmed = self.rest.trim_start();
        let skipped = self.rest.get(..self.rest.len() - trimmed.len()).unwrap_or_default();
        self.rest = trimmed;
        skipped.contains('\n')
    }

    /// An optional argument that comes next, with its brackets.
    pub fn optional(&mut self) -> Option<&'a str> {
        let end = self.ahead().strip_prefix('[')?.find([']', '\n'])? + 1;
        (self.rest.as_bytes().get(end) == Some(&b']')).then(|| self.take(end + 1))
    }

    /// An argument that comes next, without its braces. One that does not end is none.
    pub fn braced(&mut self) -> Option<&'a str> {
        let inside = self.rest.trim_start_matches([' ', '\t']).strip_prefix('{')?;
        let mut depth = 1usize;
        let mut escaped = false;
        for (at, byte) in inside.bytes().enumerate().take(LONGEST) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'{' => depth += 1,
                b'}' => depth -= 1,
                // A paragraph's end: something was left open.
                b'\n' if inside.as_bytes().get(at + 1) == Some(&b'\n') => return None,
                _ => {}
            }
            if depth == 0 {
                let argument = inside.get(..at)?;
                self.rest = inside.get(at + 1..)?;
                return Some(argument);
            }
        }
        None
    }

    /// A label that comes next.
    pub fn label(&mut self) -> Option<&'a str> {
        let label = self.ahead().strip_prefix("\\label")?;
        let end = label.starts_with('{').then(|| label.find(['}', '\n']))??;
        (label.as_bytes().get(end) == Some(&b'}')).then(|| self.take("\\label".len() + end + 1))
    }

    /// The letter that an accent is over, if that is what comes next: in braces or without. Behind a command that is a
    /// name it is not part of that.
    pub fn letter(&mut self, named: bool) -> Option<char> {
        let rest = if named { self.rest.trim_start_matches(' ') } else { self.rest };
        let bare = rest.strip_prefix('{').unwrap_or(rest);
        let dotless = bare.strip_prefix("\\i").or_else(|| bare.strip_prefix("\\j"));
        let (letter, behind) = match dotless {
            Some(behind) => (if bare.starts_with("\\i") { 'i' } else { 'j' }, behind.trim_start_matches(' ')),
            None => (bare.chars().next()?, bare.get(bare.chars().next()?.len_utf8()..)?),
        };
        let behind = if bare.len() < rest.len() { behind.strip_prefix('}')? } else { behind };
        let is_one =
            letter.is_alphabetic() && (bare.len() < rest.len() || !named || rest.len() < self.rest.len());
        is_one.then(|| {
            self.rest = behind;
            letter
        })
    }

    /// Goes past what only ends a command's name: blanks, or a group with nothing in it.
    pub fn end_of_name(&mut self) {
        let behind = self.rest.strip_prefix("{}").unwrap_or_else(|| self.rest.trim_start_matches(' '));
        self.rest = behind;
    }

    /// What is before some words, and goes past them.
    pub fn until(&mut self, words: &str) -> Option<&'a str> {
        if self.missing.iter().any(|missing| missing == words) {
            return None;
        }
        let Some(at) = self.rest.find(words) else {
            self.missing.push(words.to_owned());
            return None;
        };
        let before = self.take(at);
        self.take(words.len());
        Some(before)
    }

    /// The rest of the line.
    pub fn line(&mut self) -> &'a str {
        self.take(self.rest.find('\n').unwrap_or(self.rest.len()))
    }

    /// All that is left.
    pub fn rest(&mut self) -> &'a str {
        self.take(self.rest.len())
    }
}
