//! Commands that have a line of their own.

/// Commands that are headings, with their titles as arguments.
pub const HEADINGS: [&str; 6] =
    ["chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph"];

/// Commands without arguments on whose line the reader looks for nothing else.
pub const ALONE: [&str; 11] = [
    "bye",
    "cleardoublepage",
    "clearpage",
    "doublespacing",
    "listoffigures",
    "listoftables",
    "maketitle",
    "newpage",
    "onehalfspacing",
    "singlespacing",
    "tableofcontents",
];

/// Commands that set something, with all of their arguments.
pub const SILENT: [&str; 21] = [
    "VerbatimFootnotes",
    "addtocounter",
    "addtolength",
    "bibliography",
    "bibliographystyle",
    "def",
    "documentclass",
    "geometry",
    "graphicspath",
    "hypersetup",
    "include",
    "input",
    "let",
    "newcommand",
    "pagenumbering",
    "pagestyle",
    "renewcommand",
    "setcounter",
    "setlength",
    "thispagestyle",
    "usepackage",
];

/// Rules of tables, which are no rows.
pub const RULES: [&str; 6] = ["bottomrule", "cline", "cmidrule", "hline", "midrule", "toprule"];
