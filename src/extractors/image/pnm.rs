//! The portable maps of Netpbm: PBM, PGM, PPM (in one, PNM) and PAM.

use super::picture::{Color, Picture};

pub fn is(bytes: &[u8]) -> bool {
    matches!(bytes, [b'P', b'1'..=b'7', next, ..] if next.is_ascii_whitespace() || *next == b'#')
}

/// Images that a raw file may hold one behind the other are counted up to here.
const MOST_IMAGES: u32 = 100_000;

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let first = header(bytes)?;
    let mut picture = Picture {
        format: first.format,
        mime_type: first.mime_type,
        width: first.width,
        height: first.height,
        color: Some(first.color),
        alpha: Some(first.alpha),
        bit_depth: Some(first.bits),
        ..Picture::default()
    };
    let (mut images, mut rest, mut current) = (1, bytes, first);
    while images < MOST_IMAGES
        && let Some(length) = current.length()
        && let Some(behind) = rest.get(length..)
        && is(behind)
        && let Some(next) = header(behind)
    {
        images += 1;
        (rest, current) = (behind, next);
    }
    if images > 1 {
        picture.pages = Some(images);
    }
    Some(picture)
}

struct Header {
    format: &'static str,
    mime_type: &'static str,
    width: u32,
    height: u32,
    color: Color,
    alpha: bool,
    bits: u16,
    channels: u64,
    /// Where the pixels begin, if they are raw.
    pixels: Option<usize>,
}

impl Header {
    /// Bytes of the image with its header; none where only its pixels could tell.
    fn length(&self) -> Option<usize> {
        let width = u64::from(self.width);
        let line = match self.color {
            Color::Bilevel if self.format == "PBM" => width.div_ceil(8),
            _ => width.checked_mul(self.channels)?.checked_mul(if self.bits > 8 { 2 } else { 1 })?,
        };
        let pixels = usize::try_from(line.checked_mul(self.height.into())?).ok()?;
        self.pixels?.checked_add(pixels)
    }
}

fn header(bytes: &[u8]) -> Option<Header> {
    let mut tokens = Tokens { bytes, at: 2 };
    let kind = *bytes.get(1)?;
    if kind == b'7' {
        return arbitrary(tokens);
    }
    let width = tokens.number()?;
    let height = tokens.number()?;
    let (format, mime_type, color, channels) = match kind {
        b'1' | b'4' => ("PBM", "image/x-portable-bitmap", Color::Bilevel, 1),
        b'2' | b'5' => ("PGM", "image/x-portable-graymap", Color::Gray, 1),
        _ => ("PPM", "image/x-portable-pixmap", Color::Rgb, 3),
    };
    let bits = if format == "PBM" { 1 } else { bits(tokens.number()?) };
    // One white space ends the header of a raw image.
    let pixels = (kind >= b'4').then_some(tokens.at + 1);
    Some(Header { format, mime_type, width, height, color, alpha: false, bits, channels, pixels })
}

/// PAM: a line an entry, and ENDHDR.
fn arbitrary(mut tokens: Tokens<'_>) -> Option<Header> {
    let (mut width, mut height, mut depth, mut most) = (None, None, None, None);
    let mut kind = "";
    loop {
        match tokens.next()? {
            "WIDTH" => width = tokens.number(),
            "HEIGHT" => height = tokens.number(),
            "DEPTH" => depth = tokens.number(),
            "MAXVAL" => most = tokens.number(),
            "TUPLTYPE" => kind = tokens.next()?,
            "ENDHDR" => break,
            _ => {}
        }
    }
    let (depth, most) = (depth?, most?);
    let color = match (kind.trim_end_matches("_ALPHA"), depth) {
        ("BLACKANDWHITE", _) => Color::Bilevel,
        ("GRAYSCALE", _) | ("", 1 | 2) => Color::Gray,
        ("CMYK", _) => Color::Cmyk,
        _ => Color::Rgb,
    };
    Some(Header {
        format: "PAM",
        mime_type: "image/x-portable-anymap",
        width: width?,
        height: height?,
        color,
        alpha: kind.ends_with("_ALPHA"),
        bits: bits(most),
        channels: depth.into(),
        pixels: Some(tokens.at + 1),
    })
}

/// Bits that the highest value of a channel takes.
fn bits(most: u32) -> u16 {
    u16::try_from(u32::BITS - most.leading_zeros()).unwrap_or(u16::MAX)
}

/// Words between white space and comments, of which a header has few.
struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    fn number(&mut self) -> Option<u32> {
        self.next()?.parse().ok()
    }

    fn next(&mut self) -> Option<&'a str> {
        loop {
            match self.bytes.get(self.at)? {
                b'#' => self.at += self.bytes.get(self.at..)?.iter().position(|byte| *byte == b'\n')?,
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => break,
            }
        }
        let rest = self.bytes.get(self.at..)?;
        let length = rest.iter().take(64).position(|byte| byte.is_ascii_whitespace() || *byte == b'#')?;
        self.at += length;
        std::str::from_utf8(rest.get(..length)?).ok()
    }
}
