//! What the text of a PDF comes out as.

#![cfg(feature = "pdf")]
#![allow(clippy::expect_used)]

mod support;

use kreuzberg::core::config::{ContentFilterConfig, OutputFormat, PageConfig};
use kreuzberg::types::internal::{ElementKind, InternalDocument};
use kreuzberg::{ExtractionConfig, rendering};
use kreuzberg_wasm::pdf;
use support::{PdfWriter, line, paragraph};

fn extract_with(bytes: &[u8], config: &ExtractionConfig) -> InternalDocument {
    pdf::extract(bytes, config).expect("the file is readable").document
}

fn extract(bytes: &[u8]) -> InternalDocument {
    extract_with(bytes, &ExtractionConfig::default())
}

fn markdown(bytes: &[u8]) -> String {
    let config = ExtractionConfig { output_format: OutputFormat::Markdown, ..ExtractionConfig::default() };
    rendering::render_markdown(&extract_with(bytes, &config))
}

fn one_page(content: &str) -> Vec<u8> {
    let mut writer = PdfWriter::new();
    writer.page(content, "");
    writer.finish()
}

const PROSE: [&str; 5] = [
    "It was a bright cold day in the middle of April and all of",
    "the clocks in the town were striking at the very same time,",
    "which nobody who lived there had ever heard before that day,",
    "and which nobody was to hear again for as long as they lived,",
    "so that people came out of their doors and stood and listened.",
];

#[test]
fn columns_are_kept_whole() {
    let left = paragraph(50.0, 700.0, &["left one", "left two", "left three"]);
    let right = paragraph(320.0, 700.0, &["right one", "right two", "right three"]);
    let text = rendering::render_plain(&extract(&one_page(&(left + &right))));
    assert_eq!(text, "left one\nleft two\nleft three\n\nright one\nright two\nright three");
}

#[test]
fn a_gap_without_a_space_parts_words() {
    let text =
        rendering::render_plain(&extract(&one_page("BT /F1 12 Tf 50 700 Td [(two) -300 (words)] TJ ET")));
    assert_eq!(text, "two words");
}

#[test]
fn text_drawn_twice_in_place_comes_out_once() {
    let twice = line("F1", 12.0, 50.0, 700.0, "shadow") + &line("F1", 12.0, 50.3, 700.2, "shadow");
    assert_eq!(rendering::render_plain(&extract(&one_page(&twice))), "shadow");
}

#[test]
fn text_off_the_page_is_left_out_and_invisible_text_is_kept() {
    let content = line("F1", 12.0, 50.0, 900.0, "outside") + "BT /F1 12 Tf 3 Tr 50 700 Td (recognised) Tj ET";
    assert_eq!(rendering::render_plain(&extract(&one_page(&content))), "recognised");
}

#[test]
fn text_of_a_hidden_layer_is_left_out() {
    let mut writer = PdfWriter::new();
    let layer = writer.object("<< /Type /OCG /Name (Hidden) >>");
    writer.catalog(&format!("/OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] >> >>"));
    let fonts = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
    let content = format!(
        "/OC /L BDC {} EMC {}",
        line("F1", 12.0, 50.0, 700.0, "hidden"),
        line("F1", 12.0, 50.0, 600.0, "shown")
    );
    writer.page(&content, &format!("/Resources << {fonts} /Properties << /L {layer} 0 R >> >>"));
    assert_eq!(rendering::render_plain(&extract(&writer.finish())), "shown");
}

#[test]
fn a_page_whose_text_runs_upwards_is_read_all_the_same() {
    let rows = ["first row", "second row", "third row"];
    let content: String = rows
        .iter()
        .enumerate()
        .map(|(i, text)| format!("BT /F1 12 Tf 0 1 -1 0 {} 100 Tm ({text}) Tj ET\n", 100 + 14 * i))
        .collect();
    let document = extract(&one_page(&content));
    assert_eq!(rendering::render_plain(&document), "first row\nsecond row\nthird row");
    let bbox = document.elements.iter().find_map(|element| element.bbox).expect("a box");
    assert!(
        bbox.x1 - bbox.x0 < 60.0 && bbox.y1 - bbox.y0 > 40.0,
        "the box is given on the page as it is shown: {bbox:?}"
    );
}

#[test]
fn headings_lists_and_paragraphs_are_told_apart() {
    let content = line("F2", 20.0, 50.0, 750.0, "The Title")
        + &paragraph(50.0, 710.0, &PROSE)
        + &line("F2", 12.0, 50.0, 610.0, "A bold heading")
        + &line("F1", 12.0, 50.0, 590.0, "\u{2022} first item".replace('\u{2022}', "\\225").as_str())
            .replace("\\\\225", "\\225")
        + &line("F1", 12.0, 50.0, 576.0, "- second item")
        + &line("F1", 12.0, 50.0, 540.0, "1. one")
        + &line("F1", 12.0, 50.0, 526.0, "2. two");
    let markdown = markdown(&one_page(&content));
    let lines: Vec<&str> = markdown.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines[0], "# The Title");
    assert!(lines[1].starts_with("It was a bright") && lines[1].ends_with("listened."), "{markdown}");
    assert_eq!(&lines[2..], ["## A bold heading", "- first item", "- second item", "1. one", "2. two"]);
}

#[test]
fn an_ordered_list_that_does_not_begin_with_one_keeps_its_numbers() {
    let content = line("F1", 12.0, 50.0, 700.0, "7. seven") + &line("F1", 12.0, 50.0, 686.0, "8. eight");
    let markdown = markdown(&one_page(&content));
    assert!(markdown.contains("7") && markdown.contains("8"), "{markdown}");
}

#[test]
fn fixed_pitch_lines_are_code_where_the_body_is_not() {
    let code = line("F3", 10.0, 50.0, 500.0, "fn main() {") + &line("F3", 10.0, 50.0, 488.0, "}");
    let markdown = markdown(&one_page(&(paragraph(50.0, 700.0, &PROSE) + &code)));
    assert!(markdown.contains("```\nfn main() {\n}\n```"), "{markdown}");
}

fn with_running_header() -> Vec<u8> {
    let mut writer = PdfWriter::new();
    for number in 1..=4 {
        let content = line("F1", 9.0, 50.0, 780.0, "Annual Report")
            + &paragraph(50.0, 700.0, &PROSE)
            + &line("F1", 9.0, 300.0, 20.0, &number.to_string());
        writer.page(&content, "");
    }
    writer.finish()
}

fn with_filter(bytes: &[u8], filter: ContentFilterConfig) -> String {
    let config = ExtractionConfig { content_filter: Some(filter), ..ExtractionConfig::default() };
    rendering::render_plain(&extract_with(bytes, &config))
}

#[test]
fn without_a_filter_running_headers_and_page_numbers_stay_in_plain_text_alone() {
    let text = rendering::render_plain(&extract(&with_running_header()));
    assert_eq!(text.matches("Annual Report").count(), 4);
    let markdown = markdown(&with_running_header());
    assert!(!markdown.contains("Annual Report") && !markdown.contains("\n4"), "{markdown}");
    assert_eq!(markdown.matches("It was a bright cold day").count(), 4);
}

#[test]
fn a_content_filter_takes_headers_and_footers_out_as_it_says() {
    let bytes = with_running_header();
    let footers =
        with_filter(&bytes, ContentFilterConfig { include_footers: true, ..ContentFilterConfig::default() });
    assert!(!footers.contains("Annual Report") && footers.contains("\n4"), "{footers}");
    let neither = with_filter(&bytes, ContentFilterConfig::default());
    assert!(!neither.contains("Annual Report") && !neither.contains("\n4"), "{neither}");
}

#[test]
fn what_merely_repeats_stays_where_repetition_is_no_reason() {
    let filter = ContentFilterConfig { strip_repeating_text: false, ..ContentFilterConfig::default() };
    assert!(with_filter(&with_running_header(), filter).contains("Annual Report"));
}

#[test]
fn a_page_of_hardly_anything_else_keeps_its_header() {
    let mut writer = PdfWriter::new();
    for _ in 0..3 {
        let content = line("F1", 9.0, 50.0, 780.0, "Annual Report") + &line("F1", 12.0, 50.0, 400.0, "blank");
        writer.page(&content, "");
    }
    assert_eq!(markdown(&writer.finish()).matches("Annual Report").count(), 3);
}

/// Two lines of one paragraph; the second one is a link, twice: to a site, and to a script.
fn with_emphasis() -> Vec<u8> {
    let mut writer = PdfWriter::new();
    let link = |rect: &str, url: &str| {
        format!("<< /Type /Annot /Subtype /Link /Rect [{rect}] /A << /S /URI /URI ({url}) >> >>")
    };
    let site = writer.object(link("45 583 96 598", "https://example.org/"));
    let script = writer.object(link("96 583 200 598", "javascript:alert"));
    let content = paragraph(50.0, 700.0, &PROSE)
        + "BT /F1 12 Tf 50 600 Td (a ) Tj /F2 12 Tf (heavy word) Tj /F1 12 Tf ( and a ) Tj /F4 12 Tf (slanted) Tj
           /F1 12 Tf ( one, as one may read on) Tj ET\n"
        + &line("F1", 12.0, 50.0, 586.0, "the site or not");
    writer.page(&content, &format!("/Annots [{site} 0 R {script} 0 R]"));
    writer.finish()
}

#[test]
fn bold_and_italic_words_and_links_are_marked_up() {
    let bytes = with_emphasis();
    let markdown = markdown(&bytes);
    let expected =
        "a **heavy word** and a *slanted* one, as one may read on [the site](https://example.org/) or not";
    assert!(markdown.trim_end().ends_with(expected), "{markdown}");
    let document = extract(&bytes);
    let html = rendering::render_html(&document);
    assert!(html.contains("<strong>heavy word</strong> and a <em>slanted</em> one"), "{html}");
    assert!(html.contains("<a href=\"https://example.org/\">the site</a> or not"), "{html}");
    let djot = rendering::render_djot(&document);
    assert!(djot.contains("a *heavy word* and a _slanted_ one"), "{djot}");
    assert!(djot.contains("[the site](https://example.org/) or not"), "{djot}");
    assert!(rendering::render_plain(&document).contains("a heavy word and a slanted one"));
}

#[test]
fn fonts_that_are_drawn_with_the_same_stand_in_are_told_apart_by_their_widths() {
    // Neither is embedded, and Helvetica stands in for both; only the descriptor says that the second is bold.
    let font = |width: usize, flags: usize| {
        format!(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /FirstChar 32
            /LastChar 126 /Widths [{}] /FontDescriptor << /Type /FontDescriptor /FontName /Helvetica /Flags {flags} >> >>",
            format!("{width} ").repeat(95)
        )
    };
    let mut content = paragraph(50.0, 700.0, &PROSE);
    content += "BT /F1 12 Tf 50 500 Td (one ) Tj /F2 12 Tf (heavy) Tj /F1 12 Tf ( word) Tj ET";
    let mut writer = PdfWriter::new();
    let resources =
        format!("/Resources << /Font << /F1 {} /F2 {} >> >>", font(550, 32), font(600, 32 | 1 << 18));
    writer.page(&content, &resources);
    let markdown = markdown(&writer.finish());
    assert!(markdown.trim_end().ends_with("one **heavy** word"), "{markdown}");
}

#[test]
fn weight_that_all_of_the_text_has_is_not_marked_up() {
    let content: String = PROSE
        .iter()
        .zip(0u8..)
        .map(|(text, i)| line("F2", 12.0, 50.0, 700.0 - 14.0 * f32::from(i), text))
        .collect();
    assert!(!markdown(&one_page(&content)).contains('*'));
}

#[test]
fn emphasis_in_a_list_item_lies_behind_its_marker() {
    let content = paragraph(50.0, 700.0, &PROSE)
        + "BT /F1 12 Tf 50 600 Td (- take ) Tj /F2 12 Tf (two) Tj /F1 12 Tf ( of them) Tj ET\n";
    assert!(markdown(&one_page(&content)).trim_end().ends_with("- take **two** of them"));
}

#[test]
fn each_page_has_its_text_and_its_place_in_the_whole() {
    let mut writer = PdfWriter::new();
    for name in ["first", "second"] {
        writer.page(&paragraph(50.0, 700.0, &[&format!("the {name} page")]), "");
    }
    let document = extract(&writer.finish());
    let pages = document.prebuilt_pages.as_ref().expect("pages");
    assert_eq!(pages[1].content, "the second page");
    let whole = rendering::render_plain(&document);
    let structure = document.metadata.pages.as_ref().expect("page structure");
    let boundary = &structure.boundaries.as_ref().expect("boundaries")[1];
    assert_eq!(&whole[boundary.byte_start..boundary.byte_end], "the second page");
}

#[test]
fn page_markers_stand_before_each_page() {
    let mut writer = PdfWriter::new();
    writer.page(&paragraph(50.0, 700.0, &["alpha"]), "");
    writer.page(&paragraph(50.0, 700.0, &["beta"]), "");
    let pages = PageConfig {
        insert_page_markers: true,
        marker_format: "[page {page_num}]".into(),
        ..PageConfig::default()
    };
    let config = ExtractionConfig { pages: Some(pages), ..ExtractionConfig::default() };
    let text = rendering::render_plain(&extract_with(&writer.finish(), &config));
    assert_eq!(text, "[page 1]\n\nalpha\n\n[page 2]\n\nbeta");
}

fn ruled_table(rows: &[[&str; 3]]) -> String {
    let (left, top, width, height) = (50.0, 600.0, 120.0, 20.0);
    let mut content = String::from("0.5 w\n");
    for row in 0..=rows.len() {
        let y = top - height * row as f32;
        content += &format!("{left} {y} m {} {y} l S\n", left + 3.0 * width);
    }
    for column in 0..=3 {
        let x = left + width * column as f32;
        content += &format!("{x} {top} m {x} {} l S\n", top - height * rows.len() as f32);
    }
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            content += &line("F1", 10.0, left + width * c as f32 + 5.0, top - height * r as f32 - 14.0, cell);
        }
    }
    content
}

const CELLS: [[&str; 3]; 3] =
    [["Name", "Year", "Price"], ["Apple", "2020", "1.50"], ["Pear tree", "2021", "20.00"]];

#[test]
fn a_ruled_table_keeps_its_cells_its_place_and_its_box() {
    let content = line("F1", 12.0, 50.0, 700.0, "before")
        + &ruled_table(&CELLS)
        + &line("F1", 12.0, 50.0, 400.0, "after");
    let document = extract(&one_page(&content));
    assert_eq!(document.tables[0].cells, CELLS.map(|row| row.map(String::from).to_vec()));
    assert_eq!(document.tables[0].page_number, 1);
    let bbox = document.tables[0].bounding_box.expect("a box");
    assert!(
        (bbox.x0 - 50.0).abs() < 1.0 && (bbox.y1 - 600.0).abs() < 1.0 && (bbox.y0 - 540.0).abs() < 1.0,
        "{bbox:?}"
    );
    let kinds: Vec<_> = document.elements.iter().map(|element| element.kind.discriminant()).collect();
    assert_eq!(kinds, ["paragraph", "table", "paragraph"]);
}

#[test]
fn a_table_without_lines_is_found_by_its_columns() {
    let content: String = CELLS
        .iter()
        .enumerate()
        .flat_map(|(r, row)| {
            row.iter().enumerate().map(move |(c, cell)| {
                line("F1", 10.0, 50.0 + 130.0 * c as f32, 600.0 - 14.0 * r as f32, cell)
            })
        })
        .collect();
    assert_eq!(extract(&one_page(&content)).tables[0].cells, CELLS.map(|row| row.map(String::from).to_vec()));
}

#[test]
fn prose_in_two_columns_is_no_table() {
    let content = paragraph(20.0, 700.0, &PROSE)
        + &paragraph(380.0, 700.0, &["It was a bright cold", "day in the middle of", "April and all of the"]);
    assert!(extract(&one_page(&content)).tables.is_empty());
}

#[test]
fn a_frame_around_text_is_no_table() {
    let document = extract(&one_page(&format!("40 500 520 250 re S {}", paragraph(50.0, 700.0, &PROSE))));
    assert!(document.tables.is_empty());
    assert!(document.elements.iter().all(|element| matches!(element.kind, ElementKind::Paragraph)));
}

#[test]
fn a_table_without_a_header_of_its_own_goes_on_from_the_page_before() {
    let rows = |first: usize| -> String {
        (0..4)
            .flat_map(|r| {
                let number = first + r;
                let cells = [format!("item {number}"), format!("{}", 2000 + number), format!("{number}.50")];
                cells.into_iter().enumerate().map(move |(c, cell)| {
                    line("F1", 10.0, 50.0 + 130.0 * c as f32, 700.0 - 14.0 * r as f32, &cell)
                })
            })
            .collect()
    };
    let mut writer = PdfWriter::new();
    writer.page(
        &(line("F1", 10.0, 50.0, 714.0, "Name")
            + &line("F1", 10.0, 180.0, 714.0, "Year")
            + &line("F1", 10.0, 310.0, 714.0, "Price")
            + &rows(1)),
        "",
    );
    writer.page(&rows(5), "");
    let document = extract(&writer.finish());
    assert_eq!(document.tables.len(), 1);
    assert_eq!(document.tables[0].cells.len(), 9);
    assert_eq!(document.tables[0].cells[8], ["item 8", "2008", "8.50"]);
}

#[test]
fn a_heading_drawn_after_its_text_comes_out_before_it() {
    let content = paragraph(50.0, 700.0, &PROSE) + &line("F2", 20.0, 50.0, 750.0, "The Title");
    assert!(rendering::render_plain(&extract(&one_page(&content))).starts_with("The Title"));
}

#[test]
fn a_tagged_heading_is_one_whatever_it_looks_like() {
    let mut writer = PdfWriter::new();
    let content = format!(
        "/H2 << /MCID 0 >> BDC {} EMC /P << /MCID 1 >> BDC {} EMC",
        line("F1", 12.0, 50.0, 714.0, "plain as it looks"),
        paragraph(50.0, 700.0, &PROSE)
    );
    let page = writer.page(&content, "");
    let root = writer.object("null") + 1;
    writer.object(format!(
        "<< /Type /StructTreeRoot /RoleMap << /Section /H2 >> /K [<< /S /Section /Pg {page} 0 R /K 0 >> << /S /P /Pg {page} 0 R /K [1] >>] >>"
    ));
    writer.catalog(&format!("/StructTreeRoot {root} 0 R"));
    let markdown = markdown(&writer.finish());
    assert!(markdown.starts_with("## plain as it looks\n\nIt was a bright"), "{markdown}");
}

#[test]
fn captions_and_footnotes_are_told_by_their_role() {
    let content = paragraph(50.0, 700.0, &PROSE)
        + "BT /F1 12 Tf 50 600 Td (a claim) Tj /F1 7 Tf 5 Ts (1) Tj 0 Ts ET\n"
        + &line("F1", 10.0, 50.0, 560.0, "Table 2. What was measured")
        + &line("F1", 8.0, 50.0, 60.0, "1 Where the claim comes from");
    let document = extract(&one_page(&content));
    let role = |part: &str| {
        let element =
            document.elements.iter().find(|element| element.text.contains(part)).expect("the text is there");
        element.attributes.as_ref().and_then(|attributes| attributes.get("role")).cloned()
    };
    assert_eq!(role("Table 2"), Some("caption".to_owned()));
    assert_eq!(role("comes from"), Some("footnote".to_owned()));
    assert_eq!(role("a claim"), None);
}
