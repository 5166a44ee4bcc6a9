//! Encrypted documents, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::error::{Code, Failure};
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;
use zip::{AesMode, CompressionMethod, ZipWriter};

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
            "whole.odt",
            include_bytes!("fixtures/encrypted/minutes-as-a-whole.odt").to_vec(),
            "The treasurer reported",
        ),
        (
            "old.odt",
            include_bytes!("fixtures/encrypted/minutes-of-old.odt").to_vec(),
            "The treasurer reported",
        ),
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

/// A compound file with one stream.
fn compound(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a compound file");
    file.create_stream(name).expect("a stream").write_all(bytes).expect("its bytes");
    file.flush().expect("all of it");
    file.into_inner().into_inner()
}

/// A file information block with a flag ([MS-DOC] 2.5.2).
fn word(flags: u16) -> Vec<u8> {
    let mut block = vec![0; 1024];
    block[..4].copy_from_slice(&[0xEC, 0xA5, 0xC1, 0]);
    block[10..12].copy_from_slice(&flags.to_le_bytes());
    block
}

/// Kinds of encryption that are told, and not opened.
fn unopened() -> Vec<(&'static str, Vec<u8>)> {
    // A BOF, and a FilePass for RC4 ([MS-XLS] 2.4.21 and 2.4.117).
    let workbook = [0x09, 0x08, 4, 0, 0, 6, 5, 0, 0x2F, 0, 6, 0, 1, 0, 1, 0, 1, 0];
    // A CurrentUserAtom with the token of what is encrypted ([MS-PPT] 2.3.2).
    let user = [0, 0, 0xF6, 0x0F, 0x14, 0, 0, 0, 0x14, 0, 0, 0, 0xDF, 0xC4, 0xD1, 0xF3];
    let mut hangul = b"HWP Document File".to_vec();
    hangul.resize(256, 0);
    hangul[32..40].copy_from_slice(&[0, 0, 0, 5, 0b10, 0, 0, 0]);
    let entry = |algorithm: &str, derivation: &str| {
        let memory = 1 << 20;
        format!(
            "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><manifest:file-entry manifest:full-path='content.xml' manifest:size='9'><manifest:encryption-data manifest:checksum-type='SHA1/1K' manifest:checksum='AAAA'><manifest:algorithm manifest:algorithm-name='{algorithm}' manifest:initialisation-vector='AAAA'/><manifest:key-derivation manifest:key-derivation-name='{derivation}' argon2-memory='{memory}' manifest:salt='AAAA'/></manifest:encryption-data></manifest:file-entry></manifest:manifest>"
        )
    };
    let package = |manifest: &str| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("META-INF/manifest.xml", manifest), ("content.xml", "locked in")] {
            // ODF 1.3, part 2, 3.4: what is encrypted is stored.
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            writer.start_file(name, options).expect("a part");
            writer.write_all(text.as_bytes()).expect("its bytes");
        }
        writer.finish().expect("a package").into_inner()
    };
    let gcm = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
    let argon = "urn:org:documentfoundation:names:experimental:office:manifest:argon2id";
    let cbc = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";
    vec![
        ("a.doc", compound("WordDocument", &word(0x0100))),
        ("a.xls", compound("Workbook", &workbook)),
        ("a.ppt", compound("Current User", &user)),
        ("a.hwp", compound("FileHeader", &hangul)),
        ("a.hwpx", package(&entry(cbc, "PBKDF2"))),
        ("cast.odt", package(&entry("CAST", "PBKDF2"))),
        ("openpgp.ods", package(&entry(cbc, "PGP"))),
        ("a-gibibyte.odt", package(&entry(gcm, argon))),
    ]
}

#[test]
fn what_is_locked_in_a_way_that_is_not_opened_says_so_whatever_password_is_given() {
    for (name, bytes) in unopened() {
        for config in [json!({}), json!({ "passwords": ["thicket"] })] {
            let failure = result_with(&bytes, name, config).expect_err(name);
            assert_eq!(failure.code, Code::PasswordRequired, "{name}: {failure:?}");
            assert!(failure.message.contains("not read here"), "{name}: {failure:?}");
        }
    }
}

#[test]
fn what_does_not_say_that_it_is_locked_is_for_its_reader_to_tell() {
    let failure = result_with(&compound("WordDocument", &word(0)), "a.doc", json!({})).err();
    assert!(failure.is_none_or(|failure| failure.code != Code::PasswordRequired));
}
