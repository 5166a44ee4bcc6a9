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
    let code = |bytes: &[u8], limits: Value| {
        let failure = result_of(bytes, "a.zip", json!({ "security_limits": limits })).expect_err("a refusal");
        (failure.code, failure.message)
    };
    let limits = |name: &str, value: u64| {
        let mut limits = json!({
            "max_archive_size": 1 << 30, "max_compression_ratio": 1000, "max_files_in_archive": 1000,
            "max_nesting_depth": 100, "max_entity_length": 32, "max_content_size": 1 << 30,
            "max_iterations": 1_000_000, "max_xml_depth": 100, "max_table_cells": 1000,
        });
        limits[name] = value.into();
        limits
    };
    let (refusal, message) = code(&zip(MEMBERS), limits("max_files_in_archive", 3));
    assert_eq!(refusal, Code::LimitExceeded);
    assert!(message.contains("maxFilesInArchive is 3"), "{message}");
    let (refusal, message) = code(&zip(MEMBERS), limits("max_archive_size", 20));
    assert_eq!(refusal, Code::LimitExceeded);
    assert!(message.contains("maxArchiveSize is 20"), "{message}");
    let zeros = vec![0; 4 << 20];
    let (refusal, message) = code(&zip(&[("zeros.txt", &zeros)]), limits("max_compression_ratio", 3));
    assert_eq!(refusal, Code::LimitExceeded);
    assert!(message.contains("maxCompressionRatio is 3"), "{message}");
}

#[test]
fn an_archive_that_breaks_off_is_refused() {
    let whole = zip(MEMBERS);
    let failure =
        result_of(whole.get(..whole.len() / 2).expect("half"), "a.zip", json!({})).expect_err("a refusal");
    assert_eq!(failure.code, Code::Parsing);
}
