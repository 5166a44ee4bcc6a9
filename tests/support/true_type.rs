//! The smallest TrueType fonts that are one (ISO/IEC 14496-22): empty outlines, and what maps characters to glyphs.

/// A font of so many glyphs whose `cmap` table maps these characters, and whose `post` table has these names of the
/// glyphs from number 1 on.
pub fn true_type(glyphs: u16, characters: &[(char, u16)], names: &[&str]) -> Vec<u8> {
    let head = [
        &[0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x5F, 0x0F, 0x3C, 0xF5, 0, 0][..],
        &1000u16.to_be_bytes(),
        &[0; 34],
    ]
    .concat();
    let maxp = [&[0, 1, 0, 0][..], &glyphs.to_be_bytes(), &[0; 26]].concat();
    let hhea = [&[0, 1, 0, 0][..], &[0; 30], &1u16.to_be_bytes()].concat();
    let hmtx = vec![0; usize::from(glyphs) * 2 + 2];
    let tables = [
        (b"cmap", cmap(characters)),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"maxp", maxp),
        (b"post", post(glyphs, names)),
    ];
    let mut font = [&[0, 1, 0, 0][..], &(tables.len() as u16).to_be_bytes(), &[0; 6]].concat();
    let mut offset = font.len() + 16 * tables.len();
    for (tag, table) in &tables {
        font.extend_from_slice(*tag);
        font.extend_from_slice(&[0; 4]);
        font.extend_from_slice(&(offset as u32).to_be_bytes());
        font.extend_from_slice(&(table.len() as u32).to_be_bytes());
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        font.extend(table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    font
}

/// One subtable of format 12, for platform 3 and encoding 10: all of Unicode.
fn cmap(characters: &[(char, u16)]) -> Vec<u8> {
    let mut groups = Vec::new();
    for (c, glyph) in characters {
        for number in [u32::from(*c), u32::from(*c), u32::from(*glyph)] {
            groups.extend_from_slice(&number.to_be_bytes());
        }
    }
    let head = [0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0];
    let length = 16 + groups.len() as u32;
    let count = characters.len() as u32;
    [&head[..], &length.to_be_bytes(), &[0; 4], &count.to_be_bytes(), &groups].concat()
}

/// Version 3 without names, else version 2, which has 258 names of its own and then those given.
fn post(glyphs: u16, names: &[&str]) -> Vec<u8> {
    if names.is_empty() {
        return [&[0, 3, 0, 0][..], &[0; 28]].concat();
    }
    let mut table = [&[0, 2, 0, 0][..], &[0; 28], &glyphs.to_be_bytes()].concat();
    for glyph in 0..glyphs {
        let index = if glyph == 0 || usize::from(glyph) > names.len() { 0 } else { 257 + glyph };
        table.extend_from_slice(&index.to_be_bytes());
    }
    for name in names {
        table.push(name.len() as u8);
        table.extend_from_slice(name.as_bytes());
    }
    table
}
