//! What the bytes of RTF are (Rich Text Format Specification 1.9.1, "RTF Syntax").

/// The longest name of a control word; what is longer is cut, and none that is known.
const LONGEST_NAME: usize = 32;

/// A part of the document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Token<'a> {
    Open,
    Close,
    /// `\name` or `\name123`.
    Word {
        name: &'a [u8],
        number: Option<i32>,
    },
    /// `\` and a character that is no letter.
    Symbol(u8),
    /// `\'hh`
    Byte(u8),
    Text(&'a [u8]),
    /// `\bin123` and what is behind it.
    Binary(&'a [u8]),
}

pub struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub fn of(document: &'a [u8]) -> Self {
        Self { rest: document }
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// Behind a backslash.
    fn control(&mut self) -> Option<Token<'a>> {
        let letters = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return match self.take(1) {
                b"'" => Some(self.byte()),
                [symbol] => Some(Token::Symbol(*symbol)),
                _ => None,
            };
        }
        let name = self.take(letters);
        let name = name.get(..LONGEST_NAME).unwrap_or(name);
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.iter().skip(sign).take_while(|byte| byte.is_ascii_digit()).count();
        let number = (digits > 0).then(|| number(self.take(sign + digits)));
        // One blank ends the word and is no text.
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if name == b"bin" {
            let length = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
            return Some(Token::Binary(self.take(length)));
        }
        Some(Token::Word { name, number })
    }

    fn byte(&mut self) -> Token<'a> {
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let digits: Vec<u32> = self.rest.iter().take(2).map_while(digit).collect();
        match digits.as_slice() {
            [high, low] => {
                self.take(2);
                Token::Byte((high * 16 + low) as u8)
            }
            // Nothing is lost of what is damaged.
            _ => Token::Text(b""),
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match self.rest.first()? {
                b'{' => {
                    self.take(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.take(1);
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.take(1);
                    return self.control();
                }
                b'\r' | b'\n' | 0 => drop(self.take(1)),
                _ => {
                    let is_text = |byte: &&u8| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                    let length = self.rest.iter().take_while(is_text).count();
                    return Some(Token::Text(self.take(length)));
                }
            }
        }
    }
}

/// A number with its sign; none is too large to be one.
fn number(digits: &[u8]) -> i32 {
    let (sign, digits) = match digits.split_first() {
        Some((b'-', digits)) => (-1, digits),
        _ => (1, digits),
    };
    digits.iter().fold(0i32, |sum, digit| {
        sum.saturating_mul(10).saturating_add(sign * i32::from(digit.saturating_sub(b'0')))
    })
}

#[cfg(test)]
mod tests {
    use super::{Token, Tokens};

    fn tokens(document: &[u8]) -> Vec<Token<'_>> {
        Tokens::of(document).collect()
    }

    fn word(name: &str, number: Option<i32>) -> Token<'_> {
        Token::Word { name: name.as_bytes(), number }
    }

    #[test]
    fn one_blank_belongs_to_a_word_and_line_ends_to_nothing() {
        let expected = [
            Token::Open,
            word("b", None),
            Token::Text(b" x"),
            word("fs", Some(-24)),
            Token::Text(b"y z"),
            Token::Symbol(b'~'),
            Token::Byte(0xE9),
            Token::Close,
        ];
        assert_eq!(tokens(b"{\\b  x\\fs-24\r\ny z\\~\\'e9}"), expected);
    }

    #[test]
    fn binary_data_is_no_text() {
        assert_eq!(tokens(b"\\bin3 }\\{x"), [Token::Binary(b"}\\{"), Token::Text(b"x")]);
        assert_eq!(tokens(b"\\bin9 ab"), [Token::Binary(b"ab")]);
        assert_eq!(tokens(b"\\bin-1 ab"), [Token::Binary(b""), Token::Text(b"ab")]);
    }

    #[test]
    fn what_is_damaged_is_kept() {
        assert_eq!(tokens(b"\\'zz"), [Token::Text(b""), Token::Text(b"zz")]);
        assert_eq!(tokens(b"a\\"), [Token::Text(b"a")]);
        assert_eq!(tokens(b"\\u99999999999 x"), [word("u", Some(i32::MAX)), Token::Text(b"x")]);
    }
}
