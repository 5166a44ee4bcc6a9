//! Formulas (ECMA-376 part 1, 22.1) as LaTeX, by kreuzberg's converter.

use std::borrow::Cow;

use kreuzberg::extraction::docx::math::{collect_and_convert_omath, collect_and_convert_omath_para};
use quick_xml::Reader;

use crate::markup;

/// What stands for the characters that XML writes as entities, which the converter drops: characters for private
/// use, and what they are in LaTeX.
const ENTITIES: [(&str, char, &str); 5] = [
    ("&lt;", '\u{f8e5}', "<"),
    ("&gt;", '\u{f8e6}', ">"),
    ("&amp;", '\u{f8e7}', "\\&"),
    ("&quot;", '\u{f8e8}', "\""),
    ("&apos;", '\u{f8e9}', "'"),
];

/// The formula in the content of an `m:oMath`, or in that of an `m:oMathPara` if it is on lines of its own; and
/// whether it was nested too deeply. What marks deeper levels is left out: the converter calls itself.
pub fn latex(content: &str, display: bool) -> (String, bool) {
    let flattened = markup::cut(content, false);
    let too_deep = flattened.is_some();
    let mut content = flattened.map_or(Cow::Borrowed(content), Cow::Owned);
    let has_entities = content.contains('&');
    if has_entities {
        for (entity, place, _) in ENTITIES {
            content = Cow::Owned(content.replace(entity, place.encode_utf8(&mut [0; 4])));
        }
    }
    let mut reader = Reader::from_str(&content);
    let mut latex = match display {
        true => collect_and_convert_omath_para(&mut reader),
        false => collect_and_convert_omath(&mut reader),
    };
    if has_entities {
        for (_, place, character) in ENTITIES {
            latex = latex.replace(place, character);
        }
    }
    (latex.trim().to_owned(), too_deep)
}
