//! The slides of a presentation in their order, and whose notes are whose (ECMA-376 part 1, 13.3.6, 13.3.8 and
//! 19.2.1.34). The numbers in the names of parts say neither.

use ahash::{AHashMap, AHashSet};
use kreuzberg::Result;

use crate::extractors::word::part::{Package, relationships};
use crate::markup::{Tag, Tags, attribute};

/// A slide, and what belongs to it.
pub struct Slide {
    pub part: String,
    pub notes: Option<String>,
    /// What it refers to: parts by their names in the package, and addresses elsewhere.
    pub targets: AHashMap<String, String>,
}

/// The slides, those that the presentation does not list left out.
///
/// # Errors
/// A part that is not well-formed.
#[inline(never)]
pub fn slides(package: &Package) -> Result<Vec<Slide>> {
    let presentation = package.text("ppt/presentation.xml")?.unwrap_or_default();
    let relations = package.text("ppt/_rels/presentation.xml.rels")?.unwrap_or_default();
    let places: Vec<(&str, String)> = related(&relations, "ppt", "/slide");
    let place = |id: &str| places.iter().find(|(own, _)| *own == id).map(|(_, part)| part.clone());
    let listed = Tags::new(&presentation)
        .filter(|tag| tag.name.ends_with(":sldId") && !tag.closes)
        .filter_map(|tag| place(attribute(presentation.get(tag.start..tag.end)?, "r:id")?));
    let mut parts: Vec<String> = listed.collect();
    // Where it lists none, or lists them in a way that is not understood, the names have to do.
    if parts.is_empty() {
        parts = places.into_iter().map(|(_, part)| part).collect();
        if parts.is_empty() {
            parts = package.names("ppt/slides/slide", ".xml");
        }
        parts.sort_unstable_by_key(|part| (part.len(), part.clone()));
    }
    let mut seen = AHashSet::new();
    parts.retain(|part| seen.insert(part.clone()));
    parts.into_iter().map(|part| slide(package, part)).collect()
}

fn slide(package: &Package, part: String) -> Result<Slide> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
    let own = package.text(&format!("{folder}/_rels/{file}.rels"))?.unwrap_or_default();
    let notes = related(&own, folder, "/notesSlide").into_iter().next().map(|(_, part)| part);
    let mut targets = relationships(&own)?;
    let elsewhere: AHashSet<&str> = Tags::new(&own)
        .filter_map(|tag| own.get(tag.start..tag.end))
        .filter(|tag| attribute(tag, "TargetMode") == Some("External"))
        .filter_map(|tag| attribute(tag, "Id"))
        .collect();
    for (id, target) in &mut targets {
        if !elsewhere.contains(id.as_str()) {
            *target = resolved(folder, target);
        }
    }
    Ok(Slide { part, notes, targets })
}

/// The identifiers and names of the parts that a part relates to in a way that ends so.
fn related<'a>(relations: &'a str, folder: &str, kind: &str) -> Vec<(&'a str, String)> {
    let one = |tag: Tag| {
        let tag = relations.get(tag.start..tag.end)?;
        let target =
            attribute(tag, "Type").filter(|own| own.ends_with(kind)).and(attribute(tag, "Target"))?;
        Some((attribute(tag, "Id")?, resolved(folder, target)))
    };
    Tags::new(relations).filter(|tag| tag.name == "Relationship" && !tag.closes).filter_map(one).collect()
}

/// A part's name, as it is written in a part in that folder.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split_terminator('/').collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}
