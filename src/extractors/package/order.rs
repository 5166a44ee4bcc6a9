//! The order of slides, and whose notes are whose (ECMA-376 part 1, 13.3.6, 13.3.8 and 19.2.1.34). kreuzberg's reader goes
//! by the numbers in the names of parts, which say neither: so the parts are renamed.

use std::collections::{HashMap, HashSet};

use super::entry::{Content, Entry, Unpacker};
use crate::limits::Exceeded;
use crate::markup::{Tags, attribute};

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SLIDES: &str = "ppt/slides/";
const NOTES: &str = "ppt/notesSlides/";

/// What a presentation relates to, and by which it names its slides.
pub const RELATIONS: &str = "ppt/_rels/presentation.xml.rels";

/// Gives the slides of a presentation, and their notes, names with numbers in their order.
///
/// # Returns
/// What its relations are then, none of which leads nowhere; nothing where there is no slide.
///
/// # Errors
/// The limit that was passed.
pub fn by_number(entries: &mut [Entry], unpacker: &mut Unpacker) -> Result<Option<String>, Exceeded> {
    let Some(Names { parts: names, slides }) = names(entries, unpacker)? else { return Ok(None) };
    for entry in entries {
        if let Some(name) = names.get(&entry.name).filter(|name| **name != entry.name) {
            entry.rename(name);
        }
    }
    Ok(Some(relations(slides)))
}

fn relations(slides: usize) -> String {
    let slide = |number: usize| {
        format!(
            "<Relationship Id='r{number}' Type='{RELATIONSHIPS}/slide' Target='slides/slide{number}.xml'/>"
        )
    };
    let slides: String = (1..=slides).map(slide).collect();
    format!("<Relationships>{slides}</Relationships>")
}

struct Names {
    /// What each part is to be called.
    parts: HashMap<String, String>,
    /// How many slides there are.
    slides: usize,
}

/// Nothing where there is no slide.
fn names(entries: &[Entry], unpacker: &mut Unpacker) -> Result<Option<Names>, Exceeded> {
    let parts: HashMap<&str, &Entry> = entries.iter().map(|entry| (entry.name.as_str(), entry)).collect();
    let mut read = |name: &str| -> Result<Option<String>, Exceeded> {
        let bytes = match parts.get(name).map(|entry| (entry.content, entry.size)) {
            Some((Content::Stored(bytes), _)) => Some(bytes.to_vec()),
            Some((Content::Deflated(bytes), size)) => unpacker.unpack(bytes, size)?,
            _ => None,
        };
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    };
    let (Some(presentation), Some(relations)) = (read("ppt/presentation.xml")?, read(RELATIONS)?) else {
        return Ok(None);
    };
    let targets: HashMap<&str, String> = related(&relations, "ppt/", "/slide").collect();
    let listed = Tags::new(&presentation)
        .filter(|tag| tag.name == "p:sldId" && !tag.closes)
        .filter_map(|tag| targets.get(attribute(presentation.get(tag.start..tag.end)?, "r:id")?));
    let mut slides: Vec<&str> = Vec::new();
    let mut seen = HashSet::new();
    for name in listed.filter(|name| parts.contains_key(name.as_str())) {
        if seen.insert(name) {
            slides.push(name);
        }
    }
    // Where it lists none, or lists them in a way that is not understood, the names have to do.
    if slides.is_empty() {
        slides.extend(targets.values().map(String::as_str).filter(|name| parts.contains_key(name)));
        slides.sort_by_key(|name| (name.len(), *name));
        slides.dedup();
    }
    if slides.is_empty() {
        return Ok(None);
    }
    let mut names = HashMap::new();
    for (number, slide) in (1..).zip(&slides) {
        let relations_of = |slide: &str| slide.replacen(SLIDES, "ppt/slides/_rels/", 1) + ".rels";
        let own = relations_of(slide);
        let new = format!("{SLIDES}slide{number}.xml");
        if let Some(relations) = read(&own)? {
            for (_, part) in related(&relations, SLIDES, "/notesSlide") {
                names.insert(part, format!("{NOTES}notesSlide{number}.xml"));
            }
        }
        names.insert(own, relations_of(&new));
        names.insert((*slide).to_owned(), new);
    }
    // What is listed nowhere must not take the place of what is.
    for (number, name) in (0..).zip(parts.keys()) {
        let folder = [SLIDES, NOTES].into_iter().find(|folder| name.starts_with(folder));
        if let Some(folder) = folder.filter(|_| !names.contains_key(*name) && name.ends_with(".xml")) {
            names.insert((*name).to_owned(), format!("{folder}unlisted{number}.xml"));
        }
    }
    Ok(Some(Names { parts: names, slides: slides.len() }))
}

/// The identifiers and names of the parts that a part relates to in a way that ends so.
fn related<'a>(
    relations: &'a str,
    folder: &'a str,
    kind: &'a str,
) -> impl Iterator<Item = (&'a str, String)> + use<'a> {
    Tags::new(relations).filter(|tag| tag.name == "Relationship" && !tag.closes).filter_map(move |tag| {
        let tag = relations.get(tag.start..tag.end)?;
        let target =
            attribute(tag, "Type").filter(|own| own.ends_with(kind)).and(attribute(tag, "Target"))?;
        Some((attribute(tag, "Id")?, resolved(folder, target)))
    })
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
