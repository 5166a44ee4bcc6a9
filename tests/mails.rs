//! Mails whose text is HTML, from a request to an outcome.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

const HEAD: &str =
    "From: Ada <ada@example.org>\r\nTo: crew@example.org\r\nSubject: The ferry\r\nMIME-Version: 1.0\r\n";

const PAGE: &str = "<html><head><style>p { color: red }</style></head><body><h2>Timetable</h2>\
    <p>Dear&nbsp;crew,<br>the boat leaves at 7&thinsp;&amp;&thinsp;9.</p>\
    <ul><li>Oars</li><li>Ropes</li></ul>\
    <table><tr><th>Pier</th><th>Tide</th></tr><tr><td>North</td><td>High</td></tr></table>\
    <p>See <a href=\"https://example.org/map\">the map</a>.</p></body></html>";

fn result_of(mail: &str, config: Value) -> Value {
    let request = json!({ "version": 1, "filename": "a.eml", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(mail.as_bytes(), &request).expect("a result");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

fn page_alone(content_type: &str) -> String {
    format!("{HEAD}Content-Type: {content_type}; charset=utf-8\r\n\r\n{PAGE}\r\n")
}

#[test]
fn html_alone_keeps_its_headings_lists_tables_and_links() {
    for content_type in ["text/html", "Text/HTML"] {
        let result = result_of(&page_alone(content_type), json!({ "output_format": "markdown" }));
        let content = result["content"].as_str().expect("content");
        for part in [
            "Subject",
            "The ferry",
            "## Timetable",
            "- Oars\n- Ropes",
            "| North",
            "[the map](https://example.org/map)",
        ] {
            assert!(content.contains(part), "{part:?} in {content}");
        }
        assert!(!content.contains("color: red"), "{content}");
        let cells = json!([["Pier", "Tide"], ["North", "High"]]);
        assert_eq!(result["tables"][0]["cells"], cells);
        assert_eq!(result["metadata"]["subject"], "The ferry");
    }
}

#[test]
fn its_character_references_are_characters() {
    let result = result_of(&page_alone("text/html"), json!({}));
    let content = result["content"].as_str().expect("content");
    assert!(content.contains("Dear crew,\nthe boat leaves at 7\u{2009}&\u{2009}9."), "{content}");
    assert!(!content.contains("&nbsp;") && !content.contains("&amp;"), "{content}");
}

#[test]
fn plain_text_beside_it_is_taken_instead() {
    let mail = format!(
        "{HEAD}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         The boat leaves.\r\n--b\r\nContent-Type: text/html\r\n\r\n{PAGE}\r\n--b--\r\n"
    );
    let content = result_of(&mail, json!({}))["content"].as_str().expect("content").to_owned();
    assert!(content.contains("The boat leaves."), "{content}");
    assert!(!content.contains("Timetable"), "{content}");
}

#[test]
fn attachments_of_such_a_mail_are_children_all_the_same() {
    let mail = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{PAGE}\r\n--b\r\n\
         Content-Type: text/csv; name=\"tides.csv\"\r\nContent-Disposition: attachment; filename=\"tides.csv\"\r\n\r\n\
         pier,tide\r\nSouth,low\r\n--b--\r\n"
    );
    let result = result_of(&mail, json!({}));
    assert!(result["content"].as_str().expect("content").contains("Timetable"));
    assert_eq!(result["children"][0]["path"], "tides.csv");
}

fn with_attachments(number: usize) -> String {
    let part = |at: usize| {
        format!(
            "--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename={at}.txt\r\n\r\nno. {at}\r\n"
        )
    };
    let parts: String = (0..number).map(part).collect();
    format!("{HEAD}Content-Type: multipart/mixed; boundary=x\r\n\r\n{parts}--x--\r\n")
}

#[test]
fn attachments_are_members() {
    let mail = with_attachments(5);
    let refused = |members: usize| {
        let config = json!({ "limits": { "members": members } });
        let request = json!({ "version": 1, "filename": "a.eml", "mimeType": null, "config": config });
        let request: Request = serde_json::from_value(request).expect("a request");
        extract(mail.as_bytes(), &request).err().and_then(|failure| failure.limit)
    };
    assert_eq!(refused(5), None);
    assert_eq!(refused(4).map(|limit| (limit.name, limit.value)), Some(("members", 4)));
    let cut = result_of(&mail, json!({ "limits": { "members": 2, "on_exceed": "truncate" } }));
    let paths: Vec<&Value> =
        cut["children"].as_array().expect("children").iter().map(|child| &child["path"]).collect();
    assert_eq!(paths, ["0.txt", "1.txt"]);
    assert!(cut["processingWarnings"].to_string().contains("limits.members is 2"), "{cut}");
}

#[test]
fn of_a_mail_that_is_a_picture_the_text_that_stands_for_it_is_read() {
    let mail =
        |page: &str| format!("{HEAD}Content-Type: text/html\r\n\r\n<html><body>{page}</body></html>\r\n");
    let content = |page| result_of(&mail(page), json!({}))["content"].as_str().expect("content").to_owned();
    assert!(content("<img src='x.png' alt='A timetable'>").trim_end().ends_with("\n\nA timetable"));
    assert!(content("").contains("The ferry"));
}

#[test]
fn pictures_are_images_where_these_are_asked_for() {
    let mail = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the gull.\r\n--b\r\nContent-Type: image/gif; name=gull.gif\r\nContent-Disposition: attachment; filename=gull.gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlh\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\na,b\r\n--b--\r\n"
    );
    let asked = result_of(&mail, json!({ "images": { "extract_images": true } }));
    let images = asked["images"].as_array().expect("images");
    assert_eq!(images.len(), 1);
    assert_eq!((&images[0]["format"], &images[0]["sourcePath"]), (&json!("gif"), &json!("gull.gif")));
    assert!(result_of(&mail, json!({}))["images"].as_array().is_none_or(Vec::is_empty));
}
