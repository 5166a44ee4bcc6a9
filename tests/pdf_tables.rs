//! Tables out of lines and out of alignment: which rows belong to one, what its cells are, where it lies.

#![cfg(feature = "pdf")]
#![allow(clippy::expect_used)]

mod support;

use kreuzberg::ExtractionConfig;
use kreuzberg::types::Table;
use kreuzberg_wasm::pdf;
use support::{PdfWriter, line};

fn tables(content: &str) -> Vec<Table> {
    let mut writer = PdfWriter::new();
    writer.page(content, "");
    pdf::extract(&writer.finish(), &ExtractionConfig::default())
        .expect("the file is readable")
        .document
        .tables
}

/// Cells 100 points apart, in rows 14 points apart.
fn aligned(top: f32, rows: &[[String; 4]]) -> String {
    let mut content = String::new();
    for (row, cells) in (0u8..).zip(rows) {
        for (column, cell) in (0u8..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            content += &line("F1", 10.0, 50.0 + 100.0 * f32::from(column), top - 14.0 * f32::from(row), cell);
        }
    }
    content
}

fn measurements(count: usize) -> Vec<[String; 4]> {
    (1..=count)
        .map(|n| [format!("Sample {n}"), format!("{n}.5"), "mg".to_owned(), format!("{n}0-{n}9")])
        .collect()
}

#[test]
fn a_form_above_a_table_does_not_close_its_columns() {
    // Three rows, each of two wide pieces, at the distance of the table's own rows.
    let form: String = (0u8..3)
        .map(|row| {
            let y = 728.0 - 14.0 * f32::from(row);
            line("F1", 10.0, 50.0, y, "Name of the patient and of the ward as given")
                + &line("F1", 10.0, 290.0, y, "Number of the bed on that ward")
        })
        .collect();
    let rows = measurements(8);
    let found = tables(&(form + &aligned(686.0, &rows)));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].cells, rows.map_rows());
}

#[test]
fn one_cell_wider_than_its_column_does_not_join_the_columns() {
    let mut rows = measurements(9);
    rows[4] =
        ["A sample with rather a long name".to_owned(), String::new(), "mg".to_owned(), "50-59".to_owned()];
    assert_eq!(tables(&aligned(700.0, &rows))[0].cells, rows.map_rows());
}

#[test]
fn a_table_of_aligned_text_has_a_box_around_it() {
    let found = tables(&aligned(700.0, &measurements(4)));
    let bbox = found[0].bounding_box.expect("a box");
    // From above the first baseline to below the last one, 42 points further down.
    assert!(bbox.x0 >= 45.0 && bbox.x0 <= 50.0 && bbox.x1 > 350.0 && bbox.x1 < 400.0, "{bbox:?}");
    assert!(bbox.y1 > 700.0 && bbox.y1 < 712.0 && bbox.y0 < 658.0 && bbox.y0 > 650.0, "{bbox:?}");
}

fn grid(columns: &[f32], rows: &[f32]) -> String {
    let (left, right) = (columns[0], columns[columns.len() - 1]);
    let (top, bottom) = (rows[0], rows[rows.len() - 1]);
    let across: String = rows.iter().map(|y| format!("{left} {y} m {right} {y} l S\n")).collect();
    let down: String = columns.iter().map(|x| format!("{x} {top} m {x} {bottom} l S\n")).collect();
    across + &down
}

#[test]
fn rows_without_a_line_between_them_are_rows_where_all_cells_agree() {
    let mut content = grid(&[50.0, 150.0, 250.0, 350.0], &[600.0, 580.0, 520.0]);
    for (column, x) in (0u8..).zip([55.0, 155.0, 255.0]) {
        content += &line("F1", 10.0, x, 586.0, &format!("head {column}"));
        for (row, name) in (0u8..).zip(["one", "two", "three"]) {
            content += &line("F1", 10.0, x, 566.0 - 18.0 * f32::from(row), &format!("{name} {column}"));
        }
    }
    let expected: Vec<Vec<String>> = ["head", "one", "two", "three"]
        .iter()
        .map(|name| (0..3).map(|c| format!("{name} {c}")).collect())
        .collect();
    assert_eq!(tables(&content)[0].cells, expected);
}

#[test]
fn a_cell_beside_them_that_spans_several_rows_does_not_keep_them_together() {
    // A label on the left, from the second row down to the last; the second row holds three rows of its own.
    let mut content = String::new();
    for x in [50.0, 150.0, 250.0, 350.0] {
        content += &format!("{x} 700 m {x} 600 l S ");
    }
    content += "50 700 m 350 700 l S 50 680 m 350 680 l S 150 620 m 350 620 l S 50 600 m 350 600 l S ";
    let mut put = |x: f32, y: f32, text: &str| content += &line("F1", 10.0, x + 5.0, y, text);
    for (x, text) in [(50.0, "Group"), (150.0, "Route"), (250.0, "Passengers")] {
        put(x, 686.0, text);
    }
    put(50.0, 640.0, "All");
    for (y, route, passengers) in [(668.0, "North", "12"), (650.0, "East", "340"), (632.0, "South", "56")] {
        put(150.0, y, route);
        put(250.0, y, passengers);
    }
    put(150.0, 606.0, "Total");
    put(250.0, 606.0, "408");
    let found = tables(&content);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].cells,
        [
            ["Group", "Route", "Passengers"],
            ["All", "North", "12"],
            ["", "East", "340"],
            ["", "South", "56"],
            ["", "Total", "408"],
        ]
    );
}

#[test]
fn a_spanning_cell_stands_in_the_first_of_its_places() {
    // Two rows of three columns; the first row has one cell over the second and third column.
    let content = "50 600 m 350 600 l S 50 580 m 350 580 l S 50 560 m 350 560 l S 50 540 m 350 540 l S
        50 600 m 50 540 l S 150 600 m 150 540 l S 250 580 m 250 540 l S 350 600 m 350 540 l S\n"
        .to_owned()
        + &line("F1", 10.0, 55.0, 586.0, "Year")
        + &line("F1", 10.0, 225.0, 586.0, "Both halves")
        + &line("F1", 10.0, 55.0, 566.0, "2020")
        + &line("F1", 10.0, 155.0, 566.0, "17")
        + &line("F1", 10.0, 255.0, 566.0, "18")
        + &line("F1", 10.0, 55.0, 546.0, "2021")
        + &line("F1", 10.0, 155.0, 546.0, "19")
        + &line("F1", 10.0, 255.0, 546.0, "20");
    assert_eq!(
        tables(&content)[0].cells,
        [["Year", "Both halves", ""], ["2020", "17", "18"], ["2021", "19", "20"]]
            .map(|row| row.map(String::from).to_vec())
    );
}

trait MapRows {
    fn map_rows(&self) -> Vec<Vec<String>>;
}

impl MapRows for Vec<[String; 4]> {
    fn map_rows(&self) -> Vec<Vec<String>> {
        self.iter().map(|row| row.to_vec()).collect()
    }
}
