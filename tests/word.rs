//! Word documents, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// A run of text, and a paragraph of runs.
fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

fn p(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

fn content(body: &str, config: Value) -> String {
    let result = result(body, &[], config);
    assert_eq!(result["processingWarnings"], Value::Null, "{result}");
    result["content"].as_str().expect("content").to_owned()
}

fn plain(body: &str) -> String {
    content(body, json!({}))
}

fn markdown(body: &str) -> String {
    content(body, json!({ "output_format": "markdown" })).trim_end().to_owned()
}

fn result(body: &str, parts: &[(&str, &str)], config: Value) -> Value {
    let document =
        format!("<?xml version='1.0'?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("word/document.xml", document.as_str())].iter().chain(parts) {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    let bytes = writer.finish().expect("a package").into_inner();
    let request = json!({ "version": 1, "filename": "a.docx", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(&bytes, &request).expect("a result");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

const SQUARED: &str =
    "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>";

#[test]
fn entities_tabs_and_line_breaks_are_text() {
    let runs = "<w:r><w:t>R&amp;D &lt;b&gt; &#228;</w:t><w:tab/><w:t>two</w:t><w:noBreakHyphen/><w:t>fold</w:t><w:br/><w:t>next</w:t></w:r>";
    assert_eq!(plain(&p(runs)), "R&D <b> ä\ttwo-fold\nnext");
}

#[test]
fn formulas_in_a_line_stand_in_their_place() {
    let body = p(&format!("{}<m:oMath>{SQUARED}</m:oMath>{}", r("where "), r(" grows")));
    assert_eq!(plain(&body), "where x^{2} grows");
    assert_eq!(markdown(&body), "where $x^{2}$ grows");
    let less = p(&format!("{}<m:oMath><m:r><m:t>a&lt;b</m:t></m:r></m:oMath>", r("if ")));
    assert_eq!(plain(&less), "if a<b");
}

#[test]
fn formulas_on_lines_of_their_own_stand_between_what_is_around_them() {
    let body =
        p(&format!("{}<m:oMathPara><m:oMath>{SQUARED}</m:oMath></m:oMathPara>{}", r("Before."), r("After.")));
    assert_eq!(plain(&body), "Before.\n\nx^{2}\n\nAfter.");
    assert_eq!(markdown(&body), "Before.\n\n$$x^{2}$$\n\nAfter.");
}

#[test]
fn a_text_box_is_read_once_and_behind_its_paragraph() {
    let boxed = format!("<w:txbxContent>{}</w:txbxContent>", p(&r("boxed")));
    let anchor = format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{boxed}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{boxed}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    );
    let body = p(&format!("{}{anchor}{}", r("around "), r("it")));
    assert_eq!(plain(&body), "around it\n\nboxed");
    let only_old = p(&format!("<w:r><w:pict><v:textbox>{boxed}</v:textbox></w:pict></w:r>"));
    assert_eq!(plain(&only_old), "boxed");
}

#[test]
fn tracked_changes_are_read_as_accepted_as_rejected_or_both() {
    let struck = "<w:r><w:delText xml:space='preserve'>old </w:delText></w:r>";
    let body = format!(
        "{}{}",
        p(&format!("{}<w:del>{struck}</w:del><w:ins>{}</w:ins>{}", r("the "), r("new "), r("text"))),
        p(&format!("<w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo>", r("moved away"), r("moved here"))),
    );
    for (choice, expected) in [
        (json!({}), "the new text\n\nmoved here"),
        (json!({ "tracked_changes": "accepted" }), "the new text\n\nmoved here"),
        (json!({ "tracked_changes": "original" }), "the old text\n\nmoved away"),
        (json!({ "tracked_changes": "all" }), "the old new text\n\nmoved awaymoved here"),
    ] {
        assert_eq!(content(&body, choice.clone()), expected, "{choice}");
    }
    let all = json!({ "tracked_changes": "all", "output_format": "markdown" });
    assert!(content(&body, all).starts_with("the ~~old~~ new text"));
}

#[test]
fn a_paragraph_whose_end_is_deleted_goes_on_in_the_next() {
    let body = format!(
        "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>{}</w:p>{}",
        r("one "),
        p(&r("sentence"))
    );
    assert_eq!(plain(&body), "one sentence");
    assert_eq!(content(&body, json!({ "tracked_changes": "original" })), "one \n\nsentence");
}

#[test]
fn rows_that_are_deleted_are_no_rows() {
    let row = |change: &str, text: &str| {
        format!(
            "<w:tr><w:trPr>{change}</w:trPr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>",
            p(&r(text)),
            p(&r("x"))
        )
    };
    let table =
        format!("<w:tbl>{}{}{}</w:tbl>", row("", "kept"), row("<w:del/>", "gone"), row("<w:ins/>", "new"));
    assert_eq!(plain(&table), "kept x\nnew x");
    assert_eq!(content(&table, json!({ "tracked_changes": "original" })), "kept x\ngone x");
}

#[test]
fn notes_stand_at_the_end_in_the_order_of_their_references() {
    let body = p(&format!(
        "{}<w:r><w:endnoteReference w:id='1'/></w:r>{}<w:r><w:footnoteReference w:id='1'/></w:r>{}",
        r("first"),
        r(" second"),
        r(" end")
    ));
    let note = |kind: &str, text: &str| {
        format!(
            "<w:{kind}s {NAMESPACES}><w:{kind} w:type='separator' w:id='-1'>{}</w:{kind}><w:{kind} w:id='1'>{}</w:{kind}></w:{kind}s>",
            p("<w:r><w:separator/></w:r>"),
            p(&r(text))
        )
    };
    let (foot, end) = (note("footnote", "at the foot &amp; more"), note("endnote", "at the end"));
    let parts = [("word/footnotes.xml", foot.as_str()), ("word/endnotes.xml", end.as_str())];
    let text = |format: &str| {
        let result = result(&body, &parts, json!({ "output_format": format }));
        result["content"].as_str().expect("content").trim_end().to_owned()
    };
    assert_eq!(text("markdown"), "first[^1] second[^2] end\n\n[^1]: at the end\n\n[^2]: at the foot & more");
    let lines: Vec<String> =
        text("plain").lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    assert_eq!(lines, ["first second end", "at the end", "at the foot & more"]);
}

#[test]
fn comments_are_annotations_with_their_authors() {
    let body = p(&format!(
        "<w:commentRangeStart w:id='4'/>{}<w:commentRangeEnd w:id='4'/><w:r><w:commentReference w:id='4'/></w:r>",
        r("claim")
    ));
    let comments = format!(
        "<w:comments {NAMESPACES}><w:comment w:id='4' w:author='Ada Lovelace' w:initials='AL'>{}</w:comment></w:comments>",
        p(&r("Prove it."))
    );
    let result = result(&body, &[("word/comments.xml", &comments)], json!({}));
    assert_eq!(result["content"], "claim");
    assert_eq!(
        result["annotations"],
        json!([{ "annotationType": "text", "content": "Ada Lovelace: Prove it.", "pageNumber": 1 }])
    );
}

#[test]
fn headers_and_footers_are_text_where_they_are_asked_for() {
    let header = format!("<w:hdr {NAMESPACES}>{}</w:hdr>", p(&r("Above &amp; all")));
    let footer = format!("<w:ftr {NAMESPACES}>{}</w:ftr>", p(&r("Below")));
    let parts = [("word/header1.xml", header.as_str()), ("word/footer4.xml", footer.as_str())];
    let text = |config: Value| result(&p(&r("Between")), &parts, config)["content"].clone();
    let filter = |header: bool, footer: bool| json!({ "content_filter": { "include_headers": header, "include_footers": footer } });
    assert_eq!(text(json!({})), "Between");
    assert_eq!(text(filter(false, false)), "Between");
    assert_eq!(text(filter(true, false)), "Above & all\n\nBetween");
    assert_eq!(text(filter(true, true)), "Above & all\n\nBetween\n\nBelow");
}

#[test]
fn fields_are_their_results_and_links_have_their_targets() {
    let field = format!(
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> HYPERLINK \"https://example.org/a?b=1&amp;c\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>{}<w:r><w:fldChar w:fldCharType='end'/></w:r>{}",
        r("there"),
        r(" and back")
    );
    assert_eq!(markdown(&p(&field)), "[there](https://example.org/a?b=1&c) and back");
    let rels = "<Relationships><Relationship Id='r7' Target='https://example.org/'/></Relationships>";
    let body = p(&format!("<w:hyperlink xmlns:r='r' r:id='r7'>{}</w:hyperlink>", r("home")));
    let result =
        result(&body, &[("word/_rels/document.xml.rels", rels)], json!({ "output_format": "markdown" }));
    assert_eq!(result["content"], "[home](https://example.org/)\n");
    assert_eq!(result["uris"][0]["url"], "https://example.org/");
}

#[test]
fn looks_lie_in_one_another() {
    let run = |look: &str, text: &str| {
        format!("<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>")
    };
    let body =
        p(&[run("<w:b/>", "a"), run("<w:b/><w:i/>", "b"), run("<w:i/><w:b w:val='0'/>", " c")].concat());
    assert_eq!(markdown(&body), "**a*b*** *c*");
}

#[test]
fn lists_have_levels_and_go_on_with_their_numbers() {
    let numbering = format!(
        "<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId='3'><w:lvl w:ilvl='0'><w:start w:val='2'/><w:numFmt w:val='decimal'/></w:lvl><w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='3'/></w:num></w:numbering>"
    );
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='5'/></w:numPr></w:pPr>{}</w:p>",
            r(text)
        )
    };
    let body = [item(0, "two"), item(1, "dot"), item(0, "three"), p(&r("between")), item(0, "four")].concat();
    let result = result(&body, &[("word/numbering.xml", &numbering)], json!({ "output_format": "markdown" }));
    assert_eq!(result["content"], "2. two\n   - dot\n3. three\n\nbetween\n\n4. four\n");
}

fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(&r(text)))
}

#[test]
fn a_cell_that_spans_others_says_what_it_says_once_and_in_markdown_in_each_of_them() {
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("<w:gridSpan w:val='2'/>", "wide"),
        cell("<w:vMerge w:val='restart'/>", "tall"),
        cell("", "a"),
        cell("", "b"),
        cell("<w:vMerge/>", ""),
    );
    let result = result(&table, &[], json!({}));
    assert_eq!(result["tables"][0]["cells"], json!([["wide", "", "tall"], ["a", "b", ""]]));
    let written = "| wide | wide | tall |\n| --- | --- | --- |\n| a | b | tall |";
    assert_eq!(result["tables"][0]["markdown"].as_str().map(str::trim_end), Some(written));
    assert_eq!(markdown(&table), written);
}

#[test]
fn merged_cells_do_not_multiply_a_text() {
    let passage = "word ".repeat(100);
    let row = |text: &str| format!("<w:tr>{}</w:tr>", cell("<w:gridSpan w:val='60'/>", text));
    let long = markdown(&format!("<w:tbl>{}</w:tbl>", row(&passage)));
    assert_eq!(long.matches("word").count(), 100);
    let short = markdown(&format!("<w:tbl>{}</w:tbl>", row("word").repeat(100)));
    assert!((100..=500).contains(&short.matches("word").count()), "{}", short.matches("word").count());
}

#[test]
fn what_stands_in_a_cell_that_another_covers_is_kept() {
    let table = format!(
        "<w:tbl><w:tr>{}</w:tr><w:tr>{}</w:tr></w:tbl>",
        cell("<w:vMerge w:val='restart'/>", "tall"),
        cell("<w:vMerge/>", "under it")
    );
    assert_eq!(plain(&table), "tall\nunder it");
}

#[test]
fn a_row_that_begins_further_right_has_its_cells_in_their_columns() {
    let table = format!(
        "<w:tbl><w:tr>{}{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr>{}</w:tr></w:tbl>",
        cell("", "a"),
        cell("", "b"),
        cell("", "c"),
        cell("", "d"),
    );
    let result = result(&table, &[], json!({}));
    assert_eq!(result["tables"][0]["cells"], json!([["a", "b", "c"], ["", "", "d"]]));
}

#[test]
fn every_picture_of_a_group_is_in_the_text_with_what_is_said_of_it_on_one_line() {
    let picture = |said: &str, id: &str| {
        format!("<pic:pic><pic:cNvPr descr='{said}'/><a:blip r:embed='{id}'/></pic:pic>")
    };
    let group = format!(
        "<w:r><w:drawing><wp:docPr name='Group'/>{}{}</w:drawing></w:r>",
        picture("A duck&#10;&#10;with paper", "rId1"),
        picture("A whale", "rId2"),
    );
    let single =
        format!("<w:r><w:drawing><wp:docPr descr='A boat'/>{}</w:drawing></w:r>", picture("", "rId3"));
    let written = markdown(&format!("{}{}", p(&group), p(&single)));
    let said: Vec<&str> = written.split("![").skip(1).filter_map(|rest| rest.split(']').next()).collect();
    assert_eq!(said, ["A duck with paper", "A whale", "A boat"]);
}

#[test]
fn tables_nested_too_deeply_keep_their_text() {
    let depth = 1000;
    let body = format!(
        "{}{}{}",
        "<w:tbl><w:tr><w:tc>".repeat(depth),
        p(&r("core")),
        "</w:tc></w:tr></w:tbl>".repeat(depth)
    );
    let result = result(&body, &[], json!({}));
    assert_eq!(result["content"], "core");
    assert!(result["processingWarnings"].to_string().contains("limits.markupDepth"), "{result}");
}

#[test]
fn pages_end_where_the_document_says_so() {
    let body = format!(
        "{}{}{}",
        p(&r("one")),
        p(&format!("<w:r><w:br w:type='page'/><w:lastRenderedPageBreak/></w:r>{}", r("two"))),
        p(&format!("<w:r><w:lastRenderedPageBreak/></w:r>{}", r("three")))
    );
    let result = result(&body, &[], json!({}));
    let pages: Vec<&Value> =
        result["pages"].as_array().expect("pages").iter().map(|page| &page["content"]).collect();
    assert_eq!(pages, ["one", "two", "three"]);
    let content = result["content"].as_str().expect("content");
    for boundary in result["metadata"]["pages"]["boundaries"].as_array().expect("boundaries") {
        let place =
            |key: &str| boundary[key].as_u64().and_then(|at| usize::try_from(at).ok()).expect("a place");
        let page = &content[place("byteStart")..place("byteEnd").min(content.len())];
        assert_eq!(pages[place("pageNumber") - 1], page.trim());
    }
}
