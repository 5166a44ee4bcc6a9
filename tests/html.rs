//! HTML pages, from a request to an outcome.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result(html: &str, config: Value) -> Value {
    let request = json!({ "version": 1, "filename": "page.html", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(html.as_bytes(), &request).expect("an outcome");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

fn content(html: &str, format: &str) -> String {
    let result = result(html, json!({ "output_format": format }));
    result["content"].as_str().expect("content").trim_end().to_owned()
}

#[test]
fn a_page_may_be_of_any_size() {
    let mut page = String::from("<title>Long</title>");
    for number in 0..40_000 {
        page.push_str(&format!("<p>Paragraph <b>number {number}</b> of a page that goes on and on.</p>\n"));
    }
    assert!(page.len() > 2 << 20);
    for format in ["plain", "markdown", "djot", "html"] {
        let content = content(&page, format);
        assert!(content.contains("number 0") && content.contains("number 39999"), "{format}");
    }
}

#[test]
fn elements_at_any_depth_keep_their_text() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<ul><li>", "</li></ul>"),
        ("<blockquote>", "</blockquote>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<b><i>", "</i></b>"),
        ("<dl><dd>", "</dd></dl>"),
    ] {
        let page = format!("before{}core{}after", open.repeat(2000), close.repeat(2000));
        for format in ["plain", "markdown", "djot", "html"] {
            let content = content(&page, format);
            let places = ["before", "core", "after"].map(|word| content.find(word));
            assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{open} {format}");
        }
    }
}

#[test]
fn what_surrounds_the_content_is_left_out_unless_it_is_asked_for() {
    let page = "<head><title>Title</title><style>p { color: red }</style></head><body>
        <header>Banner</header><nav>Menu</nav><script>track()</script>
        <main><header>Dateline</header><p>Story<span hidden> never seen</span>.</p><footer>Byline</footer></main>
        <footer>Imprint</footer></body>";
    assert_eq!(content(page, "plain"), "Dateline\n\nStory.\n\nByline");
    let filter = json!({ "content_filter": { "include_headers": true, "include_footers": true } });
    let all = result(page, filter);
    for words in ["Banner", "Dateline", "Story", "Byline", "Imprint"] {
        assert!(all["content"].as_str().expect("content").contains(words), "{words}");
    }
    assert_eq!(content("<nav><a href='/'>Only a menu</a></nav>", "plain"), "Only a menu");
}

#[test]
fn lists_in_lists_are_written_once() {
    let page = "<ul><li>One<ol start=3><li>Three<li>Four</ol><li>Two</ul>";
    assert_eq!(content(page, "plain"), "One\n3. Three\n4. Four\nTwo");
    assert_eq!(content(page, "markdown"), "- One\n  3. Three\n  4. Four\n- Two");
    assert_eq!(content(page, "djot"), "- One\n\n  3. Three\n  4. Four\n- Two");
}

#[test]
fn a_table_in_a_table_stays_a_table() {
    let page =
        "<table><tr><th>A<th>B<tr><td>1<td><table><tr><td>x<td>y<tr><td>z<td>w</table><tr><td>2<td>3</table>";
    let result = result(page, json!({}));
    let cells: Vec<&Value> =
        result["tables"].as_array().expect("tables").iter().map(|t| &t["cells"]).collect();
    assert_eq!(json!(cells), json!([[["A", "B"]], [["x", "y"], ["z", "w"]], [["2", "3"]]]));
    assert_eq!(content(page, "plain"), "A B\n\n1\n\nx y\nz w\n\n2 3");
}

#[test]
fn cells_stand_in_their_columns() {
    let page =
        "<table><caption>Sums</caption><tr><th rowspan=2>A<th colspan=2>B<tr><td>1<td>2|3<br>4</table>";
    let result = result(page, json!({}));
    assert_eq!(result["tables"][0]["cells"], json!([["A", "B", ""], ["", "1", "2|3 4"]]));
    assert_eq!(content(page, "markdown"), "Sums\n\n| A | B |  |\n| --- | --- | --- |\n|  | 1 | 2\\|3 4 |");
}

#[test]
fn spans_that_claim_more_cells_than_there_are_cost_nothing() {
    let row = format!("<tr>{}", "<td colspan=1000 rowspan=65534>x".repeat(300));
    let page = format!("<table>{}</table>", row.repeat(300));
    let result = result(&page, json!({}));
    assert!(result["tables"][0].to_string().len() < 20 * page.len());
}

#[test]
fn tables_that_lay_out_a_page_are_no_tables() {
    let page = "<table role=presentation><tr><td><h1>Head</h1><td>Side</table><table><tr><td>Alone</table>";
    assert_eq!(content(page, "markdown"), "# Head\n\nSide\n\nAlone");
}

#[test]
fn code_keeps_its_lines_and_its_language() {
    let page = "<pre><code class='language-rust'>fn main() {\n    x```;\n}\n</code></pre><p>Call <code>a`b</code></p>";
    let markdown = "````rust\nfn main() {\n    x```;\n}\n````\n\nCall ``a`b``";
    assert_eq!(content(page, "markdown"), markdown);
    assert!(content(page, "plain").starts_with("fn main() {\n    x```;\n}"));
}

#[test]
fn terms_stand_beside_their_definitions() {
    let page = "<dl><dt>Tide<dd>The sea's rise and fall<dt>Neap<dd>The least of them</dl>";
    let plain = "Tide: The sea's rise and fall\n\nNeap: The least of them";
    assert_eq!(content(page, "plain"), plain);
    assert_eq!(content(page, "markdown"), "Tide\n\n: The sea's rise and fall\n\nNeap\n\n: The least of them");
    assert_eq!(content(page, "djot"), ": Tide\n\n  The sea's rise and fall\n\n: Neap\n\n  The least of them");
}

#[test]
fn text_that_looks_like_markup_is_written_as_text() {
    let page =
        "<p># no heading<p>- no item<p>1. no item<p>2*3*4 snake_case &lt;b> a &amp;amp; b<p>[no](link)";
    assert_eq!(
        content(page, "markdown"),
        "\\# no heading\n\n\\- no item\n\n1\\. no item\n\n2\\*3\\*4 snake_case \\<b> a \\&amp; b\n\n[no\\](link)"
    );
    assert_eq!(
        content(page, "plain"),
        "# no heading\n\n- no item\n\n1. no item\n\n2*3*4 snake_case <b> a &amp; b\n\n[no](link)"
    );
}

#[test]
fn links_and_images_are_written_and_listed() {
    let page = "<p><a href='/a (1)'>One <b>bold</b></a> <a href='#x'><img src=i.png alt='An image'></a>";
    assert_eq!(content(page, "markdown"), "[One **bold**](/a%20(1)) [![An image](i.png)](#x)");
    assert_eq!(content(page, "plain"), "One bold [An image]");
    let uris = &result(page, json!({}))["uris"];
    let urls: Vec<&Value> = uris.as_array().expect("uris").iter().map(|uri| &uri["url"]).collect();
    assert_eq!(json!(urls), json!(["/a (1)", "#x", "i.png"]));
}

#[test]
fn images_in_the_page_itself_come_out() {
    let page = "<img alt=Dot src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><p>Text";
    let result = result(page, json!({ "images": {} }));
    assert_eq!(
        (&result["images"][0]["format"], &result["images"][0]["description"]),
        (&json!("gif"), &json!("Dot"))
    );
    assert!(!content(page, "markdown").contains("R0lGOD"));
}

#[test]
fn a_head_is_metadata_and_no_text() {
    let page = "<html lang=de dir=ltr><head><title>A &amp; B</title><meta name=author content=Ada>
        <meta property='og:type' content=article><meta name=keywords content='tide, sea'>
        <script type='application/ld+json'>{\"@type\": \"Article\"}</script></head><body><h2 id=top>Top</h2>";
    for (format, text) in [("plain", "Top"), ("markdown", "## Top"), ("djot", "## Top")] {
        assert_eq!(content(page, format), text);
    }
    let metadata = &result(page, json!({}))["metadata"];
    assert_eq!(metadata["title"], "A & B");
    assert_eq!(metadata["authors"], json!(["Ada"]));
    assert_eq!(metadata["language"], "de");
    assert_eq!(metadata["keywords"], json!(["tide", "sea"]));
    assert_eq!(metadata["openGraph"]["type"], "article");
    assert_eq!(metadata["structuredData"][0]["schemaType"], "Article");
    let header = &metadata["headers"][0];
    assert_eq!((&header["text"], &header["id"], &header["level"]), (&json!("Top"), &json!("top"), &json!(2)));
    assert_eq!(header["htmlOffset"], json!(page.find("<h2")));
}

#[test]
fn formulas_are_read_as_the_tex_they_were_made_from() {
    let page = "<p>So <span class=katex><span class=katex-mathml><math><mrow><mi>x</mi></mrow>
        <annotation encoding='application/x-tex'>x^2</annotation></math></span>
        <span class=katex-html aria-hidden=true>x2</span></span> holds";
    assert_eq!(content(page, "plain"), "So x^2 holds");
    assert_eq!(content(page, "markdown"), "So $x^2$ holds");
}
