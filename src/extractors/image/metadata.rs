//! A picture's header as the metadata of its document.

use std::collections::HashMap;

use kreuzberg::types::{FormatMetadata, ImageMetadata, Metadata};
use serde_json::{Map, Value, json};

use super::exif::{self, Notes};
use super::picture::{Animation, Picture};
use crate::xmp::{self, Xmp};

/// What EXIF gives tags of, XMP and the texts of the format itself give the rest of. What kreuzberg's metadata have
/// no field for goes into `additional`.
pub fn of(picture: Picture<'_>, warnings: &mut Vec<String>) -> Metadata {
    let Picture { format, width, height, color, alpha, bit_depth, animation, pages, color_profile, .. } =
        picture;
    let notes = picture.exif.as_deref().map(exif::read).transpose().unwrap_or_else(|why| {
        warnings.push(why.to_owned());
        None
    });
    let notes = notes.unwrap_or_default();
    let xmp = picture.xmp.as_deref().map(xmp::parse);
    let dpi = picture.dpi.or(notes.dpi);
    let orientation = picture.orientation.or(notes.orientation);
    warnings.extend(picture.warnings);

    let mut metadata = described(&notes, xmp.as_ref(), &picture.texts);
    let mut add = |key: &'static str, value: Option<Value>| {
        if let Some(value) = value {
            metadata.additional.insert(key.into(), value);
        }
    };
    add("color_space", color.map(|color| json!(color.name())));
    add("bit_depth", bit_depth.map(|bits| json!(bits)));
    add("has_alpha", alpha.map(|alpha| json!(alpha)));
    add("has_color_profile", Some(json!(color_profile)));
    add("dpi", dpi.map(|[x, y]| json!({ "x": x, "y": y })));
    add("orientation", orientation.map(|orientation| json!(orientation)));
    add("animation", animation.map(moving));
    add("page_count", pages.map(|pages| json!(pages)));
    add("gps", notes.gps);
    add("xmp", xmp.as_ref().and_then(packet));
    add("texts", (!picture.texts.is_empty()).then(|| texts(&picture.texts)));
    metadata.format = Some(FormatMetadata::Image(ImageMetadata {
        width,
        height,
        format: format.to_owned(),
        exif: HashMap::from_iter(notes.tags),
    }));
    metadata
}

type Texts = [(std::borrow::Cow<'static, str>, String)];

fn described(notes: &Notes, xmp: Option<&Xmp>, texts: &Texts) -> Metadata {
    let text = |name: &str| {
        texts.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    };
    let of_xmp = |property: fn(&Xmp) -> Option<String>| xmp.and_then(property);
    let creators = xmp.map(|xmp| xmp.creators.clone()).filter(|creators| !creators.is_empty());
    let subjects = xmp.map(|xmp| xmp.subjects.clone()).filter(|subjects| !subjects.is_empty());
    Metadata {
        title: of_xmp(|xmp| xmp.title.clone()).or_else(|| text("Title")),
        subject: of_xmp(|xmp| xmp.description.clone())
            .or_else(|| notes.get("ImageDescription"))
            .or_else(|| text("Description")),
        authors: creators
            .or_else(|| notes.get("Artist").or_else(|| text("Author")).map(|author| vec![author])),
        keywords: subjects,
        created_at: notes.taken.clone().or_else(|| of_xmp(|xmp| xmp.created.clone())),
        modified_at: notes.changed.clone().or_else(|| of_xmp(|xmp| xmp.modified.clone())),
        created_by: of_xmp(|xmp| xmp.creator_tool.clone())
            .or_else(|| notes.get("Software"))
            .or_else(|| text("Software")),
        ..Metadata::default()
    }
}

fn moving(animation: Animation) -> Value {
    let mut value = json!({ "frameCount": animation.frames });
    if let Some(duration) = animation.duration {
        value["durationMs"] = json!(duration);
    }
    if let Some(plays) = animation.plays {
        // 0: for ever.
        value["plays"] = json!(plays);
    }
    value
}

/// What of a packet has no field elsewhere.
fn packet(xmp: &Xmp) -> Option<Value> {
    let properties = [
        ("title", &xmp.title),
        ("description", &xmp.description),
        ("rights", &xmp.rights),
        ("creatorTool", &xmp.creator_tool),
        ("createDate", &xmp.created),
        ("modifyDate", &xmp.modified),
        ("rating", &xmp.rating),
        ("label", &xmp.label),
    ];
    let mut value = Map::new();
    for (name, property) in properties {
        if let Some(property) = property {
            value.insert(name.to_owned(), json!(property));
        }
    }
    for (name, list) in [("creators", &xmp.creators), ("subjects", &xmp.subjects)] {
        if !list.is_empty() {
            value.insert(name.to_owned(), json!(list));
        }
    }
    (!value.is_empty()).then_some(Value::Object(value))
}

fn texts(texts: &Texts) -> Value {
    texts.iter().map(|(name, text)| json!({ "name": name, "text": text })).collect()
}
