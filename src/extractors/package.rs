//! Office files and e-books, which are ZIP archives: looked through before they are read.
//!
//! kreuzberg unpacks their parts without a limit, keeps every cell of the rectangle that a sheet spans, and calls
//! itself for every element in another. So what a package says of itself is added up first, then each part is
//! unpacked and counted (the sizes in the directory may lie), and what is too much is refused or left out. What has
//! been unpacked goes on to the reader as it is, so that nothing is unpacked twice.

mod repacked;
mod sheet;
mod unpacker;
mod unread;

use std::borrow::Cow;
use std::io::Cursor;

use kreuzberg::{KreuzbergError, Result};
use zip::ZipArchive;

use self::repacked::{Repacked, crc};
use self::sheet::{SharedStrings, Workbook};
use self::unpacker::Unpacker;
use self::unread::Kind;
use super::adapted::{Adaptation, Input, nothing_after};
use crate::limits::{self, Exceeded};
use crate::markup;
use crate::parts::{Content, Part, Parts};

/// An archive that is nothing else begins with the header of a part.
const FIRST_PART: &[u8] = b"PK\x03\x04";

/// Bytes of parts that are kept unpacked at most: beyond that, memory is dearer than time.
const MOST_UNPACKED: usize = 16 << 20;

/// Types that are ZIP archives, and are read part by part.
pub const TYPES: &[&str] = &[
    "application/epub+zip",
    "application/vnd.epub+zip",
    "application/vnd.ms-excel.addin.macroEnabled.12",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "application/vnd.ms-excel.sheet.macroEnabled.12",
    "application/vnd.ms-excel.template.macroEnabled.12",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
    "application/vnd.ms-powerpoint.template.macroEnabled.12",
    "application/vnd.ms-word.document.macroEnabled.12",
    "application/vnd.ms-word.template.macroEnabled.12",
    "application/vnd.oasis.opendocument.presentation",
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
pub const ADAPTATION: Adaptation =
    Adaptation { mime_types: Some(TYPES), before: within_limits, after: nothing_after };

fn within_limits(input: &mut Input) -> Result<()> {
    let document = input.document;
    let Some(parts) = Parts::of(document) else {
        // What is no archive is not unpacked either: its reader tells it best. It must not be one to that alone.
        let other = ZipArchive::new(Cursor::new(document));
        return if other.is_ok_and(|other| !other.is_empty()) { Err(unwritable()) } else { Ok(()) };
    };
    let declared = parts.all().iter().map(|part| part.size).fold(0, u64::saturating_add);
    if !limits::truncates() {
        limits::expect_unpacked(declared)?;
    }
    // What holds an archive is more than that.
    let is_package = document.starts_with(FIRST_PART);
    let room = usize::try_from(declared).unwrap_or(usize::MAX).min(MOST_UNPACKED);
    let mut look = Look {
        room: MOST_UNPACKED,
        kind: if is_package { Kind::of(input.mime_type) } else { None },
        wants_pictures: input.config.images.as_ref().is_some_and(|images| images.extract_images),
        repacked: is_package.then(|| Repacked::over(document, room)),
        ..Look::default()
    };
    // Cells refer to strings, by their numbers.
    let (strings, others): (Vec<_>, Vec<_>) =
        parts.all().iter().partition(|part| part.name == sheet::STRINGS);
    for part in strings.into_iter().chain(others) {
        let fate = look.at(part)?;
        look.put(part, fate);
    }
    if look.too_deep {
        input.warn("markup", markup::too_deep());
    }
    for exceeded in look.cut {
        input.warnings.push(limits::warning(format!("a part is left out, or cut short: {exceeded}")));
    }
    match look.repacked.filter(|_| look.differs).and_then(Repacked::finished) {
        Some(repacked) => input.content = repacked.into(),
        None if look.is_needed && is_package => return Err(unwritable()),
        // A damaged archive is for its reader to tell of.
        None => {}
    }
    Ok(())
}

/// What becomes of a part.
enum Fate {
    Whole,
    /// The same without compression, and its checksum.
    Unpacked(Vec<u8>, u32),
    /// Nothing of it is read.
    Unread,
    /// What the limits leave of it.
    Changed(Vec<u8>),
    LeftOut,
}

/// What has been seen of a package.
#[derive(Default)]
struct Look {
    unpacker: Unpacker,
    strings: SharedStrings,
    workbook: Workbook,
    too_deep: bool,
    cut: Vec<Exceeded>,
    /// Bytes that may still be kept unpacked.
    room: usize,
    kind: Option<Kind>,
    wants_pictures: bool,
    /// What the reader gets, as far as it can be made.
    repacked: Option<Repacked>,
    /// It is another than the document.
    differs: bool,
    /// The document must not be read as it is.
    is_needed: bool,
}

impl Look {
    fn at(&mut self, part: &Part) -> Result<Fate> {
        match self.fate(part) {
            Ok(fate) => Ok(fate),
            Err(error) => match limits::cut(Err(error))? {
                Some(exceeded) => {
                    self.note(exceeded);
                    Ok(Fate::LeftOut)
                }
                None => Ok(Fate::Whole),
            },
        }
    }

    fn note(&mut self, exceeded: Exceeded) {
        if !self.cut.contains(&exceeded) {
            self.cut.push(exceeded);
        }
    }

    fn put(&mut self, part: &Part, fate: Fate) {
        self.differs |= !matches!(fate, Fate::Whole);
        self.is_needed |= matches!(fate, Fate::Changed(_) | Fate::LeftOut);
        let Some(repacked) = &mut self.repacked else { return };
        let done = match fate {
            Fate::Whole => repacked.keep(part),
            Fate::Unpacked(bytes, crc) => repacked.store(part, &bytes, crc),
            Fate::Changed(bytes) => repacked.store(part, &bytes, crc(&bytes)),
            Fate::Unread | Fate::LeftOut => Some(()),
        };
        if done.is_none() {
            self.repacked = None;
        }
    }

    fn fate(&mut self, part: &Part) -> Result<Fate> {
        limits::admit(1)?;
        // A damaged or encrypted part is for the reader to refuse: it may not even want that part.
        if matches!(part.content, Content::Unreadable) {
            return Ok(Fate::Whole);
        }
        if self.kind.is_some_and(|kind| kind.is_unread(&part.name, self.wants_pictures)) {
            // It costs what it says, since nobody unpacks it.
            limits::spend_unpacked(part.size)?;
            return Ok(Fate::Unread);
        }
        let is_markup = is_markup(&part.name);
        let bytes = match part.content {
            Content::Stored(bytes) => {
                limits::spend_unpacked(bytes.len() as u64)?;
                Cow::Borrowed(bytes)
            }
            Content::Deflated(bytes) if is_markup || is_binary_sheet(&part.name) => {
                let Some(bytes) = self.unpacker.unpack(bytes, part.size)? else { return Ok(Fate::Whole) };
                Cow::Owned(bytes)
            }
            Content::Deflated(bytes) => {
                self.unpacker.count(bytes)?;
                return Ok(Fate::Whole);
            }
            Content::Unreadable => return Ok(Fate::Whole),
        };
        match bytes {
            bytes if is_markup => self.markup(part, bytes),
            Cow::Owned(bytes) => Ok(self.kept(bytes, part.crc)),
            Cow::Borrowed(_) => Ok(Fate::Whole),
        }
    }

    fn markup(&mut self, part: &Part, bytes: Cow<[u8]>) -> Result<Fate> {
        // UTF-16 is allowed, and rare; its readers know no depth that they could not do.
        let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(Fate::Whole) };
        let shortened = match self.too_many(&part.name, text) {
            Some((at, exceeded)) if limits::truncates() => {
                self.note(exceeded);
                Some(markup::until(text, at))
            }
            Some((_, exceeded)) => return Err(exceeded.into()),
            None => None,
        };
        let text = shortened.as_deref().unwrap_or(text);
        let at_any_depth = self.kind.is_some_and(|kind| kind.is_read_at_any_depth(&part.name));
        let flattened = if at_any_depth { None } else { markup::cut(text, is_html(&part.name)) };
        self.too_deep |= flattened.is_some();
        Ok(match (flattened.or(shortened), bytes) {
            // The reader checks what it gets as it came; of what has been changed it cannot tell damage any more.
            (Some(text), bytes) if crc(&bytes) == part.crc => Fate::Changed(text.into_bytes()),
            (None, Cow::Owned(bytes)) => self.kept(bytes, part.crc),
            _ => Fate::Whole,
        })
    }

    fn kept(&mut self, bytes: Vec<u8>, sum: u32) -> Fate {
        let Some(room) = self.room.checked_sub(bytes.len()) else { return Fate::Whole };
        self.room = room;
        Fate::Unpacked(bytes, sum)
    }

    /// Where a part of a workbook has more than the limits allow, and which of them.
    fn too_many(&mut self, name: &str, text: &str) -> Option<(usize, Exceeded)> {
        if name == sheet::STRINGS {
            self.strings = SharedStrings::of(text);
            None
        } else if name.ends_with("workbook.xml") {
            sheet::too_many_sheets(text)
        } else if name.contains("worksheets/") {
            self.workbook.too_many_cells(text, &self.strings)
        } else if name == "content.xml" && !matches!(self.kind, Some(Kind::OpenSpreadsheet)) {
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

/// The parts of XLSB.
fn is_binary_sheet(name: &str) -> bool {
    name.starts_with("xl/") && name.ends_with(".bin")
}

fn is_html(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("html") || name.ends_with(".htm")
}

fn unwritable() -> KreuzbergError {
    KreuzbergError::parsing("the package cannot be read: what it says of its parts cannot be")
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
    fn what_only_holds_an_archive_is_left_as_it_is() {
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
