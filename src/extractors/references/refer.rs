//! EndNote's import format, which refer(1) began: a line a field, behind `%` and a letter; a blank line between
//! records.

use super::details::{Details, doi};

/// The references of a text.
#[inline(never)]
pub fn read(text: &str) -> Vec<Details> {
    records(text).iter().map(|record| details(record)).collect()
}

/// The fields of a record, in their order.
type Reference = Vec<(char, String)>;

fn records(text: &str) -> Vec<Reference> {
    let mut records = vec![Vec::new()];
    for line in text.trim_start_matches('\u{feff}').lines() {
        let mut letters = line.chars();
        let field = (letters.next(), letters.next(), letters.next());
        let Some(record) = records.last_mut() else { break };
        match field {
            (Some('%'), Some(letter), None | Some(' ')) => {
                record.push((letter, letters.as_str().trim().to_owned()))
            }
            _ if line.trim().is_empty() && !record.is_empty() => records.push(Vec::new()),
            // A field that goes on in the next line.
            _ => {
                if let Some((_, value)) = record.last_mut()
                    && !line.trim().is_empty()
                {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }
    records.retain(|record| !record.is_empty());
    records
}

fn first(reference: &[(char, String)], letter: char) -> Option<&str> {
    all(reference, letter).next()
}

fn all(reference: &[(char, String)], letter: char) -> impl Iterator<Item = &str> {
    let fields = reference.iter().filter(move |(found, value)| *found == letter && !value.is_empty());
    fields.map(|(_, value)| value.as_str())
}

fn details(reference: &[(char, String)]) -> Details {
    let text = |letter| first(reference, letter).map(str::to_owned);
    let texts = |letter| all(reference, letter).map(str::to_owned).collect();
    Details {
        title: text('T'),
        authors: texts('A'),
        year: text('D'),
        // The journal, or what the chapter is in.
        container: text('J').or_else(|| text('B')),
        volume: text('V'),
        issue: text('N'),
        pages: text('P'),
        publisher: text('I'),
        place: text('C'),
        doi: first(reference, 'R').and_then(doi),
        summary: text('X'),
        keywords: texts('K'),
        urls: texts('U'),
        ..Details::default()
    }
}
