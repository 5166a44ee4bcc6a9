//! Office files and e-books, which are ZIP archives: looked through before they are read.
//!
//! kreuzberg unpacks their parts without a limit, keeps every cell of the rectangle that a sheet spans, and calls
//! itself for every element in another. So what a package says of itself is added up first, then each part is
//! unpacked and counted (the sizes in the directory may lie), and what is too much is refused or left out. What has
//! been unpacked goes on to the reader as it is, so that nothing is unpacked twice.

mod sheet;
mod word;

use std::io::{Cursor, Write};

use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::{KreuzbergError, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use self::sheet::{SharedStrings, Workbook};
use super::adapted::{Adaptation, Input, nothing_after};
use crate::limits::{self, Exceeded};
use crate::markup;

/// An archive that is nothing else begins with the header of a part.
const FIRST_PART: &[u8] = b"PK\x03\x04";

/// Bytes of parts that are kept unpacked at most: beyond that, memory is dearer than time.
const MOST_UNPACKED: usize = 16 << 20;

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

/// Refuses, or leaves out, what is too much.
pub const ADAPTATION: Adaptation = Adaptation {
    name: "package-within-limits",
    mime_types: TYPES,
    priority: super::PREPARING,
    before: within_limits,
    after: nothing_after,
};

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn within_limits(input: &mut Input) -> Result<()> {
    // What is no archive (a workbook of before 2007, say) is not unpacked either: its reader tells it best.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(input.document)) else { return Ok(()) };
    if !limits::truncates() {
        limits::expect_unpacked(declared(&mut archive))?;
    }
    // A workbook of before 2007 may hold an archive, its theme, and is more than that.
    let is_package = input.document.starts_with(FIRST_PART);
    let mut look = Look {
        room: if is_package { MOST_UNPACKED } else { 0 },
        word: (is_package && input.mime_type.contains("word")).then(|| input.config.clone().into_owned()),
        ..Look::default()
    };
    let parts = (0..archive.len()).map(|index| look.at(&mut archive, index)).collect::<Result<Vec<_>>>()?;
    if look.too_deep {
        input.warn("markup", markup::too_deep());
    }
    for exceeded in look.cut {
        input.warnings.push(limits::warning(format!("a part is left out, or cut short: {exceeded}")));
    }
    if !is_package || parts.iter().all(|part| matches!(part, Part::Whole)) {
        return Ok(());
    }
    let is_needed = parts.iter().any(|part| matches!(part, Part::Changed(_) | Part::LeftOut));
    match repack(&mut archive, parts) {
        Ok(repacked) => input.content = repacked.into(),
        Err(error) if is_needed => return Err(unwritable(error)),
        // A damaged archive is for its reader to tell of.
        Err(_) => {}
    }
    Ok(())
}

/// What the directory says comes out, in bytes.
fn declared(archive: &mut Archive) -> u64 {
    let sizes = (0..archive.len()).map(|index| archive.by_index_raw(index).map_or(0, |part| part.size()));
    sizes.fold(0, u64::saturating_add)
}

/// What becomes of a part.
enum Part {
    Whole,
    /// The same without compression.
    Unpacked(Vec<u8>),
    /// Nothing of it is read, and so nothing comes out of it that would have to be counted.
    Unread,
    /// What the limits leave of it.
    Changed(Vec<u8>),
    LeftOut,
}

/// What has been seen of a package.
#[derive(Default)]
struct Look {
    strings: SharedStrings,
    workbook: Workbook,
    too_deep: bool,
    cut: Vec<Exceeded>,
    /// Bytes that may still be kept unpacked.
    room: usize,
    /// How a Word document is to be read.
    word: Option<ExtractionConfig>,
}

impl Look {
    fn at(&mut self, archive: &mut Archive, index: usize) -> Result<Part> {
        match self.part(archive, index) {
            Ok(part) => Ok(part),
            Err(error) => match limits::cut(Err(error))? {
                Some(exceeded) => {
                    self.note(exceeded);
                    Ok(Part::LeftOut)
                }
                None => Ok(Part::Whole),
            },
        }
    }

    fn note(&mut self, exceeded: Exceeded) {
        if !self.cut.contains(&exceeded) {
            self.cut.push(exceeded);
        }
    }

    fn part(&mut self, archive: &mut Archive, index: usize) -> Result<Part> {
        limits::admit(1)?;
        // A damaged or encrypted part is for the reader to refuse: it may not even want that part.
        let Ok(part) = archive.by_index(index) else { return Ok(Part::Whole) };
        let name = part.name().to_owned();
        if name.contains("slides/slide") {
            limits::admit_pages(1)?;
        }
        if self.word.as_ref().is_some_and(|config| word::is_unread(&name, config)) {
            return Ok(Part::Unread);
        }
        if !is_markup(&name) {
            limits::count(part)?;
            return Ok(Part::Whole);
        }
        let Some(bytes) = limits::unpack_what_can_be(part)? else { return Ok(Part::Whole) };
        // UTF-16 is allowed, and rare; its readers know no depth that they could not do.
        let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(Part::Whole) };
        let shortened = match self.too_many(archive, &name, text) {
            Some((at, exceeded)) if limits::truncates() => {
                self.note(exceeded);
                Some(markup::until(text, at))
            }
            Some((_, exceeded)) => return Err(exceeded.into()),
            None => None,
        };
        let text = shortened.as_deref().unwrap_or(text);
        let is_read_by_us = self.word.is_some() && word::is_text(&name);
        let flattened = if is_read_by_us { None } else { markup::cut(text, is_html(&name)) };
        self.too_deep |= flattened.is_some();
        Ok(match flattened.or(shortened) {
            Some(text) => Part::Changed(text.into_bytes()),
            None => self.kept(bytes),
        })
    }

    fn kept(&mut self, bytes: Vec<u8>) -> Part {
        let Some(room) = self.room.checked_sub(bytes.len()) else { return Part::Whole };
        self.room = room;
        Part::Unpacked(bytes)
    }

    /// Where a part of a workbook has more than the limits allow, and which of them.
    fn too_many(&mut self, archive: &mut Archive, name: &str, text: &str) -> Option<(usize, Exceeded)> {
        if name.ends_with("workbook.xml") {
            sheet::too_many_sheets(text)
        } else if name.contains("worksheets/") {
            self.strings.read(archive);
            self.workbook.too_many_cells(text, &self.strings)
        } else if name == "content.xml" {
            self.workbook.too_many_repeated(text)
        } else {
            None
        }
    }
}

fn is_markup(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let markup = ["xml", "rels", "xhtml", "html", "htm", "opf", "ncx", "vml", "svg"];
    extension.is_some_and(|extension| markup.contains(&extension.as_str()))
}

fn is_html(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("html") || name.ends_with(".htm")
}

/// The package with its parts as they are to be.
fn repack(archive: &mut Archive, parts: Vec<Part>) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, part) in parts.into_iter().enumerate() {
        let raw = archive.by_index_raw(index)?;
        match part {
            Part::Whole => writer.raw_copy_file(raw)?,
            Part::Unpacked(bytes) | Part::Changed(bytes) => {
                let name = raw.name().to_owned();
                drop(raw);
                writer.start_file(
                    name,
                    SimpleFileOptions::default().compression_method(CompressionMethod::Stored),
                )?;
                writer.write_all(&bytes)?;
            }
            Part::Unread | Part::LeftOut => {}
        }
    }
    Ok(writer.finish()?.into_inner())
}

fn unwritable(error: zip::result::ZipError) -> KreuzbergError {
    KreuzbergError::parsing(format!("the package cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    use crate::limits::{Limits, Scope};
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
        let _scope = Scope::enter(Limits::default(), document.len()).unwrap();
        within_limits(&mut input).unwrap();
        input.content.into_owned()
    }

    #[test]
    fn a_workbook_that_only_holds_an_archive_is_left_as_it_is() {
        let document = [b"\xD0\xCF\x11\xE0".as_slice(), b"PK\x05\x06", &[0; 18]].concat();
        assert_eq!(read(&document, "application/vnd.ms-excel"), document);
    }

    #[test]
    fn the_parts_of_a_word_document_keep_their_bytes() {
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
            assert!(part(&mut after, &name) == part(&mut before, &name), "{name}");
        }
    }
}
