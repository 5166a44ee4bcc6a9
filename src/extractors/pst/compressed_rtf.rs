//! RTF as messages hold it ([MS-OXRTFCP]).

use crate::compound::u32_at;

/// What the first references refer to (2.1.3.1.4).
const INITIAL: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Bytes that references reach back.
const WINDOW: usize = 4096;

/// Bytes of what is said before the content, and how it says that this is packed or not (2.1.3.1.1).
const HEADER: usize = 16;
const PACKED: u32 = 0x7546_5A4C;
const STORED: u32 = 0x414C_454D;

/// The RTF, as far as it goes; none where it is nothing of the kind. It is at most nine times as long as what it is unpacked from.
pub fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = u32_at(bytes, 4)? as usize;
    let content = bytes.get(HEADER..)?;
    match u32_at(bytes, 8)? {
        STORED => Some(content.get(..length).unwrap_or(content).to_vec()),
        PACKED => Some(inflated(content)),
        _ => None,
    }
}

fn inflated(content: &[u8]) -> Vec<u8> {
    // What is unpacked stands behind what it may refer to before it begins.
    let mut all = INITIAL.to_vec();
    let mut bytes = content.iter().copied();
    'all: while let Some(control) = bytes.next() {
        for bit in 0..8 {
            let Some(byte) = bytes.next() else { break 'all };
            if control >> bit & 1 == 0 {
                all.push(byte);
                continue;
            }
            let Some(low) = bytes.next() else { break 'all };
            let reference = usize::from(u16::from_be_bytes([byte, low]));
            let (place, count) = (reference >> 4, (reference & 0xF) + 2);
            // The window goes round: where it would be written next is the end.
            let distance = (all.len() + WINDOW - place) % WINDOW;
            if distance == 0 {
                break 'all;
            }
            for _ in 0..count {
                // Nothing has been written there yet.
                let Some(byte) = all.len().checked_sub(distance).and_then(|at| all.get(at)).copied() else {
                    break 'all;
                };
                all.push(byte);
            }
        }
    }
    all.split_off(INITIAL.len())
}

#[cfg(test)]
mod tests {
    use super::{INITIAL, unpacked};

    /// The first example of the specification (4.1.1).
    const EXAMPLE: &[u8] = &[
        0x2D, 0, 0, 0, 0x2B, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0x00, 0x0A, 0x00,
        0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09, 0x00,
        0x20, 0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
    ];

    #[test]
    fn the_example_of_the_specification_is_read() {
        assert_eq!(INITIAL.len(), 207);
        let text = unpacked(EXAMPLE).unwrap();
        assert_eq!(text, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    }

    #[test]
    fn what_is_stored_is_there_as_it_is() {
        let stored = [&[0x10, 0, 0, 0, 4, 0, 0, 0][..], b"MELA", &[0; 4], b"{\\r}more"].concat();
        assert_eq!(unpacked(&stored).as_deref(), Some(&b"{\\r}"[..]));
    }

    #[test]
    fn what_is_damaged_is_read_as_far_as_it_goes() {
        for end in 0..EXAMPLE.len() {
            let text = unpacked(&EXAMPLE[..end]);
            assert_eq!(text.is_some(), end >= 16, "{end}");
        }
        assert_eq!(unpacked(&[0; 40]), None);
        // A reference to what nothing has been written to.
        let nowhere = [&EXAMPLE[..16], &[0x01, 0xFF, 0xF0]].concat();
        assert_eq!(unpacked(&nowhere).as_deref(), Some(&b""[..]));
    }
}
