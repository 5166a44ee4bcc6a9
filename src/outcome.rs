//! A result on its way out of the sandbox: JSON text in camelCase, and the binaries beside it.

use std::io::{self, Write};

use bytes::Bytes;
use kreuzberg::{ExtractedImage, ExtractionResult};
use simdutf8::basic::from_utf8;

use crate::camel_case::to_json;

/// What a result takes besides its text, in bytes, if it is a small one.
const SMALL: usize = 512;

/// JSON leaves in pieces of about so many bytes: as a whole, it may take as much memory as all that it is made from.
const PIECE: usize = 256 * 1024;

/// What leaves the sandbox: the result as UTF-8 JSON with null where binaries belong, and those.
#[derive(Debug)]
pub struct Outcome {
    /// kreuzberg's `ExtractionResult` in camelCase.
    pub json: Vec<u8>,
    /// In the order in which they stand in the result.
    pub binaries: Vec<Binary>,
}

/// Bytes and their place in the JSON value.
#[derive(Debug)]
pub struct Binary {
    /// From the root down.
    pub path: Vec<PathStep>,
    /// As the document holds them.
    pub bytes: Bytes,
}

/// One step down a JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep {
    /// The key of an object, in camelCase.
    Key(&'static str),
    /// The index in an array.
    Index(usize),
}

/// Writes `result` down as JSON, piece by piece.
///
/// # Returns
/// The binaries beside it.
///
/// # Errors
/// When a value has no JSON form; kreuzberg's types have none of these.
pub fn write(result: &ExtractionResult, put: &mut dyn FnMut(&str)) -> serde_json::Result<Vec<Binary>> {
    let mut binaries = Vec::new();
    collect(result, &mut Vec::new(), &mut binaries);
    // Most of it is text, of which little is escaped.
    let about = result.content.len() + result.content.len() / 16 + SMALL;
    let mut pieces = Pieces { piece: Vec::with_capacity(about.min(PIECE)), put };
    to_json(result, &mut pieces)?;
    pieces.flush().map_err(serde_json::Error::io)?;
    Ok(binaries)
}

/// Gathers what is written. Each call writes whole characters.
struct Pieces<'a> {
    piece: Vec<u8>,
    put: &'a mut dyn FnMut(&str),
}

impl Pieces<'_> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        (self.put)(from_utf8(bytes).map_err(io::Error::other)?);
        Ok(())
    }

    #[cold]
    fn pass_on(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.flush()?;
        if bytes.len() < PIECE {
            self.piece.extend_from_slice(bytes);
            return Ok(());
        }
        self.put(bytes)
    }
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.piece.len() + bytes.len() > PIECE {
            return self.pass_on(bytes);
        }
        self.piece.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut piece = std::mem::take(&mut self.piece);
        if !piece.is_empty() {
            self.put(&piece)?;
        }
        piece.clear();
        self.piece = piece;
        Ok(())
    }
}

/// Images stand in a result, in its pages and in the results of the members of an archive or mail.
fn collect(result: &ExtractionResult, path: &mut Vec<PathStep>, found: &mut Vec<Binary>) {
    for (index, image) in result.images.iter().flatten().enumerate() {
        within(path, [PathStep::Key("images"), PathStep::Index(index)], |path| {
            collect_image(image, path, found)
        });
    }
    for (page, content) in result.pages.iter().flatten().enumerate() {
        for (index, image) in content.images.iter().enumerate() {
            let steps = [
                PathStep::Key("pages"),
                PathStep::Index(page),
                PathStep::Key("images"),
                PathStep::Index(index),
            ];
            within(path, steps, |path| collect_image(image, path, found));
        }
    }
    for (index, child) in result.children.iter().flatten().enumerate() {
        let steps = [PathStep::Key("children"), PathStep::Index(index), PathStep::Key("result")];
        within(path, steps, |path| collect(&child.result, path, found));
    }
}

fn collect_image(image: &ExtractedImage, path: &mut Vec<PathStep>, found: &mut Vec<Binary>) {
    within(path, [PathStep::Key("data")], |path| {
        found.push(Binary { path: path.clone(), bytes: image.data.clone() });
    });
    if let Some(result) = &image.ocr_result {
        within(path, [PathStep::Key("ocrResult")], |path| collect(result, path, found));
    }
}

fn within<const N: usize>(
    path: &mut Vec<PathStep>,
    steps: [PathStep; N],
    then: impl FnOnce(&mut Vec<PathStep>),
) {
    let depth = path.len();
    path.extend(steps);
    then(path);
    path.truncate(depth);
}

#[cfg(test)]
mod tests {
    use super::{PIECE, Pieces, Write};

    #[test]
    fn pieces_are_all_that_was_written_in_the_order_of_writing() {
        let written: Vec<String> = (0..20_000)
            .map(|index| match index % 7000 {
                0 => "\u{e9}".repeat(PIECE),
                _ => format!("{index}\u{20ac}").repeat(index % 11),
            })
            .collect();
        let mut read = Vec::new();
        let mut put = |piece: &str| read.push(piece.to_owned());
        let mut pieces = Pieces { piece: Vec::new(), put: &mut put };
        written.iter().for_each(|text| pieces.write_all(text.as_bytes()).unwrap());
        pieces.flush().unwrap();
        assert!(read.len() > 5 && read.iter().all(|piece| !piece.is_empty()));
        assert_eq!(read.concat(), written.concat());
    }
}
