//! Writes HTML, for formats that are read by way of it.

/// HTML so far.
#[derive(Default)]
pub struct Writer {
    /// What has been written.
    pub out: String,
}

impl Writer {
    /// With room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes) }
    }

    /// The start of an element, with those of the attributes that have a value.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            self.text(value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// The end of an element.
    pub fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element with nothing but text in it.
    pub fn within(&mut self, name: &str, text: &str) {
        self.open(name, &[]);
        self.text(text);
        self.close(name);
    }

    /// A block of code, up to [`Self::end_code`]. A line break right behind it does not count.
    pub fn begin_code(&mut self, language: &str) {
        let class = if language.is_empty() { String::new() } else { format!("language-{language}") };
        self.out.push_str("<pre>");
        self.open("code", &[("class", &class)]);
    }

    /// The end of a block of code.
    pub fn end_code(&mut self) {
        self.out.push_str("</code></pre>");
    }

    /// TeX, as MathML has it (MathML Core, 6), up to [`Self::end_formula`].
    pub fn begin_formula(&mut self, display: bool) {
        let attribute = if display { " display=block" } else { "" };
        self.out.push_str("<math");
        self.out.push_str(attribute);
        self.out.push_str("><annotation encoding=\"application/x-tex\">");
    }

    /// The end of a formula.
    pub fn end_formula(&mut self) {
        self.out.push_str("</annotation></math>");
    }

    /// Whether a task is done.
    pub fn task(&mut self, done: bool) {
        self.out.push_str("<input type=checkbox disabled");
        self.out.push_str(if done { " checked>" } else { ">" });
    }

    /// Text as HTML has it.
    pub fn text(&mut self, text: &str) {
        escape(&mut self.out, text);
    }
}

/// Writes text as HTML has it.
pub fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match from.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&quot;",
        });
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// The element of a heading.
pub const fn heading(level: u16) -> &'static str {
    match level {
        1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}
