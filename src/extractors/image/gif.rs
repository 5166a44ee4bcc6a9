//! GIF (version 89a), and the loop that Netscape added.

use super::numbers::{array, slice, u16_le};
use super::picture::{Animation, Color, Picture};

pub const SIGNATURES: &[&[u8]] = &[b"GIF87a", b"GIF89a"];

pub fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    let flags = *bytes.get(10)?;
    let mut picture = Picture {
        format: "GIF",
        mime_type: "image/gif",
        width: u16_le(bytes, 6)?.into(),
        height: u16_le(bytes, 8)?.into(),
        color: Some(Color::Indexed),
        alpha: Some(false),
        bit_depth: Some(u16::from(flags & 7) + 1),
        ..Picture::default()
    };
    let mut animation = Animation { frames: 0, duration: Some(0), plays: None };
    let at = 13 + table(flags);
    if blocks(bytes, at, &mut picture, &mut animation).is_none() {
        picture.warnings.push("the file breaks off before its end".to_owned());
    }
    if animation.frames > 1 {
        picture.animation = Some(Animation { plays: animation.plays.or(Some(1)), ..animation });
    }
    Some(picture)
}

/// Bytes of a table of colours (18, 19, 20.c).
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Goes through the blocks to the trailer; none if there is no trailer.
fn blocks<'a>(
    bytes: &'a [u8],
    mut at: usize,
    picture: &mut Picture<'a>,
    animation: &mut Animation,
) -> Option<()> {
    loop {
        match bytes.get(at)? {
            // An image: its place and size, its own table, the code size, the pixels.
            0x2C => {
                animation.frames += 1;
                at = skip(bytes, at + 11 + table(*bytes.get(at + 9)?))?;
            }
            0x21 => at = extension(bytes, at, picture, animation)?,
            0x3B => return Some(()),
            _ => return None,
        }
    }
}

fn extension<'a>(
    bytes: &'a [u8],
    at: usize,
    picture: &mut Picture<'a>,
    animation: &mut Animation,
) -> Option<usize> {
    let data = at + 2;
    match bytes.get(at + 1)? {
        // Graphic control: flags, then hundredths of a second.
        0xF9 => {
            picture.alpha = Some(picture.alpha == Some(true) || bytes.get(data + 1)? & 1 == 1);
            let delay = u64::from(u16_le(bytes, data + 2)?) * 10;
            animation.duration = animation.duration.map(|duration| duration + delay);
        }
        0xFE => {
            let comment = gathered(bytes, data);
            picture.add_text("comment", &String::from_utf8_lossy(&comment));
        }
        // An application's: the number of further runs stands in a block of three bytes.
        0xFF if slice(bytes, data + 1, 11) == Some(b"NETSCAPE2.0")
            && array(bytes, data + 12) == Some([3, 1]) =>
        {
            let again = u32::from(u16_le(bytes, data + 14)?);
            animation.plays = Some(if again == 0 { 0 } else { again + 1 });
        }
        _ => {}
    }
    skip(bytes, data)
}

/// Where the sub-blocks from `at` on end.
fn skip(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// What the sub-blocks from `at` on hold, up to a bound.
fn gathered(bytes: &[u8], mut at: usize) -> Vec<u8> {
    const LONGEST: usize = 64 << 10;
    let mut all = Vec::new();
    while let Some(length @ 1..) = bytes.get(at).copied()
        && let Some(block) = slice(bytes, at + 1, usize::from(length))
        && all.len() <= LONGEST
    {
        all.extend_from_slice(block);
        at += 1 + usize::from(length);
    }
    all
}
