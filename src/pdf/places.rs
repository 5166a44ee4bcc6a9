//! Which glyph was drawn where, so that the second of two in one place is known.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// Glyphs of the same text this close are one that was drawn twice; share of the em.
const SAME_PLACE: f64 = 0.08;

/// The glyphs of a page by their text and the cells of a grid that they lie in.
#[derive(Default)]
pub struct Places {
    taken: HashSet<u64, BuildHasherDefault<Mixed>>,
    mayhap: Sieve,
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
        let text = mix(text ^ magnitude.cast_unsigned());
        let row = |row: f64| mix(text ^ ((row / cell).floor() as i64).cast_unsigned());
        let at = |row: u64, column: f64| mix(row ^ ((column / cell).floor() as i64).cast_unsigned());
        let half = cell / 2.0;
        let (left, right) = (row(x - half), row(x + half));
        let near = [at(left, y - half), at(left, y + half), at(right, y - half), at(right, y + half)];
        let twice = near.iter().any(|place| self.mayhap.has(*place) && self.taken.contains(place));
        let place = at(row(x), y);
        self.mayhap.insert(place);
        self.taken.insert(place);
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

/// Says of most keys that are not in a set that they are not, without a look at the set.
struct Sieve(Vec<u64>);

/// Words of 64 bits in a sieve: a page of some thousand glyphs leaves most of the bits unset.
const SIEVE: usize = 1024;

impl Default for Sieve {
    fn default() -> Self {
        Self(vec![0; SIEVE])
    }
}

impl Sieve {
    fn has(&self, key: u64) -> bool {
        self.0.get(key as usize / 64 % SIEVE).is_some_and(|word| word >> (key % 64) & 1 == 1)
    }

    fn insert(&mut self, key: u64) {
        if let Some(word) = self.0.get_mut(key as usize / 64 % SIEVE) {
            *word |= 1 << (key % 64);
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
