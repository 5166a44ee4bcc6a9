//! The fonts that the resources of pages declare, for those whose glyphs do not tell their own: Type 1 fonts and
//! fonts that are not embedded.
//!
//! The interpreter has loaded the font already and does not hand it out. To load it once more takes as long as all the
//! text of a page, so fonts are told apart by the widths in their dictionaries (ISO 32000-2, 9.6.2), and loaded only
//! where several have the same.

use super::fonts::{FontId, FontStyle};
use super::limits;
use super::resource_fonts::ResourceFonts;
use hayro_font::{Font, FontCache, FontGlyph};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::font::{Glyph, GlyphRun, OutlineGlyph};
use hayro_syntax::object::{Array, Dict, Name};
use hayro_syntax::page::Resources;
use std::cell::OnceCell;

/// Glyphs of a run whose widths are compared.
const COMPARED: usize = 16;

/// Declared fonts, each object once, in the order in which they were come across.
pub struct DeclaredFonts<'a> {
    fonts: Vec<Declared<'a>>,
    resources: ResourceFonts,
    cache: FontCache<'a>,
    settings: InterpreterSettings,
}

struct Declared<'a> {
    dict: Dict<'a>,
    id: FontId,
    widths: Option<Widths>,
    /// Loaded when it is needed; nothing where it cannot be.
    font: OnceCell<Option<Font<'a>>>,
}

/// The widths of a simple font's glyphs by their codes.
struct Widths {
    first: u32,
    values: Vec<f32>,
    missing: f32,
}

impl<'a> DeclaredFonts<'a> {
    /// None.
    pub fn new(settings: InterpreterSettings) -> Self {
        Self { fonts: Vec::new(), resources: ResourceFonts::default(), cache: FontCache::new(), settings }
    }

    /// Takes up the fonts of `resources` and of the forms it names. `push` gives a font that is new its number.
    pub fn declare(&mut self, resources: &Resources<'a>, push: &mut dyn FnMut(FontStyle) -> FontId) {
        self.resources.visit(resources, &mut |dict| {
            if self.fonts.len() < limits::FONTS {
                let id = push(FontStyle::from_dict(&dict));
                self.fonts.push(Declared { id, widths: Widths::of(&dict), dict, font: OnceCell::new() });
            }
        });
    }

    /// The font that `run` is set in: the only one of these widths, or else the one that has its first glyph.
    pub fn find<'s>(
        &self,
        run: &GlyphRun<'_, 'a>,
        first: &OutlineGlyph,
        style: impl Fn(FontId) -> &'s FontStyle,
    ) -> Option<FontId> {
        let fitting: Vec<&Declared<'a>> = self.fonts.iter().filter(|font| font.fits(run)).collect();
        let known = fitting.iter().all(|font| font.widths.is_some());
        if let Some(font) = fitting.first().filter(|_| known)
            && fitting.iter().all(|other| style(other.id) == style(font.id))
        {
            return Some(font.id);
        }
        let identifier = first.identifier();
        let has = |font: &&&Declared<'a>| {
            let font = font.font.get_or_init(|| self.load(&font.dict));
            match font.as_ref().map(|font| font.glyph(first.glyph_id(), first.char_code())) {
                Some(FontGlyph::Outline(other)) => other.identifier() == identifier,
                Some(FontGlyph::Type3(_)) | None => false,
            }
        };
        fitting.iter().find(has).map(|font| font.id)
    }

    fn load(&self, dict: &Dict<'a>) -> Option<Font<'a>> {
        self.cache.font(dict, &self.settings.font_resolver, &self.settings.cmap_resolver)
    }
}

impl Declared<'_> {
    /// Whether the glyphs of `run` may be of this font by their widths.
    fn fits(&self, run: &GlyphRun<'_, '_>) -> bool {
        let Some(widths) = &self.widths else { return true };
        run.glyphs().iter().take(COMPARED).all(|glyph| match &**glyph {
            Glyph::Outline(glyph) => glyph.advance_width() == Some(widths.of_code(glyph.char_code())),
            Glyph::Type3(_) => false,
        })
    }
}

impl Widths {
    /// Of a simple font that tells them; others may have them in their program.
    fn of(dict: &Dict<'_>) -> Option<Self> {
        if !matches!(dict.get::<Name<'_>>(b"Subtype").as_deref(), Some(b"Type1" | b"MMType1" | b"TrueType")) {
            return None;
        }
        let first = dict.get::<u32>(b"FirstChar")?;
        let last = dict.get::<u32>(b"LastChar").filter(|last| (first..=255).contains(last))?;
        let values = dict.get::<Array<'_>>(b"Widths")?;
        let values = values.iter::<f32>().take((last - first) as usize + 1).collect();
        let descriptor = dict.get::<Dict<'_>>(b"FontDescriptor");
        let missing = descriptor.and_then(|descriptor| descriptor.get::<f32>(b"MissingWidth")).unwrap_or(0.0);
        Some(Self { first, values, missing })
    }

    fn of_code(&self, code: u32) -> f32 {
        let place = code.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.values.get(place)).copied().unwrap_or(self.missing)
    }
}
