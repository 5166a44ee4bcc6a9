//! What a font says about the text set in it: name, weight, slope, fixed pitch (ISO 32000-2, 9.6 and 9.8).

use super::declared_fonts::DeclaredFonts;
use super::recovery::Recovery;
use ahash::AHashMap;
use hayro_interpret::InterpreterSettings;
use hayro_interpret::font::{Glyph, GlyphIdentifier, GlyphRun};
use hayro_syntax::object::{Dict, Name};
use hayro_syntax::page::Resources;
use std::collections::HashMap;
use std::ops::Deref;

/// Index of a font in a document's [`Fonts`].
pub type FontId = u16;

/// The looks of a font.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FontStyle {
    /// PostScript name without the subset tag; empty where it is not known.
    pub name: String,
    /// Drawn heavier than the regular weight.
    pub bold: bool,
    /// Italic or oblique.
    pub italic: bool,
    /// All glyphs are equally wide.
    pub monospace: bool,
}

/// Bits of a font descriptor's `Flags` (ISO 32000-2, table 121).
const FIXED_PITCH: u32 = 1;
const ITALIC: u32 = 1 << 6;
const FORCE_BOLD: u32 = 1 << 18;

impl FontStyle {
    /// Reads a font dictionary, or that of its descendant for a composite font.
    pub fn from_dict(dict: &Dict<'_>) -> Self {
        let descendant = dict
            .get::<hayro_syntax::object::Array<'_>>(b"DescendantFonts")
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let base = dict.get::<Name<'_>>(b"BaseFont").map(|n| n.as_str().to_owned()).unwrap_or_default();
        let descriptor = descendant.as_ref().unwrap_or(dict).get::<Dict<'_>>(b"FontDescriptor");
        let flags = descriptor.as_ref().and_then(|d| d.get::<u32>(b"Flags")).unwrap_or(0);
        let weight = descriptor.as_ref().and_then(|d| d.get::<f32>(b"FontWeight")).unwrap_or(400.0);
        let mut style = Self::from_name(&base);
        style.bold |= flags & FORCE_BOLD != 0 || weight >= 600.0;
        style.italic |= flags & ITALIC != 0;
        style.monospace |= flags & FIXED_PITCH != 0;
        style
    }

    /// Reads weight, slope and pitch off a PostScript name. The short forms are those of the TeX fonts
    /// (cmbx, cmb, cmti, cmtt) and of the URW clones of the standard fonts (Medi for bold).
    pub fn from_name(name: &str) -> Self {
        let name = match name.split_once('+') {
            Some((tag, rest)) if tag.len() == 6 => rest,
            _ => name,
        };
        let lower = name.to_ascii_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
        let starts = |parts: &[&str]| parts.iter().any(|part| lower.starts_with(part));
        Self {
            bold: has(&["bold", "black", "heavy", "demi", "-bd", "-semi", "extrab"])
                || lower.ends_with("medi")
                || lower.ends_with("-b")
                || starts(&["cmbx", "cmb1", "cmssbx", "sfbx", "sfsx", "ecbx", "lmbx", "eufb"]),
            italic: has(&["italic", "oblique", "slanted", "-it"])
                || starts(&["cmti", "cmsl", "sfti", "sfsl", "ecti", "cmmi"]),
            monospace: has(&[
                "mono",
                "courier",
                "consolas",
                "menlo",
                "typewriter",
                "inconsolata",
                "lucidaconsole",
            ]) || starts(&["cmtt", "sftt", "ectt", "lmtt", "cmsltt"]),
            name: name.to_owned(),
        }
    }
}

/// The fonts of a document, told apart by the program a glyph comes from.
pub struct Fonts<'a> {
    styles: Vec<FontStyle>,
    by_program: HashMap<u128, FontId>,
    by_glyph: AHashMap<GlyphIdentifier, FontId>,
    declared: DeclaredFonts<'a>,
    /// What glyphs stand for whose fonts do not say so outright.
    pub recovery: Recovery,
}

impl<'a> Fonts<'a> {
    /// No font but number 0, of which nothing is known.
    pub fn new(settings: InterpreterSettings) -> Self {
        Self {
            styles: vec![FontStyle::default()],
            by_program: HashMap::new(),
            by_glyph: AHashMap::new(),
            declared: DeclaredFonts::new(settings),
            recovery: Recovery::default(),
        }
    }

    /// The looks of font `id`.
    pub fn style(&self, id: FontId) -> &FontStyle {
        self.styles.get(usize::from(id)).unwrap_or(&self.styles[0])
    }

    /// The font of `run`, which was shown on a page with `resources`.
    ///
    /// A TrueType or composite font that is embedded tells its own name. The others do not, so the run is compared
    /// with the fonts that the page declares.
    pub fn of(&mut self, run: &GlyphRun<'_, 'a>, resources: &Resources<'a>) -> FontId {
        let Some(Glyph::Outline(outline)) = run.glyphs().first().map(Deref::deref) else {
            return 0;
        };
        let identifier = outline.identifier();
        if let Some(id) = self.by_glyph.get(&identifier) {
            return *id;
        }
        let id = match outline.font_data() {
            Some(data) => match self.by_program.get(&data.cache_key) {
                Some(id) => *id,
                None => {
                    let mut style = FontStyle::from_name(data.postscript_name.as_deref().unwrap_or_default());
                    style.bold |= data.weight.is_some_and(|weight| weight >= 600);
                    style.italic |= data.is_italic;
                    style.monospace |= data.is_monospace;
                    let id = push(&mut self.styles, style);
                    self.by_program.insert(data.cache_key, id);
                    id
                }
            },
            None => {
                self.declared.declare(resources, &mut |style| push(&mut self.styles, style));
                self.declared.find(run, outline, |id| self.style(id)).unwrap_or(0)
            }
        };
        self.by_glyph.insert(identifier, id);
        id
    }
}

fn push(styles: &mut Vec<FontStyle>, style: FontStyle) -> FontId {
    let id = FontId::try_from(styles.len()).unwrap_or(0);
    if id != 0 {
        styles.push(style);
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_weight_slope_and_pitch() {
        assert!(FontStyle::from_name("ABCDEF+Helvetica-Bold").bold);
        assert!(FontStyle::from_name("CMBX12").bold);
        assert!(FontStyle::from_name("NimbusRomNo9L-Medi").bold);
        assert!(!FontStyle::from_name("Times-Roman").bold);
        assert!(FontStyle::from_name("Times-Italic").italic);
        assert!(FontStyle::from_name("CMTT10").monospace);
        assert_eq!(FontStyle::from_name("ABCDEF+Helvetica").name, "Helvetica");
    }
}
