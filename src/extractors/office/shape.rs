//! What the drawings of Office before 2007 say of a shape ([MS-ODRAW] 2.3).

use super::records::{Record, records};
use crate::compound::{u16_at, u32_at};

/// The properties of a shape, as many as the record's instance says (2.2.9).
const PROPERTIES: u16 = 0xF00B;

/// Of a property: its name and its value (2.2.7). The value of some is the length of what is behind all of them.
const PROPERTY: usize = 6;
const NAME: u16 = 0x3FFF;
const IS_LONG: u16 = 0x8000;

/// What stands for the shape where it cannot be seen (2.3.4.2).
const DESCRIPTION: u16 = 0x0381;

/// So many records and properties are looked at: many shapes may be in the same place.
const MOST: usize = 256;

/// What a shape's author says of it, from the records that it begins with.
pub fn description(shape: &[u8]) -> Option<String> {
    let mut found = records(shape).take(MOST).flat_map(|record| record.children().take(MOST)).take(MOST);
    let Record { instance, body, .. } = found.find(|record| record.kind == PROPERTIES)?;
    let count = usize::from(instance);
    let mut place = count * PROPERTY;
    for at in (0..count.min(MOST)).map(|index| index * PROPERTY) {
        let name = u16_at(body, at)?;
        if name & IS_LONG == 0 {
            continue;
        }
        let end = place.checked_add(u32_at(body, at + 2)? as usize)?;
        if name & NAME == DESCRIPTION {
            let units =
                body.get(place..end)?.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
            let characters = char::decode_utf16(units.take_while(|unit| *unit != 0));
            let text: String = characters.map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
            return Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|text| !text.is_empty());
        }
        place = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(version: u16, instance: u16, kind: u16, body: &[u8]) -> Vec<u8> {
        let mut record = (instance << 4 | version).to_le_bytes().to_vec();
        record.extend(kind.to_le_bytes());
        record.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
        record.extend(body);
        record
    }

    fn shape(properties: &[(u16, u32)], behind: &[u8]) -> Vec<u8> {
        let mut body: Vec<u8> = properties
            .iter()
            .flat_map(|(name, value)| [&name.to_le_bytes()[..], &value.to_le_bytes()].concat())
            .collect();
        body.extend(behind);
        let own = record(3, u16::try_from(properties.len()).unwrap(), PROPERTIES, &body);
        record(0xF, 0, 0xF004, &[record(2, 0, 0xF00A, &[0; 8]), own].concat())
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn a_description_is_found_behind_what_other_properties_have_there() {
        let name = utf16("pic\0");
        let said = utf16("A  grebe\nat rest\0");
        let properties = [
            (0x0104, 1),
            (0x8380, u32::try_from(name.len()).unwrap()),
            (0x8381, u32::try_from(said.len()).unwrap()),
        ];
        let shape = shape(&properties, &[name, said].concat());
        assert_eq!(description(&shape).as_deref(), Some("A grebe at rest"));
    }

    #[test]
    fn what_says_nothing_or_breaks_off_has_none() {
        assert_eq!(description(&shape(&[(0x0104, 1)], b"")), None);
        assert_eq!(description(&shape(&[(0x8381, 2)], &utf16("\0"))), None);
        assert_eq!(description(&shape(&[(0x8381, u32::MAX)], &utf16("a"))), None);
        assert_eq!(description(b"\x0f\0\x04\xf0"), None);
    }
}
