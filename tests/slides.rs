//! Presentations, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NAMESPACES: &str = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn slide(shapes: &str) -> String {
    format!("<p:sld {NAMESPACES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
}

fn related(kind: &str, targets: &[(&str, &str)]) -> String {
    let related: String = targets
        .iter()
        .map(|(id, target)| {
            format!("<Relationship Id='{id}' Type='{RELATIONSHIPS}/{kind}' Target='{target}'/>")
        })
        .collect();
    format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{related}</Relationships>"
    )
}

/// The plain text of a presentation of one slide with these shapes.
fn content(shapes: &str, notes: &str) -> String {
    let slide = slide(shapes);
    let notes = format!(
        "<p:notes {NAMESPACES}><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:notes>",
        shape("<p:ph type='body'/>", None, notes)
    );
    let parts = [
        ("_rels/.rels", related("officeDocument", &[("r1", "ppt/presentation.xml")])),
        (
            "ppt/presentation.xml",
            format!(
                "<p:presentation {NAMESPACES}><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>"
            ),
        ),
        ("ppt/_rels/presentation.xml.rels", related("slide", &[("r1", "slides/slide1.xml")])),
        ("ppt/slides/slide1.xml", slide),
        (
            "ppt/slides/_rels/slide1.xml.rels",
            related("notesSlide", &[("r1", "../notesSlides/notesSlide1.xml")]),
        ),
        ("ppt/notesSlides/notesSlide1.xml", notes),
    ];
    text_of(&parts)
}

/// The plain text of a presentation of these parts.
fn text_of(parts: &[(&str, String)]) -> String {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    let bytes = writer.finish().expect("a package").into_inner();
    let request = json!({ "version": 1, "filename": "a.pptx", "mimeType": null, "config": {} });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(&bytes, &request).expect("a result");
    let result: Value = serde_json::from_slice(&outcome.json).expect("JSON");
    result["content"].as_str().expect("content").to_owned()
}

/// A shape that is this placeholder, at a place in English Metric Units.
fn shape(placeholder: &str, place: Option<(u32, u32)>, text: &str) -> String {
    let place =
        place.map(|(x, y)| format!("<a:xfrm><a:off x='{x}' y='{y}'/><a:ext cx='100' cy='100'/></a:xfrm>"));
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id='1' name='x'/><p:cNvSpPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:spPr>{}</p:spPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>",
        place.unwrap_or_default()
    )
}

fn in_order(content: &str, words: &[&str]) {
    let places: Vec<Option<usize>> = words.iter().map(|word| content.find(word)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{words:?} in {content}");
}

#[test]
fn shapes_are_read_from_the_top_down_and_the_title_first() {
    let low = shape("", Some((0, 9_000_000)), "Below");
    let high = shape("", Some((0, 5_000_000)), "Middle");
    let title = shape("<p:ph type='title'/>", Some((0, 100)), "Heading");
    in_order(&content(&format!("{low}{high}{title}"), "Aside"), &["Heading", "Middle", "Below", "Aside"]);
}

#[test]
fn groups_tables_and_notes_are_read() {
    let group = format!("<p:grpSp><p:grpSp>{}</p:grpSp></p:grpSp>", shape("", None, "Grouped"));
    let cell =
        |text: &str| format!("<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>");
    let table = format!(
        "<p:graphicFrame><p:xfrm><a:off x='0' y='7'/></p:xfrm><a:graphic><a:graphicData uri='http://schemas.openxmlformats.org/drawingml/2006/table'><a:tbl><a:tr>{}{}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
        cell("Port"),
        cell("Red")
    );
    in_order(
        &content(&format!("{group}{table}"), "Say it &amp; wait"),
        &["Grouped", "Port", "Red", "Say it & wait"],
    );
}

#[test]
fn a_line_break_parts_words() {
    let shapes = shape("", None, "over</a:t></a:r><a:br><a:rPr/></a:br><a:r><a:t>board");
    let content = content(&shapes, "");
    assert!(content.contains("over\nboard"), "{content}");
}

#[test]
fn runs_of_one_look_are_one_word_however_they_are_parted() {
    let run = |properties: &str, text: &str| format!("<a:r><a:rPr {properties}/><a:t>{text}</a:t></a:r>");
    let runs = [
        run("lang='en'", "H"),
        run("lang='en' baseline='-25000'", "2"),
        run("lang='cy' err='1'", "O is wet"),
    ];
    let shapes = shape("", None, &format!("Say </a:t></a:r>{}<a:r><a:t>", runs.concat()));
    let content = content(&shapes, "");
    assert!(content.contains("H2O is wet"), "{content}");
}

#[test]
fn fields_are_read_and_numbers_of_slides_are_not() {
    let field = |kind: &str, text: &str| {
        format!("<a:fld id='{{1}}' type='{kind}'><a:rPr/><a:pPr/><a:t>{text}</a:t></a:fld>")
    };
    let fields = field("datetime1", "14 July") + &field("slidenum", "271");
    let content = content(&shape("", None, &format!("On </a:t></a:r>{fields}<a:r><a:t>")), "");
    assert!(content.contains("On 14 July") && !content.contains("271"), "{content}");
}

#[test]
fn a_formula_is_read_as_latex_among_the_words_of_its_paragraph() {
    let formula = "<mc:AlternateContent xmlns:mc='mc'><mc:Choice xmlns:a14='a14' Requires='a14'><a14:m><m:oMath xmlns:m='m'><m:f><m:num><m:r><m:t>a&lt;b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></a14:m></mc:Choice><mc:Fallback><a:r><a:t>picture</a:t></a:r></mc:Fallback></mc:AlternateContent>";
    let shapes = shape("", Some((0, 9)), &format!("Half: </a:t></a:r>{formula}<a:r><a:t> of it"));
    let content = markdown(&(shape("", None, "Shares") + &shapes), "");
    assert!(content.contains("Half: $\\frac{a<b}{2}$ of it"), "{content}");
    assert!(!content.contains("picture"), "{content}");
}

#[test]
fn of_alternatives_the_one_that_is_understood_is_read() {
    let alternatives = |choice: &str, fallback: &str| {
        format!(
            "<mc:AlternateContent xmlns:mc='mc'><mc:Choice xmlns:a14='a14' Requires='a14'>{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
        )
    };
    let shapes = alternatives(&shape("", None, "New"), &shape("", None, "Old"));
    let second = format!("</mc:Choice><mc:Choice Requires='p14'>{}", shape("", None, "Newer"));
    let shapes = shapes + &alternatives(&(shape("", None, "First") + &second), "");
    let content = content(&shapes, "");
    assert!(content.contains("New") && content.contains("First"), "{content}");
    assert!(!content.contains("Old") && !content.contains("Newer"), "{content}");
}

#[test]
fn a_picture_that_is_not_in_the_package_costs_nothing_else() {
    let picture = |blip: &str| {
        format!(
            "<p:pic><p:nvPicPr><p:cNvPr id='2' name='x' descr='A gull'/></p:nvPicPr><p:blipFill>{blip}</p:blipFill><p:spPr/></p:pic>"
        )
    };
    for blip in ["<a:blip r:link='r9'/>", "<a:blip r:link='r9'></a:blip>", ""] {
        let content = content(&(picture(blip) + &shape("", None, "Beside it")), "");
        assert!(content.contains("Beside it"), "{blip}: {content}");
    }
}

/// A presentation of three slides; the third has a note, whose part is the first of its kind, and there is a note of no
/// slide. A fourth slide is listed nowhere, and has a note and relations, too.
fn reordered(list: &str) -> String {
    let words = |text: &str| slide(&shape("", None, text));
    let notes = |text: &str| {
        format!(
            "<p:notes {NAMESPACES}><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:notes>",
            shape("<p:ph type='body'/>", None, text)
        )
    };
    let slides =
        [("r1", "slides/slide1.xml"), ("r2", "/ppt/slides/slide2.xml"), ("r3", "../ppt/slides/slide3.xml")];
    text_of(&[
        ("_rels/.rels", related("officeDocument", &[("r1", "ppt/presentation.xml")])),
        (
            "ppt/presentation.xml",
            format!("<p:presentation {NAMESPACES}><p:sldIdLst>{list}</p:sldIdLst></p:presentation>"),
        ),
        ("ppt/_rels/presentation.xml.rels", related("slide", &slides)),
        ("ppt/slides/slide1.xml", words("Ebb")),
        ("ppt/slides/slide2.xml", words("Flood")),
        ("ppt/slides/slide3.xml", words("Slack")),
        (
            "ppt/slides/_rels/slide3.xml.rels",
            related("notesSlide", &[("r1", "../notesSlides/notesSlide1.xml")]),
        ),
        ("ppt/notesSlides/notesSlide1.xml", notes("Said of slack water")),
        ("ppt/notesSlides/notesSlide2.xml", notes("Said of nothing")),
        ("ppt/slides/slide4.xml", words("Dropped")),
        (
            "ppt/slides/_rels/slide4.xml.rels",
            related("notesSlide", &[("r1", "../notesSlides/notesSlide2.xml")]),
        ),
    ])
}

#[test]
fn slides_come_in_the_order_of_the_presentation_with_their_own_notes() {
    let content =
        reordered("<p:sldId id='256' r:id='r2'/><p:sldId id='257' r:id='r3'/><p:sldId id='258' r:id='r1'/>");
    in_order(&content, &["Flood", "Slack", "Said of slack water", "Ebb"]);
    assert!(!content.contains("Said of nothing") && !content.contains("Dropped"), "{content}");
}

#[test]
fn a_list_of_slides_that_leads_nowhere_leaves_them_as_they_are_named() {
    for list in ["", "<p:sldId id='256' r:id='r9'/>", "<p:sldId/><p:sldId r:id=''/>"] {
        in_order(&reordered(list), &["Ebb", "Flood", "Slack"]);
    }
}

#[test]
fn a_slide_in_a_folder_of_its_own_keeps_its_notes() {
    let content = text_of(&[
        ("_rels/.rels", related("officeDocument", &[("r1", "ppt/presentation.xml")])),
        (
            "ppt/presentation.xml",
            format!(
                "<p:presentation {NAMESPACES}><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>"
            ),
        ),
        ("ppt/_rels/presentation.xml.rels", related("slide", &[("r1", "pages/one.xml")])),
        ("ppt/pages/one.xml", slide(&shape("", None, "Afloat"))),
        ("ppt/pages/_rels/one.xml.rels", related("notesSlide", &[("r1", "../said/first.xml")])),
        (
            "ppt/said/first.xml",
            format!(
                "<p:notes {NAMESPACES}><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:notes>",
                shape("<p:ph type='body'/>", None, "Said aloud")
            ),
        ),
    ]);
    in_order(&content, &["Afloat", "Said aloud"]);
}

/// A deck of one slide with these shapes, and another; what it refers to, by their identifiers.
fn deck(shapes: &str, related_parts: &str, config: Value) -> Value {
    let parts: [(&str, String); 8] = [
        (
            "ppt/presentation.xml",
            format!(
                "<p:presentation {NAMESPACES}><p:sldIdLst><p:sldId r:id='r1'/><p:sldId r:id='r2'/></p:sldIdLst></p:presentation>"
            ),
        ),
        (
            "ppt/_rels/presentation.xml.rels",
            related("slide", &[("r1", "slides/slide1.xml"), ("r2", "slides/slide2.xml")]),
        ),
        ("ppt/slides/slide1.xml", slide(shapes)),
        ("ppt/slides/_rels/slide1.xml.rels", format!("<Relationships>{related_parts}</Relationships>")),
        (
            "ppt/slides/slide2.xml",
            slide(&shape("<p:ph type='title'/>", None, "Ashore")).replace("<p:sld ", "<p:sld show='0' "),
        ),
        (
            "ppt/notesSlides/notesSlide1.xml",
            format!(
                "<p:notes {NAMESPACES}><p:cSld><p:spTree>{}{}</p:spTree></p:cSld></p:notes>",
                shape("<p:ph type='body'/>", None, "Remember the flag"),
                shape("<p:ph type='ftr'/>", None, "Confidential")
            ),
        ),
        (
            "ppt/diagrams/data1.xml",
            format!(
                "<dgm:dataModel xmlns:dgm='d' {NAMESPACES}><dgm:ptLst><dgm:pt><dgm:prSet/><dgm:t><a:bodyPr/><a:p><a:r><a:t>Weigh</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt type='parTrans'><dgm:t><a:p/></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>Sail</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
            ),
        ),
        ("ppt/media/gull.png", "\u{89}PNG".to_owned()),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    let bytes = writer.finish().expect("a package").into_inner();
    let request = json!({ "version": 1, "filename": "a.pptx", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(&bytes, &request).expect("a result");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

fn relationship(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id='{id}' Type='{RELATIONSHIPS}/{kind}' Target='{target}'/>")
}

fn markdown(shapes: &str, related_parts: &str) -> String {
    let result = deck(shapes, related_parts, json!({ "output_format": "markdown" }));
    result["content"].as_str().expect("content").trim().to_owned()
}

/// Paragraphs with their properties.
fn paragraphs(texts: &[(&str, &str)]) -> String {
    let one =
        |(properties, text): &(&str, &str)| format!("<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>");
    let texts: String = texts.iter().map(one).collect();
    shape("<p:ph idx='1'/>", None, "").replace("<a:p><a:r><a:t></a:t></a:r></a:p>", &texts)
}

#[test]
fn notes_are_read_in_markdown_too_without_what_surrounds_them() {
    let notes = relationship("r1", "notesSlide", "../notesSlides/notesSlide1.xml");
    let title = shape("<p:ph type='ctrTitle'/>", None, "Afloat");
    assert_eq!(markdown(&title, &notes), "## Afloat\n\n**Notes:**\n\nRemember the flag\n\n## Ashore");
}

#[test]
fn levels_of_paragraphs_are_lists_in_lists() {
    let shapes = shape("<p:ph type='title'/>", None, "Drill")
        + &paragraphs(&[
            ("", "Haul"),
            ("<a:pPr lvl='1'/>", "the main"),
            ("<a:pPr lvl='2'><a:buChar char='-'/></a:pPr>", "by hand"),
            ("<a:pPr lvl='1'/>", "the jib"),
            ("", "Belay"),
            ("<a:pPr><a:buNone/></a:pPr>", "That is all."),
            ("<a:pPr><a:buAutoNum type='arabicPeriod' startAt='3'/></a:pPr>", "third"),
        ]);
    assert_eq!(
        markdown(&shapes, ""),
        "## Drill\n\n- Haul\n  - the main\n    - by hand\n  - the jib\n- Belay\n\nThat is all.\n\n3. third\n\n## Ashore"
    );
}

#[test]
fn paragraphs_of_no_level_are_no_list() {
    let shapes = shape("<p:ph type='title'/>", None, "Drill") + &paragraphs(&[("", "Haul"), ("", "Belay")]);
    assert_eq!(markdown(&shapes, ""), "## Drill\n\nHaul\n\nBelay\n\n## Ashore");
}

#[test]
fn links_lead_out_of_the_presentation_only() {
    let link = |id: &str, text: &str| {
        format!("<a:r><a:rPr><a:hlinkClick r:id='{id}'/></a:rPr><a:t>{text}</a:t></a:r>")
    };
    let related_parts =
        "<Relationship Id='r5' Type='t/hyperlink' Target='https://example.org/' TargetMode='External'/>"
            .to_owned()
            + &relationship("r6", "slide", "slide2.xml");
    let runs = link("r5", "chart") + &link("r6", " next");
    let title = shape("<p:ph type='title'/>", None, "Drill");
    let shapes = title + &shape("", Some((0, 9)), &format!("See </a:t></a:r>{runs}<a:r><a:t>"));
    assert_eq!(
        markdown(&shapes, &related_parts),
        "## Drill\n\nSee [chart](https://example.org/) next\n\n## Ashore"
    );
}

#[test]
fn a_group_keeps_together() {
    let at = |x, y, text| shape("", Some((x, y)), text);
    let place = "<p:grpSpPr><a:xfrm><a:off x='0' y='100'/></a:xfrm></p:grpSpPr>";
    let group =
        format!("<p:grpSp>{place}{}{}</p:grpSp>", at(0, 900, "second of it"), at(0, 100, "first of it"));
    let shapes = at(0, 500, "below") + &group + &at(0, 0, "above");
    let content = markdown(&shapes, "");
    in_order(&content, &["above", "first of it", "second of it", "below"]);
}

#[test]
fn diagrams_and_pictures_are_read() {
    let diagram = "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id='3' name='y'/></p:nvGraphicFramePr><a:graphic><a:graphicData uri='d'><dgm:relIds xmlns:dgm='d' r:dm='r7'/></a:graphicData></a:graphic></p:graphicFrame>";
    let picture = "<p:pic><p:nvPicPr><p:cNvPr id='2' name='x' descr='A gull'/></p:nvPicPr><p:blipFill><a:blip r:embed='r8'/></p:blipFill><p:spPr/></p:pic>";
    let related_parts = relationship("r7", "diagramData", "../diagrams/data1.xml")
        + &relationship("r8", "image", "../media/gull.png");
    let shapes = shape("<p:ph type='title'/>", None, "Drill") + diagram + picture;
    let content = markdown(&shapes, &related_parts);
    assert_eq!(content, "## Drill\n\n- Weigh\n- Sail\n\n![A gull](ppt/media/gull.png)\n\n## Ashore");
    let result = deck(&shapes, &related_parts, json!({ "images": { "extract_images": true } }));
    assert_eq!(
        (&result["images"][0]["pageNumber"], &result["images"][0]["format"]),
        (&json!(1), &json!("png"))
    );
}

#[test]
fn slides_are_pages_and_what_is_counted_is_there() {
    let notes = relationship("r1", "notesSlide", "../notesSlides/notesSlide1.xml");
    let title = shape("<p:ph type='title'/>", None, "Afloat");
    let result = deck(&title, &notes, json!({ "pages": { "extract_pages": true } }));
    let metadata = &result["metadata"];
    assert_eq!((&metadata["slideCount"], &metadata["slideNames"]), (&json!(2), &json!(["Afloat", "Ashore"])));
    assert_eq!((&metadata["notesCount"], &metadata["hiddenSlides"]), (&json!(1), &json!(1)));
    assert_eq!(metadata["pages"]["unitType"], "slide");
    assert_eq!(metadata["pages"]["pages"][1], json!({ "number": 2, "title": "Ashore", "hidden": true }));
    let pages: Vec<&str> = result["pages"]
        .as_array()
        .expect("pages")
        .iter()
        .filter_map(|page| page["content"].as_str())
        .collect();
    assert_eq!(pages, ["Afloat\n\nNotes:\n\nRemember the flag", "Ashore"]);
}

#[test]
fn what_has_no_slides_is_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("ppt/presentation.xml", SimpleFileOptions::default()).expect("a part");
    let bytes = writer.finish().expect("a package").into_inner();
    let request = json!({ "version": 1, "filename": "a.pptx", "mimeType": null, "config": {} });
    let request: Request = serde_json::from_value(request).expect("a request");
    assert!(extract(&bytes, &request).is_err());
}

#[test]
fn an_empty_title_makes_no_heading_of_a_long_text() {
    let long = "A rope that is long enough for all that it has to do. ".repeat(4);
    let shapes = shape("<p:ph type='title'/>", None, "") + &shape("", Some((0, 9)), &long);
    assert!(markdown(&shapes, "").starts_with("A rope"));
}
