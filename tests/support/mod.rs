//! Writes small PDFs for the tests: objects, a cross-reference table and a trailer (ISO 32000-2, 7.5).

#![allow(dead_code)]

mod encryption;
pub mod true_type;

use encryption::Encryption;

/// A file under construction. Object 1 is the catalog, object 2 the page tree.
pub struct PdfWriter {
    objects: Vec<Option<Object>>,
    pages: Vec<usize>,
    catalog: String,
    trailer: String,
    password: Option<String>,
}

/// An object, and the content of its stream if it is one.
struct Object {
    text: Vec<u8>,
    stream: Option<Vec<u8>>,
}

impl PdfWriter {
    pub fn new() -> Self {
        Self {
            objects: vec![None, None],
            pages: Vec::new(),
            catalog: String::new(),
            trailer: String::new(),
            password: None,
        }
    }

    /// Adds an object and gives its number.
    pub fn object(&mut self, content: impl Into<Vec<u8>>) -> usize {
        self.objects.push(Some(Object { text: content.into(), stream: None }));
        self.objects.len()
    }

    /// Adds a stream with further entries in its dictionary.
    pub fn stream(&mut self, entries: &str, content: &[u8]) -> usize {
        let text = format!("<< /Length {} {entries} >>", content.len()).into_bytes();
        self.objects.push(Some(Object { text, stream: Some(content.to_vec()) }));
        self.objects.len()
    }

    /// Encrypts the streams so that `password` opens the file.
    pub fn encrypt(&mut self, password: &str) {
        self.password = Some(password.to_owned());
    }

    /// Adds a page of 600 by 800 points with the fonts /F1 (Helvetica), /F2 (Helvetica-Bold), /F3 (Courier) and
    /// /F4 (Helvetica-Oblique).
    pub fn page(&mut self, content: &str, entries: &str) -> usize {
        let stream = self.stream("", content.as_bytes());
        let font = |name: &str| {
            format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
        };
        let names = ["Helvetica", "Helvetica-Bold", "Courier", "Helvetica-Oblique"];
        let fonts: String =
            (1..).zip(names).map(|(number, name)| format!("/F{number} {} ", font(name))).collect();
        let resources = if entries.contains("/Resources") {
            String::new()
        } else {
            format!("/Resources << /Font << {fonts} >> >>")
        };
        let page = self.object(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {resources} /Contents {stream} 0 R {entries} >>"
        ));
        self.pages.push(page);
        page
    }

    /// Adds entries to the catalog.
    pub fn catalog(&mut self, entries: &str) {
        self.catalog.push_str(entries);
    }

    /// Adds entries to the trailer.
    pub fn trailer(&mut self, entries: &str) {
        self.trailer.push_str(entries);
    }

    /// The bytes of the file.
    pub fn finish(mut self) -> Vec<u8> {
        let kids: String = self.pages.iter().map(|page| format!("{page} 0 R ")).collect();
        let object = |text: String| Some(Object { text: text.into_bytes(), stream: None });
        self.objects[0] = object(format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog));
        self.objects[1] = object(format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", self.pages.len()));
        let encryption = self.password.as_deref().map(Encryption::new);
        if let Some(encryption) = &encryption {
            self.trailer.push_str(&encryption.trailer_entries());
        }
        let mut file = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut offsets = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            offsets.push(file.len());
            file.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
            file.extend_from_slice(object.as_ref().map_or(b"null", |object| &object.text));
            if let Some(content) = object.as_ref().and_then(|object| object.stream.as_deref()) {
                let content = match &encryption {
                    Some(encryption) => encryption.apply(index as u32 + 1, content),
                    None => content.to_vec(),
                };
                file.extend_from_slice(b"\nstream\n");
                file.extend_from_slice(&content);
                file.extend_from_slice(b"\nendstream");
            }
            file.extend_from_slice(b"\nendobj\n");
        }
        let start = file.len();
        file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
        for offset in &offsets {
            file.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
        let trailer = format!(
            "trailer\n<< /Size {} /Root 1 0 R {} >>\nstartxref\n{start}\n%%EOF\n",
            offsets.len() + 1,
            self.trailer
        );
        file.extend_from_slice(trailer.as_bytes());
        file
    }
}

/// Text operators for a line at a place, in a font of a size.
pub fn line(font: &str, size: f32, x: f32, y: f32, text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
    format!("BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET\n")
}

/// Lines of 12-point Helvetica, one below the other.
pub fn paragraph(x: f32, y: f32, lines: &[&str]) -> String {
    lines.iter().enumerate().map(|(i, text)| line("F1", 12.0, x, y - 14.0 * i as f32, text)).collect()
}
