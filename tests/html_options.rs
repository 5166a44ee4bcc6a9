//! `htmlOptions`: each option as html-to-markdown documents it, on pages that show what it does.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn outcome(html: &str, config: Value) -> Result<Value, kreuzberg_wasm::error::Failure> {
    let request = json!({ "version": 1, "filename": "page.html", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(html.as_bytes(), &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

fn result(html: &str, options: Value) -> Value {
    let config = json!({ "output_format": "markdown", "html_options": options, "images": {} });
    outcome(html, config).expect("an outcome")
}

fn markdown(html: &str, options: Value) -> String {
    result(html, options)["content"].as_str().expect("content").trim_end().to_owned()
}

#[test]
fn headings_are_written_as_asked() {
    let page = "<h1>One</h1><h2>Second</h2><h3>Three</h3>";
    assert_eq!(markdown(page, json!({ "heading_style": "atx" })), "# One\n\n## Second\n\n### Three");
    assert_eq!(
        markdown(page, json!({ "heading_style": "underlined" })),
        "One\n===\n\nSecond\n------\n\n### Three"
    );
    assert_eq!(
        markdown(page, json!({ "heading_style": "atxclosed" })),
        "# One #\n\n## Second ##\n\n### Three ###"
    );
}

#[test]
fn lists_have_the_bullets_and_the_indentation_that_are_asked_for() {
    let page = "<ul><li>a<ul><li>b<ul><li>c<ul><li>d</ul></ul></ul></ul>";
    assert_eq!(markdown(page, json!({})), "- a\n  * b\n    + c\n      - d");
    assert_eq!(markdown(page, json!({ "bullets": "+" })), "+ a\n  + b\n    + c\n      + d");
    let page = "<ul><li>a<ul><li>b</ul></ul>";
    assert_eq!(markdown(page, json!({ "list_indent_width": 4 })), "- a\n    * b");
    assert_eq!(markdown(page, json!({ "list_indent_type": "tabs" })), "- a\n\t* b");
}

#[test]
fn words_are_marked_as_asked() {
    let page = "<p><b>a</b> <i>b</i> <mark>c</mark> x<sub>2</sub> y<sup>3</sup>";
    assert_eq!(markdown(page, json!({})), "**a** *b* ==c== x2 y3");
    let options = json!({ "strong_em_symbol": "_", "highlight_style": "html", "sub_symbol": "~", "sup_symbol": "<sup>" });
    assert_eq!(markdown(page, options), "__a__ _b_ <mark>c</mark> x~2~ y<sup>3</sup>");
    assert_eq!(markdown("<mark>c</mark>", json!({ "highlight_style": "bold" })), "**c**");
    assert_eq!(markdown("<mark>c</mark>", json!({ "highlight_style": "none" })), "c");
}

#[test]
fn text_is_escaped_as_asked() {
    let page = "<p>2 * 3 _ 4 # [a] 1) !";
    assert_eq!(markdown(page, json!({})), "2 * 3 _ 4 # [a] 1) !");
    assert_eq!(markdown(page, json!({ "escape_asterisks": true })), "2 \\* 3 _ 4 # [a] 1) !");
    assert_eq!(markdown(page, json!({ "escape_underscores": true })), "2 * 3 \\_ 4 # [a] 1) !");
    assert_eq!(markdown(page, json!({ "escape_misc": true })), "2 * 3 _ 4 \\# \\[a\\] 1\\) !");
    assert_eq!(markdown(page, json!({ "escape_ascii": true })), "2 \\* 3 \\_ 4 \\# \\[a\\] 1\\) \\!");
}

#[test]
fn code_is_set_apart_as_asked() {
    let page = "<pre>let a\nlet b</pre>";
    assert_eq!(markdown(page, json!({})), "```\nlet a\nlet b\n```");
    assert_eq!(markdown(page, json!({ "code_block_style": "tildes" })), "~~~\nlet a\nlet b\n~~~");
    assert_eq!(markdown(page, json!({ "code_block_style": "indented" })).trim(), "let a\n    let b");
    assert_eq!(markdown(page, json!({ "code_language": "rust" })), "```rust\nlet a\nlet b\n```");
    let named = "<pre><code class=language-c>int a</code></pre>";
    assert_eq!(markdown(named, json!({ "code_language": "rust" })), "```c\nint a\n```");
}

#[test]
fn links_are_written_as_asked() {
    let page = "<p><a href='https://example.org/'>https://example.org/</a> <a href='/a b' title=T>there</a>";
    assert_eq!(markdown(page, json!({})), "<https://example.org/> [there](</a b> \"T\")");
    assert_eq!(
        markdown(page, json!({ "autolinks": false, "url_escape_style": "percent" })),
        "[https://example.org/](https%3A//example.org/) [there](/a%20b \"T\")"
    );
    assert_eq!(
        markdown("<a href='https://a.b/'>https://a.b/</a>", json!({ "default_title": true })),
        "[https://a.b/](https://a.b/ \"https://a.b/\")"
    );
    let page = "<p><a href=x>a</a> <a href=y>b</a> <a href=x>c</a> <img src=z alt=d>";
    assert_eq!(
        markdown(page, json!({ "link_style": "reference" })),
        "[a][1] [b][2] [c][1] ![d][3]\n\n[1]: x\n[2]: y\n[3]: z"
    );
}

#[test]
fn relative_addresses_are_completed_by_the_pages_own() {
    let page = "<a href='../b?c'>a</a> <img src=d.png alt=e> <a href='mailto:me@example.org'>f</a>";
    let options = json!({ "base_url": "https://example.org/x/y" });
    assert_eq!(
        markdown(page, options.clone()),
        "[a](https://example.org/b?c) ![e](https://example.org/x/d.png) [f](mailto:me@example.org)"
    );
    let page = "<head><base href='/z/'></head><a href=b>a</a>";
    assert_eq!(markdown(page, options), "[a](https://example.org/z/b)");
}

#[test]
fn abbreviations_and_citations_are_told_unless_they_are_not_wanted() {
    let page =
        "<p><abbr title='World Wide Web'>WWW</abbr><blockquote cite='https://example.org/'>said</blockquote>";
    assert_eq!(markdown(page, json!({})), "WWW (World Wide Web)\n\n> said\n\n— <https://example.org/>");
    let options = json!({ "expand_abbreviations": false, "include_blockquote_citations": false });
    assert_eq!(markdown(page, options), "WWW\n\n> said");
}

#[test]
fn tables_are_padded_unless_they_are_to_be_compact() {
    let page = "<table><tr><th>A<th>Long<tr><td>first<br>second<td>2</table>";
    assert_eq!(
        markdown(page, json!({})),
        "| A            | Long |\n| ------------ | ---- |\n| first second | 2    |"
    );
    assert_eq!(
        markdown(page, json!({ "compact_tables": true, "br_in_tables": true })),
        "| A | Long |\n| --- | --- |\n| first<br>second | 2 |"
    );
}

#[test]
fn lines_are_ended_as_asked() {
    let page = "<h1>Head</h1><p>one<br>two three four</p><ul><li>five six seven</ul>";
    assert_eq!(markdown(page, json!({})), "# Head\n\none  \ntwo three four\n\n- five six seven");
    assert_eq!(
        markdown(page, json!({ "newline_style": "backslash", "wrap": true, "wrap_width": 10 })),
        "# Head\n\none\\\ntwo three\nfour\n\n- five six\n  seven"
    );
    assert_eq!(markdown(page, json!({ "wrap": true, "wrap_width": 0 })), markdown(page, json!({})));
    assert_eq!(markdown(page, json!({ "strip_newlines": true })).lines().count(), 1);
    assert_eq!(markdown("<h1>a</h1><p>b</p><p>c</p>", json!({ "convert_as_inline": true })), "a b c");
}

#[test]
fn white_space_is_kept_where_it_is_asked_for() {
    assert_eq!(markdown("<p>a   b</p>", json!({})), "a b");
    assert_eq!(markdown("<p>a   b</p>", json!({ "whitespace_mode": "strict" })), "a   b");
}

#[test]
fn what_is_not_wanted_of_a_page_is_left_out() {
    let page = "<nav>menu</nav><form>form</form><aside>aside</aside><p>text</p>";
    assert_eq!(markdown(page, json!({})), "aside\n\ntext");
    for (preparing, text) in [
        (json!({ "enabled": false }), "menu\n\nform\n\naside\n\ntext"),
        (json!({ "preset": "minimal" }), "menu\n\nform\n\naside\n\ntext"),
        (json!({ "preset": "aggressive" }), "text"),
        (json!({ "remove_navigation": false }), "menu\n\naside\n\ntext"),
        (json!({ "remove_forms": false }), "form\n\naside\n\ntext"),
    ] {
        assert_eq!(markdown(page, json!({ "preprocessing": preparing })), text, "{preparing}");
    }
    assert_eq!(markdown("<form><p>all of it</form>", json!({})), "all of it");
}

#[test]
fn elements_are_left_out_opened_or_kept_as_html_by_their_names() {
    let page = "<p>a <b>b</b> <kbd class=k>c &amp; d</kbd> <span class=ad>e</span></p><table class=ad><tr><td>1<td>2</table>";
    assert_eq!(markdown(page, json!({ "strip_tags": ["b"], "exclude_selectors": [".ad"] })), "a b `c & d`");
    assert_eq!(
        markdown(page, json!({ "preserve_tags": ["kbd"], "exclude_selectors": ["table, span"] })),
        "a **b** <kbd class=\"k\">c &amp; d</kbd>"
    );
    let warned =
        result(page, json!({ "exclude_selectors": ["p > span"], "bullets": "o", "strong_em_symbol": "x" }));
    let warnings = warned["processingWarnings"].as_array().expect("warnings");
    for part in ["p > span", "bullets", "strongEmSymbol"] {
        let says =
            |warning: &Value| warning["message"].as_str().is_some_and(|message| message.contains(part));
        assert!(warnings.iter().any(says), "{part}: {warnings:?}");
    }
}

#[test]
fn hidden_text_is_read_as_far_as_it_is_asked_for() {
    let page = "<p>a<p hidden>b<p style='display: none'>c<noscript>d</noscript><template>e</template><script>f</script>";
    assert_eq!(markdown(page, json!({})), "a");
    assert_eq!(markdown(page, json!({ "hidden_content": "reachable" })), "a\n\nb\n\nc");
    assert_eq!(markdown(page, json!({ "hidden_content": "all" })), "a\n\nb\n\nc\n\nd\n\ne");
}

#[test]
fn pictures_in_the_page_are_written_as_asked() {
    let page = "<p>a <img alt=dot src='data:image/gif;base64,R0lGODlhAQACAAAAACw='> b <img alt=c src=c.png>";
    let kept = "a ![dot](data:image/gif;base64,R0lGODlhAQACAAAAACw=) b ![c](c.png)";
    assert_eq!(markdown(page, json!({})), kept);
    assert_eq!(markdown(page, json!({ "inline_data_media": "alttextonly" })), "a dot b ![c](c.png)");
    assert_eq!(markdown(page, json!({ "inline_data_media": "dropelement" })), "a b ![c](c.png)");
    assert_eq!(markdown(page, json!({ "skip_images": true })), "a b");
}

#[test]
fn pictures_in_the_page_come_out_as_asked() {
    let page =
        "<img src='data:image/gif;base64,R0lGODlhAQACAAAAACw='><svg><title>T</title><path d='M0 0'/></svg>";
    let images = |options| result(page, options)["images"].clone();
    // The size of the logical screen (GIF89a, 18).
    let known = images(json!({}));
    assert_eq!((&known[0]["width"], &known[0]["height"], &known[1]), (&json!(1), &json!(2), &Value::Null));
    assert_eq!(images(json!({ "infer_dimensions": false }))[0]["width"], Value::Null);
    let drawn = images(json!({ "capture_svg": true }));
    assert_eq!((&drawn[1]["format"], &drawn[1]["description"]), (&json!("svg"), &json!("T")));
    let small = result(page, json!({ "max_image_size": 3 }));
    assert_eq!(small["images"].as_array().map_or(0, Vec::len), 0);
    assert!(small["processingWarnings"].to_string().contains("maxImageSize"), "{small}");
}

#[test]
fn a_page_is_refused_above_the_size_that_is_asked_for_and_no_other() {
    let page = format!("<p>{}", "word ".repeat(500_000));
    assert!(page.len() > 2 << 20);
    assert!(markdown(&page, json!({})).len() > 2 << 20);
    let config = json!({ "html_options": { "max_input_size": 1000 } });
    let failure = outcome(&page, config).expect_err("a refusal");
    assert!(failure.message.contains("maxInputSize"), "{}", failure.message);
}
