//! Documents of before Office Open XML, and Hangul's, that say of themselves that they are encrypted. They are not
//! opened: their readers would take what is locked in them for text, or for damage.

use std::io::Cursor;

use kreuzberg::Result;
use zip::ZipArchive;

use crate::compound::CompoundFile;
use crate::limits;
use crate::passwords::Locked;

const OLD_OFFICE: &str = "the RC4 or XOR of Office before 2007";
const HANGUL: &str = "a password of Hangul";

/// Records of a workbook that are looked through: the one that says so comes right behind the first.
const RECORDS: usize = 64;

/// Bytes at the beginning of a stream that are looked at.
const HEAD: usize = 1 << 16;

/// Refuses a document that is encrypted.
///
/// # Errors
/// [`Locked`].
pub fn refuse(content: &[u8], mime_type: &str) -> Result<()> {
    if let Some(file) = CompoundFile::open(content) {
        // What cannot be read is for the reader to tell.
        let head = |name: &str| file.head(name, HEAD).unwrap_or_default();
        if says_word(&head("WordDocument"))
            || says_workbook(&head("Workbook"))
            || says_workbook(&head("Book"))
            || says_presentation(&head("Current User"))
        {
            return Err(Locked::Method(OLD_OFFICE).into());
        }
        if says_hangul(&head("FileHeader")) {
            return Err(Locked::Method(HANGUL).into());
        }
    } else if mime_type.contains("hwpx") && manifest_says(content)? {
        return Err(Locked::Method(HANGUL).into());
    }
    Ok(())
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The bit `fEncrypted` of the file information block ([MS-DOC] 2.5.2).
fn says_word(head: &[u8]) -> bool {
    let flags = |at| Some(u16::from_le_bytes(head.get(at..at + 2)?.try_into().ok()?));
    flags(0) == Some(0xA5EC) && flags(10).is_some_and(|flags| flags & 0x0100 != 0)
}

/// A record `FilePass` ([MS-XLS] 2.4.117).
fn says_workbook(head: &[u8]) -> bool {
    let mut rest = head;
    for _ in 0..RECORDS {
        let Some([kind_low, kind_high, low, high, behind @ ..]) = rest.get(..) else { return false };
        if u16::from_le_bytes([*kind_low, *kind_high]) == 0x002F {
            return true;
        }
        rest = behind.get(usize::from(u16::from_le_bytes([*low, *high]))..).unwrap_or_default();
    }
    false
}

/// The token of the `CurrentUserAtom` ([MS-PPT] 2.3.2).
fn says_presentation(head: &[u8]) -> bool {
    number(head, 12) == Some(0xF3D1_C4DF)
}

/// The second of the properties behind signature and version (Hangul's file format 5.0, 3.2.1).
fn says_hangul(head: &[u8]) -> bool {
    head.starts_with(b"HWP Document File") && number(head, 36).is_some_and(|flags| flags & 0b10 != 0)
}

/// Whether a part is encrypted by the manifest, which is OpenDocument's (KS X 6101).
fn manifest_says(content: &[u8]) -> Result<bool> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(content)) else { return Ok(false) };
    let Ok(manifest) = archive.by_name("META-INF/manifest.xml") else { return Ok(false) };
    let manifest = limits::unpack(manifest)?;
    Ok(memchr::memmem::find(&manifest, b"encryption-data").is_some())
}
