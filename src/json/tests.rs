use std::collections::HashMap;

use serde::Serialize;
use serde_json::json;

use super::{PIECE, Strings, write};

#[derive(Serialize, Default)]
struct Plain {
    page_count: u32,
    by_name: HashMap<String, Inner>,
    raw_data: Option<bytes::Bytes>,
}

#[derive(Serialize, Default)]
struct Inner {
    max_chars: f32,
}

#[derive(Serialize)]
#[serde(tag = "format_type", rename_all = "snake_case")]
enum Format {
    WordFile(Plain),
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Outer {
    TwoWords(Inner),
}

#[derive(Serialize)]
struct Flattened {
    created_at: u32,
    #[serde(flatten)]
    format: Format,
    #[serde(flatten)]
    additional: HashMap<String, u32>,
}

fn text_of(value: &impl Serialize) -> String {
    let mut text = String::new();
    write(value, 0, Strings::UTF_8, &mut |piece| text.push_str(piece)).expect("serializable");
    text
}

fn json_of(value: &impl Serialize) -> serde_json::Value {
    serde_json::from_str(&text_of(value)).expect("valid JSON")
}

#[test]
fn field_names_turn_and_map_keys_do_not() {
    let value =
        Plain { by_name: HashMap::from([("my_key".into(), Inner { max_chars: 0.1 })]), ..Plain::default() };
    assert_eq!(
        json_of(&value),
        json!({"pageCount": 0, "byName": {"my_key": {"maxChars": 0.1}}, "rawData": null})
    );
}

#[test]
fn bytes_leave_null_behind() {
    let value = Plain { raw_data: Some(bytes::Bytes::from_static(b"abc")), ..Plain::default() };
    assert_eq!(json_of(&value)["rawData"], json!(null));
}

#[test]
fn a_flattened_struct_turns_whole_but_keeps_a_documents_own_words() {
    let value = Flattened {
        created_at: 1,
        format: Format::WordFile(Plain::default()),
        additional: HashMap::from([
            ("sheet_count".into(), 2),
            ("My_Property".into(), 3),
            ("dc:title".into(), 4),
        ]),
    };
    assert_eq!(
        json_of(&value),
        json!({"createdAt": 1, "formatType": "word_file", "pageCount": 0, "byName": {}, "rawData": null,
               "sheetCount": 2, "My_Property": 3, "dc:title": 4})
    );
}

#[test]
fn a_variant_that_becomes_a_key_turns() {
    assert_eq!(json_of(&Outer::TwoWords(Inner::default())), json!({"twoWords": {"maxChars": 0.0}}));
}

#[test]
fn maps_come_out_sorted_whatever_their_order() {
    let map: HashMap<u32, u32> = (0..100).map(|n| (n, n)).collect();
    let text = text_of(&map);
    assert!(text.starts_with(r#"{"0":0,"1":1,"10":10,"11":11,"#), "{text}");
}

#[test]
fn flattened_maps_come_out_sorted_whatever_their_order() {
    let value = Flattened {
        created_at: 1,
        format: Format::WordFile(Plain::default()),
        additional: (10..99).map(|n| (format!("a{n}"), n)).collect(),
    };
    let text = text_of(&value);
    assert!(text.starts_with(r#"{"a10":10,"a11":11,"a12":12,"a13":13,"#), "{text}");
}

#[test]
fn what_serde_json_writes_is_written() {
    let value = json!({
        "a": [true, null, -1, u64::MAX, 0.1, 1e300, "x\"y", [], {}],
        "b": { "c": [[1, 2], [3]], "d": "\u{e9}" },
    });
    assert_eq!(text_of(&value), value.to_string());
    let value = (f64::NAN, f32::MAX, 'c', "s", i128::MIN, (), Some(1), None::<u8>);
    assert_eq!(text_of(&value), serde_json::to_string(&value).expect("serializable"));
}

#[test]
fn pieces_are_all_that_was_written_in_the_order_of_writing() {
    let written: Vec<String> = (0..20_000)
        .map(|index| match index % 7000 {
            0 => "\u{e9}".repeat(PIECE + index),
            _ => format!("{index}\u{20ac}").repeat(index % 11),
        })
        .collect();
    let value = (&written, HashMap::from([("key", &written)]));
    for strings in [Strings::UTF_8, Strings::suiting("")] {
        let mut pieces = Vec::new();
        write(&value, 0, strings, &mut |piece| pieces.push(piece.to_owned())).expect("serializable");
        assert!(pieces.len() > 5 && pieces.iter().all(|piece| !piece.is_empty()));
        let read: (Vec<String>, HashMap<String, Vec<String>>) =
            serde_json::from_str(&pieces.concat()).expect("valid JSON");
        assert_eq!((&read.0, read.1.get("key")), (&written, Some(&written)));
    }
}
