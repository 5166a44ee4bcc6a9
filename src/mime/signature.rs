//! What the bytes of a document give away.

use kreuzberg::core::mime::detect_mime_type_from_bytes;

const ZIP: &[&[u8]] = &[b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
const OLE2: &[&[u8]] = &[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"];

const OLD_OFFICE: [&str; 3] =
    ["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"];

/// First bytes of what is not text, if there are control characters behind them.
const BINARY: &[&[u8]] = &[
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"%PDF-",
    b"\x1f\x8b",
    b"7z\xbc\xaf\x27\x1c",
    b"!BDN",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"II*\0",
    b"MM\0*",
    b"\x7fELF",
];

/// Whether a document that begins like `bytes` can be of the type: a signature that the type demands is
/// there, and for text no signature of something binary.
pub fn can_be(mime_type: &str, bytes: &[u8]) -> bool {
    let begins = |signatures: &[&[u8]]| signatures.iter().any(|signature| bytes.starts_with(signature));
    match mime_type {
        // Readers look for the header within the first kilobyte (ISO 32000-1, annex H, note 13).
        "application/pdf" => bytes.get(..bytes.len().min(1024)).is_some_and(|head| contains(head, b"%PDF-")),
        "application/gzip" | "application/x-gzip" => begins(&[b"\x1f\x8b"]),
        "application/x-7z-compressed" => begins(&[b"7z\xbc\xaf\x27\x1c"]),
        "application/vnd.ms-outlook-pst" => begins(&[b"!BDN"]),
        "application/rtf" | "text/rtf" => bytes.trim_ascii_start().starts_with(b"{\\rtf"),
        "application/vnd.ms-outlook" | "application/x-hwp" => begins(OLE2),
        // Encrypted Office Open XML is an OLE2 file ([MS-OFFCRYPTO] 1.3.3).
        office if office.contains("openxmlformats") || office.ends_with("macroEnabled.12") => {
            begins(ZIP) || begins(OLE2)
        }
        zipped if is_zipped(zipped) => begins(ZIP),
        text if is_text(text) => !is_binary(bytes),
        picture if picture.starts_with("image/") => is_picture(bytes),
        _ => true,
    }
}

/// The type of a document that goes by another one's name. Programs have given RTF, HTML, and what Office has had since
/// 2007, the names of Office before, and some do the reverse; and anything has been called text.
pub fn instead_of(mime_type: &str, bytes: &[u8]) -> Option<String> {
    let is_old = OLD_OFFICE.contains(&mime_type);
    let is_new = mime_type.contains("openxmlformats") || mime_type.ends_with("macroEnabled.12");
    match bytes.starts_with(OLE2[0]) {
        // Workbooks of before Office 95 are no compound files, and begin as text might.
        false if is_old => by_content(bytes).filter(|found| found != "text/plain" || !bytes.contains(&0)),
        // One that is encrypted has other streams.
        true if is_new => by_streams(bytes).map(str::to_owned),
        // Read as text, it would be as long as its bytes, and say nothing.
        _ if is_text(mime_type) && is_binary(bytes) => by_content(bytes).filter(|found| !is_text(found)),
        _ => None,
    }
}

/// The type that the bytes look like, whether it is read here or not.
pub fn by_content(bytes: &[u8]) -> Option<String> {
    let head = head(bytes);
    by_opening(head)
        .or_else(|| by_streams(bytes))
        .or_else(|| picture(bytes))
        .or_else(|| by_first_member(head))
        .map(str::to_owned)
        .or_else(|| detect_mime_type_from_bytes(bytes).ok())
        .or_else(|| looks_like_text(head).then(|| "text/plain".to_owned()))
}

#[cfg(feature = "images")]
use crate::extractors::image::{is_picture, type_of as picture};

#[cfg(not(feature = "images"))]
fn is_picture(_: &[u8]) -> bool {
    true
}

#[cfg(not(feature = "images"))]
fn picture(_: &[u8]) -> Option<&'static str> {
    None
}

fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..bytes.len().min(4096)).unwrap_or(bytes)
}

/// What compound files are, by a stream that only they have.
#[cfg(feature = "documents")]
fn by_streams(bytes: &[u8]) -> Option<&'static str> {
    let [word, excel, powerpoint] = OLD_OFFICE;
    let streams = [
        ("WordDocument", word),
        ("Workbook", excel),
        ("Book", excel),
        ("PowerPoint Document", powerpoint),
        ("__properties_version1.0", "application/vnd.ms-outlook"),
        ("FileHeader", "application/x-hwp"),
    ];
    let file = crate::compound::CompoundFile::open(bytes)?;
    streams.into_iter().find(|(name, _)| file.head(name, 1).is_some()).map(|(_, mime_type)| mime_type)
}

#[cfg(not(feature = "documents"))]
fn by_streams(_: &[u8]) -> Option<&'static str> {
    None
}

/// Text formats that announce themselves, which kreuzberg's detection calls plain text or XML.
fn by_opening(head: &[u8]) -> Option<&'static str> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lower = head.get(..head.len().min(1024)).unwrap_or(head).to_ascii_lowercase();
    if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
        return Some("text/html");
    }
    if lower.starts_with(b"{\\rtf") {
        return Some("application/rtf");
    }
    if lower.starts_with(b"<svg") || (lower.starts_with(b"<?xml") && contains(&lower, b"<svg")) {
        return Some("image/svg+xml");
    }
    if lower.starts_with(b"<?xml") && contains(&lower, b"<html") {
        return Some("text/html");
    }
    // The first line of WebVTT (W3C WebVTT, 4.1): the word, and nothing or white space behind it.
    if head.strip_prefix(b"WEBVTT").is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace)) {
        return Some("text/vtt");
    }
    looks_like_mail(head).then_some("message/rfc822")
}

/// A package that names its type in a first member, stored as it is, that is called `mimetype` (ODF and OPF).
fn by_first_member(head: &[u8]) -> Option<&'static str> {
    const AT: usize = 30;
    let member = head.get(AT..).filter(|_| head.starts_with(b"PK\x03\x04"))?;
    if member.starts_with(b"mimetypeapplication/hwp+zip") {
        return Some("application/haansofthwpx");
    }
    let deck = "application/vnd.oasis.opendocument.presentation";
    member.strip_prefix(b"mimetype")?.starts_with(deck.as_bytes()).then_some(deck)
}

/// Header fields that only a mail carries, from the first line on (RFC 5322, 3.6).
fn looks_like_mail(head: &[u8]) -> bool {
    const FIELDS: &[&str] = &[
        "received",
        "return-path",
        "delivered-to",
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "x-mailer",
        "reply-to",
        "content-type",
    ];
    let mut known = 0;
    for line in head.split(|byte| *byte == b'\n').take(40) {
        if line.trim_ascii().is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return false;
        };
        let name = line.get(..colon).unwrap_or_default();
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
            return false;
        }
        known += usize::from(FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field.as_bytes())));
    }
    known >= 2
}

/// Whether the bytes begin as no text does.
pub fn is_binary(bytes: &[u8]) -> bool {
    let begins = BINARY.iter().any(|signature| bytes.starts_with(signature));
    begins && (bytes.starts_with(b"%PDF-") || !looks_like_text(head(bytes)))
}

/// Text in an encoding that is not UTF-8: a byte order mark, or no control characters but white space.
fn looks_like_text(head: &[u8]) -> bool {
    let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    utf16
        || crate::encoding::utf16_without_bom(head).is_some()
        || !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127))
}

fn is_zipped(mime_type: &str) -> bool {
    mime_type.starts_with("application/vnd.oasis.opendocument")
        || mime_type.starts_with("application/x-iwork")
        || matches!(mime_type, "application/zip" | "application/epub+zip" | "application/haansofthwpx")
        || mime_type == "application/x-zip-compressed"
}

/// Whether documents of the type are text, whatever else they are.
pub fn is_text(mime_type: &str) -> bool {
    mime_type.starts_with("text/")
        || mime_type.ends_with("json")
        || (mime_type.contains("xml") && !mime_type.contains("openxmlformats"))
        || matches!(
            mime_type,
            "message/rfc822" | "application/x-yaml" | "application/toml" | "application/x-latex"
        )
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
