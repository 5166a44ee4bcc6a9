//! Which cells are dates: those whose format shows a number as one ([MS-XLSB] 2.1.7.50; ECMA-376 part 1, 18.8.30, 18.8.31).

use ahash::AHashMap;

use super::records::{Records, wide};
use crate::compound::u16_at;

const FORMAT: u32 = 44;
const CELL_FORMAT: u32 = 47;
const BEGIN_CELL_FORMATS: u32 = 617;
const END_CELL_FORMATS: u32 = 618;

/// What a format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Number,
    Date,
    Duration,
}

/// The formats that cells refer to, in their order.
pub fn formats(styles: &[u8]) -> Vec<Format> {
    let mut own: AHashMap<u16, Format> = AHashMap::new();
    let mut formats = Vec::new();
    let mut is_of_cells = false;
    for (kind, record) in Records::of(styles) {
        match kind {
            FORMAT => {
                if let (Some(number), Some((code, _))) = (u16_at(record, 0), wide(record, 2)) {
                    own.insert(number, of_code(&code.text()));
                }
            }
            BEGIN_CELL_FORMATS => is_of_cells = true,
            END_CELL_FORMATS => break,
            CELL_FORMAT if is_of_cells => {
                let number = u16_at(record, 2).unwrap_or_default();
                formats.push(own.get(&number).copied().unwrap_or_else(|| built_in(number)));
            }
            _ => {}
        }
    }
    formats
}

/// Formats that every program knows by their numbers (18.8.30).
fn built_in(number: u16) -> Format {
    match number {
        14..=22 | 45 | 47 => Format::Date,
        46 => Format::Duration,
        _ => Format::Number,
    }
}

/// By the first of its sections, which is that of positive numbers.
fn of_code(code: &str) -> Format {
    let mut rest = code;
    loop {
        let mut characters = rest.chars();
        let Some(character) = characters.next() else { return Format::Number };
        rest = characters.as_str();
        match character.to_ascii_lowercase() {
            ';' => return Format::Number,
            '"' => rest = rest.split_once('"').map_or("", |(_, behind)| behind),
            // What is behind them is shown as it is, or only as wide as it is, or as often as there is room for.
            '\\' | '_' | '*' => {
                characters.next();
                rest = characters.as_str();
            }
            '[' => {
                let (inside, behind) = rest.split_once(']').unwrap_or((rest, ""));
                // Hours, minutes or seconds that are more than a day, an hour or a minute has.
                if ['h', 'm', 's'].iter().any(|unit| is_nothing_but(inside, *unit)) {
                    return Format::Duration;
                }
                rest = behind;
            }
            'g' if rest.to_ascii_lowercase().starts_with("eneral") => {
                rest = rest.get("eneral".len()..).unwrap_or_default();
            }
            'd' | 'm' | 'y' | 'h' | 's' => return Format::Date,
            _ => {}
        }
    }
}

fn is_nothing_but(text: &str, letter: char) -> bool {
    !text.is_empty() && text.chars().all(|character| character.eq_ignore_ascii_case(&letter))
}

#[cfg(test)]
mod tests {
    use super::{Format, of_code};

    #[test]
    fn a_code_shows_dates_where_it_has_a_part_of_one() {
        for code in ["yyyy-mm-dd", "D/M/YY;@", "[$-409]h:mm AM/PM", "\"on \"d", "[Red]mm:ss", "[<1]ss;0"] {
            assert_eq!(of_code(code), Format::Date, "{code}");
        }
        for code in ["[h]:mm", "[MM]:ss", "\"t\" [ss]"] {
            assert_eq!(of_code(code), Format::Duration, "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0\\ \"days\"",
            "0;d",
            "[Red]0",
            "[$\u{20ac}-2]0",
            "0_d",
            "*m0",
            "",
            "\"",
            "[",
            "\\",
            "@",
        ] {
            assert_eq!(of_code(code), Format::Number, "{code}");
        }
    }
}
