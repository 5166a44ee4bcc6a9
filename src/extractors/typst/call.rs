//! Calls of functions, as far as their arguments can be read without being carried out.

use kreuzberg::Metadata;

use super::inline;

/// A call, from its name to its end, on one line.
pub struct Call {
    source: String,
    /// How many parentheses and brackets are open after it.
    open: i64,
}

impl Call {
    /// A call whose first line is this.
    pub fn new(line: &str) -> Self {
        let mut call = Self { source: String::new(), open: 0 };
        call.add(line);
        call
    }

    /// Adds a line.
    pub fn add(&mut self, line: &str) {
        if !self.source.is_empty() {
            self.source.push('\n');
        }
        self.source.push_str(line);
        for byte in line.bytes() {
            match byte {
                b'(' | b'[' => self.open += 1,
                b')' | b']' => self.open -= 1,
                _ => {}
            }
        }
    }

    /// Whether its end is still to come.
    pub fn is_open(&self) -> bool {
        self.open > 0
    }

    /// The first text in quotation marks.
    pub fn first_string(&self) -> Option<&str> {
        strings(&self.source).next()
    }

    /// What `#set document(…)` says of the document.
    pub fn describe(&self, metadata: &mut Metadata) {
        metadata.title = self.strings_of("title").next().map(str::to_owned);
        let authors: Vec<String> = self.strings_of("author").map(str::to_owned).collect();
        metadata.authors = Some(authors).filter(|authors| !authors.is_empty());
        metadata.subject =
            self.strings_of("subject").chain(self.strings_of("description")).next().map(str::to_owned);
        metadata.created_at = self.strings_of("date").next().map(str::to_owned);
        let keywords = self.strings_of("keywords").flat_map(|text| text.split(',')).map(str::trim);
        let keywords: Vec<String> = keywords.filter(|word| !word.is_empty()).map(str::to_owned).collect();
        metadata.keywords = Some(keywords).filter(|keywords| !keywords.is_empty());
    }

    /// A table's cells, in rows of as many as it has columns; all in one where it does not say.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let cells = cells(&self.source);
        let columns = self.argument("columns").map_or(0, columns);
        let columns = if columns == 0 { cells.len().max(1) } else { columns };
        cells.chunks(columns).map(<[String]>::to_vec).collect()
    }

    /// One text, or a list of them.
    fn strings_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let value = self.argument(name).unwrap_or_default();
        let value = match value.strip_prefix('(') {
            Some(list) => list.split_once(')').map_or(list, |(list, _)| list),
            None if value.starts_with('"') => {
                value.get(..value.len().min(end_of_string(value))).unwrap_or_default()
            }
            None => "",
        };
        strings(value)
    }

    /// What comes after `name:`.
    fn argument(&self, name: &str) -> Option<&str> {
        let mut rest = self.source.as_str();
        while let Some(at) = rest.find(name) {
            let (before, from) = rest.split_at(at);
            rest = from.get(name.len()..)?;
            let begins_a_word = !before.ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
            if let Some(value) = rest.strip_prefix(':').filter(|_| begins_a_word) {
                return Some(value.trim_start());
            }
        }
        None
    }
}

/// Where a text in quotation marks ends that begins at the start, the marks included, in bytes.
fn end_of_string(value: &str) -> usize {
    value.get(1..).and_then(|rest| rest.find('"')).map_or(value.len(), |end| end + 2)
}

/// Every second piece between quotation marks, if it is closed.
fn strings(source: &str) -> impl Iterator<Item = &str> {
    let closed = source.rfind('"').and_then(|end| source.get(..end)).unwrap_or_default();
    closed.split('"').skip(1).step_by(2)
}

/// How many columns a number says, or a list of widths; 0 for neither.
fn columns(value: &str) -> usize {
    let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        return value.get(..digits).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    }
    let Some(list) = value.strip_prefix('(') else { return 0 };
    let list = list.split_once(')').map_or(list, |(list, _)| list);
    list.split(',').filter(|width| !width.trim().is_empty()).count()
}

/// What stands in brackets, without its marks.
fn cells(source: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let (mut depth, mut start) = (0_u32, 0);
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'[' => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            b']' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    let cell = source.get(start..at).unwrap_or_default();
                    cells.push(inline::read(cell.trim()).0);
                }
            }
            _ => {}
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use kreuzberg::Metadata;

    use super::Call;

    #[test]
    fn rows_have_as_many_cells_as_there_are_columns() {
        for columns in ["2", "(1fr, auto)", "(1fr, 2fr,)"] {
            let call =
                Call::new(&format!("#table(columns: {columns}, [a], [*b*], table.cell(fill: red)[c [d]])"));
            assert_eq!(call.rows(), [vec!["a", "b"], vec!["c [d]"]]);
        }
        assert_eq!(Call::new("#table([a], [b])").rows(), [["a", "b"]]);
        assert!(Call::new("#table(columns: 2)").rows().is_empty());
    }

    #[test]
    fn a_call_is_open_until_all_that_it_opens_is_closed() {
        let mut call = Call::new("#table(columns: 1,");
        assert!(call.is_open());
        call.add("[a");
        call.add("b])");
        assert!(!call.is_open());
        assert_eq!(call.rows(), [["a\nb"]]);
    }

    #[test]
    fn a_document_says_what_it_is_called_and_who_wrote_it() {
        let mut metadata = Metadata::default();
        Call::new(
            "#set document(title: \"Knots\", author: (\"Ida\", \"Bo\"), date: auto, keywords: \"rope, sea\")",
        )
        .describe(&mut metadata);
        assert_eq!(metadata.title.as_deref(), Some("Knots"));
        assert_eq!(metadata.authors, Some(vec!["Ida".to_owned(), "Bo".to_owned()]));
        assert_eq!(metadata.keywords, Some(vec!["rope".to_owned(), "sea".to_owned()]));
        assert_eq!(metadata.created_at, None);
    }
}
