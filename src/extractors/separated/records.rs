//! Records and their fields.

/// In the order in which they are tried.
const SEPARATORS: [u8; 4] = [b',', b'\t', b'|', b';'];

/// So many lines tell what separates the fields.
const SAMPLE: usize = 10;

/// What separates the fields: that by which the most records of the first lines have as many fields as the first, and
/// the more of them.
pub fn separator(text: &str) -> u8 {
    let end = memchr::memchr_iter(b'\n', text.as_bytes()).nth(SAMPLE - 1).unwrap_or(text.len());
    let sample = text.get(..end).unwrap_or(text);
    let mut best = (0, b',');
    for separator in SEPARATORS {
        let records = read(sample, separator);
        let [first, _, ..] = records.as_slice() else { continue };
        let fields = first.len();
        if fields > 1 {
            let alike = records.iter().filter(|record| record.len() == fields).count();
            if alike * fields > best.0 {
                best = (alike * fields, separator);
            }
        }
    }
    best.1
}

/// All records that have more than empty fields. Quotation marks may begin within a field too, and are left out.
pub fn read(text: &str, separator: u8) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let mut field = String::new();
    let mut rest = text;
    loop {
        let special = |byte: u8| byte == separator || matches!(byte, b'"' | b'\r' | b'\n');
        let at = rest.bytes().position(special).unwrap_or(rest.len());
        // What is special is ASCII.
        let (plain, from) = rest.split_at(at);
        let Some(byte) = from.bytes().next() else {
            field.push_str(plain);
            if !field.is_empty() || !record.is_empty() {
                record.push(field);
                records.extend(told(record));
            }
            return records;
        };
        rest = from.get(1..).unwrap_or_default();
        if byte == b'"' {
            field.push_str(plain);
            rest = quoted(rest, &mut field);
            continue;
        }
        if field.is_empty() {
            record.push(plain.to_owned());
        } else {
            field.push_str(plain);
            record.push(std::mem::take(&mut field));
        }
        if byte != separator {
            if byte == b'\r' {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
            }
            let fields = record.len();
            records.extend(told(std::mem::replace(&mut record, Vec::with_capacity(fields))));
        }
    }
}

fn told(record: Vec<String>) -> Option<Vec<String>> {
    record.iter().any(|field| !field.is_empty()).then_some(record)
}

/// Up to a quotation mark that is not doubled, or to the end.
///
/// # Returns
/// What comes after it.
fn quoted<'a>(mut rest: &'a str, field: &mut String) -> &'a str {
    while let Some((text, after)) = rest.split_once('"') {
        field.push_str(text);
        match after.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None => return after,
        }
    }
    field.push_str(rest);
    ""
}

#[cfg(test)]
mod tests {
    use super::{read, separator};

    #[test]
    fn what_is_quoted_may_hold_anything() {
        let text = "a,\"b,\n\"\"c\"\"\",d\r\ne,,\"\u{e9}\"\r,,\n\n\"open,\n";
        let records = read(text, b',');
        assert_eq!(records, [vec!["a", "b,\n\"c\"", "d"], vec!["e", "", "\u{e9}"], vec!["open,\n"]]);
        assert_eq!(read("x\"y\"z,", b','), [["xyz", ""]]);
    }

    #[test]
    fn the_separator_is_what_gives_records_of_one_length() {
        assert_eq!(separator("a;b\nc;d,e\n"), b';');
        assert_eq!(separator("a|b|c\n1,2|3|4\n"), b'|');
        assert_eq!(separator("one\ntwo\n"), b',');
    }
}
