//! Annotations (ISO 32000-2, 12.5) and the links among them, and actions that are never carried out (12.6).

use super::catalog::{self, Catalog};
use super::layout::PageLayout;
use super::limits;
use hayro_interpret::TransformExt;
use hayro_syntax::object::{Array, Dict, Name, Object, Rect as PdfRect};
use hayro_syntax::page::Page;
use kreuzberg::types::uri::Uri;
use kreuzberg::types::{PdfAnnotation, PdfAnnotationType};
use kurbo::Rect;

/// What the annotations of a page hold.
#[derive(Debug, Default)]
pub struct PageAnnotations {
    /// All but widgets and pop-up windows, with the box on the page as it is shown.
    pub annotations: Vec<PdfAnnotation>,
    /// Where the links lead; those inside the document as `#page=N`.
    pub uris: Vec<Uri>,
    /// Links out of the document that can be followed without running anything: where each lies on the page as it
    /// is shown, and where it leads.
    pub links: Vec<(Rect, String)>,
    /// Actions that were found and not carried out.
    pub actions: Vec<&'static str>,
}

/// Reads the annotations of `page`.
#[inline(never)]
pub fn read<'a>(page: &Page<'a>, layout: &PageLayout, catalog: &Catalog<'a>) -> PageAnnotations {
    let mut found = PageAnnotations::default();
    let Some(all) = page.raw().get::<Array<'a>>(b"Annots") else { return found };
    for dict in all.iter::<Dict<'a>>().take(limits::ANNOTATIONS_PER_PAGE) {
        let subtype = catalog::name(&dict, b"Subtype").unwrap_or_default();
        found.actions.extend(dict.get::<Dict<'a>>(b"A").as_ref().and_then(dangerous));
        found.actions.extend(additional_actions(&dict));
        let shown = dict.get::<PdfRect>(b"Rect").map(|rect| shown_rect(page, rect));
        let uri = if subtype == "Link" { link(&dict, catalog) } else { None };
        if let Some(url) = &uri {
            let rect = shown.filter(|_| found.uris.len() < limits::LINK_LABELS_PER_PAGE);
            found.links.extend(rect.filter(|_| leads_out(url)).map(|rect| (rect, url.clone())));
            let label = rect.map(|rect| layout.text_within(rect)).filter(|text| !text.is_empty());
            found.uris.push(Uri::hyperlink(url.clone(), label).with_page(layout.number));
        }
        if matches!(subtype.as_str(), "Widget" | "Popup" | "") {
            continue;
        }
        let height = layout.shown_size().1;
        found.annotations.push(PdfAnnotation {
            annotation_type: kind(&subtype),
            content: uri.or_else(|| catalog::text(&dict, b"Contents")),
            page_number: layout.number as usize,
            bounding_box: shown.map(|rect| kreuzberg::types::BoundingBox {
                x0: rect.x0,
                y0: height - rect.y1,
                x1: rect.x1,
                y1: height - rect.y0,
            }),
        });
    }
    found
}

fn kind(subtype: &str) -> PdfAnnotationType {
    match subtype {
        "Text" | "FreeText" => PdfAnnotationType::Text,
        "Highlight" => PdfAnnotationType::Highlight,
        "Link" => PdfAnnotationType::Link,
        "Stamp" => PdfAnnotationType::Stamp,
        "Underline" | "Squiggly" => PdfAnnotationType::Underline,
        "StrikeOut" => PdfAnnotationType::StrikeOut,
        _ => PdfAnnotationType::Other,
    }
}

fn shown_rect(page: &Page<'_>, rect: PdfRect) -> Rect {
    page.initial_transform(true).to_kurbo().transform_rect_bbox(Rect::new(rect.x0, rect.y0, rect.x1, rect.y1))
}

fn link<'a>(dict: &Dict<'a>, catalog: &Catalog<'a>) -> Option<String> {
    let to_page = |destination: Object<'a>| catalog.page_of(&destination).map(|page| format!("#page={page}"));
    if let Some(destination) = dict.get::<Object<'a>>(b"Dest") {
        return to_page(destination);
    }
    let action = dict.get::<Dict<'a>>(b"A")?;
    match catalog::name(&action, b"S")?.as_str() {
        "URI" => catalog::text(&action, b"URI"),
        "GoTo" => to_page(action.get::<Object<'a>>(b"D")?),
        "GoToR" => {
            catalog::text(&action, b"F").or_else(|| catalog::text(&action.get::<Dict<'a>>(b"F")?, b"UF"))
        }
        _ => None,
    }
}

/// Neither a place in the document itself nor a script or document inside the address.
fn leads_out(url: &str) -> bool {
    let scheme = url.trim_start().split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    !url.starts_with('#') && !matches!(scheme.as_deref(), Some("javascript" | "vbscript" | "data"))
}

/// The name of an action that would run something.
fn dangerous(action: &Dict<'_>) -> Option<&'static str> {
    match action.get::<Name<'_>>(b"S").as_deref() {
        Some(b"JavaScript") => Some("a JavaScript action"),
        Some(b"Launch") => Some("a launch action"),
        Some(b"ImportData" | b"SubmitForm") => Some("a form-submission action"),
        _ => None,
    }
}

fn additional_actions(dict: &Dict<'_>) -> Option<&'static str> {
    let actions = dict.get::<Dict<'_>>(b"AA")?;
    actions.keys().find_map(|key| dangerous(&actions.get::<Dict<'_>>(&key)?))
}

/// Actions of the document as a whole: on opening, on events, and named scripts.
#[inline(never)]
pub fn document_actions(catalog: &Catalog<'_>) -> Vec<&'static str> {
    let mut found = Vec::new();
    found.extend(catalog.dict.get::<Dict<'_>>(b"OpenAction").as_ref().and_then(dangerous));
    found.extend(additional_actions(&catalog.dict));
    if catalog.dict.get::<Dict<'_>>(b"Names").is_some_and(|names| names.contains_key(b"JavaScript")) {
        found.push("document-level JavaScript");
    }
    found
}
