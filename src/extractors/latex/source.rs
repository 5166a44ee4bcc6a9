//! LaTeX as TeX takes it apart: text, commands, groups and ends of lines; comments are nothing.

use memchr::memchr;

/// A piece of the source.
pub enum Piece<'a> {
    Text(&'a str),
    /// What `\verb` shows.
    Verbatim(&'a str),
    /// Between dollar signs: two of them set it on lines of its own.
    Formula {
        tex: &'a str,
        display: bool,
    },
    /// The end of a line.
    Break,
    Open,
    Close,
    /// `&`, which ends a cell.
    CellEnd,
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
            let piece = match self.rest.bytes().next()? {
                b'%' => {
                    // A comment takes its line's end with it, and the blanks that begin the next.
                    let end = memchr(b'\n', self.rest.as_bytes()).map_or(self.rest.len(), |at| at + 1);
                    self.take(end);
                    self.rest = self.rest.trim_start_matches([' ', '\t']);
                    continue;
                }
                b'\n' => Piece::Break,
                b'{' => Piece::Open,
                b'}' => Piece::Close,
                b'&' => Piece::CellEnd,
                b'\\' => {
                    self.take(1);
                    return Some(self.command());
                }
                b'$' => return Some(self.formula()),
                _ => {
                    let ends = |byte| matches!(byte, b'%' | b'\n' | b'{' | b'}' | b'&' | b'\\' | b'$');
                    let end = self.rest.bytes().position(ends).unwrap_or(self.rest.len());
                    return Some(Piece::Text(self.take(end)));
                }
            };
            self.take(1);
            return Some(piece);
        }
    }

    /// What a dollar sign opens. One that nothing closes is text.
    fn formula(&mut self) -> Piece<'a> {
        let opening = self.take(1);
        if self.rest.starts_with('$') {
            let sign = self.take(1);
            return match self.until("$$") {
                Some(tex) => Piece::Formula { tex, display: true },
                None => Piece::Text(sign),
            };
        }
        match self.closing_dollar() {
            Some(length) => {
                let tex = self.take(length);
                self.take(1);
                Piece::Formula { tex, display: false }
            }
            None => Piece::Text(opening),
        }
    }

    /// Where the next dollar sign of the paragraph is.
    fn closing_dollar(&self) -> Option<usize> {
        let ahead = self.ahead().as_bytes();
        let mut escaped = false;
        for (at, byte) in ahead.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'$' => return Some(at),
                b'\n' if ahead.get(at + 1) == Some(&b'\n') => return None,
                _ => {}
            }
        }
        None
    }

    fn command(&mut self) -> Piece<'a> {
        let name = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if name == 0 {
            return match self.rest.chars().next() {
                // A blank that counts.
                Some('\n') => Piece::Symbol(' '),
                None => Piece::Text(""),
                Some(symbol) => {
                    self.take(symbol.len_utf8());
                    Piece::Symbol(symbol)
                }
            };
        }
        let starred = name + usize::from(self.rest.as_bytes().get(name) == Some(&b'*'));
        if self.rest.get(..name) == Some("verb")
            && let Some((text, length)) = self.verbatim(starred)
        {
            self.take(length);
            return Piece::Verbatim(text);
        }
        Piece::Command(self.take(starred))
    }

    /// What a `verb` shows whose mark comes after so many bytes, up to the same mark on the line; and how long all is.
    fn verbatim(&self, at: usize) -> Option<(&'a str, usize)> {
        let line = self.ahead().lines().next()?;
        let mark = line.get(at..)?.chars().next()?;
        let begin = at + mark.len_utf8();
        let text = line.get(begin..)?.split_once(mark)?.0;
        Some((text, begin + text.len() + mark.len_utf8()))
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

    /// An optional argument that comes next, without its brackets.
    pub fn optional(&mut self) -> Option<&'a str> {
        let ahead = self.ahead().strip_prefix('[')?;
        let end = ahead.find([']', '\n'])?;
        let option = ahead.get(..end)?;
        self.rest = self.rest.get(1 + end..)?.strip_prefix(']')?;
        Some(option)
    }

    /// Options that come next, without their brackets: they may be on several lines, and hold braces and brackets.
    pub fn options(&mut self) -> Option<&'a str> {
        let inside = self.rest.strip_prefix('[')?;
        let (mut braces, mut brackets, mut escaped) = (0usize, 0usize, false);
        for (at, byte) in inside.bytes().enumerate().take(LONGEST) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'{' => braces += 1,
                b'}' => braces = braces.checked_sub(1)?,
                b'[' if braces == 0 => brackets += 1,
                b']' if braces == 0 && brackets == 0 => {
                    self.rest = inside.get(at + 1..)?;
                    return inside.get(..at);
                }
                b']' if braces == 0 => brackets -= 1,
                // A paragraph's end: something was left open.
                b'\n' if inside.as_bytes().get(at + 1) == Some(&b'\n') => return None,
                _ => {}
            }
        }
        None
    }

    /// Goes past an argument in parentheses.
    pub fn parenthesised(&mut self) {
        if self.rest.starts_with('(')
            && let Some(end) = self.ahead().find(')')
        {
            self.take(end + 1);
        }
    }

    /// Goes past the star of a command.
    pub fn star(&mut self) {
        self.rest = self.rest.strip_prefix('*').unwrap_or(self.rest);
    }

    /// Whether an argument begins here, and goes past the brace that opens it.
    pub fn opens(&mut self) -> bool {
        let inside = self.rest.trim_start_matches([' ', '\t', '\n']).strip_prefix('{');
        self.rest = inside.unwrap_or(self.rest);
        inside.is_some()
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

    /// Goes past the braces that end a command's name and hold nothing.
    pub fn end_of_braces(&mut self) {
        self.rest = self.rest.strip_prefix("{}").unwrap_or(self.rest);
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

    /// What an environment holds that is not taken apart, and goes past its end. One that does not end goes on to that of
    /// the document.
    pub fn until_end(&mut self, name: &str) -> &'a str {
        self.until(&format!("\\end{{{name}}}")).unwrap_or_else(|| self.take(self.rest.len()))
    }

    /// The name of a command that comes next, in braces or without.
    pub fn command_name(&mut self) -> Option<&'a str> {
        if let Some(name) = self.braced() {
            return name.trim().strip_prefix('\\');
        }
        let name = self.rest.trim_start_matches(' ').strip_prefix('\\')?;
        let length = name.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, rest) = name.split_at(length);
        self.rest = rest;
        Some(name)
    }

    /// Goes past what a command is defined as: its argument, or else the rest of the line.
    pub fn definition(&mut self) {
        let line = memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let brace = self.rest.get(..line).and_then(|line| line.find('{'));
        self.take(brace.unwrap_or(line));
        if self.braced().is_none() {
            self.take(memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len()));
        }
    }
}
