use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Package, Read, packed, read};
use crate::limits::{Limits, Scope};

/// A record, as [MS-XLSB] 2.1.4 has it.
fn record(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut bytes = Vec::new();
    match kind {
        0..128 => bytes.push(kind as u8),
        _ => bytes.extend([(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8]),
    }
    let mut length = body.len();
    while length >= 0x80 {
        bytes.push((length & 0x7F) as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend(body);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [(units.len() as u32).to_le_bytes().to_vec(), units.iter().flat_map(|unit| unit.to_le_bytes()).collect()]
        .concat()
}

fn row(number: u32) -> Vec<u8> {
    record(0, &[&number.to_le_bytes(), &[0; 13]])
}

fn cell(kind: u16, column: u32, style: u32, value: &[u8]) -> Vec<u8> {
    record(kind, &[&column.to_le_bytes(), &style.to_le_bytes(), value])
}

fn integer(number: i32, hundredth: bool) -> [u8; 4] {
    (number << 2 | 2 | i32::from(hundredth)).to_le_bytes()
}

fn end() -> Vec<u8> {
    record(146, &[])
}

/// A workbook of a shown sheet and, if there is a second, a hidden one.
fn workbook(sheets: &[Vec<u8>]) -> Vec<u8> {
    workbook_without(sheets, 0)
}

/// The same without so many bytes at the end of the list of sheets.
fn workbook_without(sheets: &[Vec<u8>], lost: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    };
    let sheet = |index: usize| {
        let (state, id) = ((index as u32).to_le_bytes(), wide(&format!("rId{index}")));
        record(156, &[&state, &[0; 4], &id, &wide(["One", "Two"][index])])
    };
    let listed: Vec<Vec<u8>> = (0..sheets.len()).map(sheet).collect();
    let list = [record(153, &[&[0; 12]]), listed.concat(), record(144, &[])].concat();
    put("xl/workbook.bin", list.get(..list.len() - lost).unwrap());
    let target = |index| {
        format!("<Relationship Id=\"rId{index}\" Type=\"worksheet\" Target=\"worksheets/sheet{index}.bin\"/>")
    };
    let targets: String = (0..sheets.len()).map(target).collect();
    put("xl/_rels/workbook.bin.rels", format!("<Relationships>{targets}</Relationships>").as_bytes());
    let strings = ["shared", "\u{1f600} \u{e9}"].map(|text| record(19, &[&[0], &wide(text)]));
    put("xl/sharedStrings.bin", &strings.concat());
    let format = |number: u16| record(47, &[&[0; 2], &number.to_le_bytes(), &[0; 12]]);
    let own = record(44, &[&200_u16.to_le_bytes(), &wide("[h]:mm")]);
    // The formats of styles come before those of cells, and are others.
    let styles = [own, format(14), record(617, &[]), format(0), format(14), format(200), record(618, &[])];
    put("xl/styles.bin", &styles.concat());
    for (index, bytes) in sheets.iter().enumerate() {
        put(&format!("xl/worksheets/sheet{index}.bin"), bytes);
    }
    writer.finish().unwrap().into_inner()
}

fn read_with(sheets: &[Vec<u8>], limits: Limits) -> Read {
    let document = workbook(sheets);
    let _scope = Scope::enter(limits, document.len()).unwrap();
    read(&Package::open(&document).unwrap()).unwrap()
}

fn cells(sheet: Vec<Vec<u8>>) -> Vec<Vec<String>> {
    let found = read_with(&[sheet.concat()], Limits::default());
    assert!(found.damaged.is_empty());
    found.sheets.into_iter().next().unwrap().cells
}

#[test]
fn numbers_are_packed_in_four_ways() {
    let half = (1.5_f64.to_bits() >> 32) as u32;
    assert_eq!(
        [
            packed(u32::from_le_bytes(integer(5, false))),
            packed(u32::from_le_bytes(integer(-500, true))),
            packed(half),
            packed(half | 1)
        ]
        .map(|n| n.to_string()),
        ["5", "-5", "1.5", "0.015"]
    );
}

#[test]
fn cells_of_every_kind_say_what_they_hold() {
    let found = cells(vec![
        row(2),
        cell(1, 0, 0, &[]),
        cell(2, 1, 0, &integer(1250, true)),
        cell(5, 2, 0, &0.1_f64.to_le_bytes()),
        cell(6, 3, 0, &wide("own")),
        cell(7, 4, 0, &1_u32.to_le_bytes()),
        cell(62, 6, 0, &[&[0], wide("rich").as_slice()].concat()),
        row(4),
        cell(4, 1, 0, &[1]),
        cell(3, 2, 0, &[0x2A]),
        cell(11, 3, 0, &[0x07, 0, 0]),
        cell(10, 4, 0, &[0, 0, 0]),
        cell(8, 5, 0, &wide("formula")),
        cell(9, 6, 0, &2.5_f64.to_le_bytes()),
        end(),
    ]);
    let rows = [
        ["12.5", "0.1", "own", "\u{1f600} \u{e9}", "", "rich"],
        ["", "", "", "", "", ""],
        ["true", "#N/A", "#DIV/0!", "false", "formula", "2.5"],
    ];
    assert_eq!(found, rows);
}

#[test]
fn numbers_are_dates_where_their_format_says_so() {
    // 25,569 days lie between the start of 1900, as Excel counts, and 1970 (ECMA-376 part 1, 18.17.4.1).
    let found = cells(vec![
        row(0),
        cell(2, 0, 1, &integer(25_569, false)),
        cell(5, 1, 1, &25_569.25_f64.to_le_bytes()),
        cell(5, 2, 2, &1.5_f64.to_le_bytes()),
        cell(2, 3, 9, &integer(25_569, false)),
        end(),
    ]);
    assert_eq!(found, [["1970-01-01", "1970-01-01 06:00:00", "36:00:00", "25569"]]);
}

#[test]
fn sheets_have_their_names_and_say_whether_they_are_hidden() {
    let found = read_with(&[end(), end()], Limits::default());
    let sheets: Vec<_> = found.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.is_hidden)).collect();
    assert_eq!(sheets, [("One", false), ("Two", true)]);
}

#[test]
fn what_breaks_off_or_is_not_there_is_told_and_the_rest_is_read() {
    let whole = [row(0), cell(6, 0, 0, &wide("text")), cell(7, 1, 0, &0_u32.to_le_bytes()), end()];
    let bytes = whole.concat();
    for length in 0..bytes.len() {
        let found = read_with(&[bytes[..length].to_vec()], Limits::default());
        assert_eq!(found.damaged, ["One"], "{length} bytes");
    }
    let lost = [row(0), cell(7, 0, 0, &7_u32.to_le_bytes()), cell(6, 1, 0, &wide("kept")), end()];
    let found = read_with(&[lost.concat()], Limits::default());
    assert_eq!(
        (found.damaged, &found.sheets[0].cells),
        (vec!["One".to_owned()], &vec![vec!["kept".to_owned()]])
    );
}

#[test]
fn cells_where_a_sheet_has_none_are_told() {
    for (line, column, is_whole) in [(1_048_575, 16_383, true), (1_048_576, 0, false), (0, 16_384, false)] {
        let sheet = [row(line), cell(6, column, 0, &wide("a")), end()].concat();
        assert_eq!(read_with(&[sheet], Limits::default()).damaged.is_empty(), is_whole, "{line} {column}");
    }
}

#[test]
fn a_list_of_sheets_that_breaks_off_is_told() {
    for (lost, sheets, is_listed) in [(0, 2, true), (3, 2, false), (4, 1, false), (36, 1, false)] {
        let document = workbook_without(&[end(), end()], lost);
        let _scope = Scope::enter(Limits::default(), document.len()).unwrap();
        let found = read(&Package::open(&document).unwrap()).unwrap();
        assert_eq!((found.sheets.len(), found.is_listed), (sheets, is_listed), "{lost} bytes");
    }
    let document = workbook_without(&[end()], 20);
    let _scope = Scope::enter(Limits::default(), document.len()).unwrap();
    assert!(read(&Package::open(&document).unwrap()).is_err());
}

#[test]
fn what_is_out_of_order_is_put_behind_the_others() {
    let found = cells(vec![
        row(5),
        cell(6, 3, 0, &wide("a")),
        cell(6, 1, 0, &wide("b")),
        row(2),
        cell(6, 3, 0, &wide("c")),
        end(),
    ]);
    assert_eq!(found, [["a", "b"], ["c", ""]]);
}

#[test]
fn a_sheet_of_two_cells_is_no_larger_than_the_limits_allow() {
    let far = [
        row(0),
        cell(6, 0, 0, &wide("a")),
        row(1_048_575),
        cell(6, 16_383, 0, &wide("b")),
        row(u32::MAX),
        cell(6, u32::MAX, 0, &wide("c")),
        end(),
    ];
    let document = workbook(&[far.concat()]);
    let _scope = Scope::enter(Limits::default(), document.len()).unwrap();
    let refused = read(&Package::open(&document).unwrap()).map(|read| read.sheets).unwrap_err();
    assert!(refused.to_string().contains("tableCells"), "{refused}");
}
