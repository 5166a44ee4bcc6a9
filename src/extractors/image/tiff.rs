//! TIFF 6.0 and BigTIFF: the directories of a file, one a page.

use std::borrow::Cow;

use super::numbers::{array, slice};
use super::picture::{Color, Picture, dpi};

pub fn is(bytes: &[u8]) -> bool {
    matches!(bytes, [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..])
}

/// Directories are counted up to here.
const MOST_DIRECTORIES: u32 = 100_000;

/// A larger file is not gone through for EXIF, in bytes: its reader wants a copy.
const LARGEST_FOR_EXIF: usize = 128 << 20;

/// Tags (section 8 and the supplements).
const NEW_SUBFILE_TYPE: u16 = 254;
const WIDTH: u16 = 256;
const LENGTH: u16 = 257;
const BITS_PER_SAMPLE: u16 = 258;
const PHOTOMETRIC: u16 = 262;
const SAMPLES_PER_PIXEL: u16 = 277;
const X_RESOLUTION: u16 = 282;
const Y_RESOLUTION: u16 = 283;
const RESOLUTION_UNIT: u16 = 296;
const EXTRA_SAMPLES: u16 = 338;
const XMP: u16 = 700;
const ICC: u16 = 34675;

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let file = File::open(bytes)?;
    let mut picture = Picture { format: "TIFF", mime_type: "image/tiff", ..Picture::default() };
    let mut at = file.first()?;
    let mut pages = 0;
    for number in 0..MOST_DIRECTORIES {
        let Some(directory) = file.directory(at) else {
            picture.warnings.push("the file breaks off before its last directory".to_owned());
            break;
        };
        if number == 0 {
            describe(&mut picture, &directory)?;
        }
        // Bit 0: a smaller version of another image.
        if number == 0 || directory.number(NEW_SUBFILE_TYPE).unwrap_or(0) & 1 == 0 {
            pages += 1;
        }
        // The order is free, but a chain that does not lead forwards may be a loop.
        match directory.next {
            Some(0) => break,
            Some(next) if next > at || number < 1000 => at = next,
            _ => {
                picture.warnings.push("the chain of directories does not end".to_owned());
                break;
            }
        }
    }
    picture.pages = Some(pages);
    if file.big {
        picture.warnings.push("EXIF is not read in BigTIFF".to_owned());
    } else if bytes.len() > LARGEST_FOR_EXIF {
        picture.warnings.push("EXIF is not read in a file this large".to_owned());
    } else {
        picture.exif = Some(Cow::Borrowed(bytes));
    }
    Some(picture)
}

fn describe<'a>(picture: &mut Picture<'a>, directory: &Directory<'a>) -> Option<()> {
    let number = |tag| directory.number(tag);
    picture.width = number(WIDTH)?.try_into().ok()?;
    picture.height = number(LENGTH)?.try_into().ok()?;
    let bits = number(BITS_PER_SAMPLE).unwrap_or(1);
    picture.bit_depth = u16::try_from(bits).ok();
    picture.color = match number(PHOTOMETRIC) {
        Some(0 | 1) if bits == 1 => Some(Color::Bilevel),
        Some(0 | 1) => Some(Color::Gray),
        Some(2) => Some(Color::Rgb),
        Some(3) => Some(Color::Indexed),
        Some(5) => Some(Color::Cmyk),
        Some(6) => Some(Color::YCbCr),
        Some(8..=10) => Some(Color::Lab),
        _ => None,
    };
    // 1 and 2: alpha, multiplied into the colours or not.
    picture.alpha =
        Some(number(SAMPLES_PER_PIXEL).unwrap_or(1) > 1 && matches!(number(EXTRA_SAMPLES), Some(1 | 2)));
    let factor = match number(RESOLUTION_UNIT).unwrap_or(2) {
        2 => Some(1.0),
        3 => Some(2.54),
        _ => None,
    };
    let resolution = directory.rational(X_RESOLUTION).zip(directory.rational(Y_RESOLUTION));
    picture.dpi = factor.zip(resolution).and_then(|(factor, (x, y))| dpi(x * factor, y * factor));
    picture.xmp = directory.bytes(XMP).map(Cow::Borrowed);
    picture.color_profile = directory.bytes(ICC).is_some();
    Some(())
}

/// A file, the order of its bytes, and how wide its offsets are.
#[derive(Clone, Copy)]
pub struct File<'a> {
    bytes: &'a [u8],
    little: bool,
    big: bool,
}

pub struct Directory<'a> {
    file: File<'a>,
    /// Where the entries begin.
    start: usize,
    /// Them, without their count.
    entries: &'a [u8],
    /// Where the next one is; 0 after the last.
    pub next: Option<usize>,
}

impl<'a> File<'a> {
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        is(bytes).then(|| Self {
            bytes,
            little: bytes.starts_with(b"I"),
            big: bytes.get(2..4).is_some_and(|magic| magic.contains(&43)),
        })
    }

    pub fn first(self) -> Option<usize> {
        if self.big { self.offset(8) } else { self.offset(4) }
    }

    fn u16(self, at: usize) -> Option<u16> {
        let bytes = array(self.bytes, at)?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32(self, at: usize) -> Option<u32> {
        let bytes = array(self.bytes, at)?;
        Some(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn u64(self, at: usize) -> Option<u64> {
        let bytes = array(self.bytes, at)?;
        Some(if self.little { u64::from_le_bytes(bytes) } else { u64::from_be_bytes(bytes) })
    }

    /// A number as wide as an offset is in this kind of file.
    fn offset(self, at: usize) -> Option<usize> {
        if self.big { self.u64(at)?.try_into().ok() } else { self.u32(at)?.try_into().ok() }
    }

    pub fn directory(self, at: usize) -> Option<Directory<'a>> {
        let (count, entries) = if self.big {
            (usize::try_from(self.u64(at)?).ok()?, at.checked_add(8)?)
        } else {
            (self.u16(at)?.into(), at.checked_add(2)?)
        };
        let length = count.checked_mul(self.entry())?;
        let next = self.offset(entries.checked_add(length)?);
        Some(Directory { file: self, start: entries, entries: slice(self.bytes, entries, length)?, next })
    }

    /// Bytes of an entry.
    fn entry(self) -> usize {
        if self.big { 20 } else { 12 }
    }
}

impl<'a> Directory<'a> {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len() / self.file.entry()
    }

    /// How often a tag stands in it.
    pub fn count(&self, tag: u16) -> usize {
        self.places().filter(|at| self.file.u16(*at) == Some(tag)).count()
    }

    /// Of all entries, whether they lie in the file or not.
    pub fn bytes_of_values(&self) -> usize {
        self.places().filter_map(|at| self.value(at)).fold(0, |sum, (.., length)| sum.saturating_add(length))
    }

    /// Where the entries lie as seen from the beginning of the file.
    fn places(&self) -> impl Iterator<Item = usize> {
        (self.start..self.start + self.entries.len()).step_by(self.file.entry())
    }

    /// The type of a tag's values, where they lie in the file, and their bytes.
    fn find(&self, tag: u16) -> Option<(u16, usize, usize)> {
        let at = self.places().find(|at| self.file.u16(*at) == Some(tag))?;
        self.value(at)
    }

    fn value(&self, at: usize) -> Option<(u16, usize, usize)> {
        let kind = self.file.u16(at + 2)?;
        let count = self.file.offset(at + 4)?;
        let (value, room) = if self.file.big { (at + 12, 8) } else { (at + 8, 4) };
        let size = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            _ => 8,
        };
        let length = count.checked_mul(size)?;
        Some((kind, if length <= room { value } else { self.file.offset(value)? }, length))
    }

    /// The first value of a tag of whole numbers.
    pub fn number(&self, tag: u16) -> Option<u64> {
        let (kind, at, length) = self.find(tag)?;
        match kind {
            _ if length == 0 => None,
            1 => self.file.bytes.get(at).map(|byte| u64::from(*byte)),
            3 => self.file.u16(at).map(u64::from),
            4 => self.file.u32(at).map(u64::from),
            16 => self.file.u64(at),
            _ => None,
        }
    }

    fn rational(&self, tag: u16) -> Option<f64> {
        let (kind, at, length) = self.find(tag)?;
        let (numerator, denominator) = (self.file.u32(at)?, self.file.u32(at.checked_add(4)?)?);
        (kind == 5 && length >= 8 && denominator != 0).then(|| f64::from(numerator) / f64::from(denominator))
    }

    fn bytes(&self, tag: u16) -> Option<&'a [u8]> {
        let (_, at, length) = self.find(tag)?;
        slice(self.file.bytes, at, length)
    }
}
