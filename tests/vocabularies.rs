//! DocBook, JATS and FictionBook, from a request to an outcome.

#![cfg(feature = "documents")]
#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result_with(text: &str, filename: &str, config: Value) -> Value {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(text.as_bytes(), &request).expect("an outcome");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

fn result(text: &str, filename: &str) -> Value {
    result_with(text, filename, json!({ "output_format": "markdown" }))
}

fn markdown(text: &str, filename: &str) -> String {
    result(text, filename)["content"].as_str().expect("content").trim().to_owned()
}

#[test]
fn sections_of_docbook_have_headings_and_information_is_metadata() {
    let text = "<!DOCTYPE article [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><article xmlns='http://docbook.org/ns/docbook'><info><title>Tides</title><author><personname><firstname>Ada</firstname><surname>Hale</surname></personname></author><pubdate>1912</pubdate><keywordset><keyword>sea</keyword></keywordset><publisher><publishername>Lee &amp; Co</publishername></publisher></info><para>Ebb&mdash;flood&x;.</para><section><title>Of <emphasis>Ports</emphasis></title><sect2><title>Low</title><para>x</para></sect2></section></article>";
    let found = result(text, "a.docbook");
    assert_eq!(
        found["content"].as_str().expect("content").trim(),
        "# Tides\n\nEbb—flood.\n\n## Of *Ports*\n\n### Low\n\nx"
    );
    let metadata = &found["metadata"];
    assert_eq!((&metadata["title"], &metadata["authors"]), (&json!("Tides"), &json!(["Ada Hale"])));
    assert_eq!((&metadata["createdAt"], &metadata["keywords"]), (&json!("1912"), &json!(["sea"])));
    assert_eq!(metadata["publisher"], "Lee & Co");
}

#[test]
fn lists_terms_lines_tables_and_notes_of_docbook_are_read() {
    let text = "<article><variablelist><varlistentry><term>Ebb</term><listitem><para>going out</para></listitem></varlistentry></variablelist><orderedlist><listitem><para>one<footnote><para>A <literal>note</literal>.</para></footnote></para><itemizedlist><listitem><simpara>deep</simpara></listitem></itemizedlist></listitem></orderedlist><literallayout>a\n  b</literallayout><programlisting language='c'>\nint x;</programlisting><table><title>Ports</title><tgroup cols='2'><thead><row><entry>A</entry><entry>B</entry></row></thead><tbody><row><entry morerows='1'>1</entry><entry>2</entry></row><row><entry>3</entry></row><row><entry namest='c1' nameend='c2'>wide</entry></row></tbody></tgroup></table><para><ulink url='x.html'>there</ulink> <quote>so</quote> H<subscript>2</subscript></para></article>";
    assert_eq!(
        markdown(text, "a.dbk"),
        "Ebb\n\n: going out\n\n1. one[^1]\n   - deep\n\n```\na\n  b\n```\n\n```c\nint x;\n```\n\nPorts\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n|  | 3 |\n| wide |  |\n\n[there](x.html) “so” H2\n\n[^1]: A `note`."
    );
}

#[test]
fn an_article_of_a_journal_is_read_from_its_title_to_its_references() {
    let text = "<article xmlns:xlink='http://www.w3.org/1999/xlink'><front><journal-meta><journal-title>Sea Letters</journal-title></journal-meta><article-meta><article-id pub-id-type='doi'>10.1/x</article-id><title-group><article-title>On <italic>Tides</italic></article-title></title-group><contrib-group><contrib contrib-type='author'><name><surname>Hale</surname><given-names>Ada</given-names></name><xref ref-type='aff'>1</xref></contrib><contrib><collab>The Crew</collab></contrib></contrib-group><aff>Port of Lee</aff><pub-date><day>5</day><month>3</month><year>1912</year></pub-date><volume>7</volume><fpage>1</fpage><lpage>9</lpage><abstract><p>We looked.</p></abstract><kwd-group><kwd>sea</kwd><kwd>moon</kwd></kwd-group></article-meta></front><body><sec><title>Method</title><p>See<xref>[1]</xref> <ext-link xlink:href='http://a.b/'>this</ext-link>.<fn><p>Aside.</p></fn></p><def-list><def-item><term>Ebb</term><def><p>out</p></def></def-item></def-list><preformat>a\n b</preformat><table-wrap><label>Table 1</label><caption><p>Ports</p></caption><table><tr><th>A</th></tr><tr><td>1</td></tr></table></table-wrap><disp-formula><tex-math>x^2</tex-math></disp-formula></sec></body><back><ref-list><title>References</title><ref><element-citation><name><surname>Roe</surname><given-names>B</given-names></name><year>1900</year><article-title>Old</article-title></element-citation></ref></ref-list></back></article>";
    let found = result(text, "a.nxml");
    let content = found["content"].as_str().expect("content").trim();
    assert_eq!(
        content,
        "# On *Tides*\n\nHale Ada, The Crew\n\nWe looked.\n\nsea; moon\n\n## Method\n\nSee[1] [this](http://a.b/).[^1]\n\nEbb\n\n: out\n\n```\na\n b\n```\n\n**Table 1**\n\nPorts\n\n| A |\n| --- |\n| 1 |\n\n$$x^2$$\n\n## References\n\nRoe B, 1900, Old.\n\n[^1]: Aside."
    );
    let metadata = &found["metadata"];
    assert_eq!(
        (&metadata["title"], &metadata["authors"]),
        (&json!("On Tides"), &json!(["Ada Hale", "The Crew"]))
    );
    assert_eq!((&metadata["doi"], &metadata["journalTitle"]), (&json!("10.1/x"), &json!("Sea Letters")));
    assert_eq!((&metadata["volume"], &metadata["affiliations"]), (&json!("7"), &json!(["Port of Lee"])));
}

#[test]
fn a_book_has_its_notes_poems_tables_and_pictures() {
    let text = "<FictionBook xmlns:l='http://www.w3.org/1999/xlink'><description><title-info><genre>prose</genre><author><first-name>Ada</first-name><last-name>Hale</last-name></author><book-title>The Lee</book-title><lang>en</lang><sequence name='Sea' number='2'/></title-info><document-info><author><nickname>scanner</nickname></author></document-info></description><body><title><p>The Lee</p></title><section><title><p>One</p></title><p>So<a l:href='#n1' type='note'>[1]</a>.</p><poem><stanza><v>A line</v><v>and another</v></stanza></poem><table><tr><th>A</th></tr><tr><td>1</td></tr></table><image l:href='#p.png'/></section></body><body name='notes'><section id='n1'><title><p>1</p></title><p>Because.</p></section><p>Of the scribe.</p></body><binary id='p.png' content-type='image/png'>aGk=</binary></FictionBook>";
    let found = result_with(
        text,
        "a.fb2",
        json!({ "output_format": "markdown", "images": { "extract_images": true, "inject_placeholders": false } }),
    );
    assert_eq!(
        found["content"].as_str().expect("content").trim(),
        "# The Lee\n\n## One\n\nSo[^1].\n\nA line  \nand another\n\n| A |\n| --- |\n| 1 |\n\nOf the scribe.\n\n[^1]: Because."
    );
    assert_eq!(
        (&found["images"][0]["format"], found["images"].as_array().map(Vec::len)),
        (&json!("png"), Some(1))
    );
    let metadata = &found["metadata"];
    assert_eq!((&metadata["title"], &metadata["authors"]), (&json!("The Lee"), &json!(["Ada Hale"])));
    assert_eq!((&metadata["language"], &metadata["sequences"]), (&json!("en"), &json!(["Sea #2"])));
    assert!(!found["content"].as_str().expect("content").contains("scanner"));
}

#[test]
fn what_breaks_off_is_read_with_a_warning_and_what_is_no_xml_is_refused() {
    for (name, text) in [
        ("a.docbook", "<article><para>So far"),
        ("a.jats", "<article><body><p>So far"),
        ("a.fb2", "<FictionBook><body><p>So far"),
    ] {
        let found = result(text, name);
        assert!(found["content"].as_str().expect("content").contains("So far"), "{name}");
        assert!(found["processingWarnings"].to_string().contains("breaks off"), "{name}");
        let request = json!({ "version": 1, "filename": name, "mimeType": null, "config": {} });
        let request: Request = serde_json::from_value(request).expect("a request");
        assert!(extract(b"<a><b></a>", &request).is_err(), "{name}");
    }
}
