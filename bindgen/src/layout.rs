//! Where data lies in memory: what is needed together side by side, so that whole pages are left alone which an instance
//! does not need. The linker puts it in the order in which it finds it.

use anyhow::{Context, Result, bail};
use walrus::{ConstExpr, DataId, DataKind, Module, ir::Value};

use crate::references::{Form, References};

/// Of the memory of most processors, in bytes.
pub const PAGE: u32 = 4096;

/// A module's data in a new order.
pub struct Layout {
    /// The address of each segment, by its index.
    addresses: Vec<u32>,
    /// Where there is a byte for each group of late data: zero in a new instance.
    pub flags: u32,
    /// Where all late data lies, the end excluded: zeros in a new instance, and never read before they are written.
    pub late: (u32, u32),
}

impl Layout {
    /// Gives segments new addresses, and writes them wherever one stands in `wasm`: first come `eager` segments, then
    /// those of each group in `late`. Segments in neither are in no module.
    ///
    /// # Errors
    /// They take more room than before, or the bytes are not what the references say.
    pub fn new(wasm: &mut [u8], references: &References, eager: &[u32], late: &[&[u32]]) -> Result<Self> {
        let places = &references.places;
        let start = places.iter().map(|place| place.address).min().context("the module has no data")?;
        let end = places.iter().map(|place| place.address + place.length).max().unwrap_or(start);
        let mut addresses: Vec<u32> = places.iter().map(|place| place.address).collect();
        let mut next = start;
        let mut put = |segment: u32, next: &mut u32| -> Result<()> {
            let segment = segment as usize;
            let place = places.get(segment).context("no such segment")?;
            let address = next.next_multiple_of(place.alignment);
            *next = address + place.length;
            *addresses.get_mut(segment).context("no such segment")? = address;
            Ok(())
        };
        for segment in eager {
            put(*segment, &mut next)?;
        }
        let flags = next;
        next = (flags + u32::try_from(late.len())?).next_multiple_of(PAGE);
        let first = next;
        for segment in late.iter().copied().flatten() {
            put(*segment, &mut next)?;
        }
        if next > end {
            bail!("the data ends at {next}, where the linker had it end at {end}");
        }
        for reference in &references.addresses {
            let segment = reference.segment as usize;
            let (old, new) = places.get(segment).zip(addresses.get(segment)).context("no such segment")?;
            let bytes = wasm.get_mut(reference.at..).context("an address outside of the module")?;
            let moved = new.wrapping_sub(old.address);
            move_by(bytes, reference.form, moved).context("an address is not written as it should be")?;
        }
        Ok(Self { addresses, flags, late: (first, next) })
    }

    /// Tells a module that has just been parsed where its segments lie.
    ///
    /// # Errors
    /// It has others.
    pub fn apply(&self, module: &mut Module) -> Result<()> {
        let segments: Vec<DataId> = module.data.iter().map(walrus::Data::id).collect();
        for segment in segments {
            let address =
                self.addresses.get(segment.index()).context("a segment that nothing is known of")?;
            let data = module.data.get_mut(segment);
            let DataKind::Active { offset, .. } = &mut data.kind else { bail!("a segment without a place") };
            *offset = ConstExpr::Value(Value::I32(address.cast_signed()));
        }
        Ok(())
    }
}

/// Adds to an address where it stands, at the start of `bytes`, in as many bytes as it has. None where it is not there.
fn move_by(bytes: &mut [u8], form: Form, by: u32) -> Option<()> {
    match form {
        Form::Plain => {
            let place = bytes.first_chunk_mut()?;
            *place = u32::from_le_bytes(*place).wrapping_add(by).to_le_bytes();
        }
        Form::Leb128 => {
            let place: &mut [u8; 5] = bytes.first_chunk_mut()?;
            // With and without a sign it is the same: addresses are below 2^28.
            let old = place.iter().rev().fold(0_u32, |value, byte| (value << 7) | u32::from(byte & 0x7f));
            let new = old.wrapping_add(by);
            if old >= 1 << 28 || new >= 1 << 28 {
                return None;
            }
            for (number, byte) in (0_u32..).zip(place.iter_mut()) {
                let bits = (new >> (7 * number)) & 0x7f;
                *byte = u8::try_from(bits).ok()? | (*byte & 0x80);
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{Layout, PAGE};
    use crate::references::{Address, Form, Place, References};

    const START: u32 = 16 << 20;

    fn module(addresses: Vec<Address>) -> References {
        let place = |address, length, alignment| Place { address: START + address, length, alignment };
        let places = vec![place(0, 5, 1), place(8, 8, 8), place(16, 3, 1), place(20, 2 * PAGE, 4)];
        let none = || vec![Vec::new(); places.len()];
        References { functions: Vec::new(), segments: none(), addresses, places }
    }

    #[test]
    fn eager_data_comes_first_then_flags_then_late_data_on_a_page_of_its_own_all_aligned() {
        let layout = Layout::new(&mut [], &module(Vec::new()), &[2, 1], &[&[0]]).expect("a layout");
        assert_eq!(layout.addresses.get(2), Some(&START));
        assert_eq!(layout.addresses.get(1), Some(&(START + 8)));
        assert_eq!(layout.flags, START + 16);
        assert_eq!(layout.addresses.first(), Some(&(START + PAGE)));
        assert_eq!(layout.late, (START + PAGE, START + PAGE + 5));
    }

    #[test]
    fn addresses_are_written_anew_wherever_they_stand_in_as_many_bytes() {
        let address = |at, form| Address { at, form, segment: 0 };
        let references = module(vec![address(1, Form::Leb128), address(6, Form::Plain)]);
        // Three bytes into the first segment, once in code and once in data.
        let mut wasm = vec![0x41, 0x83, 0x80, 0x80, 0x88, 0x00, 0x03, 0x00, 0x00, 0x01, 0x0b];
        Layout::new(&mut wasm, &references, &[], &[&[0]]).expect("a layout");
        assert_eq!(wasm, [0x41, 0x83, 0xa0, 0x80, 0x88, 0x00, 0x03, 0x10, 0x00, 0x01, 0x0b]);
    }

    #[test]
    fn more_room_than_the_linker_gave_is_an_error_and_so_is_an_address_outside_of_the_module() {
        assert!(Layout::new(&mut [], &module(Vec::new()), &[3], &[&[0], &[1]]).is_err());
        let outside = vec![Address { at: 2, form: Form::Plain, segment: 0 }];
        assert!(Layout::new(&mut [0; 4], &module(outside), &[0], &[]).is_err());
    }
}
