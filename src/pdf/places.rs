//! Which glyph was drawn where, so that the second of two in one place is known.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// Glyphs of the same text this close are one that was drawn twice; share of the em.
const SAME_PLACE: f64 = 0.08;

/// The glyphs of a page by their text and the cells of a grid that they lie in.
#[derive(Default)]
pub struct Places {
    taken: HashSet<u64, BuildHasherDefault<Mixed>>,
    /// The latest em, and what it comes to: most glyphs have that of the one before.
    latest: Option<(f64, Scale)>,
}

/// Cells of one width for all glyphs of about one size, or cells of different widths would be mixed up.
#[derive(Clone, Copy)]
struct Scale {
    magnitude: i64,
    cell: f64,
}

impl Places {
    /// Takes the place at (`x`, `y`) for a glyph of that text and em; whether one like it had it already.
    pub fn take(&mut self, text: u64, em: f64, x: f64, y: f64) -> bool {
        let Scale { magnitude, cell } = self.scale(em);
        let at = |x: f64, y: f64| {
            [magnitude, (x / cell).floor() as i64, (y / cell).floor() as i64]
                .iter()
                .fold(text, |mixed, part| mix(mixed ^ part.cast_unsigned()))
        };
        let half = cell / 2.0;
        let near =
            [at(x - half, y - half), at(x - half, y + half), at(x + half, y - half), at(x + half, y + half)];
        let twice = near.iter().any(|place| self.taken.contains(place));
        self.taken.insert(at(x, y));
        twice
    }

    fn scale(&mut self, em: f64) -> Scale {
        match self.latest {
            Some((latest, scale)) if latest == em => scale,
            _ => {
                let magnitude = em.max(0.1).log2().round();
                let scale = Scale { magnitude: magnitude as i64, cell: SAME_PLACE * magnitude.exp2() };
                self.latest = Some((em, scale));
                scale
            }
        }
    }
}

/// The last step of SplitMix64: every bit of the input moves half of those of the output.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// The keys are mixed already.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_glyph_a_hair_away_was_drawn_twice() {
        let mut places = Places::default();
        assert!(!places.take(65, 10.0, 100.0, 100.0));
        assert!(places.take(65, 10.0, 100.2, 100.0));
        assert!(places.take(65, 10.0, 99.9, 99.9));
    }

    #[test]
    fn another_glyph_size_or_place_was_not() {
        let mut places = Places::default();
        assert!(!places.take(65, 10.0, 100.0, 100.0));
        assert!(!places.take(66, 10.0, 100.0, 100.0));
        assert!(!places.take(65, 40.0, 100.0, 100.0));
        assert!(!places.take(65, 10.0, 105.0, 100.0));
    }
}
