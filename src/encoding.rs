//! Text as UTF-8, whatever it was written in: told by a byte order mark, a declaration, or the bytes.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;
use simdutf8::basic::from_utf8;

/// How far into a document a declaration is looked for (WHATWG HTML, 13.2.3.2).
const PRESCAN: usize = 1024;

/// Text, and how it was read.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// Without a byte order mark, and without the name of an encoding in an XML declaration.
    pub text: Cow<'a, str>,
    /// As the WHATWG Encoding Standard names it.
    pub encoding: &'static str,
    /// Whether bytes that are nothing in the encoding stand as U+FFFD in the text.
    pub damaged: bool,
}

/// Reads text in any encoding of the WHATWG Encoding Standard.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let bytes = bytes.get(length..).unwrap_or_default();
        return if encoding == UTF_8 { decode_utf8(bytes) } else { decode_as(encoding, bytes) };
    }
    if let Some(encoding) = utf16_without_bom(bytes) {
        return decode_as(encoding, bytes);
    }
    // ISO-2022-JP is ASCII with escapes, so valid UTF-8 as well.
    if memmem::find(bytes, b"\x1b$").is_none() && (from_utf8(bytes).is_ok() || mostly_utf8(bytes)) {
        return decode_utf8(bytes);
    }
    decode_as(declared(bytes).unwrap_or_else(|| guess(bytes)), bytes)
}

/// UTF-8 as text, with U+FFFD for what is none. The standard library looks at each byte for that; hardly any text needs it.
#[must_use]
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// The encoding that is a code page of Windows.
#[must_use]
pub fn code_page(number: u16) -> Option<&'static Encoding> {
    match number {
        874 | 1250..=1258 => Encoding::for_label(format!("windows-{number}").as_bytes()),
        932 => Some(encoding_rs::SHIFT_JIS),
        936 => Some(encoding_rs::GBK),
        949 | 1361 => Some(encoding_rs::EUC_KR),
        950 => Some(encoding_rs::BIG5),
        10_000 => Some(encoding_rs::MACINTOSH),
        54_936 => Some(encoding_rs::GB18030),
        65_001 => Some(UTF_8),
        _ => None,
    }
}

fn decode_utf8(bytes: &[u8]) -> Decoded<'_> {
    let text = lossy(bytes);
    // What is damaged has been written anew.
    let damaged = matches!(text, Cow::Owned(_));
    Decoded { text: without_declaration(text), encoding: UTF_8.name(), damaged }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: without_declaration(text), encoding: encoding.name(), damaged }
}

/// UTF-16 without a byte order mark: of text in European scripts, every other byte is zero.
pub fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(PRESCAN)).unwrap_or(bytes);
    let (pairs, _) = head.as_chunks::<2>();
    let zeros = |which: fn(&[u8; 2]) -> u8| pairs.iter().filter(|pair| which(pair) == 0).count();
    let (first, second) = (zeros(|pair| pair[0]), zeros(|pair| pair[1]));
    let (all, most) = (pairs.len(), pairs.len() - pairs.len() / 4);
    match () {
        () if all < 2 => None,
        () if first == 0 && second >= most => Some(UTF_16LE),
        () if second == 0 && first >= most => Some(UTF_16BE),
        () => None,
    }
}

/// Whether this is UTF-8, if need be with a few damaged places: other encodings hardly ever make one valid
/// sequence of UTF-8, so ten for each invalid one are proof.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid >= invalid.saturating_mul(10)
}

/// What an XML declaration (XML 1.0, 4.3.3) or a `meta` element of HTML names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(PRESCAN)).unwrap_or(bytes).to_ascii_lowercase();
    let key: &[u8] = if head.starts_with(b"<?xml") { b"encoding" } else { b"charset" };
    if !head.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let at = head.windows(key.len()).position(|window| window == key)? + key.len();
    let value = head.get(at..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|byte| b"\"'> \t\r\n;?/".contains(byte))?;
    Encoding::for_label(value.get(..end)?)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The text is UTF-8 from here on: a reader that believed the old name would decode it again.
fn without_declaration(text: Cow<str>) -> Cow<str> {
    let declaration = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    match declaration {
        Some((inside, rest)) if inside.contains("encoding") => {
            let version = if inside.contains("1.1") { "1.1" } else { "1.0" };
            Cow::Owned(format!("<?xml version=\"{version}\"?>{rest}"))
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::Encoding;

    use super::decode;

    const GERMAN: &str = "Grüße aus Köln: Straßenbahn, Äpfel, schöne Bücher und größere Häuser.";
    const JAPANESE: &str = "名前,年齢,住所\n佐藤太郎,30,東京\n三木英子,25,大阪\n";
    const CHINESE: &str = "这是一个简体中文的文本文件，用来测试编码检测。";
    const RUSSIAN: &str = "Съешь же ещё этих мягких французских булок, да выпей чаю.";

    fn written(text: &str, label: &str) -> Vec<u8> {
        Encoding::for_label(label.as_bytes()).expect("an encoding").encode(text).0.into_owned()
    }

    #[test]
    fn legacy_encodings_are_told_from_the_bytes() {
        let cases = [
            (GERMAN, "windows-1252"),
            (JAPANESE, "shift_jis"),
            (CHINESE, "gbk"),
            (RUSSIAN, "windows-1251"),
            (JAPANESE, "euc-jp"),
            (JAPANESE, "iso-2022-jp"),
        ];
        for (text, label) in cases {
            let bytes = written(text, label);
            let decoded = decode(&bytes);
            assert_eq!((decoded.text.as_ref(), decoded.damaged), (text, false), "{label}");
        }
    }

    #[test]
    fn utf_16_is_read_with_a_byte_order_mark_and_without() {
        let little: Vec<u8> = GERMAN.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = GERMAN.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [&[b"\xff\xfe", &*little].concat(), &little, &[b"\xfe\xff", &*big].concat(), &big] {
            assert_eq!(decode(bytes).text, GERMAN);
        }
    }

    #[test]
    fn a_declared_encoding_is_believed_and_then_taken_out() {
        let xml = "<?xml version='1.0' encoding='ISO-8859-2'?><a>Łódź</a>";
        assert_eq!(decode(&written(xml, "iso-8859-2")).text, "<?xml version=\"1.0\"?><a>Łódź</a>");
        let html = "<html><meta http-equiv=x content='text/html; charset=windows-1250'><p>Žluťoučký";
        assert_eq!(decode(&written(html, "windows-1250")).text, html);
    }

    #[test]
    fn utf_8_with_a_damaged_place_stays_utf_8() {
        let bytes = [GERMAN.as_bytes(), b"\xff", RUSSIAN.as_bytes()].concat();
        let decoded = decode(&bytes);
        assert_eq!(decoded.text, format!("{GERMAN}\u{fffd}{RUSSIAN}"));
        assert!(decoded.damaged);
    }

    #[test]
    fn ascii_and_nothing_at_all_are_utf_8() {
        for text in ["", "a", "plain text"] {
            assert_eq!(
                (decode(text.as_bytes()).text.as_ref(), decode(text.as_bytes()).encoding),
                (text, "UTF-8")
            );
        }
    }
}
