//! Pictures in a text (RTF 1.9.1, "Pictures").

use crate::extractors::blocks::Block;

/// A picture, its bytes where these are wanted.
#[derive(Debug, Default)]
pub struct Picture {
    pub bytes: Vec<u8>,
    /// That of its file.
    pub extension: &'static str,
    pub description: String,
}

#[derive(Default)]
pub struct Pictures {
    is_wanted: bool,
    pub found: Vec<Picture>,
    open: Picture,
    /// The first of two digits.
    digit: Option<u8>,
}

impl Pictures {
    pub fn new(is_wanted: bool) -> Self {
        Self { is_wanted, ..Self::default() }
    }

    pub fn begin(&mut self) {
        (self.open, self.digit) = (Picture::default(), None);
    }

    /// Takes in a word; whether it says what the picture is.
    pub fn set(&mut self, name: &[u8]) -> bool {
        self.open.extension = match name {
            b"pngblip" => "png",
            b"jpegblip" => "jpeg",
            b"emfblip" => "emf",
            b"wmetafile" => "wmf",
            b"dibitmap" | b"wbitmap" => "bmp",
            b"macpict" => "pict",
            _ => return false,
        };
        true
    }

    pub fn hexadecimal(&mut self, digits: &[u8]) {
        if !self.is_wanted {
            return;
        }
        for digit in digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)) {
            match self.digit.take() {
                Some(high) => self.open.bytes.push(high << 4 | digit as u8),
                None => self.digit = Some(digit as u8),
            }
        }
    }

    pub fn binary(&mut self, bytes: &[u8]) {
        if self.is_wanted {
            self.open.bytes.extend_from_slice(bytes);
        }
    }

    pub fn describe(&mut self, text: String) {
        self.open.description = text;
    }

    /// What the text shows of it; none if nothing says what it is.
    pub fn end(&mut self) -> Option<Block> {
        let mut picture = std::mem::take(&mut self.open);
        if picture.extension.is_empty() {
            return None;
        }
        let index = u32::try_from(self.found.len()).ok()?;
        if picture.description.is_empty() {
            // As kreuzberg has it: there is something to be seen.
            picture.description.push_str("image");
        }
        let description = picture.description.clone();
        self.found.push(picture);
        Some(Block::Picture { index, description, url: String::new() })
    }
}
