//! Office files and e-books, which are ZIP archives: unpacked and counted before they are read.
//!
//! kreuzberg unpacks their parts without a limit, and opens each archive several times. This one unpacks each part
//! first, counts what comes out (the sizes in the directory may lie), and hands over only what keeps within the
//! limits: as an archive that is not compressed, so that nothing is unpacked twice, where that is small.

mod stored;
mod word;

use std::borrow::Cow;
use std::io::Cursor;

use kreuzberg::Result;
use zip::ZipArchive;

use self::stored::StoredZip;
use super::adapted::{Adaptation, Input, nothing_after};
use super::archive::member::Budget;

/// XML seldom shrinks to less than a fiftieth, so a small file with much in it is suspect long before a megabyte.
const SMALLEST: usize = 128 << 10;

/// An archive that is nothing else begins with the header of a part.
const FIRST_PART: &[u8] = b"PK\x03\x04";

/// Types that are ZIP archives, and are read part by part.
const TYPES: &[&str] = &[
    "application/epub+zip",
    "application/vnd.epub+zip",
    "application/vnd.ms-excel",
    "application/vnd.ms-excel.addin.macroEnabled",
    "application/vnd.ms-excel.addin.macroEnabled.12",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "application/vnd.ms-excel.sheet.macroEnabled.12",
    "application/vnd.ms-excel.template.macroEnabled.12",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
    "application/vnd.ms-powerpoint.template.macroEnabled.12",
    "application/vnd.ms-word.document.macroEnabled.12",
    "application/vnd.ms-word.template.macroEnabled.12",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    "application/vnd.openxmlformats-officedocument.presentationml.template",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "application/x-epub+zip",
    "application/x-iwork-keynote-sffkey",
    "application/x-iwork-numbers-sffnumbers",
    "application/x-iwork-pages-sffpages",
];

/// Counts what comes out.
pub const ADAPTATION: Adaptation = Adaptation {
    name: "package-within-limits",
    mime_types: TYPES,
    priority: super::PREPARING,
    before: within_limits,
    after: nothing_after,
};

fn within_limits(input: &mut Input) -> Result<()> {
    // What is no archive (a workbook of before 2007, say) is not unpacked either: its reader tells it best.
    let Ok(archive) = ZipArchive::new(Cursor::new(input.document)) else { return Ok(()) };
    let limits = input.config.security_limits.clone().unwrap_or_default();
    let mut budget = Budget::new(&limits, input.document.len(), SMALLEST);
    let stored = unpacked(archive, &mut budget, input)?;
    // A workbook of before 2007 may hold an archive, its theme, and is more than that.
    if let Some(stored) = stored.filter(|_| input.document.starts_with(FIRST_PART)) {
        input.content = Cow::Owned(stored);
    }
    Ok(())
}

/// The archive without compression; none where it is for its reader as it is, because it is large, damaged or
/// encrypted.
fn unpacked(
    mut archive: ZipArchive<Cursor<&[u8]>>,
    budget: &mut Budget,
    input: &Input,
) -> Result<Option<Vec<u8>>> {
    let is_word = input.mime_type.contains("word");
    let mut stored = Some(StoredZip::default());
    for index in 0..archive.len() {
        budget.admit()?;
        // A damaged or encrypted part is for the reader to refuse: it may not even want that part.
        let Ok(mut part) = archive.by_index(index) else {
            stored = None;
            continue;
        };
        if let Some(archive) = &mut stored {
            if is_word && word::is_unread(part.name(), &input.config) {
                continue;
            }
            let change = if is_word && part.name() == word::STYLES { word::headings_only } else { unchanged };
            if archive.add(&mut part, budget, change)? {
                continue;
            }
            stored = None;
        }
        budget.count(part)?;
    }
    Ok(stored.and_then(StoredZip::finish))
}

fn unchanged(_: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use kreuzberg::core::config::ExtractionConfig;

    fn read(document: &[u8], mime_type: &str) -> Vec<u8> {
        let mut input = Input {
            document,
            content: Cow::Borrowed(document),
            mime_type,
            config: Cow::Owned(ExtractionConfig::default()),
            warnings: Vec::new(),
            metadata: Vec::new(),
        };
        within_limits(&mut input).unwrap();
        input.content.into_owned()
    }

    #[test]
    fn a_workbook_that_only_holds_an_archive_is_left_as_it_is() {
        let document = [b"\xD0\xCF\x11\xE0".as_slice(), b"PK\x05\x06", &[0; 18]].concat();
        assert_eq!(read(&document, "application/vnd.ms-excel"), document);
    }

    #[test]
    fn the_parts_of_a_word_document_keep_their_bytes_but_for_the_styles() {
        let document = include_bytes!("../../tests/fixtures/documents/survey.docx");
        let types = TYPES.iter().find(|name| name.ends_with("wordprocessingml.document")).unwrap();
        let unpacked = read(document, types);
        let (mut before, mut after) = (
            ZipArchive::new(Cursor::new(document.as_slice())).unwrap(),
            ZipArchive::new(Cursor::new(unpacked.as_slice())).unwrap(),
        );
        let part = |archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str| {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut archive.by_name(name).unwrap(), &mut bytes).unwrap();
            bytes
        };
        let names: Vec<String> = after.file_names().map(str::to_owned).collect();
        assert!(names.iter().any(|name| name == "word/document.xml"));
        for name in names {
            let kept = part(&mut after, &name) == part(&mut before, &name);
            assert_eq!(kept, name != word::STYLES, "{name}");
        }
    }
}
