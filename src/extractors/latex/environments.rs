//! What environments are read as.

/// What an environment's content is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Environment {
    /// Items, in this element; those of terms are labelled with them.
    List {
        element: &'static str,
        is_of_terms: bool,
    },
    /// Rows of cells.
    Table,
    Quote,
    /// TeX, of which nothing is taken apart.
    Formula,
    Code,
    /// Lines and shapes, and texts that stand at them.
    Drawing,
    /// Not for readers.
    Comment,
    /// A statement, whose option is its name.
    Statement,
    Other,
}

impl Environment {
    /// By its name.
    pub fn of(name: &str) -> Self {
        match name.trim_end_matches('*') {
            "itemize" | "thebibliography" | "compactitem" => Self::List { element: "ul", is_of_terms: false },
            "enumerate" | "compactenum" => Self::List { element: "ol", is_of_terms: false },
            "description" => Self::List { element: "ul", is_of_terms: true },
            "tabular" | "tabularx" | "tabulary" | "longtable" => Self::Table,
            "quote" | "quotation" | "verse" | "displayquote" => Self::Quote,
            "align" | "alignat" | "cases" | "displaymath" | "eqnarray" | "equation" | "flalign"
            | "gather" | "math" | "multline" => Self::Formula,
            "Verbatim" | "lstlisting" | "minted" | "verbatim" => Self::Code,
            "pgfpicture" | "tikzpicture" => Self::Drawing,
            "comment" | "filecontents" => Self::Comment,
            "claim" | "conjecture" | "corollary" | "definition" | "example" | "exercise" | "lemma"
            | "proof" | "proposition" | "remark" | "theorem" => Self::Statement,
            _ => Self::Other,
        }
    }

    /// How many arguments in braces there are that are no text.
    pub fn settings(name: &str) -> usize {
        match name {
            "adjustbox" | "column" | "longtable" | "minipage" | "minted" | "multicols" | "otherlanguage"
            | "spacing" | "subfigure" | "subtable" | "tabular" | "thebibliography" => 1,
            "adjustwidth" | "tabular*" | "tabularx" | "tabulary" | "wrapfigure" | "wraptable" => 2,
            _ => 0,
        }
    }
}

/// The value of a setting among options: of `b` in `a=x, b={y, z}` it is `y, z`.
pub fn setting<'a>(options: &'a str, name: &str) -> Option<&'a str> {
    let mut depth = 0usize;
    let mut settings = options.split(|character| {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    });
    settings.find_map(|setting| {
        let (key, value) = setting.split_once('=')?;
        let value = value.trim();
        let inside = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'));
        (key.trim() == name).then_some(inside.unwrap_or(value))
    })
}
