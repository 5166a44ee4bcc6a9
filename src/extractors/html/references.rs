//! Character references (WHATWG HTML, 13.2.5.72 to 80).

use std::borrow::Cow;

/// Names that are also understood without their semicolon; those of Latin-1, which old pages use.
const BARE: &[&str] =
    &["amp", "copy", "gt", "lt", "nbsp", "quot", "reg", "AMP", "COPY", "GT", "LT", "QUOT", "REG"];

/// What the numbers 0x80 to 0x9F stand for: the characters of windows-1252.
const C1: [u16; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
    0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161,
    0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
];

/// The text with the characters that its references stand for.
pub fn resolve(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let (start, mut rest) = text.split_at(first);
    let mut resolved = String::with_capacity(text.len());
    resolved.push_str(start);
    while let Some(body) = rest.strip_prefix('&') {
        let length = match body.strip_prefix('#') {
            Some(number) => numeric(number, &mut resolved).map(|length| length + 1),
            None => named(body, &mut resolved),
        };
        if length.is_none() {
            resolved.push('&');
        }
        rest = body.get(length.unwrap_or(0)..).unwrap_or_default();
        let next = rest.find('&').unwrap_or(rest.len());
        let (plain, after) = rest.split_at(next);
        resolved.push_str(plain);
        rest = after;
    }
    Cow::Owned(resolved)
}

/// Writes the character and gives the length of what stands for it after `&#`.
fn numeric(body: &str, resolved: &mut String) -> Option<usize> {
    let (digits, radix) = match body.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (body, 10),
    };
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let number = digits.get(..length).filter(|number| !number.is_empty())?;
    let code = u32::from_str_radix(number, radix).unwrap_or(u32::MAX);
    let code = match code.checked_sub(0x80).and_then(|c1| C1.get(c1 as usize)) {
        Some(character) => u32::from(*character),
        None => code,
    };
    resolved.push(char::from_u32(code).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER));
    let semicolon = digits.get(length..).is_some_and(|after| after.starts_with(';'));
    Some(body.len() - digits.len() + length + usize::from(semicolon))
}

/// The same after `&`.
fn named(body: &str, resolved: &mut String) -> Option<usize> {
    let length = body.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let name = body.get(..length)?;
    if body.as_bytes().get(length) == Some(&b';') {
        let table = &html_escape::NAMED_ENTITIES;
        let index = table.binary_search_by(|(key, _)| (*key).cmp(name.as_bytes())).ok()?;
        resolved.push_str(table.get(index)?.1);
        return Some(length + 1);
    }
    if !BARE.contains(&name) {
        return None;
    }
    resolved.push_str(match name.to_ascii_lowercase().as_str() {
        "amp" => "&",
        "copy" => "©",
        "gt" => ">",
        "lt" => "<",
        "nbsp" => "\u{a0}",
        "quot" => "\"",
        _ => "®",
    });
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn names_and_numbers_are_characters() {
        assert_eq!(resolve("Gr&uuml;&szlig;e &amp; &#8364;&#x20ac; &NotEqualTilde;"), "Grüße & €€ ≂̸");
    }

    #[test]
    fn numbers_of_windows_1252_mean_its_characters() {
        assert_eq!(resolve("&#147;a&#x94; &#150"), "“a” –");
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in ["R&D", "a & b", "&nosuchname;", "&#;", "&#x;", "&", "?a=1&b=2"] {
            assert_eq!(resolve(text), text);
        }
        assert_eq!(resolve("&#0;&#xD800;&#99999999999;"), "\u{fffd}\u{fffd}\u{fffd}");
    }

    #[test]
    fn old_names_do_without_a_semicolon() {
        assert_eq!(resolve("&copy 2020 a&ltb"), "© 2020 a&ltb");
    }
}
