//! reStructuredText: simple tables, and the lines around titles, whose columns are characters.
//!
//! kreuzberg cuts their lines at bytes, and so fails where a character has more than one. Such blocks are
//! written anew, with columns as wide as their bytes are many; everything else stays as it is.

use std::borrow::Cow;

use kreuzberg::Result;

use super::adapted::{Adaptation, Input, nothing_after};
use crate::encoding;

/// Lets columns end between characters wherever they are counted in bytes.
pub const ADAPTATION: Adaptation = Adaptation {
    mime_types: Some(&["text/x-rst", "text/prs.fallenstein.rst"]),
    before: align,
    after: nothing_after,
};

fn align(input: &mut Input) -> Result<()> {
    if let Some(aligned) = aligned(input.document) {
        input.content = Cow::Owned(aligned);
    }
    Ok(())
}

/// The document written anew; none where it may stay as it is.
fn aligned(content: &[u8]) -> Option<Vec<u8>> {
    if content.is_ascii() {
        return None;
    }
    let text = encoding::lossy(content);
    let mut lines = text.lines().peekable();
    let mut aligned: Vec<Cow<str>> = Vec::new();
    while let Some(line) = lines.next() {
        if !is_border(line) {
            aligned.push(Cow::Borrowed(line));
            continue;
        }
        // As far as kreuzberg takes it for one table: to an empty line.
        let mut block = vec![line];
        while let Some(next) = lines.next_if(|next| !next.trim().is_empty()) {
            block.push(next);
        }
        aligned.extend(align_block(&block));
    }
    aligned.push(Cow::Borrowed(""));
    Some(aligned.join("\n").into_bytes())
}

/// `=====  =====`
fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.contains('=') && line.bytes().all(|byte| matches!(byte, b'=' | b' '))
}

fn align_block<'a>(block: &[&'a str]) -> Vec<Cow<'a, str>> {
    let Some((border, rest)) = block.split_first() else { return Vec::new() };
    if rest.iter().all(|line| line.is_ascii()) {
        return block.iter().map(|line| Cow::Borrowed(*line)).collect();
    }
    let columns = columns(border);
    let rows: Vec<Option<Vec<String>>> =
        block.iter().map(|line| (!is_border(line)).then(|| cells(line, &columns))).collect();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(index, (_, width))| {
            let cells = rows.iter().flatten().filter_map(|row| row.get(index));
            cells.map(String::len).chain([*width]).max().unwrap_or(*width)
        })
        .collect();
    let margin = " ".repeat(columns.first().map_or(0, |(start, _)| *start));
    let line = |row: Option<Vec<String>>| {
        let cells = row.unwrap_or_else(|| widths.iter().map(|width| "=".repeat(*width)).collect());
        let padded: Vec<String> = cells
            .into_iter()
            .zip(&widths)
            .map(|(cell, width)| {
                let padding = " ".repeat(width.saturating_sub(cell.len()));
                cell + &padding
            })
            .collect();
        Cow::Owned(margin.clone() + padded.join("  ").trim_end())
    };
    rows.into_iter().map(line).collect()
}

/// Start and width of every column, in characters.
fn columns(border: &str) -> Vec<(usize, usize)> {
    let mut columns: Vec<(usize, usize)> = Vec::new();
    let mut inside = false;
    for (index, character) in border.chars().enumerate() {
        match columns.last_mut() {
            Some((_, width)) if inside && character == '=' => *width += 1,
            _ if character == '=' => columns.push((index, 1)),
            _ => {}
        }
        inside = character == '=';
    }
    columns
}

/// A cell goes on to where the next column starts, and the last one to the end: nothing is lost.
fn cells(line: &str, columns: &[(usize, usize)]) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    let starts = columns.iter().map(|(start, _)| *start);
    let ends = starts.clone().skip(1).chain([usize::MAX]);
    starts
        .zip(ends)
        .enumerate()
        .map(|(index, (start, end))| {
            let start = if index == 0 { 0 } else { start };
            let taken = characters.iter().skip(start).take(end - start);
            taken.collect::<String>().trim().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    fn aligned(text: &str) -> String {
        super::aligned(text.as_bytes())
            .map_or_else(|| text.to_owned(), |bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn columns_are_as_wide_as_their_bytes() {
        let table = "====  =====\nCafé  crème\nThé   noir\n====  =====\n";
        assert_eq!(aligned(table), "=====  ======\nCafé  crème\nThé   noir\n=====  ======\n");
    }

    #[test]
    fn what_is_longer_than_the_last_column_is_kept() {
        let table = "==  ==\né   naïveté\n==  ==\n";
        assert_eq!(aligned(table), "==  =========\né  naïveté\n==  =========\n");
    }

    #[test]
    fn a_title_is_longer_in_bytes_than_its_border() {
        assert_eq!(aligned("=====\nГлава\n=====\n"), "==========\nГлава\n==========\n");
    }

    #[test]
    fn other_text_stays_as_it_is() {
        let text = "Überschrift\n-----------\n\nEin Satz.\n\n===  ===\none  two\n===  ===\n";
        assert_eq!(aligned(text), text);
    }
}
