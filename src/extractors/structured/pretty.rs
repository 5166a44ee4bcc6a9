//! JSON with a line for each value, as serde_json writes it, straight from its text: many small values are several
//! times as large in memory as they are written.

use memchr::memchr2_iter;
use serde_json::{Result, Value, from_str};

/// A line end, and what the deepest level that is read is set in by.
const LINE: &str = concat!(
    "\n",
    "                                                                                        ",
    "                                                                                        ",
    "                                                                                "
);

/// Receives pieces of text.
pub type Put<'a> = dyn FnMut(&str) + 'a;

/// Writes a value, which is known to be one. `outer` is the level of what it stands in.
///
/// # Errors
/// What is wrong with it after all.
pub fn value(json: &str, outer: usize, put: &mut Put) -> Result<()> {
    let mut level = outer;
    // Whether the last that was written is the beginning of an object or of a list.
    let mut is_first = false;
    let mut rest = json.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => rest.find(['{', '}', '[', ']', ',', ':', '"', ' ', '\t', '\r', '\n']).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after.trim_start();
        let closes = matches!(first, '}' | ']');
        if closes {
            level = level.saturating_sub(1);
        }
        if is_first != closes && !matches!(first, ',' | ':') {
            line(level, put);
        }
        is_first = false;
        match first {
            '{' | '[' => {
                put(token);
                level += 1;
                is_first = true;
            }
            ',' => {
                put(token);
                line(level, put);
            }
            ':' => put(": "),
            '"' if token.contains('\\') => put(&from_str::<Value>(token)?.to_string()),
            '-' | '0'..='9' if !is_whole(token) => put(&from_str::<Value>(token)?.to_string()),
            _ => put(token),
        }
    }
    Ok(())
}

/// Writes values as a list of them.
///
/// # Errors
/// As those of [`value`].
pub fn list<'t>(values: impl Iterator<Item = &'t str>, put: &mut Put) -> Result<()> {
    put("[");
    let mut is_empty = true;
    for written in values {
        if !is_empty {
            put(",");
        }
        is_empty = false;
        line(1, put);
        value(written, 1, put)?;
    }
    if !is_empty {
        line(0, put);
    }
    put("]");
    Ok(())
}

fn line(level: usize, put: &mut Put) {
    put(LINE.get(..=2 * level).unwrap_or(LINE));
}

/// With the quotation marks around it.
fn string_length(text: &str) -> usize {
    let mut escaped = None;
    for at in memchr2_iter(b'"', b'\\', text.as_bytes()).skip(1) {
        if escaped == Some(at) {
            continue;
        }
        if text.as_bytes().get(at) == Some(&b'"') {
            return at + 1;
        }
        escaped = Some(at + 1);
    }
    text.len()
}

/// Whether it is a number that is written as it is read: without fraction and exponent, of up to 18 digits.
fn is_whole(token: &str) -> bool {
    let digits = token.strip_prefix('-').unwrap_or(token);
    digits.len() <= 18 && token != "-0" && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_str, json, to_string_pretty};

    use super::{list, value};

    fn written(json: &str) -> String {
        let mut out = String::new();
        value(json, 0, &mut |piece| out.push_str(piece)).unwrap();
        out
    }

    #[test]
    fn values_are_written_as_serde_json_writes_them() {
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        let texts = [
            "[]",
            " { } ",
            "[[],{},[{}]]",
            r#"{"a":1,"b":[true,null,false],"c":{"d":"e"}}"#,
            r#"["\u00e9\/\"\\\n\ud83d\ude00", "é\\", "", "a:b,[c]{d}"]"#,
            "[1.0e5,-0,-0.0,0.1,1E2,18446744073709551615,-9223372036854775808,123456789012345678901]",
            "\t[\r\n1 ,\n2 ]\n",
            r#""alone""#,
            "-7",
            &deep,
        ];
        for text in texts {
            let expected = to_string_pretty(&from_str::<Value>(text).unwrap()).unwrap();
            assert_eq!(written(text), expected);
        }
    }

    #[test]
    fn a_list_is_written_as_one_value_is() {
        for texts in [vec![], vec!["1"], vec!["{\"a\":[1]}", "[]", "\"b\""]] {
            let values: Vec<Value> = texts.iter().map(|text| from_str(text).unwrap()).collect();
            let mut out = String::new();
            list(texts.into_iter(), &mut |piece| out.push_str(piece)).unwrap();
            assert_eq!(out, to_string_pretty(&json!(values)).unwrap());
        }
    }

    #[test]
    fn of_two_fields_of_a_name_both_are_written() {
        assert_eq!(written(r#"{"a":1,"a":2}"#), "{\n  \"a\": 1,\n  \"a\": 2\n}");
    }

    #[test]
    fn what_is_no_value_ends() {
        for text in ["\"open", "\"\\", "}}]", "{\"a\"", "é", "1é2"] {
            let mut out = String::new();
            let _ = value(text, 0, &mut |piece| out.push_str(piece));
        }
    }
}
