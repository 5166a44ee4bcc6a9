//! The font dictionaries that resources name, those of forms in forms among them.

use super::limits;
use hayro_syntax::object::{Dict, Name, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use std::collections::HashSet;

/// Visits fonts, each object once.
#[derive(Default)]
pub struct ResourceFonts {
    seen: HashSet<ObjectIdentifier>,
}

impl ResourceFonts {
    /// Gives `visit` the fonts of `resources` that have not been visited, in the order in which they are named.
    pub fn visit<'a>(&mut self, resources: &Resources<'a>, visit: &mut dyn FnMut(Dict<'a>)) {
        self.visit_fonts(&resources.fonts, visit);
        self.visit_forms(&resources.x_objects, visit, 0);
    }

    fn visit_fonts<'a>(&mut self, fonts: &Dict<'a>, visit: &mut dyn FnMut(Dict<'a>)) {
        for name in fonts.keys() {
            if !self.is_new(fonts, &name) {
                continue;
            }
            if let Some(font) = fonts.get::<Dict<'a>>(&name) {
                visit(font);
            }
        }
    }

    fn visit_forms<'a>(&mut self, forms: &Dict<'a>, visit: &mut dyn FnMut(Dict<'a>), depth: usize) {
        if depth >= limits::NESTING {
            return;
        }
        for name in forms.keys() {
            if !self.is_new(forms, &name) {
                continue;
            }
            let Some(stream) = forms.get::<Stream<'a>>(&name) else {
                continue;
            };
            let Some(inner) = stream.dict().get::<Dict<'a>>(b"Resources") else {
                continue;
            };
            if let Some(fonts) = inner.get::<Dict<'a>>(b"Font") {
                self.visit_fonts(&fonts, visit);
            }
            if let Some(forms) = inner.get::<Dict<'a>>(b"XObject") {
                self.visit_forms(&forms, visit, depth + 1);
            }
        }
    }

    /// Whether the object behind `name` is looked at for the first time. A direct object always is.
    fn is_new(&mut self, dict: &Dict<'_>, name: &Name<'_>) -> bool {
        dict.get_ref(name).is_none_or(|reference| self.seen.insert(reference.into()))
    }
}
