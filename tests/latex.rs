//! LaTeX, from a request to an outcome.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result(text: &str) -> Value {
    let config = json!({ "output_format": "markdown" });
    let request = json!({ "version": 1, "filename": "a.tex", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(text.as_bytes(), &request).expect("a result");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

fn markdown(text: &str) -> String {
    result(text)["content"].as_str().expect("content").trim_end().to_owned()
}

fn body(text: &str) -> String {
    markdown(&format!("\\documentclass{{article}}\\begin{{document}}{text}\\end{{document}} not this"))
}

#[test]
fn a_paragraph_goes_on_over_lines_and_comments_and_ends_at_an_empty_line() {
    assert_eq!(body("one % not this\n  two\n\\emph{three\nfour}\n\nfive"), "one two *three four*\n\nfive");
    assert_eq!(body("\\% \\verb|% x| \\url{http://a.b/%20}"), "% `% x` <http://a.b/%20>");
}

#[test]
fn what_stands_on_the_line_of_a_command_is_text() {
    assert_eq!(body(" a \\maketitle b \\section{C} d \\newcommand{\\x}[1]{y} e"), "a\n\nb\n\n# C\n\nd\n\ne");
}

#[test]
fn a_part_of_a_document_is_read_as_one() {
    assert_eq!(markdown("\\section{A}\ntext\n"), "# A\n\ntext");
}

#[test]
fn items_keep_all_that_is_in_them() {
    let list = "\\begin{itemize} \\item a\n\nb \\begin{itemize}\\item c\\end{itemize} d\\begin{verbatim}\ne % e\n\\end{verbatim}\nf \\[ g \\] h \\item i\\end{itemize} j";
    assert_eq!(body(list), "- a b\n  - c\n\nd\n\n```\ne % e\n```\n\nf\n\n$$g$$\n\nh\n\n- i\n\nj");
}

#[test]
fn rows_of_tables_end_where_latex_ends_them() {
    let table = |name: &str, arguments: &str| {
        format!("\\begin{{{name}}}{arguments}\\hline a &\nb \\\\[2pt] \\hline c & d\\end{{{name}}}")
    };
    for (name, arguments) in [
        ("tabular", "{ll}"),
        ("tabular*", "{\\textwidth}{ll}"),
        ("longtable", "{l|l}"),
        ("tabularx", "{5cm}{lX}"),
    ] {
        assert_eq!(body(&table(name, arguments)), "| a | b |\n| --- | --- |\n| c | d |", "{name}");
    }
}

#[test]
fn accents_and_letters_are_what_they_stand_for() {
    let text =
        "\\section{Schr\\\"odinger} Fran\\c{c}ois, na\\\"{\\i}ve, stra\\ss e, \\AA ngstr\\\"om, \\v Skoda";
    assert_eq!(body(text), "# Schrödinger\n\nFrançois, naïve, straße, Ångström, Škoda");
    let titled = result("\\title{\\'Etude}\\begin{document}x\\end{document}");
    assert_eq!(titled["metadata"]["title"], "Étude");
}

#[test]
fn groups_are_no_text_but_in_formulas() {
    assert_eq!(body("a {b {\\bf c}} $x_{i} {y}$"), "a b c $x_{i} {y}$");
}

#[test]
fn what_is_nested_too_deeply_keeps_its_text_and_is_warned_of() {
    for (opens, closes) in [
        ("{", "}"),
        ("\\emph{", "}"),
        ("\\begin{itemize}\\item ", "\\end{itemize}"),
        ("\\begin{center}", "\\end{center}"),
    ] {
        let nested = format!("before {}core{} after", opens.repeat(20_000), closes.repeat(20_000));
        let result = result(&nested);
        let content = result["content"].as_str().expect("content");
        for word in ["before", "core", "after"] {
            assert!(content.contains(word), "{word} of {opens}");
        }
        assert!(result["processingWarnings"].to_string().contains("limits.markupDepth"), "{opens}");
    }
}

#[test]
fn what_never_ends_is_text() {
    for opens in
        ["\\section{", "\\[", "$$", "\\begin{verbatim}", "\\url{", "\\verb|", "\\footnote{", "[", "\\item["]
    {
        let result = result(&format!("before {}", format!("{opens}x ").repeat(2000)));
        let content = result["content"].as_str().expect("content");
        assert!(content.contains("before") && content.matches('x').count() >= 2000, "{opens}");
    }
}
