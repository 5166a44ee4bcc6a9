//! A result on its way out of the sandbox: JSON text in camelCase, and the binaries beside it.
//!
//! Made of JavaScript's own values one by one (serde-wasm-bindgen), a long text takes as long as by way of JSON, and many
//! short ones up to eight times as long.

use bytes::Bytes;
use kreuzberg::{ExtractedImage, ExtractionResult};

use crate::json::{self, Strings};

/// What a result takes besides its text, in bytes, if it is a small one.
const SMALL: usize = 512;

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
    json::write(result, about, Strings::suiting(&result.content), put)?;
    Ok(binaries)
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
