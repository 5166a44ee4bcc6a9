//! EXIF (CIPA DC-008): what the camera wrote down.

use std::fmt::Write;

use exif::{Exif, Field, In, Reader, Tag, Value};
use serde_json::json;

use super::tiff::File;

/// What is kept, in this order. Bulky and proprietary values (thumbnails, a maker's notes) are not.
const TAGS: &[Tag] = &[
    Tag::ImageDescription,
    Tag::Make,
    Tag::Model,
    Tag::Orientation,
    Tag::XResolution,
    Tag::YResolution,
    Tag::ResolutionUnit,
    Tag::Software,
    Tag::DateTime,
    Tag::Artist,
    Tag::Copyright,
    Tag::ExposureTime,
    Tag::FNumber,
    Tag::ExposureProgram,
    Tag::PhotographicSensitivity,
    Tag::ExifVersion,
    Tag::DateTimeOriginal,
    Tag::DateTimeDigitized,
    Tag::OffsetTime,
    Tag::OffsetTimeOriginal,
    Tag::OffsetTimeDigitized,
    Tag::ShutterSpeedValue,
    Tag::ApertureValue,
    Tag::BrightnessValue,
    Tag::ExposureBiasValue,
    Tag::MaxApertureValue,
    Tag::SubjectDistance,
    Tag::MeteringMode,
    Tag::LightSource,
    Tag::Flash,
    Tag::FocalLength,
    Tag::UserComment,
    Tag::ColorSpace,
    Tag::PixelXDimension,
    Tag::PixelYDimension,
    Tag::SensingMethod,
    Tag::ExposureMode,
    Tag::WhiteBalance,
    Tag::DigitalZoomRatio,
    Tag::FocalLengthIn35mmFilm,
    Tag::SceneCaptureType,
    Tag::ImageUniqueID,
    Tag::CameraOwnerName,
    Tag::BodySerialNumber,
    Tag::LensMake,
    Tag::LensModel,
    Tag::LensSerialNumber,
    Tag::GPSLatitudeRef,
    Tag::GPSLatitude,
    Tag::GPSLongitudeRef,
    Tag::GPSLongitude,
    Tag::GPSAltitudeRef,
    Tag::GPSAltitude,
    Tag::GPSTimeStamp,
    Tag::GPSDateStamp,
    Tag::GPSSpeed,
    Tag::GPSImgDirection,
    Tag::GPSProcessingMethod,
];

/// Longest value that is kept, in characters.
const LONGEST_VALUE: usize = 4000;

/// Directories have at most this many entries.
const MOST_ENTRIES: usize = 1000;

/// All values together have at most this many bytes.
const MOST_BYTES: usize = 16 << 20;

/// Directories that follow each other; the reader looks at no more.
const MOST_DIRECTORIES: usize = 9;

const EXIF_POINTER: u16 = 34665;
const GPS_POINTER: u16 = 34853;
const INTEROPERABILITY_POINTER: u16 = 40965;

/// What a block of EXIF says.
#[derive(Debug, Default)]
pub struct Notes {
    /// Tags' names and values, for people.
    pub tags: Vec<(String, String)>,
    /// How the picture is to be turned, 1 to 8 (CIPA DC-008, 4.6.5.A).
    pub orientation: Option<u32>,
    /// Dots per inch, across and down.
    pub dpi: Option<[f64; 2]>,
    /// When the picture was taken, in ISO 8601.
    pub taken: Option<String>,
    /// When the file was last changed, in ISO 8601.
    pub changed: Option<String>,
    /// `latitude` and `longitude` in degrees, `altitude` in metres.
    pub gps: Option<serde_json::Value>,
}

impl Notes {
    /// The value of a tag, for people.
    pub fn get(&self, name: &str) -> Option<String> {
        self.tags.iter().find(|(tag, _)| tag == name).map(|(_, value)| value.clone())
    }
}

/// Reads a block.
///
/// # Errors
/// Why it could not be read, for people.
pub fn read(block: &[u8]) -> Result<Notes, &'static str> {
    if !is_sound(block) {
        return Err("the EXIF block is damaged or out of proportion, and is left out");
    }
    let exif = Reader::new()
        .continue_on_error(true)
        .read_raw(block.to_vec())
        .or_else(|error| error.distill_partial_result(|_| {}))
        .map_err(|_| "the EXIF block is damaged, and is left out")?;
    let mut notes = Notes {
        orientation: number(&exif, Tag::Orientation).filter(|number| (1..=8).contains(number)),
        dpi: dpi(&exif),
        taken: time(&exif, Tag::DateTimeOriginal, Tag::OffsetTimeOriginal),
        changed: time(&exif, Tag::DateTime, Tag::OffsetTime),
        gps: gps(&exif),
        ..Notes::default()
    };
    for tag in TAGS {
        let Some(field) = exif.get_field(*tag, In::PRIMARY) else { continue };
        let value = match &field.value {
            Value::Ascii(_) => text(&exif, *tag),
            // The first eight bytes name the encoding (4.6.6.C).
            Value::Undefined(bytes, _) if *tag == Tag::UserComment => comment(bytes),
            _ => Some(shown(field)),
        };
        // In kreuzberg under its older name.
        let name = if *tag == Tag::PhotographicSensitivity { "ISO".to_owned() } else { tag.to_string() };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            notes.tags.push((name, value.chars().take(LONGEST_VALUE).collect()));
        }
    }
    Ok(notes)
}

/// The reader follows every pointer of every directory, and keeps every value it is asked for: a block in which
/// pointers are repeated, or values overlap, could cost any amount.
fn is_sound(block: &[u8]) -> bool {
    let Some(file) = File::open(block) else { return false };
    let mut bytes = 0usize;
    let mut sound = |at: usize, pointers: &[u16]| {
        let directory = file.directory(at)?;
        bytes = bytes.saturating_add(directory.bytes_of_values());
        let single = pointers.iter().all(|pointer| directory.count(*pointer) <= 1);
        (single && directory.len() <= MOST_ENTRIES && bytes <= MOST_BYTES).then_some(directory)
    };
    let mut next = file.first();
    for _ in 0..MOST_DIRECTORIES {
        let Some(at) = next.filter(|at| *at != 0) else { return true };
        // What breaks off is the reader's to tell.
        if file.directory(at).is_none() {
            return true;
        }
        let Some(directory) = sound(at, &[EXIF_POINTER, GPS_POINTER, INTEROPERABILITY_POINTER]) else {
            return false;
        };
        for pointer in [EXIF_POINTER, GPS_POINTER] {
            let at = directory.number(pointer).and_then(|at| usize::try_from(at).ok());
            let Some(at) = at.filter(|at| file.directory(*at).is_some()) else { continue };
            let Some(inner) = sound(at, &[INTEROPERABILITY_POINTER]) else { return false };
            let at = inner.number(INTEROPERABILITY_POINTER).and_then(|at| usize::try_from(at).ok());
            if let Some(at) = at.filter(|at| file.directory(*at).is_some())
                && sound(at, &[]).is_none()
            {
                return false;
            }
        }
        next = directory.next;
    }
    true
}

/// A value as its tag has it shown, as far as it is kept.
fn shown(field: &Field) -> String {
    struct Bounded(String);
    impl Write for Bounded {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.push_str(text);
            if self.0.len() > LONGEST_VALUE { Err(std::fmt::Error) } else { Ok(()) }
        }
    }
    let mut value = Bounded(String::new());
    // An error is the bound.
    let _ = write!(value, "{}", field.display_value());
    value.0
}

fn number(exif: &Exif, tag: Tag) -> Option<u32> {
    exif.get_field(tag, In::PRIMARY)?.value.get_uint(0)
}

/// A text, whatever its encoding: ASCII by the specification, UTF-8 by habit.
fn text(exif: &Exif, tag: Tag) -> Option<String> {
    let Value::Ascii(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let parts = parts.iter().map(|part| String::from_utf8_lossy(part).trim().to_owned());
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn comment(bytes: &[u8]) -> Option<String> {
    let (code, words) = bytes.split_at_checked(8)?;
    match code {
        b"ASCII\0\0\0" | b"\0\0\0\0\0\0\0\0" => {
            let words = String::from_utf8_lossy(words);
            Some(words.trim_matches(['\0', ' ']).to_owned())
        }
        b"UNICODE\0" => {
            let units = words.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
            let words = String::from_utf16_lossy(&units.collect::<Vec<_>>());
            Some(words.trim_matches(['\0', ' ']).to_owned())
        }
        _ => None,
    }
}

fn rationals(exif: &Exif, tag: Tag) -> Option<Vec<f64>> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(values) => {
            let values: Vec<f64> = values.iter().take(3).map(exif::Rational::to_f64).collect();
            values.iter().all(|value| value.is_finite()).then_some(values)
        }
        _ => None,
    }
}

fn dpi(exif: &Exif) -> Option<[f64; 2]> {
    let across = *rationals(exif, Tag::XResolution)?.first()?;
    let down = *rationals(exif, Tag::YResolution)?.first()?;
    let factor = match number(exif, Tag::ResolutionUnit).unwrap_or(2) {
        2 => 1.0,
        3 => 2.54,
        _ => return None,
    };
    super::picture::dpi(across * factor, down * factor)
}

/// `2024:01:31 12:00:00`, and perhaps `+01:00`, as ISO 8601.
fn time(exif: &Exif, tag: Tag, offset: Tag) -> Option<String> {
    let stamp = text(exif, tag)?;
    let (date, time) = stamp.split_once(' ')?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = date.split(':').chain(time.split(':'));
    let sound = date.len() == 10 && time.len() == 8 && parts.all(is_number) && !date.starts_with("0000");
    let offset = text(exif, offset).filter(|offset| {
        offset.len() == 6
            && offset.starts_with(['+', '-'])
            && offset.get(1..).is_some_and(|rest| is_number(&rest.replace(':', "")))
    });
    sound.then(|| format!("{}T{time}{}", date.replace(':', "-"), offset.unwrap_or_default()))
}

/// Degrees, minutes and seconds; the reference says which side of the equator or of Greenwich.
fn gps(exif: &Exif) -> Option<serde_json::Value> {
    let degrees = |tag, reference, negative: &str| {
        let parts = rationals(exif, tag)?;
        let at = |index: usize| parts.get(index).copied().unwrap_or(0.0);
        let degrees = at(0) + at(1) / 60.0 + at(2) / 3600.0;
        let sign = if text(exif, reference).as_deref() == Some(negative) { -1.0 } else { 1.0 };
        // To the seventh decimal, which is a centimetre.
        Some((degrees * sign * 1e7).round() / 1e7)
    };
    let latitude =
        degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, "S").filter(|degrees| degrees.abs() <= 90.0)?;
    let longitude =
        degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, "W").filter(|degrees| degrees.abs() <= 180.0)?;
    let mut gps = json!({ "latitude": latitude, "longitude": longitude });
    if let Some(altitude) = rationals(exif, Tag::GPSAltitude).and_then(|values| values.first().copied()) {
        let below = number(exif, Tag::GPSAltitudeRef) == Some(1);
        gps["altitude"] = json!(if below { -altitude } else { altitude });
    }
    Some(gps)
}
