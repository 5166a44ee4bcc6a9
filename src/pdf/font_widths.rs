//! Composite fonts that give a width to more characters than there can be (ISO 32000-2, 9.7.4.3). The interpreter
//! writes down the width of each when it loads such a font: one number of a damaged file can stand for four thousand
//! million of them.

use super::limits;
use super::resource_fonts::ResourceFonts;
use hayro_syntax::object::{Array, Dict};
use hayro_syntax::page::Resources;

/// Looks at the fonts of pages before they are loaded.
#[derive(Default)]
pub struct FontWidths {
    fonts: ResourceFonts,
    has_found_some: bool,
}

impl FontWidths {
    /// Whether no font that `resources` name has widths without end.
    pub fn are_bounded(&mut self, resources: &Resources<'_>) -> bool {
        // Such a font may come again; until there is one, those that were on other pages need no second look.
        if self.has_found_some {
            self.fonts = ResourceFonts::default();
        }
        let mut bounded = true;
        self.fonts.visit(resources, &mut |font| bounded &= has_bounded_widths(&font));
        self.has_found_some |= !bounded;
        bounded
    }
}

fn has_bounded_widths(font: &Dict<'_>) -> bool {
    let descendants = font.get::<Array<'_>>(b"DescendantFonts");
    let Some(font) = descendants.and_then(|fonts| fonts.iter::<Dict<'_>>().next()) else { return true };
    let count = |key: &[u8], ranged: fn(&Array<'_>) -> u64| {
        font.get::<Array<'_>>(key).map_or(0, |array| ranged(&array))
    };
    count(b"W", horizontal) <= limits::WIDTHS_PER_FONT && count(b"W2", vertical) <= limits::WIDTHS_PER_FONT
}

/// How many characters are given a width by ranges; those that are listed one by one are bounded by the file's size.
fn horizontal(widths: &Array<'_>) -> u64 {
    let mut rest = widths.flex_iter();
    let mut count = 0;
    loop {
        if rest.next::<(u32, Array<'_>)>().is_some() {
            continue;
        }
        let Some((first, last, _)) = rest.next::<(u32, u32, f32)>() else { return count };
        count += u64::from(last.saturating_sub(first)) + 1;
    }
}

/// The same for vertical writing, where a width comes with the place of the origin.
fn vertical(widths: &Array<'_>) -> u64 {
    let mut rest = widths.flex_iter();
    let mut count = 0;
    loop {
        if rest.next::<(u32, Array<'_>)>().is_some() {
            continue;
        }
        let Some((first, last, ..)) = rest.next::<(u32, u32, f32, f32, f32)>() else { return count };
        count += u64::from(last.saturating_sub(first)) + 1;
    }
}
