//! The characters of composite fonts that come without a `ToUnicode` map (ISO 32000-2, 9.10.2): by the character
//! collection of their CIDs, by the `cmap` table of the embedded font, or by the names of its glyphs.

use super::limits;
use hayro_font::{FontCache, FontData, FontGlyph, OutlineGlyph};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_syntax::object::{Array, Dict, FromBytes, Name, Object, Stream, String as PdfString};
use hayro_syntax::page::Resources;
use std::collections::{HashMap, HashSet};

/// What was found out about the fonts of a document.
#[derive(Default)]
pub struct Recovery {
    /// By the name of the font.
    collections: HashMap<String, Collection>,
    /// Fonts looked for in vain: their names, and where the resources lie that were searched.
    missing: HashSet<(String, usize)>,
    /// By font program: the characters of its glyphs.
    programs: HashMap<u128, HashMap<u32, char>>,
    /// By font program and glyph: what the glyph's name says.
    named: HashMap<(u128, u32), Option<BfString>>,
}

/// A character collection, such as Adobe-Japan1, and the way from character codes to its CIDs.
struct Collection {
    encoding: CMap,
    to_unicode: CMap,
}

impl Recovery {
    /// The characters of a glyph that was shown on a page with `resources`.
    pub fn text(
        &mut self,
        glyph: &OutlineGlyph,
        resources: &Resources<'_>,
        settings: &InterpreterSettings,
    ) -> Option<BfString> {
        let font = glyph.font_data()?;
        let id = glyph.glyph_id().to_u32();
        if let Some(name) = font.postscript_name
            && let Some(collection) = self.collection(name, resources, settings)
            && let Some(text) = collection.text(glyph.char_code())
        {
            return Some(text);
        }
        let chars = self.programs.entry(font.cache_key).or_insert_with(|| chars_by_glyph(font.data.clone()));
        if let Some(c) = chars.get(&id) {
            return Some(BfString::Char(*c));
        }
        if self.named.len() >= limits::GLYPHS_PER_PAGE {
            return None;
        }
        let named = self.named.entry((font.cache_key, id));
        named.or_insert_with(|| by_name(font.data, id, settings)).clone()
    }

    fn collection(
        &mut self,
        name: String,
        resources: &Resources<'_>,
        settings: &InterpreterSettings,
    ) -> Option<&Collection> {
        if self.collections.contains_key(&name) {
            return self.collections.get(&name);
        }
        let place = (name, resources.fonts.data().as_ptr() as usize);
        if self.missing.contains(&place) {
            return None;
        }
        match find(&resources.fonts, &resources.x_objects, &place.0, settings, 0) {
            Some(collection) => Some(self.collections.entry(place.0).or_insert(collection)),
            None => {
                self.missing.insert(place);
                None
            }
        }
    }
}

impl Collection {
    /// Of a composite font whose CIDs are those of a known collection.
    fn of(font: &Dict<'_>, settings: &InterpreterSettings) -> Option<Self> {
        let descendant = font.get::<Array<'_>>(b"DescendantFonts")?.iter::<Dict<'_>>().next()?;
        let info = descendant.get::<Dict<'_>>(b"CIDSystemInfo")?;
        let part = |key: &[u8]| info.get::<PdfString<'_>>(key).map(|text| text.as_bytes().to_vec());
        let family = CidFamily::from_registry_ordering(&part(b"Registry")?, &part(b"Ordering")?);
        let resolver = &settings.cmap_resolver;
        let parse = |data: &[u8]| CMap::parse(data, |name| resolver(name));
        let to_unicode = parse(resolver(family.ucs2_cmap()?)?)?;
        let encoding = match font.get::<Object<'_>>(b"Encoding")? {
            Object::Name(name) => match CMapName::from_bytes(&name) {
                CMapName::IdentityH => CMap::identity_h(),
                CMapName::IdentityV => CMap::identity_v(),
                name => parse(resolver(name)?)?,
            },
            Object::Stream(stream) => parse(&stream.decoded_data().ok()?)?,
            _ => return None,
        };
        Some(Self { encoding, to_unicode })
    }

    fn text(&self, code: u32) -> Option<BfString> {
        let cid = (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length))?;
        self.to_unicode.lookup_bf_string(cid)
    }
}

/// The collection of the composite font called `name` among `fonts`, or among those of the forms in `x_objects`.
fn find(
    fonts: &Dict<'_>,
    x_objects: &Dict<'_>,
    name: &str,
    settings: &InterpreterSettings,
    depth: usize,
) -> Option<Collection> {
    let is_called = |font: &Dict<'_>| {
        let base = font.get::<Name<'_>>(b"BaseFont");
        base.is_some_and(|base| base.as_str() == name || base.as_str().get(7..) == Some(name))
    };
    let mut dicts = fonts.keys().take(limits::FONTS).filter_map(|key| fonts.get::<Dict<'_>>(&key));
    if let Some(found) = dicts.find_map(|font| Collection::of(&font, settings).filter(|_| is_called(&font))) {
        return Some(found);
    }
    // Forms in forms are rare, and a form may contain itself.
    if depth > 1 {
        return None;
    }
    x_objects.keys().take(limits::FONTS).find_map(|key| {
        let form = x_objects.get::<Stream<'_>>(&key)?;
        let inner = Resources::new(form.dict().get::<Dict<'_>>(b"Resources")?);
        find(&inner.fonts, &inner.x_objects, name, settings, depth + 1)
    })
}

/// The characters of an embedded font's glyphs: its `cmap` table read backwards. Of several characters the first is
/// taken that is no presentation form or private character.
fn chars_by_glyph(data: FontData) -> HashMap<u32, char> {
    let mut chars: HashMap<u32, char> = HashMap::new();
    let Some(font) = skrifa::Font::new(data, 0) else { return chars };
    let map = font.charmap();
    if map.unicode_is_symbol() {
        return chars;
    }
    for (code, glyph) in map.unicodes() {
        let Some(c) = char::from_u32(code).filter(|c| !c.is_control() && !is_private(*c)) else { continue };
        chars.entry(glyph.to_u32()).or_insert(c);
    }
    chars
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

/// What the glyph's name in the font program says, by the rules of the Adobe Glyph List.
fn by_name(data: FontData, glyph: u32, settings: &InterpreterSettings) -> Option<BfString> {
    let name = skrifa::Font::new(data, 0)?.glyph_name(skrifa::GlyphId::new(glyph))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    if name.is_synthesized() || !name.as_str().chars().all(plain) {
        return None;
    }
    // The list is in the font library: a font that has this name at a code tells what it stands for.
    let font = format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [65 /{}] >> >>",
        name.as_str()
    );
    let font = FontCache::new().font(
        &Dict::from_bytes(font.as_bytes())?,
        &settings.font_resolver,
        &settings.cmap_resolver,
    )?;
    match font.glyph(font.map_code(65), 65) {
        FontGlyph::Outline(outline) => outline.as_unicode(),
        FontGlyph::Type3(_) => None,
    }
}
