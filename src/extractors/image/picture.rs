//! What the header of a picture says.

use std::borrow::Cow;

/// A picture, without its pixels.
#[derive(Debug, Default)]
pub struct Picture<'a> {
    /// What it is called: `PNG`, `JPEG`.
    pub format: &'static str,
    /// Its media type.
    pub mime_type: &'static str,
    /// In pixels, as stored: an orientation has not been applied.
    pub width: u32,
    /// In pixels, as stored.
    pub height: u32,
    pub color: Option<Color>,
    /// Whether pixels may be transparent.
    pub alpha: Option<bool>,
    /// Bits of a channel; of an index into the palette, if there is one.
    pub bit_depth: Option<u16>,
    /// Dots per inch, across and down.
    pub dpi: Option<[f64; 2]>,
    /// How it is to be turned, 1 to 8, as EXIF counts (CIPA DC-008, 4.6.5.A).
    pub orientation: Option<u32>,
    /// It moves.
    pub animation: Option<Animation>,
    /// Pictures in a file of several that do not follow each other in time.
    pub pages: Option<u32>,
    /// It carries an ICC profile.
    pub color_profile: bool,
    /// A block of EXIF, which has the structure of a TIFF file.
    pub exif: Option<Cow<'a, [u8]>>,
    /// A packet of XMP.
    pub xmp: Option<Cow<'a, [u8]>>,
    /// Words that were put beside the pixels, and what they are called.
    pub texts: Vec<(Cow<'static, str>, String)>,
    /// What could not be read.
    pub warnings: Vec<String>,
}

/// What a pixel's channels stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Black and white.
    Bilevel,
    Gray,
    /// Numbers into a palette.
    Indexed,
    Rgb,
    YCbCr,
    Cmyk,
    Ycck,
    Lab,
}

impl Color {
    /// As results call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bilevel => "bilevel",
            Self::Gray => "grayscale",
            Self::Indexed => "indexed",
            Self::Rgb => "RGB",
            Self::YCbCr => "YCbCr",
            Self::Cmyk => "CMYK",
            Self::Ycck => "YCCK",
            Self::Lab => "CIELab",
        }
    }
}

/// Pictures that follow each other in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Animation {
    pub frames: u32,
    /// Of one pass, in milliseconds.
    pub duration: Option<u64>,
    /// How often it runs; 0 for ever.
    pub plays: Option<u32>,
}

/// Longest text beside a picture that is kept, in bytes.
const LONGEST_TEXT: usize = 64 << 10;

/// How many texts are kept.
const MOST_TEXTS: usize = 200;

impl Picture<'_> {
    /// Puts words beside the picture, unless they are none.
    pub fn add_text(&mut self, name: impl Into<Cow<'static, str>>, text: &str) {
        let text = text.trim_matches(['\0', ' ', '\n', '\r', '\t']);
        let name = name.into();
        if text.is_empty() {
        } else if text.len() > LONGEST_TEXT || self.texts.len() >= MOST_TEXTS {
            self.warnings
                .push(format!("a text called {name:?} is too long, or one too many, and is left out"));
        } else {
            self.texts.push((name, text.to_owned()));
        }
    }
}

/// Dots per inch from dots per metre, to the second decimal; none where the file says 0.
pub fn per_metre(across: u32, down: u32) -> Option<[f64; 2]> {
    dpi(f64::from(across) * 0.0254, f64::from(down) * 0.0254)
}

/// Dots per inch to the second decimal; none where the file says 0.
pub fn dpi(across: f64, down: f64) -> Option<[f64; 2]> {
    let rounded = |value: f64| (value * 100.0).round() / 100.0;
    let sound = |value: f64| value.is_finite() && value > 0.0;
    (sound(across) && sound(down)).then(|| [rounded(across), rounded(down)])
}

/// Text in Latin-1 (ISO 8859-1), whose bytes are the first characters of Unicode.
pub fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
