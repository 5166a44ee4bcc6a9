//! Formats of a tag and a value a line: RIS (its specification of 2011), and PubMed's, also called NBIB (the tags of
//! MEDLINE at nlm.nih.gov/bsd/mms).

use super::details::{Details, doi};

/// A record: tags and their values, in their order.
type Record<'t> = Vec<(&'t str, String)>;

/// The references of a text in RIS. Each begins with its type.
#[inline(never)]
pub fn ris(text: &str) -> Vec<Details> {
    records(text, "TY", "ER").iter().map(|record| ris_details(record)).collect()
}

/// The references of a text in PubMed's format. Each begins with its number.
#[inline(never)]
pub fn pubmed(text: &str) -> Vec<Details> {
    records(text, "PMID", "").iter().map(|record| pubmed_details(record)).collect()
}

/// What stands before the first record, or behind the end of one, is of none.
fn records<'t>(text: &'t str, begins: &str, ends: &str) -> Vec<Record<'t>> {
    let mut records: Vec<Record> = Vec::new();
    let mut open = false;
    for line in text.trim_start_matches('\u{feff}').lines() {
        match tag(line) {
            Some((tag, _)) if tag == ends => open = false,
            Some((tag, value)) => {
                if tag == begins {
                    records.push(Vec::new());
                    open = true;
                }
                if let Some(record) = records.last_mut().filter(|_| open) {
                    record.push((tag, value.to_owned()));
                }
            }
            // A value that goes on.
            None => {
                let value = records.last_mut().filter(|_| open).and_then(|record| record.last_mut());
                if let Some((_, value)) = value
                    && !line.trim().is_empty()
                {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }
    records
}

/// `TI  - `: up to four letters and digits, filled with blanks; a hyphen and a blank.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.split_once('-')?;
    let name = tag.trim_end();
    let is_tag = name.len() >= 2
        && tag.len() <= 5
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && (value.is_empty() || value.starts_with(' '));
    is_tag.then(|| (name, value.trim()))
}

/// The value of the first of some tags that is there.
fn first(record: &Record, tags: &[&str]) -> Option<String> {
    tags.iter().find_map(|wanted| all(record, &[wanted]).next())
}

/// The values of some tags, in the order of the record.
fn all(record: &Record, tags: &[&str]) -> impl Iterator<Item = String> {
    let values = record.iter().filter(|(tag, value)| tags.contains(tag) && !value.is_empty());
    values.map(|(_, value)| value.clone())
}

fn ris_details(record: &Record) -> Details {
    let first = |tags: &[&str]| first(record, tags);
    let pages = match (first(&["SP"]), first(&["EP"])) {
        (Some(from), Some(to)) if from != to => Some(format!("{from}-{to}")),
        (from, to) => from.or(to),
    };
    Details {
        title: first(&["TI", "T1", "CT", "BT"]),
        authors: all(record, &["AU", "A1"]).map(|author| spaced(&author)).collect(),
        year: first(&["PY", "Y1", "DA"]).and_then(|date| year(&date)),
        container: first(&["JF", "JO", "T2", "JA", "J2", "J1", "BT"]),
        volume: first(&["VL"]),
        issue: first(&["IS"]),
        pages,
        publisher: first(&["PB"]),
        place: first(&["CY", "PP"]),
        doi: all(record, &["DO", "M3", "UR"]).find_map(|value| doi(&value)),
        summary: first(&["AB", "N2"]),
        keywords: all(record, &["KW"]).collect(),
        urls: all(record, &["UR", "LK", "L1", "L2"]).collect(),
        ..Details::default()
    }
}

fn pubmed_details(record: &Record) -> Details {
    let first = |tags: &[&str]| first(record, tags);
    let mut authors: Vec<String> = all(record, &["FAU"]).map(|author| spaced(&author)).collect();
    if authors.is_empty() {
        authors = all(record, &["AU"]).map(|author| with_initials(&author)).collect();
    }
    authors.extend(all(record, &["CN"]));
    // `10.1000/182 [doi]` among identifiers of other kinds.
    let is_doi = |value: &String| value.ends_with("[doi]");
    Details {
        title: first(&["TI", "BTI", "TT"]),
        authors,
        year: first(&["DP", "DEP"]).and_then(|date| year(&date)),
        container: first(&["JT", "TA", "BTI"]),
        volume: first(&["VI"]),
        issue: first(&["IP"]),
        pages: first(&["PG"]),
        publisher: first(&["PB"]),
        doi: all(record, &["LID", "AID", "SO"]).filter(is_doi).find_map(|value| doi(&value)),
        pmid: first(&["PMID"]),
        summary: first(&["AB"]),
        keywords: all(record, &["OT", "MH"]).collect(),
        ..Details::default()
    }
}

/// The four digits at the beginning of a date.
fn year(date: &str) -> Option<String> {
    let year = date.get(..4)?;
    year.bytes().all(|byte| byte.is_ascii_digit()).then(|| year.to_owned())
}

/// `Marlow,E.` with a blank behind the comma.
fn spaced(author: &str) -> String {
    author.split(',').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `Okafor N` with a comma before the initials.
fn with_initials(author: &str) -> String {
    match author.rsplit_once(' ') {
        Some((name, initials)) if initials.chars().all(char::is_uppercase) => format!("{name}, {initials}"),
        _ => author.to_owned(),
    }
}
