//! Dictionaries of 7z's LZMA2. Packers ask for one of 16 to 256 MB whatever they pack; no more of it is ever looked at
//! than there is content. The format: 7zFormat.txt of the LZMA SDK.

use std::io::Read;

use lzma_rust2::Lzma2Reader;
use lzma_rust2::filter::bcj::BcjReader;
use sevenz_rust2::{Archive, Error};

use crate::limits;

/// The header at the start, after which the packed streams lie: a signature, a version, the checksum of the rest of
/// it, and where the header at the end lies with its checksum.
const SIGNATURE_HEADER_BYTES: u64 = 32;

/// How 7z names LZMA2, and the addresses of branches in programs, which some packers convert whatever they pack.
const LZMA2: &[u8] = &[0x21];
const BRANCHES_X86: &[u8] = &[3, 3, 1, 3];

/// A block in the header at the end which is LZMA2 and nothing else, up to the size of its dictionary.
const LZMA2_BLOCK: [u8; 7] = [0x0B, 1, 0, 1, 0x21, 0x21, 1];

/// What begins a header at the end that is packed itself, and what a size in it.
const PACKED_HEADER: u8 = 0x17;
const UNPACKED_SIZE: u8 = 0x0C;

/// So large may a block be that is unpacked in a window of its own size: as large as the dictionary that 7z asks for
/// when nothing else is said.
const SMALL_BLOCK_BYTES: u64 = 16 * 1024 * 1024;

/// The smallest dictionary that LZMA2 has.
const MIN_WINDOW_BYTES: u64 = 4096;

/// The code of the largest dictionary that there is.
const LARGEST_CODE: u8 = 40;

/// Unpacks a block of LZMA2 whose content is small.
pub fn unpack_small(
    content: &[u8],
    archive: &Archive,
    block: usize,
) -> Option<std::result::Result<Vec<u8>, Error>> {
    let coders: Vec<&[u8]> = archive
        .blocks
        .get(block)?
        .ordered_coder_iter()
        .take(3)
        .map(|(_, coder)| coder.encoder_method_id())
        .collect();
    let size = archive.blocks.get(block)?.get_unpack_size();
    if size > SMALL_BLOCK_BYTES || limits::expect_unpacked(size).is_err() {
        return None;
    }
    let stream = *archive.stream_map.block_first_pack_stream_index().get(block)?;
    let (before, rest) = archive.pack_sizes().split_at_checked(stream)?;
    let start =
        before.iter().try_fold(archive.pack_pos().checked_add(SIGNATURE_HEADER_BYTES)?, |sum, size| {
            sum.checked_add(*size)
        })?;
    let end = start.checked_add(*rest.first()?)?;
    let packed = content.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?;
    let mut bytes = Vec::new();
    let window = u32::try_from(size.max(MIN_WINDOW_BYTES)).ok()?;
    let unpacked = Lzma2Reader::new(packed, window, None);
    let unpacked = match coders.as_slice() {
        [LZMA2] => unpacked.take(size).read_to_end(&mut bytes),
        [LZMA2, BRANCHES_X86] => BcjReader::new_x86(unpacked, 0).take(size).read_to_end(&mut bytes),
        _ => return None,
    };
    Some(unpacked.map(|_| bytes).map_err(Error::from))
}

/// An archive whose header at the end is packed by LZMA2, with a dictionary that is no larger than this header.
pub fn for_small_header(content: &[u8]) -> Option<Vec<u8>> {
    let number = |at: usize| Some(u64::from_le_bytes(content.get(at..at + 8)?.try_into().ok()?));
    let start = usize::try_from(number(12)?.checked_add(SIGNATURE_HEADER_BYTES)?).ok()?;
    let header = content.get(start..start.checked_add(usize::try_from(number(20)?).ok()?)?)?;
    if header.first() != Some(&PACKED_HEADER) {
        return None;
    }
    let block = header.windows(LZMA2_BLOCK.len()).position(|bytes| bytes == LZMA2_BLOCK)?;
    let at = block + LZMA2_BLOCK.len();
    let (declared, rest) = header.get(at..)?.split_first()?;
    let size = size(rest.strip_prefix(&[UNPACKED_SIZE])?)?;
    let enough = (0..(*declared).min(LARGEST_CODE)).find(|code| dictionary_bytes(*code) >= size)?;
    // A copy that is larger than the dictionary saves nothing.
    if content.len() as u64 > dictionary_bytes((*declared).min(LARGEST_CODE)) {
        return None;
    }
    let mut changed = header.to_vec();
    *changed.get_mut(at)? = enough;
    // What was wrong before stays wrong.
    let checksum = content.get(28..32)? == crc32fast::hash(header).to_le_bytes();
    let mut copy = content.to_vec();
    copy.get_mut(start..start + header.len())?.copy_from_slice(&changed);
    if checksum && content.get(8..12)? == crc32fast::hash(content.get(12..32)?).to_le_bytes() {
        copy.get_mut(28..32)?.copy_from_slice(&crc32fast::hash(&changed).to_le_bytes());
        let all = crc32fast::hash(copy.get(12..32)?);
        copy.get_mut(8..12)?.copy_from_slice(&all.to_le_bytes());
    }
    Some(copy)
}

/// 7z's numbers: as many bytes follow the first one as this has leading ones, and the rest of it is the highest part.
fn size(bytes: &[u8]) -> Option<u64> {
    let (first, rest) = bytes.split_first()?;
    let more = first.leading_ones();
    let low = rest
        .get(..more as usize)?
        .iter()
        .rev()
        .try_fold(0u64, |number, byte| Some(number.checked_mul(256)? | u64::from(*byte)))?;
    let high = u64::from(*first) & 0x7F_u64.checked_shr(more)?;
    high.checked_shl(8 * more)?.checked_add(low)
}

/// How large the dictionary is that a code asks for.
fn dictionary_bytes(code: u8) -> u64 {
    u64::from(2 | (code & 1)) << (code / 2 + 11)
}
