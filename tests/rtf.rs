//! Rich Text Format (Specification 1.9.1).

#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn read(rtf: &[u8], config: Value) -> Value {
    let request = json!({ "version": 1, "filename": "a.rtf", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(rtf, &request).expect("a result");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

fn markdown(body: &str) -> String {
    let document = format!(r"{{\rtf1\ansi\ansicpg1252\deff0 {body}}}");
    let result = read(document.as_bytes(), json!({ "output_format": "markdown" }));
    result["content"].as_str().expect("content").trim_end().to_owned()
}

fn plain(body: &str) -> String {
    let document = format!(r"{{\rtf1\ansi\ansicpg1252\deff0 {body}}}");
    read(document.as_bytes(), json!({}))["content"].as_str().expect("content").to_owned()
}

#[test]
fn bytes_are_characters_of_their_font() {
    let fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset128 MS Mincho;}{\f2\fcharset161 Arial Greek;}{\f3\fcharset2 Symbol;}{\f4\cpg1251 Own;}}";
    // U+6F22 U+5B57 in Shift_JIS, and U+84 U+41: the second byte of a pair may be a letter.
    assert_eq!(
        plain(&format!(r"{fonts}Hello \f1 \'8a\'bf\'8e\'9a\'83A\f0  end\'e9\par")),
        "Hello 漢字ア endé"
    );
    assert_eq!(plain(&format!(r"{fonts}{{\f2 \'e1\'e2\'e3}} \'e1 {{\f3\'b7}} {{\f4\'cf}}\par")), "αβγ á • П");
    assert_eq!(plain(r"\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2\par"), "Привет");
    let mac = read(br"{\rtf1\mac caf\'8e\par}", json!({}));
    assert_eq!(mac["content"], "café");
}

#[test]
fn characters_of_unicode_have_others_behind_them_that_are_none() {
    assert_eq!(plain(r"A\u8364?B\uc2 C\u8364\'80\'80D\uc0 \u233e{\uc1\u233?}f\par"), "A€BC€Déeéf");
    assert_eq!(plain(r"x\u-10179?\u-8704?y \u55357 ?\u56832 ?z\par"), "x😀y 😀z");
    // Of a font of pictures, from U+F020 on.
    let symbol = r"{\fonttbl{\f3\fcharset2 Symbol;}}{\f3\u-3913?} one \u-3913?\par";
    assert_eq!(plain(symbol), "• one \u{f0b7}");
    assert_eq!(
        plain(r"a\emdash b\~c\_d\-e\lquote f\rquote  \{\}\\ g\tab h\line i\zwj j\par"),
        "a—b\u{a0}c\u{2011}de‘f’ {}\\ g\th\ni\u{200d}j"
    );
}

#[test]
fn headings_are_those_of_their_style_or_their_own() {
    let styles = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0\sbasedon0 Kapitel;}{\s2\sbasedon1 Under;}{\s3 heading 3;}{\s4 Title;}{\*\cs10\additive\sbasedon0 Heading 1 Char;}}";
    let body = r"{\pard\s1\b One\par}{\pard\s2 Two\par}{\pard\s3 Three\par}{\pard\s4 Four\par}{\pard\s0 Text\par}{\pard\outlinelevel1 Five\par}{\pard\s1\outlinelevel9 None\par}";
    assert_eq!(
        markdown(&format!("{styles}{body}")),
        "# One\n\n# Two\n\n### Three\n\n# Four\n\nText\n\n## Five\n\nNone"
    );
}

#[test]
fn looks_end_with_their_group_and_links_are_fields() {
    assert_eq!(
        markdown(r"Words in {\b bold}, {\i italic\i0  not} and {\strike gone}{\super 2}.\par"),
        "Words in **bold**, *italic* not and ~~gone~~2."
    );
    let link = r#"See {\field{\*\fldinst {HYPERLINK "http://example.org/a?b=1&c=2"}}{\fldrslt {\b the link}}} on page {\field{\*\fldinst PAGE}{\fldrslt 3}}{\field{\*\fldinst TOC}}.\par"#;
    assert_eq!(markdown(link), "See [**the link**](http://example.org/a?b=1&c=2) on page 3.");
    assert_eq!(
        plain(r"Seen {\v hidden}{\*\bkmkstart a}{\xe{\v index}}text{\*\unheard of it}\par"),
        "Seen text"
    );
}

#[test]
fn changes_are_read_as_asked() {
    let body = r"{\rtf1 Was {\deleted old}{\revised new}.\par}";
    let content =
        |choice: &str| read(body.as_bytes(), json!({ "tracked_changes": choice }))["content"].clone();
    assert_eq!([content("accepted"), content("original")], ["Was new.", "Was old."]);
    let all = read(body.as_bytes(), json!({ "tracked_changes": "all", "output_format": "markdown" }));
    assert_eq!(all["content"].as_str().map(str::trim_end), Some("Was ~~old~~new."));
}

#[test]
fn lists_are_numbered_as_their_table_says() {
    let tables = r"{\*\listtable{\list{\listlevel\levelnfc0\levelnfcn0\levelstartat3{\leveltext\'02\'00.;}}{\listlevel\levelnfc23{\leveltext\'01\u8226 ?;}}{\listname ;}\listid7}{\list{\listlevel\levelnfc23}\listid8}}{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}{\listoverride\listid8\listoverridecount0\ls2}}";
    let body = r"{\pard\ls1\ilvl0{\listtext 3.\tab}Three\par}{\pard\ls1\ilvl1{\listtext\bullet\tab}Inner\par}{\pard\ls1\ilvl0{\listtext 4.\tab}Four\par}{\pard\ls2 Dot\par}{\pard After\par}";
    assert_eq!(markdown(&format!("{tables}{body}")), "3. Three\n   - Inner\n4. Four\n\n- Dot\n\nAfter");
    let old = r"{\pntext\'b7\tab}{\*\pn\pnlvlblt\pnf1{\pntxtb\'b7}}\fi-360 First\par{\pntext\'b7\tab}Second\par\pard Out\par\pard{\*\pn\pnlvlbody\pnstart5\pndec}Five\par";
    assert_eq!(markdown(old), "- First\n- Second\n\nOut\n\n5. Five");
}

#[test]
fn tables_have_their_cells_where_their_edges_are() {
    let simple =
        r"\trowd\cellx1000\cellx2000\intbl A\cell {\b B}\cell\row\intbl C\cell D\cell\row\pard After\par";
    assert_eq!(markdown(simple), "| A | **B** |\n| --- | --- |\n| C | D |\n\nAfter");
    // One row has the edge that the other lacks.
    let wide = r"\trowd\cellx1000\cellx2000\cellx3000\intbl a\cell b\cell c\cell\row\trowd\cellx2010\cellx3000\intbl wide\cell d\cell\row\pard x\par";
    let tables = read(format!(r"{{\rtf1 {wide}}}").as_bytes(), json!({}));
    assert_eq!(tables["tables"][0]["cells"], json!([["a", "b", "c"], ["wide", "", "d"]]));
    let merged = r"\trowd\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000\intbl tall\cell wide\cell\cell\row\trowd\clvmrg\cellx1000\cellx2000\cellx3000\intbl\cell e\cell f\cell\row\pard x\par";
    let tables = read(format!(r"{{\rtf1 {merged}}}").as_bytes(), json!({}));
    assert_eq!(tables["tables"][0]["cells"], json!([["tall", "wide", ""], ["", "e", "f"]]));
}

#[test]
fn a_table_in_a_table_stays_in_its_cell() {
    let body = r"\trowd\cellx1000\cellx2000\intbl\itap1 Outer\par\itap2 in1\nestcell in2\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}\itap1 behind\cell B\cell\row\pard After\par";
    let result = read(format!(r"{{\rtf1 {body}}}").as_bytes(), json!({}));
    assert_eq!(result["tables"][0]["cells"], json!([["Outer; in1 in2 behind", "B"]]));
    assert!(result["content"].as_str().expect("content").ends_with("After"));
}

#[test]
fn notes_come_at_the_end_and_what_runs_along_is_no_text() {
    let body = r"{\header Head\par}{\footer Foot\par}First{\super\chftn}{\footnote\pard{\super\chftn} The {\i note}.} and second{\footnote Other.\par}.\par";
    assert_eq!(markdown(body), "First[^1] and second[^2].\n\n[^1]: The *note*.\n\n[^2]: Other.");
    // The second section has the same again.
    let sections = format!(r"{{\rtf1 {body}\sect{{\header Head\par}}Last\par}}");
    let asked = |header: bool, footer: bool| {
        let filter = json!({ "include_headers": header, "include_footers": footer });
        let result = read(sections.as_bytes(), json!({ "content_filter": filter }));
        result["content"].as_str().expect("content").to_owned()
    };
    let both = asked(true, true);
    assert!(both.starts_with("Head\n\nFirst") && both.contains("Last\n\nFoot\n"), "{both}");
    assert_eq!(both.matches("Head").count(), 1);
    let above = asked(true, false);
    assert!(above.starts_with("Head\n\nFirst") && !above.contains("Foot"), "{above}");
    assert!(asked(false, false).starts_with("First"));
}

#[test]
fn text_boxes_comments_and_pictures_are_read() {
    let shape = r"Before {\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard In the box\par}}{\shprslt fallback}}after.\par";
    assert_eq!(plain(shape), "Before after.\n\nIn the box");
    let comment = r"{\rtf1 Text{\*\atnid JD}{\*\atnauthor Jo Doe}\chatn{\*\annotation{\*\atnref 1}\pard A comment.}.\par}";
    let result = read(comment.as_bytes(), json!({}));
    assert_eq!(result["content"], "Text.");
    assert_eq!(result["annotations"][0]["content"], "Jo Doe: A comment.");
    let picture = r"{\rtf1 See{\*\shppict{\pict{\*\picprop{\sp{\sn wzDescription}{\sv a dot}}}\pngblip 8950 4e47}}{\nonshppict{\pict\wmetafile8 00}}.\par}";
    let result = read(
        picture.as_bytes(),
        json!({ "images": { "extract_images": true }, "output_format": "markdown" }),
    );
    assert_eq!(result["content"].as_str().map(str::trim_end), Some("See.\n\n![a dot](image_0.png)"));
    assert_eq!(result["images"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_is_said_of_the_document_is_in_its_metadata() {
    let info = r"{\info{\title A \'e9 title}{\author Jo}{\operator Op}{\subject S}{\keywords k1, k2; k3}{\doccomm Words}{\creatim\yr2024\mo3\dy5\hr6\min7}{\revtim\yr2025\mo13\dy2}{\*\company Co}}";
    let result = read(format!(r"{{\rtf1\ansi{info}Text\par}}").as_bytes(), json!({}));
    let metadata = &result["metadata"];
    for (name, value) in [
        ("title", json!("A é title")),
        ("authors", json!(["Jo"])),
        ("modifiedBy", json!("Op")),
        ("subject", json!("S")),
        ("keywords", json!(["k1", "k2", "k3"])),
        ("createdAt", json!("2024-03-05T06:07:00Z")),
        ("modifiedAt", Value::Null),
        ("description", json!("Words")),
        ("company", json!("Co")),
    ] {
        assert_eq!(metadata[name], value, "{name}");
    }
    assert_eq!(result["content"], "Text");
}

#[test]
fn pages_end_where_they_are_said_to() {
    let body = r"{\rtf1 One\page Two\par\sect\sectd Three\par\sect\sectd\sbknone Still\par\pard\pagebb Four\par\sect}";
    let result = read(body.as_bytes(), json!({ "pages": { "extract_pages": true } }));
    let pages = result["pages"].as_array().expect("pages");
    let texts: Vec<&str> = pages.iter().filter_map(|page| page["content"].as_str()).map(str::trim).collect();
    assert_eq!(texts, ["One", "Two", "Three\n\nStill", "Four"]);
    let comment = br"{\rtf1 One\par\pard\pagebb Two\par\pard Of it{\*\annotation said}\par}";
    assert_eq!(read(comment, json!({}))["annotations"][0]["pageNumber"], 2);
    let comment =
        br"{\rtf1 One\par\pard\pagebb Two{\*\annotation said}\par\pard Three{\*\annotation so}\par}";
    let annotations = read(comment, json!({}))["annotations"].clone();
    assert_eq!([&annotations[0]["pageNumber"], &annotations[1]["pageNumber"]], [2, 2]);
}

#[test]
fn what_is_damaged_is_read_as_far_as_it_goes() {
    let cut = read(br"{\rtf1 One two {\b three", json!({}));
    assert_eq!(cut["content"], "One two three");
    assert!(cut["processingWarnings"][0]["message"].as_str().is_some_and(|text| text.contains("breaks off")));
    let whole = read(br"{\rtf1 One}} two", json!({}));
    assert_eq!((&whole["content"], &whole["processingWarnings"]), (&json!("One"), &Value::Null));
    let deep =
        [r"{\rtf1 ".to_owned(), "{".repeat(100_000), r"\b x".into(), "}".repeat(100_000), " y}".into()]
            .concat();
    let deep = read(deep.as_bytes(), json!({}));
    assert_eq!(deep["content"], "x y");
    assert!(deep["processingWarnings"][0]["message"].is_string());
    // A group that says that it is two things is one of them, and what follows is still there.
    for twice in [r"{\rtf1{\footnote\header note}x}", r"{\rtf1{\field\field{\fldrslt y}}x}"] {
        let content = read(twice.as_bytes(), json!({}))["content"].clone();
        assert!(content.as_str().is_some_and(|text| text.contains('x')), "{content}");
    }
    let part = read(br"{\pard One\par} {\pard Two\par}", json!({}));
    assert_eq!((&part["content"], &part["processingWarnings"]), (&json!("One\n\nTwo"), &Value::Null));
    for rtf in [
        r"{\rtf1\cell\row\nestcell\nestrow\par x}",
        r"{\rtf1{\footnote{\footnote{\footnote a}b}c}x}",
        r"{\rtf1\bin5}",
    ] {
        read(rtf.as_bytes(), json!({}));
    }
}

#[test]
fn whatever_is_damaged_ends_in_a_result_or_an_error() {
    let whole = [
        r"{\rtf1\ansi\deff0{\fonttbl{\f0\fcharset204 A;}}{\stylesheet{\s1 heading 1;}}{\info{\title T}{\creatim\yr2024\mo1\dy1}}",
        r"{\*\listtable{\list{\listlevel\levelnfc0\levelstartat2}\listid7}}{\*\listoverridetable{\listoverride\listid7\ls1}}",
        r"{\pard\s1 One\'cf\u8364?\par}{\pard\ls1{\listtext 2.}Two\par}{\field{\*\fldinst HYPERLINK ",
        "\"http://x.org\"",
        r"}{\fldrslt link}}{\footnote Note}{\header Head}\trowd\clmgf\cellx100\clmrg\cellx200\intbl\itap2 n\nestcell{\*\nesttableprops\trowd\cellx50\nestrow}\itap1 A\cell B\cell\row\pard",
        r"{\shp{\*\shpinst{\shptxt Box\par}}}{\*\annotation C}{\pict\pngblip 8950\bin2 ab}\sect\page End\par}",
    ]
    .concat();
    let plain = Request::plain("a.rtf");
    for at in 0..whole.len() {
        let (before, after) = (&whole.as_bytes()[..at], &whole.as_bytes()[at + 1..]);
        // One that ends in a result or an error has not panicked.
        for damage in [&b""[..], b"{", b"}", b"\\", b"9", b"\\bin99 ", b"\\par "] {
            drop(extract([before, damage, after].concat(), &plain));
        }
        drop(extract(before, &plain));
    }
}
