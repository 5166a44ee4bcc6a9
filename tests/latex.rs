//! LaTeX, from a request to an outcome.

#![cfg(feature = "documents")]
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
    assert_eq!(body("\\% \\verb|% x| \\url{http://a.b/%20}"), "% `% x` [http://a.b/%20](http://a.b/%20)");
}

#[test]
fn what_stands_on_the_line_of_a_command_is_text() {
    assert_eq!(body(" a \\maketitle b \\section{C} d \\newcommand{\\x}[1]{y} e"), "a\n\nb\n\n# C\n\nd e");
}

#[test]
fn a_part_of_a_document_is_read_as_one() {
    assert_eq!(markdown("\\section{A}\ntext\n"), "# A\n\ntext");
}

#[test]
fn items_keep_all_that_is_in_them() {
    let list = "\\begin{itemize} \\item a\n\nb \\begin{itemize}\\item c\\end{itemize} d\\begin{verbatim}\ne % e\n\\end{verbatim}\nf \\[ g \\] h \\item i\\end{itemize} j";
    assert_eq!(
        body(list),
        "- a\n\n  b\n\n  - c\n\n  d\n\n  ```\n  e % e\n  ```\n\n  f\n\n  $$g$$\n\n  h\n\n- i\n\nj"
    );
}

#[test]
fn lists_are_numbered_labelled_or_of_terms() {
    assert_eq!(
        body("\\begin{enumerate}[(a)]\\item x\\item[\\textbf{!}] y\\end{enumerate}"),
        "1. x\n2. **!** y"
    );
    let terms =
        "\\begin{description}\\item[Lee \\emph{side}] away from\n\\item[Luff] towards\\end{description}";
    assert_eq!(body(terms), "- **Lee *side*** away from\n- **Luff** towards");
    let references =
        "\\begin{thebibliography}{9}\\bibitem{pike} A. Pike.\\bibitem[Q]{q} B.\\end{thebibliography}";
    assert_eq!(body(references), "- [pike] A. Pike.\n- [q] B.");
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
fn cells_may_be_empty_and_over_columns_and_hold_groups() {
    let rows = "\\multicolumn{2}{c}{both} & x \\\\ \\cmidrule(lr){1-2} & \\textbf{b} & \\\\ \\multirow{2}{*}{r} & \\& & {p & q}";
    assert_eq!(
        body(&format!("\\begin{{tabular}}{{lll}}{rows}\\end{{tabular}}")),
        "| both |  | x |\n| --- | --- | --- |\n|  | **b** |  |\n| r | & | p & q |"
    );
    let table = "\\begin{table}[h]\\centering\\caption{Of \\emph{ropes}\\label{t}}\\begin{tabular}{ll}a&b\\\\c&d\\end{tabular}\\end{table}";
    assert_eq!(body(table), "Of *ropes*\n\n| a | b |\n| --- | --- |\n| c | d |");
}

#[test]
fn of_drawings_the_texts_of_their_nodes_are_read() {
    let drawing = "\\begin{tikzpicture}[x=2cm] \\node (a) at (0,0) {Kiln \\& $x$}; % \\node {no};\n\\draw (a) -- node[above]{hot} (1,1);\\end{tikzpicture}";
    assert_eq!(body(&format!("a {drawing} b")), "a\n\nKiln & $x$\n\nhot\n\nb");
    assert_eq!(body("\\begin{tikzpicture} open"), "open");
}

#[test]
fn commands_without_arguments_say_what_they_are_defined_as() {
    let defined = "\\newcommand{\\mill}{The \\emph{Mill}}\\renewcommand\\first{x}\\def\\second{y}\\mill{} and \\mill. \\first\\second";
    assert_eq!(body(defined), "The *Mill* and The *Mill*. xy");
    let list = "\\newcommand{\\bi}{\\begin{itemize}}\\newcommand{\\ei}{\\end{itemize}}\\bi\\item a\\ei b";
    assert_eq!(body(list), "- a\n\nb");
    let formula = "\\def\\be{\\begin{equation}}\\newcommand{\\ee}{\\end{equation}}a\\be x_1 \\ee b\\be y";
    assert_eq!(body(formula), "a\n\n$$\\begin{equation} x_1 \\end{equation}$$\n\nb y");
    assert_eq!(body("\\newcommand{\\said}[1]{never #1}\\said{told}"), "told");
    let endless = "\\newcommand{\\one}{x\\two\\two}\\newcommand{\\two}{y\\one\\one}\\one{} last";
    let read = result(&format!("\\begin{{document}}{endless}\\end{{document}}"));
    let warnings = read["processingWarnings"].as_array().expect("a warning");
    assert!(read["content"].as_str().is_some_and(|text| text.trim_end().ends_with(" last")), "{warnings:?}");
    assert!(warnings.iter().any(|warning| warning["source"] == "latex"), "{warnings:?}");
}

#[test]
fn code_has_the_caption_and_the_language_that_its_options_name() {
    let listing =
        |options: &str| body(&format!("\\begin{{lstlisting}}[{options}]\nint a[1];\n\\end{{lstlisting}}"));
    let expected = "A [small] *one*, two\n\n```C\nint a[1];\n```";
    assert_eq!(listing("language=C, caption={A [small] \\emph{one}, two}"), expected);
    assert_eq!(listing("\n  caption = {A [small] \\emph{one}, two},\n  language = {C},\n"), expected);
    assert_eq!(listing("caption=Plain,frame=single"), "Plain\n\n```\nint a[1];\n```");
}

#[test]
fn headings_are_levels_below_chapters_where_there_are_any() {
    assert_eq!(body("\\section*{A}\\subsection[s]{B \\emph{b}}\\label{x} c"), "# A\n\n## B *b*\n\nc");
    assert_eq!(body("\\chapter{A}\\section{B}"), "# A\n\n## B");
    assert_eq!(body("\\chaptermark{x}\\section{B}"), "x\n\n# B");
}

#[test]
fn what_is_set_at_the_title_is_there_and_told() {
    let document = "\\documentclass{article}\\title{Of \\emph{knots}\\thanks{For B.}}\n\\author{A. Pike\\\\Hull \\and C. Roe}\\date{May 1900}\n\\begin{document}\\maketitle x\\end{document}";
    let result = result(document);
    assert_eq!(
        result["content"].as_str().expect("content").trim_end(),
        "**Of *knots***[^1]\n\nA. Pike  \nHull\n\nC. Roe\n\nMay 1900\n\nx\n\n[^1]: For B."
    );
    assert_eq!(result["metadata"]["title"], "Of knots");
    assert_eq!(result["metadata"]["authors"], json!(["A. Pike", "C. Roe"]));
    assert_eq!(result["metadata"]["createdAt"], "May 1900");
}

#[test]
fn notes_stand_behind_the_text_under_their_numbers() {
    assert_eq!(
        body("a\\footnotemark{} b\\footnote{of \\emph{b}}\\footnotetext{of a}"),
        "a[^1] b[^2]\n\n[^2]: of *b*\n\n[^1]: of a"
    );
}

#[test]
fn links_citations_and_symbols_are_shown() {
    assert_eq!(
        body(
            "\\href{http://a.b/\\#c}{the \\emph{page}}, \\citep[3]{pike}, \\LaTeX{} \\S\\,2 \\textendash\\ \\textcolor{red}{ten}~\\euro{}"
        ),
        "[the *page*](http://a.b/#c), [pike], LaTeX § 2 – ten €"
    );
}

#[test]
fn what_is_not_for_readers_is_left_out_and_files_are_warned_of() {
    let result = result(
        "\\begin{document}a\\iffalse b\\fi\\begin{comment}c\\end{comment}\\def\\x#1{d} e\\input{f}\\vspace*{1cm}\\end{document}",
    );
    assert_eq!(result["content"].as_str().expect("content").trim_end(), "a e");
    assert!(result["processingWarnings"].to_string().contains("\\\"f\\\" is included"));
}

#[test]
fn statements_have_their_names() {
    assert_eq!(body("x\\begin{theorem}[Euler] y \\end{theorem} z"), "x\n\n**Euler** y\n\nz");
}

#[test]
fn accents_and_letters_are_what_they_stand_for() {
    let text = "\\section{Schr\\\"odinger} Fran\\c{c}ois, na\\\"{\\i}ve, stra\\ss e, \\AA ngstr\\\"om, \\v Skoda, \\~{}x\\^{}2";
    assert_eq!(body(text), "# Schrödinger\n\nFrançois, naïve, straße, Ångström, Škoda, ~x^2");
    let titled = result("\\title{\\'Etude}\\begin{document}x\\end{document}");
    assert_eq!(titled["metadata"]["title"], "Étude");
}

#[test]
fn groups_are_no_text_but_in_formulas() {
    assert_eq!(body("a {b {\\bf c} d} $x_{i} {y}$"), "a b **c** d $x_{i} {y}$");
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
    for opens in [
        "\\section{",
        "\\[",
        "$$",
        "\\begin{verbatim}",
        "\\begin{comment}",
        "\\iffalse ",
        "\\url{",
        "\\verb|",
        "\\footnote{",
        "[",
        "\\item[",
    ] {
        let result = result(&format!("before {}", format!("{opens}x ").repeat(2000)));
        let content = result["content"].as_str().expect("content");
        assert!(content.contains("before") && content.matches('x').count() >= 2000, "{opens}");
    }
}
