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

/// The language that the option of code names, or its argument.
pub fn language<'a>(option: &'a str, argument: &'a str) -> &'a str {
    let named = option.split(',').find_map(|part| part.trim().strip_prefix("language="));
    named.unwrap_or(argument).trim_matches(['{', '}', ' '])
}
