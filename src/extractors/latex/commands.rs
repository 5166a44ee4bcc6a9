//! What commands mean that are read.

/// What a command means, besides those that need more than to be looked up.
pub enum Meaning {
    /// Its argument is this element.
    Element(&'static str),
    /// The rest of the group is this element.
    Switch(&'static str),
    /// Its argument is a heading, so many levels below chapters.
    Heading(u16),
    /// It sets something, with all of its arguments.
    Silent,
    /// So many arguments are settings; what comes behind them is text.
    Setting(usize),
    /// It stands for this.
    Text(&'static str),
}

/// The meaning of a command by its name, without a star.
pub fn meaning(name: &str) -> Option<Meaning> {
    use Meaning::{Element, Heading, Setting, Silent, Switch, Text};
    Some(match name {
        "textbf" => Element("strong"),
        "emph" | "textit" | "textsl" => Element("em"),
        "texttt" => Element("code"),
        "underline" | "uline" => Element("u"),
        "sout" | "st" => Element("del"),
        "hl" => Element("mark"),
        "textsuperscript" => Element("sup"),
        "textsubscript" => Element("sub"),
        "bf" | "bfseries" => Switch("strong"),
        "em" | "it" | "itshape" | "sl" | "slshape" => Switch("em"),
        "tt" | "ttfamily" => Switch("code"),
        "part" | "chapter" => Heading(0),
        "section" | "frametitle" => Heading(1),
        "subsection" => Heading(2),
        "subsubsection" => Heading(3),
        "paragraph" => Heading(4),
        "subparagraph" => Heading(5),
        "VerbatimFootnotes" | "addcontentsline" | "addtocounter" | "addtolength" | "bibliography"
        | "bibliographystyle" | "captionsetup" | "cline" | "colorlet" | "definecolor" | "documentclass"
        | "documentstyle" | "geometry" | "graphicspath" | "hspace" | "hypersetup" | "hyphenation"
        | "index" | "label" | "newcounter" | "newenvironment" | "newlength" | "newtheorem"
        | "pagenumbering" | "pagestyle" | "phantom" | "renewenvironment" | "rule" | "setcounter"
        | "setlength" | "thispagestyle" | "usepackage" | "usetheme" | "vspace" => Silent,
        "cellcolor" | "color" | "rowcolor" | "textcolor" | "colorbox" | "raisebox" | "parbox"
        | "scalebox" | "rotatebox" | "hyperref" | "makebox" | "framebox" | "selectlanguage"
        | "foreignlanguage" => Setting(1),
        "fontsize" | "fcolorbox" | "resizebox" | "multirow" => Setting(2),
        "LaTeX" => Text("LaTeX"),
        "TeX" => Text("TeX"),
        "hfill" | "quad" | "qquad" | "hskip" | "enspace" => Text(" "),
        _ => return None,
    })
}
