//! The pictures of Excel's workbooks of before 2007 ([MS-XLS] 2.4.171).

use kreuzberg::Result;
use kreuzberg::types::{ExtractedImage, ProcessingWarning};

use crate::compound::{CompoundFile, u16_at};
use crate::extractors::office::art;

/// The record with the drawings of all sheets, and what runs on from a record before (2.4.58).
const DRAWINGS: u16 = 0x00EB;
const CONTINUE: u16 = 0x003C;

/// All of them, whatever shows them.
///
/// # Errors
/// The limit that was passed, unless the document is to be cut.
#[inline(never)]
pub fn before_2007(content: &[u8], warnings: &mut Vec<ProcessingWarning>) -> Result<Vec<ExtractedImage>> {
    let file = CompoundFile::open(content);
    let workbook = file.and_then(|file| file.stream("Workbook")).unwrap_or_default();
    let mut drawings = Vec::new();
    let mut rest = &*workbook;
    let mut is_in_drawings = false;
    while let (Some(kind), Some(length)) = (u16_at(rest, 0), u16_at(rest, 2)) {
        let Some((body, behind)) = rest.get(4..).and_then(|rest| rest.split_at_checked(length.into())) else {
            break;
        };
        is_in_drawings = kind == DRAWINGS || (kind == CONTINUE && is_in_drawings);
        if is_in_drawings {
            drawings.extend_from_slice(body);
        }
        rest = behind;
    }
    let blips: Vec<_> = art::pictures(&drawings, &[]).into_iter().map(Some).collect();
    let mut images = art::images(&blips, true, warnings)?;
    images.retain(|image| !image.data.is_empty());
    Ok(images)
}
