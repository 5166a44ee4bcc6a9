//! gzip (RFC 1952): one file, or a TAR archive in one.

use std::io::Read;

use flate2::read::{GzDecoder, MultiGzDecoder};
use kreuzberg::Result;

use super::member::Member;
use super::tar;
use crate::limits;

/// What the file in a gzip stream is called when its header does not say, as in kreuzberg.
const NAMELESS: &str = "compressed_content";

#[inline(never)]
pub fn read(content: &[u8], members: &mut Vec<Member>) -> Result<()> {
    limits::admit(1)?;
    let bytes = limits::unpack(MultiGzDecoder::new(content))?;
    if tar::is_tar(&bytes) {
        return tar::read(&bytes, members);
    }
    let path = name(content)?.unwrap_or_else(|| NAMELESS.to_owned());
    members.push(Member::text_file(path, bytes));
    Ok(())
}

/// What the header calls the file.
fn name(content: &[u8]) -> Result<Option<String>> {
    let mut decoder = GzDecoder::new(content);
    // The header is read with the first byte and not before.
    let _ = decoder.read(&mut [0])?;
    let name = decoder.header().and_then(|header| header.filename());
    Ok(name.map(|name| String::from_utf8_lossy(name).into_owned()))
}
