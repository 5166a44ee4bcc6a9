//! What comes with the text of a PDF: metadata, outline, links, forms, attachments, images, options.

#![cfg(feature = "pdf")]
#![allow(clippy::expect_used)]

mod support;

use kreuzberg::types::internal::{ElementKind, InternalDocument};
use kreuzberg::types::uri::UriKind;
use kreuzberg::types::{PdfAnnotationType, ProcessingWarning};
use kreuzberg::{ExtractionConfig, rendering};
use kreuzberg_wasm::pdf::options::{OptionsScope, PageRange, PdfOptions};
use kreuzberg_wasm::pdf::{self, Extracted};
use support::{PdfWriter, line, paragraph};

fn extract(bytes: &[u8], options: PdfOptions) -> Extracted {
    let _scope = OptionsScope::enter(options);
    pdf::extract(bytes, &ExtractionConfig::default()).expect("the file is readable")
}

fn has_warning(warnings: &[ProcessingWarning], part: &str) -> bool {
    warnings.iter().any(|warning| warning.message.contains(part))
}

#[test]
fn metadata_is_read_with_dates_in_iso_8601() {
    let mut writer = PdfWriter::new();
    writer.page("", "");
    let info = "<< /Title <FEFF004100E9> /Author (Ann; Bob) /Keywords (x, y) /Producer (Maker) /CreationDate (D:20240229130509+02'00') >>";
    let info = writer.object(info);
    writer.trailer(&format!("/Info {info} 0 R"));
    writer.catalog("/Lang (en-GB) /MarkInfo << /Marked true >>");
    let metadata = extract(&writer.finish(), PdfOptions::default()).document.metadata;
    assert_eq!(metadata.title.as_deref(), Some("Aé"));
    assert_eq!(metadata.authors, Some(vec!["Ann".to_owned(), "Bob".to_owned()]));
    assert_eq!(metadata.keywords, Some(vec!["x".to_owned(), "y".to_owned()]));
    assert_eq!(metadata.created_at.as_deref(), Some("2024-02-29T13:05:09+02:00"));
    assert_eq!(metadata.language.as_deref(), Some("en-GB"));
    assert_eq!(metadata.additional["producer"], "Maker");
    assert_eq!(metadata.additional["pdf_version"], "1.7");
    assert_eq!(metadata.additional["page_count"], 1);
    assert_eq!(metadata.additional["is_tagged"], true);
    assert_eq!(metadata.additional["is_encrypted"], false);
}

#[test]
fn the_outline_is_read_with_levels_and_pages() {
    let mut writer = PdfWriter::new();
    let first = writer.page("", "");
    let second = writer.page("", "");
    let base = writer.object("null") + 1;
    let (root, part, section) = (base, base + 1, base + 2);
    writer.object(format!("<< /First {part} 0 R /Last {part} 0 R >>"));
    writer.object(format!("<< /Title (Part) /Parent {root} 0 R /Dest [{first} 0 R /Fit] /First {section} 0 R /Last {section} 0 R >>"));
    // The section names itself as the next one: a loop that has to end.
    writer.object(format!("<< /Title (Section) /Parent {part} 0 R /A << /S /GoTo /D [{second} 0 R /Fit] >> /Next {section} 0 R >>"));
    writer.catalog(&format!("/Outlines {root} 0 R"));
    let metadata = extract(&writer.finish(), PdfOptions::default()).document.metadata;
    let expected = serde_json::json!([
        { "title": "Part", "level": 1, "page": 1 },
        { "title": "Section", "level": 2, "page": 2 },
    ]);
    assert_eq!(metadata.additional["outline"], expected);
}

#[test]
fn links_are_handed_out_with_the_text_they_stand_on() {
    let mut writer = PdfWriter::new();
    let page = writer.page("", "");
    let web = writer.object("<< /Type /Annot /Subtype /Link /Rect [45 690 120 715] /A << /S /URI /URI (https://example.org/) >> >>");
    let inner =
        writer.object(format!("<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] /Dest [{page} 0 R /Fit] >>"));
    let note = writer.object("<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents (a note) >>");
    writer.page(
        &line("F1", 12.0, 50.0, 700.0, "the site"),
        &format!("/Annots [{web} 0 R {inner} 0 R {note} 0 R]"),
    );
    let bytes = writer.finish();
    let document =
        extract(&bytes, PdfOptions { extract_annotations: true, ..PdfOptions::default() }).document;
    assert_eq!(document.uris[0].url, "https://example.org/");
    assert_eq!(document.uris[0].label.as_deref(), Some("the site"));
    assert_eq!((document.uris[0].page, document.uris[0].kind), (Some(2), UriKind::Hyperlink));
    assert_eq!((document.uris[1].url.as_str(), document.uris[1].kind), ("#page=1", UriKind::Anchor));
    let annotations = document.annotations.expect("annotations were asked for");
    let note = annotations.iter().find(|a| a.annotation_type == PdfAnnotationType::Text).expect("the note");
    assert_eq!(note.content.as_deref(), Some("a note"));
    assert_eq!(note.bounding_box.expect("a box").y1, 20.0);
    assert!(extract(&bytes, PdfOptions::default()).document.annotations.is_none());
}

#[test]
fn form_fields_have_full_names_and_values() {
    let mut writer = PdfWriter::new();
    writer.page("", "");
    let city = writer.object("<< /T (city) /V (Bern) >>");
    let person = writer.object(format!("<< /T (person) /FT /Tx /Kids [{city} 0 R] >>"));
    let agree = writer.object("<< /T (agree) /FT /Btn /V /Yes >>");
    writer.catalog(&format!("/AcroForm << /Fields [{person} 0 R {agree} 0 R] >>"));
    let metadata = extract(&writer.finish(), PdfOptions::default()).document.metadata;
    let expected = serde_json::json!([
        { "name": "person.city", "type": "text", "value": "Bern" },
        { "name": "agree", "type": "button", "value": "Yes" },
    ]);
    assert_eq!(metadata.additional["form_fields"], expected);
}

#[test]
fn attached_files_are_handed_out_by_name() {
    let mut writer = PdfWriter::new();
    writer.page("", "");
    let file = writer.stream("/Type /EmbeddedFile", b"hello from inside");
    let specification =
        writer.object(format!("<< /Type /Filespec /F (folder/note.txt) /EF << /F {file} 0 R >> >>"));
    writer.catalog(&format!(
        "/Names << /EmbeddedFiles << /Names [(a) {specification} 0 R (b) {specification} 0 R] >> >>"
    ));
    let attachments = extract(&writer.finish(), PdfOptions::default()).attachments;
    assert_eq!(attachments.len(), 1);
    assert_eq!(
        (attachments[0].name.as_str(), attachments[0].bytes.as_slice()),
        ("note.txt", &b"hello from inside"[..])
    );
}

fn with_images() -> Vec<u8> {
    let mut writer = PdfWriter::new();
    let space =
        "/Type /XObject /Subtype /Image /Width 2 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB";
    let raw = writer.stream(space, &[255, 0, 0, 0, 0, 255]);
    let jpeg =
        writer.stream(&format!("{space} /Filter /DCTDecode"), b"\xFF\xD8 a jpeg as it stands \xFF\xD9");
    let resources = format!("/Resources << /XObject << /A {raw} 0 R /B {jpeg} 0 R >> >>");
    writer.page("q 100 0 0 50 20 700 cm /A Do Q q 10 0 0 10 0 0 cm /B Do Q", &resources);
    writer.finish()
}

#[test]
fn a_jpeg_is_handed_out_as_it_is_and_other_images_as_png() {
    let options = PdfOptions { extract_images: true, ..PdfOptions::default() };
    let images = extract(&with_images(), options).document.images;
    assert_eq!((images[0].format.as_ref(), images[0].width, images[0].height), ("png", Some(2), Some(1)));
    assert!(images[0].data.starts_with(b"\x89PNG"));
    let bbox = images[0].bounding_box.expect("a box");
    assert_eq!(
        (bbox.x0.round(), bbox.y0.round(), bbox.x1.round(), bbox.y1.round()),
        (20.0, 700.0, 120.0, 750.0)
    );
    assert_eq!((images[1].format.as_ref(), images[1].page_number), ("jpeg", Some(1)));
    assert_eq!(images[1].data.as_ref(), b"\xFF\xD8 a jpeg as it stands \xFF\xD9");
}

#[test]
fn images_are_left_out_unless_they_are_asked_for_and_pages_without_text_are_named() {
    let document = extract(&with_images(), PdfOptions::default()).document;
    assert!(document.images.is_empty());
    assert!(has_warning(&document.processing_warnings, "without a text layer: 1"));
}

#[test]
fn only_the_pages_asked_for_are_read() {
    let mut writer = PdfWriter::new();
    for text in ["one", "two", "three", "four"] {
        writer.page(&paragraph(50.0, 700.0, &[text]), "");
    }
    let pages = Some(PageRange { first: 2, last: Some(3) });
    let document = extract(&writer.finish(), PdfOptions { pages, ..PdfOptions::default() }).document;
    assert_eq!(rendering::render_plain(&document), "two\n\nthree");
    assert_eq!(document.metadata.additional["page_count"], 4);
    assert_eq!(document.prebuilt_pages.expect("pages")[0].page_number, 2);
}

/// Four pages in two branches, which hand down size and fonts; an outline to the last one; the third one is tagged.
fn branched() -> PdfWriter {
    let mut writer = PdfWriter::new();
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let base = writer.object("null") + 1;
    let (root, branches) = (base + 8, [base + 9, base + 10]);
    let mut pages = Vec::new();
    let more = line("F1", 12.0, 50.0, 100.0, "of which there is a good deal more to be told than this");
    for (index, text) in ["one", "two", "three", "four"].into_iter().enumerate() {
        let content = format!("/P << /MCID 0 >> BDC {} EMC {more}", line("F1", 12.0, 50.0, 150.0, text));
        let content = writer.stream("", content.as_bytes());
        pages.push(writer.object(format!(
            "<< /Type /Page /Parent {} 0 R /Contents {content} 0 R /StructParents {index} >>",
            branches[index / 2]
        )));
    }
    writer.object(format!("<< /Type /Pages /Count 4 /Kids [{} 0 R {} 0 R] >>", branches[0], branches[1]));
    for (index, width) in [(0, 200), (1, 400)] {
        let kids = format!("{} 0 R {} 0 R", pages[2 * index], pages[2 * index + 1]);
        writer.object(format!(
            "<< /Type /Pages /Parent {root} 0 R /Count 2 /Kids [{kids}] /MediaBox [0 0 {width} 200] /Resources << /Font << /F1 {font} >> >> >>"
        ));
    }
    let outline = writer.object("null") + 1;
    writer.object(format!("<< /First {} 0 R /Last {} 0 R >>", outline + 1, outline + 1));
    writer.object(format!("<< /Title (The end) /Parent {outline} 0 R /Dest [{} 0 R /Fit] >>", pages[3]));
    let tags = writer.object("null") + 1;
    let elements = format!("[0 [{} 0 R] 2 [{} 0 R]]", tags + 1, tags + 2);
    writer.object(format!(
        "<< /Type /StructTreeRoot /K [{} 0 R {} 0 R] /ParentTree << /Nums {elements} >> >>",
        tags + 1,
        tags + 2
    ));
    writer.object(format!("<< /S /P /P {tags} 0 R /Pg {} 0 R /K 0 >>", pages[0]));
    writer.object(format!("<< /S /H3 /P {tags} 0 R /Pg {} 0 R /K 0 >>", pages[2]));
    writer.catalog(&format!("/Pages {root} 0 R /Outlines {outline} 0 R /StructTreeRoot {tags} 0 R"));
    writer
}

fn read_range(bytes: &[u8], first: usize, last: usize, passwords: &[&str]) -> Extracted {
    let passwords = passwords.iter().map(|password| (*password).to_owned()).collect();
    let pages = Some(PageRange { first, last: Some(last) });
    extract(bytes, PdfOptions { pages, passwords, ..PdfOptions::default() })
}

#[test]
fn a_page_read_alone_is_what_it_is_among_the_others() {
    let bytes = branched().finish();
    let whole = extract(&bytes, PdfOptions::default()).document;
    let alone = read_range(&bytes, 3, 3, &[]).document;
    assert!(rendering::render_plain(&alone).starts_with("three"));
    let of_page = |document: &InternalDocument| {
        let elements = document.elements.iter().filter(|element| element.page == Some(3));
        elements.map(|element| (element.kind, element.text.clone(), element.bbox)).collect::<Vec<_>>()
    };
    assert_eq!(of_page(&alone), of_page(&whole));
    assert_eq!(alone.elements[0].kind, ElementKind::Heading { level: 3 });
    assert_eq!(alone.metadata.additional, whole.metadata.additional);
    assert_eq!(alone.metadata.additional["outline"][0]["page"], 4);
    assert_eq!(
        (&alone.metadata.additional["page_count"], &alone.metadata.additional["width"]),
        (&4.into(), &200.0.into())
    );
    assert_eq!(alone.metadata.pages.expect("pages").total_count, 4);
}

#[test]
fn a_page_of_an_encrypted_file_is_read_alone() {
    let mut writer = branched();
    writer.encrypt("open sesame");
    let document = read_range(&writer.finish(), 2, 3, &["sesame", "open sesame"]).document;
    let text = rendering::render_plain(&document);
    assert!(text.starts_with("two") && text.contains("\n\nthree") && !text.contains("four"), "{text}");
}

#[test]
fn a_page_of_a_file_whose_tree_does_not_tell_its_pages_is_read_all_the_same() {
    let text = String::from_utf8_lossy(&branched().finish()).replace("/Count 4", "/Count 9");
    assert!(rendering::render_plain(&read_range(text.as_bytes(), 4, 9, &[]).document).starts_with("four"));
}

#[test]
fn margins_are_left_out_as_asked() {
    let mut writer = PdfWriter::new();
    writer.page(
        &(line("F1", 9.0, 50.0, 780.0, "top")
            + &line("F1", 9.0, 50.0, 400.0, "middle")
            + &line("F1", 9.0, 50.0, 10.0, "bottom")),
        "",
    );
    let options = PdfOptions {
        top_margin_fraction: Some(0.06),
        bottom_margin_fraction: Some(0.05),
        ..PdfOptions::default()
    };
    assert_eq!(rendering::render_plain(&extract(&writer.finish(), options).document), "middle");
}

#[test]
fn actions_are_reported_and_not_run() {
    let mut writer = PdfWriter::new();
    let launch =
        writer.object("<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] /A << /S /Launch /F (calc.exe) >> >>");
    writer.page("", &format!("/Annots [{launch} 0 R]"));
    writer.catalog("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>");
    let warnings = extract(&writer.finish(), PdfOptions::default()).document.processing_warnings;
    assert!(has_warning(&warnings, "the document holds a JavaScript action, which was not run"));
    assert!(has_warning(&warnings, "page 1 holds a launch action, which was not run"));
}
