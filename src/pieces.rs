//! Text that leaves in pieces: as a whole, it may take as much memory as all that it is made from.

use std::io::{self, Write};

use simdutf8::basic::from_utf8;

/// About so many bytes make a piece.
const PIECE: usize = 256 * 1024;

/// Gathers what is written. Each call writes whole characters.
pub struct Pieces<'a> {
    piece: Vec<u8>,
    put: &'a mut dyn FnMut(&str),
}

impl<'a> Pieces<'a> {
    /// For about so many bytes.
    pub fn of(about: usize, put: &'a mut dyn FnMut(&str)) -> Self {
        Self { piece: Vec::with_capacity(about.min(PIECE)), put }
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        (self.put)(from_utf8(bytes).map_err(io::Error::other)?);
        Ok(())
    }

    #[cold]
    fn pass_on(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.flush()?;
        if bytes.len() < PIECE {
            self.piece.extend_from_slice(bytes);
            return Ok(());
        }
        self.put(bytes)
    }
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    // There are thousands of calls in the code.
    #[inline(never)]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.piece.len() + bytes.len() > PIECE {
            return self.pass_on(bytes);
        }
        self.piece.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut piece = std::mem::take(&mut self.piece);
        if !piece.is_empty() {
            self.put(&piece)?;
        }
        piece.clear();
        self.piece = piece;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{PIECE, Pieces, Write};

    #[test]
    fn pieces_are_all_that_was_written_in_the_order_of_writing() {
        let written: Vec<String> = (0..20_000)
            .map(|index| match index % 7000 {
                0 => "\u{e9}".repeat(PIECE),
                _ => format!("{index}\u{20ac}").repeat(index % 11),
            })
            .collect();
        let mut read = Vec::new();
        let mut put = |piece: &str| read.push(piece.to_owned());
        let mut pieces = Pieces { piece: Vec::new(), put: &mut put };
        written.iter().for_each(|text| pieces.write_all(text.as_bytes()).unwrap());
        pieces.flush().unwrap();
        assert!(read.len() > 5 && read.iter().all(|piece| !piece.is_empty()));
        assert_eq!(read.concat(), written.concat());
    }
}
