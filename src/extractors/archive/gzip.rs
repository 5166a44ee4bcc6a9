//! gzip (RFC 1952): one file, or a TAR archive in one.

use flate2::read::{GzDecoder, MultiGzDecoder};
use kreuzberg::Result;

use super::member::{Budget, Member};
use super::tar;

/// What the file in a gzip stream is called when its header does not say, as in kreuzberg.
const NAMELESS: &str = "compressed_content";

pub fn read(content: &[u8], budget: &mut Budget) -> Result<(&'static str, Vec<Member>)> {
    budget.admit()?;
    let bytes = budget.unpack(MultiGzDecoder::new(content))?;
    if tar::is_tar(&bytes) {
        return Ok(("GZIP+TAR", tar::read(&bytes, budget)?));
    }
    let decoder = GzDecoder::new(content);
    let name = decoder.header().and_then(|header| header.filename());
    let path = name.map_or_else(|| NAMELESS.to_owned(), |name| String::from_utf8_lossy(name).into_owned());
    Ok(("GZIP", vec![Member::file(path, bytes)]))
}
