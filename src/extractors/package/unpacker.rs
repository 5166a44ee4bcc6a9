//! Unpacking the parts of an archive within the limits.

use flate2::{Decompress, FlushDecompress, Status};

use crate::limits::{self, Exceeded};

/// Unpacks one part after the other. What that takes is made for the first: small packages may have none.
#[derive(Default)]
pub struct Unpacker(Option<Decompress>);

/// Deflate makes no more of a byte.
const MOST_OF_A_BYTE: usize = 1032;

/// With so much room left, unpacking takes its fast way to the end.
const SPARE: usize = 320;

impl Unpacker {
    fn begin(&mut self) -> &mut Decompress {
        let unpacker = self.0.get_or_insert_with(|| Decompress::new(false));
        unpacker.reset(false);
        unpacker
    }

    /// Unpacks, to the end or to a limit. What came out of what is damaged counts too, and is not given: its reader
    /// is to tell.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn unpack(&mut self, deflated: &[u8], size: u64) -> Result<Option<Vec<u8>>, Exceeded> {
        let room = usize::try_from(limits::room()).unwrap_or(usize::MAX);
        let most = deflated.len().saturating_mul(MOST_OF_A_BYTE).min(room);
        let expected = usize::try_from(size).unwrap_or(usize::MAX).min(most);
        let mut bytes = Vec::with_capacity(expected.saturating_add(SPARE));
        let mut whole = false;
        let unpacker = self.begin();
        while let Some(rest) = usize::try_from(unpacker.total_in()).ok().and_then(|read| deflated.get(read..))
        {
            let Ok(status) = unpacker.decompress_vec(rest, &mut bytes, FlushDecompress::Finish) else {
                break;
            };
            whole = matches!(status, Status::StreamEnd);
            if whole || bytes.len() < bytes.capacity() || bytes.len() > room {
                break;
            }
            bytes.reserve(bytes.len().max(SPARE));
        }
        limits::spend_unpacked(bytes.len() as u64)?;
        Ok(whole.then_some(bytes))
    }

    /// Unpacks into nothing, for what it would cost. Where it breaks off, that is what it costs.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn count(&mut self, deflated: &[u8]) -> Result<(), Exceeded> {
        let room = limits::room();
        let mut block = Vec::with_capacity(32 << 10);
        let unpacker = self.begin();
        while let Some(rest) = usize::try_from(unpacker.total_in()).ok().and_then(|read| deflated.get(read..))
        {
            block.clear();
            let status = unpacker.decompress_vec(rest, &mut block, FlushDecompress::None);
            let more = matches!(status, Ok(Status::Ok)) && !block.is_empty();
            if !more || unpacker.total_out() > room {
                break;
            }
        }
        limits::spend_unpacked(unpacker.total_out())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::Unpacker;
    use crate::limits::{self, Limits, Scope};

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_part_is_unpacked_whatever_its_directory_says_of_its_size() {
        let _scope = Scope::enter(Limits::default(), 1).unwrap();
        let mut unpacker = Unpacker::default();
        for length in [0, 1, 319, 320, 321, 100_000] {
            let bytes: Vec<u8> = (0..length).map(|at: u32| (at.wrapping_mul(at) / 7) as u8).collect();
            for size in [0, 1, u64::from(length), u64::MAX] {
                assert_eq!(unpacker.unpack(&deflated(&bytes), size).unwrap().as_ref(), Some(&bytes));
            }
        }
    }

    #[test]
    fn what_comes_out_is_counted_and_stops_at_the_limit() {
        let limits = Limits { unpacked_bytes: 1000, ratio: u64::MAX, ..Limits::default() };
        let packed = deflated(&[0; 1 << 20]);
        for unpack in [false, true] {
            let _scope = Scope::enter(limits.clone(), 1).unwrap();
            let mut unpacker = Unpacker::default();
            assert_eq!(
                unpacker.unpack(&deflated(&[7; 400]), 400).unwrap().map(|bytes| bytes.len()),
                Some(400)
            );
            assert_eq!(limits::room(), 600);
            let refused =
                if unpack { unpacker.unpack(&packed, 5).map(drop) } else { unpacker.count(&packed) };
            assert_eq!(refused.unwrap_err().name, "unpackedBytes");
        }
    }

    #[test]
    fn what_is_damaged_is_left_to_its_reader_and_counts() {
        let _scope = Scope::enter(Limits::default(), 1).unwrap();
        let room = limits::room();
        let packed = deflated(&(0..50_000_u32).flat_map(u32::to_le_bytes).collect::<Vec<u8>>());
        let half = packed.get(..packed.len() / 2).unwrap();
        assert_eq!(Unpacker::default().unpack(half, 200_000).unwrap(), None);
        let counted = room - limits::room();
        assert!(counted > 0);
        Unpacker::default().count(half).unwrap();
        assert_eq!(room - limits::room(), 2 * counted);
    }
}
