//! Workbooks, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn result(parts: &[(&str, &str)], filename: &str) -> Value {
    result_with(parts, filename, json!({}))
}

fn result_with(parts: &[(&str, &str)], filename: &str, config: Value) -> Value {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    result_of(&writer.finish().expect("a package").into_inner(), filename, config)
}

fn result_of(bytes: &[u8], filename: &str, config: Value) -> Value {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(bytes, &request).expect("a result");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook with a visible sheet of these rows, one that is hidden, and one that cannot be read.
fn excel(rows: &str, properties: &str) -> Value {
    let workbook = format!(
        "<workbook xmlns='{MAIN}' xmlns:r='{RELATIONSHIPS}'><workbookPr {properties}/><sheets><sheet name='Shown' sheetId='1' r:id='r1'/><sheet name='Under' sheetId='2' state='hidden' r:id='r2'/><sheet name='Broken' sheetId='3' r:id='r3'/></sheets></workbook>"
    );
    let relationships: String = (1..=3)
        .map(|sheet| {
            format!("<Relationship Id='r{sheet}' Type='{RELATIONSHIPS}/worksheet' Target='worksheets/sheet{sheet}.xml'/>")
        })
        .collect();
    let relationships = format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{relationships}</Relationships>"
    );
    // Formats 14, 22, 20 and 46 are dates, dates with times, times and durations (ECMA-376 part 1, 18.8.30).
    let styles = format!(
        "<styleSheet xmlns='{MAIN}'><cellXfs count='5'><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='22'/><xf numFmtId='20'/><xf numFmtId='46'/></cellXfs></styleSheet>"
    );
    let sheet = |rows: &str| format!("<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>");
    let (shown, under) = (sheet(rows), sheet("<row r='1'><c r='A1'><v>7</v></c></row>"));
    let package = format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='{RELATIONSHIPS}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
    );
    result(
        &[
            ("_rels/.rels", &package),
            ("xl/workbook.xml", &workbook),
            ("xl/_rels/workbook.xml.rels", &relationships),
            ("xl/styles.xml", &styles),
            ("xl/worksheets/sheet1.xml", &shown),
            ("xl/worksheets/sheet2.xml", &under),
            ("xl/worksheets/sheet3.xml", "<worksheet><sheetData><row><c r='A1'><v>1</v></row>"),
        ],
        "a.xlsx",
    )
}

#[test]
fn dates_times_and_durations_are_written_as_such() {
    let rows = "<row r='1'><c r='A1' s='1'><v>25569</v></c><c r='B1' s='2'><v>25569.5</v></c><c r='C1' s='3'><v>0.25</v></c><c r='D1' s='4'><v>1.5</v></c></row>";
    let cells = json!([["1970-01-01", "1970-01-01 12:00:00", "06:00:00", "36:00:00"]]);
    assert_eq!(excel(rows, "")["tables"][0]["cells"], cells);
    // Days are counted from 1 January 1904 there, which is 1,462 days later (18.17.4.1).
    let rows = "<row r='1'><c r='A1' s='1'><v>24107</v></c></row>";
    assert_eq!(excel(rows, "date1904='1'")["tables"][0]["cells"], json!([["1970-01-01"]]));
}

#[test]
fn formulas_are_what_they_came_to_and_errors_are_named() {
    let rows = "<row r='1'><c r='A1'><f>B1*2</f><v>0.30000000000000004</v></c><c r='B1' t='str'><f>\"a\"&amp;\"b\"</f><v>ab</v></c><c r='C1' t='e'><f>1/0</f><v>#DIV/0!</v></c><c r='D1' t='b'><v>1</v></c></row>";
    assert_eq!(excel(rows, "")["tables"][0]["cells"], json!([["0.3", "ab", "#DIV/0!", "true"]]));
}

#[test]
fn merged_cells_hold_their_value_in_the_first() {
    let rows = "<row r='1'><c r='A1' t='inlineStr'><is><t>wide &amp; tall</t></is></c><c r='B1'/></row><row r='2'><c r='A2'/><c r='B2'/><c r='C2'><v>3</v></c></row></sheetData><mergeCells count='1'><mergeCell ref='A1:B2'/></mergeCells><sheetData>";
    let cells = json!([["wide & tall", "", ""], ["", "", "3"]]);
    assert_eq!(excel(rows, "")["tables"][0]["cells"], cells);
}

#[test]
fn hidden_sheets_are_read_and_named_and_unreadable_ones_warned_of() {
    let result = excel("<row r='1'><c r='A1'><v>5</v></c></row>", "");
    assert_eq!(result["content"], "Shown\n\n5\n\nUnder\n\n7");
    assert_eq!(result["metadata"]["hiddenSheets"], json!(["Under"]));
    assert_eq!(result["metadata"]["sheetNames"], json!(["Shown", "Under", "Broken"]));
    assert!(result["processingWarnings"].to_string().contains("sheet Broken cannot be read"), "{result}");
}

#[test]
fn sheets_of_opendocument_are_read_alike() {
    let cell = |kind: &str, value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type='{kind}' {value}><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let row = [
        cell("date", "office:date-value='1970-01-01'", "1.1.70"),
        cell("date", "office:date-value='1970-01-01T12:00:00'", "noon"),
        cell("time", "office:time-value='PT36H00M00S'", "36:00"),
        cell("float", "table:formula='of:=1+1' office:value='2'", "2,00"),
        "<table:table-cell table:number-columns-spanned='2' office:value-type='string'><text:p>R&amp;D</text:p></table:table-cell><table:covered-table-cell/>".to_owned(),
        cell("string", "", "end"),
    ]
    .concat();
    let content = format!(
        "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'><office:automatic-styles><style:style style:name='gone' style:family='table'><style:table-properties table:display='false'/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name='One'><table:table-row>{row}</table:table-row></table:table><table:table table:name='Two' table:style-name='gone'><table:table-row>{}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        cell("float", "office:value='7'", "7")
    );
    let result = result(
        &[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", "<manifest/>"),
            ("content.xml", &content),
        ],
        "a.ods",
    );
    let cells = json!([["1970-01-01", "1970-01-01 12:00:00", "36:00:00", "2", "R&D", "", "end"]]);
    assert_eq!(result["tables"][0]["cells"], cells);
    assert_eq!(result["metadata"]["hiddenSheets"], json!(["Two"]));
}

#[test]
fn pictures_are_images_where_these_are_asked_for() {
    let content = "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'><office:body><office:spreadsheet/></office:body></office:document-content>";
    let book = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", content),
        ("Pictures/a.svg", "<svg/>"),
        ("Pictures/empty.png", ""),
    ];
    let asked = result_with(&book, "a.ods", json!({ "images": { "extract_images": true } }));
    let images = asked["images"].as_array().expect("images");
    assert_eq!(images.len(), 1);
    assert_eq!((&images[0]["format"], &images[0]["sourcePath"]), (&json!("svg"), &json!("Pictures/a.svg")));
    assert!(result(&book, "a.ods")["images"].as_array().is_none_or(Vec::is_empty));
    let workbook = format!("<workbook xmlns='{MAIN}'><sheets/></workbook>");
    let package = format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='{RELATIONSHIPS}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
    );
    let relationships =
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'/>";
    let book = [
        ("_rels/.rels", package.as_str()),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", relationships),
        ("xl/media/image1.jpg", "GIF89a"),
    ];
    let asked = result_with(&book, "a.xlsx", json!({ "images": { "extract_images": true } }));
    assert_eq!(asked["images"][0]["format"], "gif");

    let stall = include_bytes!("fixtures/documents/stall.xls");
    let asked = result_of(stall, "a.xls", json!({ "images": { "extract_images": true } }));
    assert_eq!(asked["images"].as_array().map(Vec::len), Some(1));
    assert_eq!(asked["images"][0]["format"], "png");
    assert!(result_of(stall, "a.xls", json!({}))["images"].as_array().is_none_or(Vec::is_empty));
}
