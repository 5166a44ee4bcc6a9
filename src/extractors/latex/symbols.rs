//! Characters that LaTeX has names for (LaTeX2e unofficial reference manual, 23).

/// What a command stands for that is a single character, or none to be seen.
pub fn symbol(command: &str) -> Option<&'static str> {
    Some(match command {
        "#" => "#",
        "$" => "$",
        "%" => "%",
        "&" => "&",
        "_" => "_",
        "{" => "{",
        "}" => "}",
        " " | "," | ":" | ";" => " ",
        // Places where a word may be divided, corrections of the spacing.
        "-" | "/" | "!" | "@" => "",
        "P" => "¶",
        "S" => "§",
        "copyright" | "textcopyright" => "©",
        "dag" | "textdagger" => "†",
        "ddag" | "textdaggerdbl" => "‡",
        "dots" | "ldots" | "textellipsis" => "…",
        "euro" | "texteuro" => "€",
        "guillemotleft" => "«",
        "guillemotright" => "»",
        "pounds" | "textsterling" => "£",
        "slash" => "/",
        "textasciicircum" => "^",
        "textasciitilde" => "~",
        "textasteriskcentered" => "*",
        "textbackslash" => "\\",
        "textbar" => "|",
        "textbraceleft" => "{",
        "textbraceright" => "}",
        "textbullet" => "•",
        "textcent" => "¢",
        "textdegree" => "°",
        "textdollar" => "$",
        "textemdash" => "—",
        "textendash" => "–",
        "textexclamdown" => "¡",
        "textgreater" => ">",
        "textless" => "<",
        "textmu" => "µ",
        "textnumero" => "№",
        "textonehalf" => "½",
        "textparagraph" => "¶",
        "textperiodcentered" => "·",
        "textpm" => "±",
        "textquestiondown" => "¿",
        "textquotedblleft" => "“",
        "textquotedblright" => "”",
        "textquoteleft" => "‘",
        "textquoteright" => "’",
        "textquotesingle" => "'",
        "textregistered" => "®",
        "textsection" => "§",
        "texttimes" => "×",
        "texttrademark" => "™",
        "textunderscore" => "_",
        "textvisiblespace" => "␣",
        "textyen" => "¥",
        _ => return None,
    })
}

/// Text with the ligatures of TeX's fonts: dashes, and quotation marks.
pub fn ligatures(text: &str, mut put: impl FnMut(&str)) {
    const PAIRS: [(&str, &str); 7] = [
        ("---", "\u{2014}"),
        ("--", "\u{2013}"),
        ("``", "\u{201c}"),
        ("''", "\u{201d}"),
        ("`", "\u{2018}"),
        ("'", "\u{2019}"),
        ("~", "\u{a0}"),
    ];
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'-' | b'`' | b'\'' | b'~')) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let pair = PAIRS.iter().find(|(spelt, _)| from.starts_with(spelt));
        let (spelt, shown) = pair.copied().unwrap_or(("-", "-"));
        put(before);
        put(shown);
        rest = from.get(spelt.len()..).unwrap_or_default();
    }
    put(rest);
}

#[cfg(test)]
mod tests {
    use super::ligatures;

    #[test]
    fn dashes_and_quotation_marks_are_what_is_set() {
        for (text, expected) in [
            (
                "a-b, 1--2---``c'' `d' e's~f",
                "a-b, 1\u{2013}2\u{2014}\u{201c}c\u{201d} \u{2018}d\u{2019} e\u{2019}s\u{a0}f",
            ),
            ("\u{e9}--\u{e9}", "\u{e9}\u{2013}\u{e9}"),
            ("", ""),
            ("-", "-"),
        ] {
            let mut shown = String::new();
            ligatures(text, |piece| shown.push_str(piece));
            assert_eq!(shown, expected);
        }
    }
}
