//! Subtitles, references and AsciiDoc, from a request to an outcome.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::error::Failure;
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result_with(bytes: &[u8], filename: &str, config: Value) -> Result<Value, Failure> {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(bytes, &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

fn result_of(bytes: &[u8], filename: &str) -> Value {
    result_with(bytes, filename, json!({})).expect("a result")
}

fn content(result: &Value) -> &str {
    result["content"].as_str().expect("content")
}

const INTERVIEW: &[u8] = include_bytes!("fixtures/documents/interview.vtt");
const CHANTEY: &[u8] = include_bytes!("fixtures/documents/chantey.srt");
const HEDGEROWS: &[u8] = include_bytes!("fixtures/documents/hedgerows.enw");
const SLIPWAY: &[u8] = include_bytes!("fixtures/documents/slipway.adoc");

#[test]
fn subtitles_are_what_is_said_without_times_and_tags() {
    let result = result_of(INTERVIEW, "a.vtt");
    assert_eq!(result["mimeType"], "text/vtt");
    assert_eq!(
        content(&result).trim(),
        "Gwen: Where does the ferry go?\n\nHuw: To the island & back\n\nOnly on Sundays"
    );
    let result = result_of(CHANTEY, "a.srt");
    assert_eq!(result["mimeType"], "application/x-subrip");
    assert_eq!(content(&result).trim(), "Haul away the bowline\nso early in the morning");
}

#[test]
fn cues_and_their_times_are_metadata() {
    let metadata = result_of(INTERVIEW, "a.vtt")["metadata"].take();
    let first =
        json!({ "startMs": 1000, "endMs": 3500, "speaker": "Gwen", "text": "Where does the ferry go?" });
    assert_eq!(metadata["cues"][0], first);
    assert_eq!(metadata["cueCount"], 3);
    assert_eq!(metadata["durationMs"], 72_000);
    let metadata = result_of(CHANTEY, "a.srt")["metadata"].take();
    let last = json!({ "startMs": 3000, "endMs": 5250, "text": "so early in the morning" });
    assert_eq!(metadata["cues"][1], last);
}

#[test]
fn webvtt_announces_itself() {
    assert_eq!(result_of(INTERVIEW, "")["mimeType"], "text/vtt");
}

#[test]
fn endnote_references_are_told_one_by_one() {
    let result = result_of(HEDGEROWS, "a.enw");
    assert_eq!(result["mimeType"], "application/x-endnote-refer");
    let text = content(&result);
    for part in [
        "A field guide to hedgerows",
        "Okafor, N.; Pike, Ada",
        "Annals of Hedges, 4(2), pp. 17-23",
        "as a rule.",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let metadata = &result["metadata"];
    assert_eq!(metadata["citationCount"], 2);
    assert_eq!(metadata["format"], "EndNote");
    assert_eq!(metadata["dois"], json!(["10.1000/182"]));
    assert_eq!(metadata["yearRange"]["years"], json!([2011, 2019]));
    assert_eq!(metadata["authors"], json!(["Marlow, Edith", "Okafor, N.", "Pike, Ada"]));
}

#[test]
fn endnote_in_xml_goes_by_the_same_extension() {
    let xml = "<?xml version='1.0'?><xml><records><record><ref-type name='Book'>6</ref-type><titles><title>Hedges</title></titles></record></records></xml>";
    assert!(content(&result_of(xml.as_bytes(), "a.enw")).contains("Hedges"));
}

const RIS: &str = "TY  - JOUR\nAU  - Okafor, Nneka\nAU  - Pike, Ada\nTI  - Hedges in winter\nJO  - Annals of Hedges\nVL  - 4\nIS  - 2\nSP  - 17\nEP  - 23\nPY  - 2019\nAB  - They keep their leaves.\nKW  - hedges\nDO  - 10.1000/182\nER  - \n";
const NBIB: &str = "PMID- 12345678\nTI  - Hedges in winter\nAB  - They keep\n      their leaves.\nFAU - Okafor, Nneka\nAU  - Okafor N\nFAU - Pike, Ada\nAU  - Pike A\nJT  - Annals of Hedges\nDP  - 2019 Jan\nVI  - 4\nIP  - 2\nPG  - 17-23\nLID - 10.1000/182 [doi]\n";
const ENDNOTE_XML: &str = "<?xml version='1.0'?><xml><records><record><ref-type name='Journal Article'>17</ref-type><contributors><authors><author>Okafor, Nneka</author><author>Pike, Ada</author></authors></contributors><titles><title>Hedges in winter</title><secondary-title>Annals of Hedges</secondary-title></titles><pages>17-23</pages><volume>4</volume><number>2</number><dates><year>2019</year></dates><abstract>They keep their leaves.</abstract><electronic-resource-num>10.1000/182</electronic-resource-num></record></records></xml>";

#[test]
fn references_tell_who_wrote_what_where_and_when() {
    for (text, name) in [(RIS, "a.ris"), (NBIB, "a.nbib"), (ENDNOTE_XML, "a.enw")] {
        let result = result_of(text.as_bytes(), name);
        let text = content(&result);
        for part in [
            "Hedges in winter",
            "Okafor, Nneka; Pike, Ada",
            "2019",
            "Annals of Hedges",
            "4(2)",
            "pp. 17-23",
            "https://doi.org/10.1000/182",
            "They keep their leaves.",
        ] {
            assert!(text.contains(part), "{part} of {name} is not in {text}");
        }
        assert_eq!(result["metadata"]["citationCount"], 1, "{name}");
        assert_eq!(result["metadata"]["dois"], json!(["10.1000/182"]), "{name}");
    }
    assert!(content(&result_of(RIS.as_bytes(), "a.ris")).contains("Keywords: hedges"));
    assert!(content(&result_of(NBIB.as_bytes(), "a.nbib")).contains("PMID 12345678"));
}

#[test]
fn asciidoc_keeps_its_structure() {
    let result = result_with(SLIPWAY, "a.adoc", json!({ "output_format": "markdown" })).expect("a result");
    assert_eq!(result["mimeType"], "text/asciidoc");
    let text = content(&result);
    for part in [
        "# The slipway",
        "Built by Pike & Sons in 1902",
        "the plans",
        "## Rules",
        "Keep it clear",
        "dinghies too",
        "| Haul | Price |",
        "| Dinghy | 42 |",
        "```python",
        "print('low tide')",
        "Winch",
        "> Time and tide wait.\n",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    for part in ["__", "nobody reads this", "{builder}", "|===", ":keywords:", "[cols"] {
        assert!(!text.contains(part), "{part} is in {text}");
    }
    let metadata = &result["metadata"];
    assert_eq!(metadata["title"], "The slipway");
    assert_eq!(metadata["authors"], json!(["Ada Pike"]));
    assert_eq!(metadata["keywords"], json!(["harbour", "boats"]));
    assert_eq!(result["uris"][0]["url"], "https://harbour.example/slip");
}

#[test]
fn what_asciidoc_includes_is_not_fetched_and_said_to_be_missing() {
    let result = result_of(b"= A\n\ninclude::/etc/passwd[]\n\nwords\n", "a.adoc");
    assert!(result["processingWarnings"].to_string().contains("/etc/passwd"), "{result}");
    assert!(content(&result).contains("words"));
}

#[test]
fn hostile_text_costs_no_more_than_its_length() {
    let value = "x".repeat(500);
    let many = [
        format!(":a: {value}\n\n{}", "{a}".repeat(200_000)),
        "*_`#".repeat(100_000),
        "<<".repeat(200_000),
        "https://".repeat(50_000),
        "____\n\n".repeat(100_000),
        format!("|===\n{}", "100+|x\n".repeat(100_000)),
        (0..10_000).map(|depth| format!("{} item\n", "*".repeat(depth % 9))).collect(),
    ];
    for text in many {
        let result = result_of(text.as_bytes(), "a.adoc");
        assert!(content(&result).len() < 16 << 20);
    }
    let cues = "WEBVTT\n\n".to_owned() + &"00:01.000 --> 00:02.000\n<<<<<<<<<\n\n".repeat(20_000);
    result_of(cues.as_bytes(), "a.vtt");
    result_of("%A".repeat(200_000).as_bytes(), "a.enw");
}

#[test]
fn typst_gives_its_blocks_and_what_its_document_says_of_itself() {
    let source = r##"#set document(
  title: "Knots",
  author: ("Ida", "Bo"),
  keywords: ("rope", "sea"),
  date: "2024-12-06",
)
#set heading(numbering: "1.")

= Bends
Two *ropes* joined, as in
#link("https://example.org")[the book].

- a _sheet_ bend
+ first
+ second

$ a + b $

```rust
let knot = 1;
```.

```c int x;```

#table(
  columns: (1fr, 1fr),
  [Name], [Turns],
  [Bowline], [1],
)

Hitches#footnote[Wet rope slips.] hold.
#image("bend.png")
"##;
    let result = result_with(source.as_bytes(), "knots.typ", json!({ "output_format": "markdown" }))
        .expect("a result");
    let markdown = content(&result);
    for part in [
        "# Bends",
        "Two **ropes** joined, as in [the book](https://example.org).",
        "- a *sheet* bend",
        "1. first\n2. second",
        "a + b",
        "```rust\nlet knot = 1;\n```\n\n.",
        "```c\nint x;\n```",
        "| Name | Turns |\n| --- | --- |\n| Bowline | 1 |",
        "Hitches (Wet rope slips.) hold.",
        "bend.png",
    ] {
        assert!(markdown.contains(part), "{part}: {markdown}");
    }
    let metadata = &result["metadata"];
    assert_eq!(metadata["title"], "Knots");
    assert_eq!(metadata["authors"], json!(["Ida", "Bo"]));
    assert_eq!(metadata["keywords"], json!(["rope", "sea"]));
    assert_eq!(metadata["createdAt"], "2024-12-06");
}

#[test]
fn djot_keeps_tasks_definitions_notes_and_captions() {
    let source = "- [x] moored\n- [ ] painted\n\n: bow\n\n  the *front*[^a]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n^ Loads\n\n[^a]: of a boat\n";
    let result =
        result_with(source.as_bytes(), "a.djot", json!({ "output_format": "markdown" })).expect("a result");
    let markdown = content(&result);
    for part in
        ["- [x] moored\n- [ ] painted", "bow", "the **front**[^a]", "| a | b |", "Loads", "[^a]: of a boat"]
    {
        assert!(markdown.contains(part), "{part}: {markdown}");
    }
}
