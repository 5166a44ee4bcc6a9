//! Archives, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::error::{Code, Failure};
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

type Members<'a> = &'a [(&'a str, &'a [u8])];

fn zip(members: Members) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        if let Some(directory) = name.strip_suffix('/') {
            writer.add_directory(directory, SimpleFileOptions::default()).expect("a directory");
            continue;
        }
        writer.start_file(*name, SimpleFileOptions::default()).expect("a member");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

fn tar(members: Members) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes).expect("a member");
    }
    builder.into_inner().expect("an archive")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("its bytes");
    encoder.finish().expect("a stream")
}

fn result_of(bytes: &[u8], filename: &str, config: Value) -> Result<Value, Failure> {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(bytes, &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

fn paths(result: &Value) -> Vec<&str> {
    let children = result["children"].as_array().expect("children");
    children.iter().filter_map(|child| child["path"].as_str()).collect()
}

const MEMBERS: Members = &[
    ("zebra.md", b"# Stripes"),
    ("folder/", b""),
    ("folder/mule.csv", b"ears,legs\n2,4"),
    ("ant.txt", b"six legs"),
    ("bee.html", b"<p>hum</p>"),
];

#[test]
fn members_come_out_in_the_order_of_the_archive() {
    let result = result_of(&zip(MEMBERS), "a.zip", json!({})).expect("a result");
    assert_eq!(paths(&result), ["zebra.md", "folder/mule.csv", "ant.txt", "bee.html"]);
    let content = result["content"].as_str().expect("content");
    let places: Vec<_> =
        ["=== zebra.md ===", "=== folder/mule.csv ===", "=== ant.txt ===", "=== bee.html ==="]
            .map(|heading| content.find(heading).expect("the member's words"))
            .into();
    assert!(places.is_sorted(), "{content}");
}

#[test]
fn a_members_type_is_told_by_its_name_first() {
    let result = result_of(&zip(MEMBERS), "a.zip", json!({})).expect("a result");
    assert_eq!(result["children"][0]["mimeType"], "text/markdown");
    assert_eq!(result["children"][1]["mimeType"], "text/csv");
}

#[test]
fn tar_and_gzip_are_read_alike() {
    let members: Members = &[("z.txt", b"last letter"), ("a.txt", b"first letter")];
    let plain = result_of(&tar(members), "a.tar", json!({})).expect("a result");
    let packed = result_of(&gzip(&tar(members)), "a.tar.gz", json!({})).expect("a result");
    assert_eq!(paths(&plain), ["z.txt", "a.txt"]);
    assert_eq!(plain["children"], packed["children"]);
    assert_eq!(packed["metadata"]["format"], "GZIP");
}

#[test]
fn a_member_that_cannot_be_read_is_a_warning_and_no_failure() {
    let damaged: Members = &[("good.txt", b"words"), ("bad.docx", b"no zip at all")];
    let result = result_of(&zip(damaged), "a.zip", json!({})).expect("a result");
    assert_eq!(paths(&result), ["good.txt"]);
    let warning = result["processingWarnings"][0]["message"].as_str().expect("a warning");
    assert!(warning.contains("bad.docx"), "{warning}");
}

#[test]
fn archives_are_nested_as_deep_as_is_asked_for() {
    let inner = zip(&[("deep.txt", b"at the bottom")]);
    let middle = zip(&[("inner.zip", &inner)]);
    let outer = zip(&[("middle.zip", &middle)]);
    let all = result_of(&outer, "a.zip", json!({})).expect("a result");
    let bottom = &all["children"][0]["result"]["children"][0]["result"]["children"][0]["result"]["content"];
    assert_eq!(bottom, "at the bottom");
    let one = result_of(&outer, "a.zip", json!({ "max_archive_depth": 1 })).expect("a result");
    assert_eq!(one["children"][0]["result"]["children"], Value::Null);
}

#[test]
fn paths_are_data_and_lead_nowhere() {
    let result =
        result_of(&zip(&[("../../etc/passwd.txt", b"x y z")]), "a.zip", json!({})).expect("a result");
    assert_eq!(paths(&result), ["../../etc/passwd.txt"]);
}

#[test]
fn what_comes_out_is_counted_against_the_limits() {
    let refusal = |bytes: &[u8], config: Value| {
        let failure = result_of(bytes, "a.zip", config).expect_err("a refusal");
        assert_eq!(failure.code, Code::LimitExceeded);
        let limit = failure.limit.expect("a limit");
        assert!(failure.message.contains(&format!("limits.{} is {}", limit.name, limit.value)));
        (limit.name, limit.value)
    };
    let few = zip(MEMBERS);
    assert_eq!(refusal(&few, json!({ "limits": { "members": 3 } })), ("members", 3));
    assert_eq!(refusal(&few, json!({ "limits": { "unpacked_bytes": 20 } })), ("unpackedBytes", 20));
    assert_eq!(refusal(&few, json!({ "limits": { "input_bytes": 20 } })), ("inputBytes", 20));
    let zeros = zip(&[("zeros.txt", &vec![0; 4 << 20])]);
    assert_eq!(refusal(&zeros, json!({ "limits": { "ratio": 3 } })), ("ratio", 3));
    let theirs = json!({ "security_limits": { "max_files_in_archive": 3 } });
    assert_eq!(refusal(&few, theirs), ("members", 3));
}

#[test]
fn an_archive_is_read_up_to_a_limit_where_that_is_asked_for() {
    let config = json!({ "limits": { "members": 2, "on_exceed": "truncate" } });
    let result = result_of(&zip(MEMBERS), "a.zip", config).expect("a result");
    let names: Vec<&str> = MEMBERS.iter().take(2).map(|(name, _)| *name).collect();
    let listed: Vec<&str> = result["metadata"]["fileList"]
        .as_array()
        .expect("names")
        .iter()
        .map(|name| name.as_str().expect("a name"))
        .collect();
    assert_eq!(listed, names);
    assert!(result["processingWarnings"].to_string().contains("limits.members is 2"), "{result}");
}

#[test]
fn what_lies_too_deep_is_left_closed_with_a_warning() {
    let inner = zip(&[("a.txt", b"deep down")]);
    let outer = zip(&[("inner.zip", &inner)]);
    let result = result_of(&outer, "a.zip", json!({ "limits": { "container_depth": 0 } })).expect("a result");
    assert!(result["children"].is_null());
    assert!(result["processingWarnings"].to_string().contains("limits.containerDepth"), "{result}");
}

#[test]
fn an_archive_that_breaks_off_is_refused() {
    let whole = zip(MEMBERS);
    let failure =
        result_of(whole.get(..whole.len() / 2).expect("half"), "a.zip", json!({})).expect_err("a refusal");
    assert_eq!(failure.code, Code::Parsing);
}

/// LZMA2 with dictionaries of 16 MiB, its header too, and a filter for programs, as py7zr writes it.
const PARCEL: &[u8] = include_bytes!("fixtures/documents/parcel.7z");

#[test]
fn no_changed_byte_of_a_7z_changes_its_members_unnoticed() {
    let whole = result_of(PARCEL, "a.7z", json!({})).expect("a result");
    assert!(!paths(&whole).is_empty());
    // The checksums of the streams and of the header are of all bytes but the version's, which readers leave alone.
    for at in 8..PARCEL.len() {
        let mut changed = PARCEL.to_vec();
        if let Some(byte) = changed.get_mut(at) {
            *byte ^= 0x55;
        }
        match result_of(&changed, "a.7z", json!({})) {
            Ok(result) => assert_eq!(result["children"], whole["children"], "byte {at}"),
            Err(failure) => assert_eq!(failure.code, Code::Parsing, "byte {at}: {}", failure.message),
        }
    }
}
