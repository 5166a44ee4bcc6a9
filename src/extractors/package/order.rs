//! The order of slides, and whose notes are whose (ECMA-376 part 1, 13.3.6, 13.3.8 and 19.2.1.34). kreuzberg's reader goes
//! by the numbers in the names of parts, which say neither: so the parts are renamed.

use std::collections::HashMap;

use super::entry::{Content, Entry, Unpacker};
use crate::limits::Exceeded;
use crate::markup::{Tag, Tags, attribute};

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SLIDES: &str = "ppt/slides/";
const NOTES: &str = "ppt/notesSlides/";
/// How the names begin that are given here.
const NUMBERED: &[&str] = &["ppt/slides/slide", "ppt/slides/_rels/slide", "ppt/notesSlides/notesSlide"];

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
    let Some(Names { parts, slides }) = names(entries, unpacker)? else { return Ok(None) };
    for (entry, name) in entries.iter_mut().zip(parts) {
        if let Some(name) = name.filter(|name| *name != entry.name) {
            entry.rename(&name);
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
    /// What each part is to be called, if otherwise.
    parts: Vec<Option<String>>,
    /// How many slides there are.
    slides: usize,
}

/// Nothing where there is no slide. What is looked into for this is unpacked once more when its turn comes, and counts
/// twice.
fn names(entries: &[Entry], unpacker: &mut Unpacker) -> Result<Option<Names>, Exceeded> {
    let parts: HashMap<&str, usize> =
        entries.iter().enumerate().map(|(index, entry)| (entry.name.as_str(), index)).collect();
    let mut read = |name: &str| -> Result<Option<String>, Exceeded> {
        let bytes = match parts.get(name).and_then(|index| entries.get(*index)) {
            Some(Entry { content: Content::Stored(bytes), .. }) => Some(bytes.to_vec()),
            Some(Entry { content: Content::Deflated(bytes), size, .. }) => unpacker.unpack(bytes, *size)?,
            _ => None,
        };
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    };
    let (Some(presentation), Some(relations)) = (read("ppt/presentation.xml")?, read(RELATIONS)?) else {
        return Ok(None);
    };
    let targets = related(&relations, "ppt/", "/slide");
    let places: HashMap<&str, usize> =
        targets.iter().filter_map(|(id, name)| Some((*id, *parts.get(name.as_str())?))).collect();
    let listed = Tags::new(&presentation)
        .filter(|tag| tag.name == "p:sldId" && !tag.closes)
        .filter_map(|tag| places.get(attribute(presentation.get(tag.start..tag.end)?, "r:id")?).copied());
    let mut slides: Vec<usize> = listed.collect();
    // Where it lists none, or lists them in a way that is not understood, the names have to do.
    if slides.is_empty() {
        slides.extend(places.values());
        slides.sort_unstable_by_key(|index| entries.get(*index).map(|entry| (entry.name.len(), &entry.name)));
    }
    let mut names: Vec<Option<String>> = vec![None; entries.len()];
    let mut number = 0;
    for slide in slides {
        let (Some(entry), Some(name @ None)) = (entries.get(slide), names.get_mut(slide)) else { continue };
        number += 1;
        *name = Some(format!("{SLIDES}slide{number}.xml"));
        let (folder, file) = entry.name.rsplit_once('/').unwrap_or(("", &entry.name));
        let own = format!("{folder}/_rels/{file}.rels");
        for (_, notes) in related(&read(&own)?.unwrap_or_default(), folder, "/notesSlide") {
            rename(&mut names, &parts, &notes, format!("{NOTES}notesSlide{number}.xml"));
        }
        rename(&mut names, &parts, &own, format!("{SLIDES}_rels/slide{number}.xml.rels"));
    }
    // What is listed nowhere must not take the place of what is.
    for ((entry, name), index) in entries.iter().zip(&mut names).zip(0..) {
        if name.is_none() && NUMBERED.iter().any(|beginning| entry.name.starts_with(beginning)) {
            *name = Some(format!("ppt/unlisted/{index}"));
        }
    }
    Ok((number > 0).then_some(Names { parts: names, slides: number }))
}

fn rename(names: &mut [Option<String>], parts: &HashMap<&str, usize>, part: &str, name: String) {
    if let Some(place) = parts.get(part).and_then(|index| names.get_mut(*index)) {
        *place = Some(name);
    }
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
