//! Encrypted documents, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::error::{Code, Failure};
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;
use zip::{AesMode, ZipWriter};

fn result_with(bytes: &[u8], filename: &str, config: Value) -> Result<Value, Failure> {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(bytes, &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

/// Every kind of locked document, and words that are behind the password `thicket`.
fn locked() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let zip = |options: SimpleFileOptions| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("note.txt", options).expect("a member");
        writer.write_all(b"The key lies under the mat.\n").expect("its bytes");
        writer.finish().expect("an archive").into_inner()
    };
    let options = SimpleFileOptions::default();
    vec![
        ("agile.xlsx", include_bytes!("fixtures/encrypted/orchard.xlsx").to_vec(), "Bramley"),
        ("standard.xlsx", include_bytes!("fixtures/encrypted/orchard-standard.xlsx").to_vec(), "Bramley"),
        ("minutes.odt", include_bytes!("fixtures/encrypted/minutes.odt").to_vec(), "The treasurer reported"),
        (
            "parcel.7z",
            include_bytes!("fixtures/encrypted/parcel.7z").to_vec(),
            "The first letter came in spring",
        ),
        ("aes.zip", zip(options.with_aes_encryption(AesMode::Aes256, "thicket")), "under the mat"),
        (
            "old.zip",
            zip(options.with_deprecated_encryption(b"thicket").expect("a password")),
            "under the mat",
        ),
        ("letter.pdf", include_bytes!("fixtures/encrypted/letter.pdf").to_vec(), "third flowerpot"),
    ]
}

#[test]
fn a_locked_document_asks_for_its_password() {
    for (name, bytes, _) in locked() {
        let failure = result_with(&bytes, name, json!({})).expect_err(name);
        assert_eq!(failure.code, Code::PasswordRequired, "{name}: {failure:?}");
    }
}

#[test]
fn a_wrong_password_is_told_from_none() {
    for (name, bytes, _) in locked() {
        let failure = result_with(&bytes, name, json!({ "passwords": ["bramble", ""] })).expect_err(name);
        assert_eq!(failure.code, Code::PasswordWrong, "{name}: {failure:?}");
    }
}

#[test]
fn the_right_one_of_several_passwords_opens_it() {
    for (name, bytes, words) in locked() {
        let result = result_with(&bytes, name, json!({ "passwords": ["bramble", "thicket"] })).expect(name);
        let content = result["content"].as_str().expect("content");
        assert!(content.contains(words), "{name}: {content}");
    }
}

#[test]
fn passwords_for_pdfs_open_everything_else_too() {
    for (name, bytes, words) in locked() {
        let config = json!({ "pdf_options": { "passwords": ["thicket"] } });
        let result = result_with(&bytes, name, config).expect(name);
        assert!(result["content"].as_str().expect("content").contains(words), "{name}");
    }
}

#[test]
fn a_locked_document_in_an_archive_is_opened_too() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("a.xlsx", SimpleFileOptions::default()).expect("a member");
    writer.write_all(include_bytes!("fixtures/encrypted/orchard.xlsx")).expect("its bytes");
    let bytes = writer.finish().expect("an archive").into_inner();
    let result = result_with(&bytes, "a.zip", json!({ "passwords": ["thicket"] })).expect("a result");
    let content = result["children"][0]["result"]["content"].as_str().expect("content");
    assert!(content.contains("Bramley"), "{content}");
}

#[test]
fn what_is_not_locked_takes_no_harm_from_passwords() {
    let bytes = include_bytes!("fixtures/documents/orchard.xlsx");
    let with = result_with(bytes, "a.xlsx", json!({ "passwords": ["thicket"] })).expect("a result");
    assert_eq!(with, result_with(bytes, "a.xlsx", json!({})).expect("a result"));
}

#[test]
fn a_locked_document_that_is_damaged_is_refused() {
    for (name, bytes, _) in locked() {
        for at in (0..bytes.len()).step_by(bytes.len() / 5) {
            let mut changed = bytes.clone();
            changed[at] ^= 0xFF;
            for damaged in [changed.as_slice(), &bytes[..at.max(1)]] {
                if let Err(failure) = result_with(damaged, name, json!({ "passwords": ["thicket"] })) {
                    assert!(!matches!(failure.code, Code::InvalidConfig), "{name}: {failure:?}");
                }
            }
        }
    }
}

/// [MS-OFFCRYPTO] 2.3.4.10: the attributes that a reader needs, with a number of rounds.
fn agile_with_rounds(rounds: &str) -> Vec<u8> {
    let zeros = "AAAAAAAAAAAAAAAAAAAAAA==";
    let common = format!(
        "saltSize='16' blockSize='16' keyBits='256' hashSize='64' cipherAlgorithm='AES' hashAlgorithm='SHA512' saltValue='{zeros}'"
    );
    let description = format!(
        "<encryption><keyData {common}/><encryptedKey spinCount='{rounds}' {common} encryptedVerifierHashInput='{zeros}' \
         encryptedVerifierHashValue='{zeros}' encryptedKeyValue='{zeros}'/></encryption>"
    );
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    let info = [b"\x04\0\x04\0\x40\0\0\0", description.as_bytes()].concat();
    for (name, bytes) in [("EncryptionInfo", info), ("EncryptedPackage", vec![0; 64])] {
        file.create_stream(name).and_then(|mut stream| stream.write_all(&bytes)).expect("a stream");
    }
    file.into_inner().into_inner()
}

#[test]
fn more_rounds_of_hashing_than_are_taken_are_not_begun() {
    let config = json!({ "passwords": ["thicket"] });
    let sound = result_with(&agile_with_rounds("1"), "a.docx", config.clone()).expect_err("a refusal");
    assert_eq!(sound.code, Code::PasswordWrong);
    // At a million rounds a second this would take an hour.
    let endless = result_with(&agile_with_rounds("4000000000"), "a.docx", config).expect_err("a refusal");
    assert_eq!(endless.code, Code::PasswordRequired);
    assert!(endless.message.contains("rounds of hashing"), "{endless:?}");
}
