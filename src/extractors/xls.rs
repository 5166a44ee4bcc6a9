//! Excel's binary workbooks (.xls): the container they lie in, and how long their records are.
//!
//! calamine's reader of compound files (MS-CFB) believes what their tables of sectors say, and panics or
//! loops where these lie. So the streams are read by a reader that checks, and put into a new, sound file. Nor does it
//! look how long records are before it reads them (MS-XLS 2.1.4), so that is looked at here.

#[cfg(feature = "documents")]
mod container;
mod strings;

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use cfb::{CompoundFile, Version};
use kreuzberg::{KreuzbergError, Result};

use super::adapted::{Adaptation, Input, nothing_after};

/// The first bytes of a compound file.
pub const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The start of a part, a sheet's name and place, a defined name, sheets that formulas refer to, and between which cells
/// those of a sheet lie (MS-XLS 2.4.21, 2.4.28, 2.4.150, 2.4.106, 2.4.90).
const BOF: u16 = 0x0809;
const BOUND_SHEET: u16 = 0x0085;
const NAME: u16 = 0x0018;
const EXTERN_SHEET: u16 = 0x0017;
const DIMENSIONS: u16 = 0x0200;

/// Strings that cells share, and what runs on from the record before (2.4.265, 2.4.58).
const STRINGS: u16 = 0x00FC;
const CONTINUE: u16 = 0x003C;

/// From here on, records are encrypted ([MS-XLS] 2.4.117).
const FILE_PASS: u16 = 0x002F;

const SHORT_RECORD: &str = "the workbook is damaged: a record is shorter than what belongs in it";

/// Puts the workbook into a sound container. What is no compound file is left as it is.
pub const ADAPTATION: Adaptation = Adaptation {
    mime_types: Some(&["application/vnd.ms-excel", "application/vnd.ms-excel.addin.macroEnabled"]),
    before: repack,
    after: nothing_after,
};

/// Fails for a container whose directory cannot be read. A stream that cannot be read is left out.
fn repack(input: &mut Input) -> Result<()> {
    if input.document.starts_with(SIGNATURE) {
        #[cfg(feature = "documents")]
        if let Some(workbook) = of_workbook(input.document)? {
            input.content = Cow::Owned(workbook);
            return Ok(());
        }
        input.content = Cow::Owned(repacked(input.document)?);
    }
    Ok(())
}

/// A container of the workbook alone, which is all that is read of most. None where there is none, it does not lie in the
/// file as it is said to, or it is very short or long.
#[cfg(feature = "documents")]
fn of_workbook(document: &[u8]) -> Result<Option<Vec<u8>>> {
    let file = crate::compound::CompoundFile::open(document);
    let named = |name| Some((name, file.as_ref()?.whole(name)?));
    let Some((name, workbook)) = named("Workbook").or_else(|| named("Book")) else { return Ok(None) };
    let mut workbook = workbook.into_owned();
    check_records(&mut workbook)?;
    check_strings(&workbook)?;
    Ok(container::with_stream(name, &workbook))
}

fn repacked(content: &[u8]) -> Result<Vec<u8>> {
    let mut source = CompoundFile::open(Cursor::new(content)).map_err(damaged)?;
    // Version 3: in version 4 calamine wants what only small streams bring about.
    let mut target =
        CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).map_err(damaged)?;
    let entries: Vec<cfb::Entry> = source.walk().filter(|entry| !entry.is_root()).collect();
    for entry in entries {
        if entry.is_storage() {
            target.create_storage_all(entry.path()).map_err(damaged)?;
        } else if let Some(mut bytes) = stream(&mut source, &entry, content.len()) {
            if matches!(entry.name(), "Workbook" | "Book") {
                check_records(&mut bytes)?;
                check_strings(&bytes)?;
            }
            target
                .create_stream(entry.path())
                .and_then(|mut stream| stream.write_all(&bytes))
                .map_err(damaged)?;
        }
    }
    Ok(target.into_inner().into_inner())
}

/// A stream has no more bytes than its file, whatever it says.
fn stream(source: &mut CompoundFile<Cursor<&[u8]>>, entry: &cfb::Entry, most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    source.open_stream(entry.path()).ok()?.take(most as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Sees to it that no record ends before what the reader takes from it without asking, nor says how many cells there
/// will be: it makes room for them before it has seen one.
fn check_records(workbook: &mut [u8]) -> Result<()> {
    let mut rest = workbook;
    while let Some(([kind_low, kind_high, length_low, length_high], behind)) = rest.split_first_chunk_mut() {
        let length = usize::from(u16::from_le_bytes([*length_low, *length_high]));
        // What breaks off, or is no record, is for the reader to tell.
        let Some((data, next)) = behind.split_at_mut_checked(length) else { break };
        let least = match u16::from_le_bytes([*kind_low, *kind_high]) {
            BOF => 4,
            BOUND_SHEET => 8,
            EXTERN_SHEET => 2,
            // Its formula is the last of it, and says before how long it is.
            NAME => match data.get(4..6) {
                Some(&[low, high]) => usize::from(u16::from_le_bytes([low, high])).max(14),
                _ => 14,
            },
            DIMENSIONS => {
                data.fill(0);
                0
            }
            FILE_PASS => break,
            _ => 0,
        };
        if length < least {
            return Err(KreuzbergError::parsing(SHORT_RECORD));
        }
        rest = next;
    }
    Ok(())
}

/// The same for strings, which run on from record to record.
fn check_strings(workbook: &[u8]) -> Result<()> {
    let mut records = Records(workbook);
    while let Some((kind, data)) = records.next().filter(|(kind, _)| *kind != FILE_PASS) {
        if kind == STRINGS {
            let behind = Records(records.0).take_while(|(kind, _)| *kind == CONTINUE).map(|(_, data)| data);
            let parts: Vec<&[u8]> = std::iter::once(data).chain(behind).collect();
            if !strings::are_whole(&parts) {
                return Err(KreuzbergError::parsing(SHORT_RECORD));
            }
        }
    }
    Ok(())
}

/// Records by their kinds, as far as they are whole.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&[kind_low, kind_high, length_low, length_high], behind) = self.0.split_first_chunk()?;
        let length = usize::from(u16::from_le_bytes([length_low, length_high]));
        let (data, next) = behind.split_at_checked(length)?;
        self.0 = next;
        Some((u16::from_le_bytes([kind_low, kind_high]), data))
    }
}

fn damaged(error: std::io::Error) -> KreuzbergError {
    KreuzbergError::parsing(format!("the workbook's container is damaged: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{BOF, BOUND_SHEET, DIMENSIONS, NAME, check_records};

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes()[..], data].concat()
    }

    #[test]
    fn records_must_hold_what_is_read_of_them() {
        let bof = record(BOF, &[0; 16]);
        for (kind, data) in [(BOF, &[][..]), (BOUND_SHEET, &[0; 7]), (NAME, &[0; 13]), (NAME, &[9; 20])] {
            assert!(check_records(&mut [bof.clone(), record(kind, data)].concat()).is_err(), "{kind}");
        }
        let whole = [bof, record(BOUND_SHEET, &[0; 9]), record(NAME, &[0; 14]), record(0x000A, &[])].concat();
        for end in 0..=whole.len() {
            let mut bytes = whole.get(..end).unwrap().to_vec();
            assert!(check_records(&mut bytes).is_ok() && bytes == whole.get(..end).unwrap());
        }
    }

    #[test]
    fn nobody_is_told_how_many_cells_there_will_be() {
        let mut sheet = record(DIMENSIONS, &[0xFF; 14]);
        check_records(&mut sheet).unwrap();
        assert_eq!(sheet, record(DIMENSIONS, &[0; 14]));
    }
}
