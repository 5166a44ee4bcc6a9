//! The parts of the archive: what `content.hpf` says of the document, its sections in order, and its styles.

use std::collections::BTreeMap;
use std::io::Cursor;

use kreuzberg::types::Metadata;
use kreuzberg::{KreuzbergError, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::passwords::Locked;
use crate::xml;
use crate::{encoding, limits};

const CONTENT: &str = "Contents/content.hpf";
const STYLES: &str = "Contents/header.xml";
const MANIFEST: &str = "META-INF/manifest.xml";

/// Sections that are read.
const MOST_SECTIONS: usize = 10_000;

/// What is read of an archive.
pub struct Package {
    /// The XML of each section, in the order of the spine.
    pub sections: Vec<String>,
    /// The levels of the styles that are headings, by the styles' numbers.
    pub headings: BTreeMap<String, u8>,
    pub metadata: Metadata,
    /// What a limit has left out.
    pub warnings: Vec<String>,
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

impl Package {
    /// # Errors
    /// An archive that is none or is locked, has no section, or passes a limit.
    pub fn open(content: &[u8]) -> Result<Self> {
        let mut archive = ZipArchive::new(Cursor::new(content)).map_err(unreadable)?;
        // The parts are encrypted one by one, as those of OpenDocument are.
        if part(&mut archive, MANIFEST)?.is_some_and(|manifest| manifest.contains("encryption-data")) {
            return Err(Locked::Method("a password of HWPX").into());
        }
        let description = part(&mut archive, CONTENT)?.map(|xml| describe(&xml)).unwrap_or_default();
        let headings = part(&mut archive, STYLES)?.map(|xml| headings(&xml)).unwrap_or_default();
        let names = if description.sections.is_empty() { numbered(&archive) } else { description.sections };
        let mut sections = Vec::new();
        let mut warnings = Vec::new();
        let read = names.iter().try_for_each(|name| {
            sections.extend(part(&mut archive, name)?);
            Ok(())
        });
        if let Some(exceeded) = limits::cut(read)? {
            warnings
                .push(format!("the sections from the {}. on are left out: {exceeded}", sections.len() + 1));
        }
        if sections.is_empty() {
            return Err(KreuzbergError::parsing("Failed to read HWPX: it has no section".to_owned()));
        }
        Ok(Self { sections, headings, metadata: description.metadata, warnings })
    }
}

fn unreadable(error: impl std::fmt::Display) -> KreuzbergError {
    KreuzbergError::parsing(format!("Failed to read HWPX: {error}"))
}

/// A part as text; none where there is none of that name.
fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>> {
    let Some(index) = archive.index_for_name(name) else { return Ok(None) };
    limits::admit(1)?;
    let bytes = limits::unpack(archive.by_index(index).map_err(unreadable)?)?;
    Ok(Some(encoding::lossy(&bytes).into_owned()))
}

/// Sections by their numbers, where nothing says which there are.
fn numbered(archive: &Archive<'_>) -> Vec<String> {
    let names = (0..MOST_SECTIONS).map(|number| format!("Contents/section{number}.xml"));
    names.take_while(|name| archive.index_for_name(name).is_some()).collect()
}

#[derive(Default)]
struct Description {
    metadata: Metadata,
    sections: Vec<String>,
}

/// The package document: metadata, a manifest of parts, and a spine that puts them in order (OPF).
#[inline(never)]
fn describe(text: &str) -> Description {
    let mut found = Description::default();
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    let mut spine = Vec::new();
    let mut inside = String::new();
    let mut words = String::new();
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => {
                words.clear();
                let attribute = |name| attribute(&start, name);
                match start.local_name().as_ref() {
                    b"title" => inside = "title".to_owned(),
                    b"language" => inside = "language".to_owned(),
                    b"meta" => inside = attribute("name").unwrap_or_default(),
                    b"item" => {
                        parts.extend(attribute("id").zip(attribute("href")));
                    }
                    b"itemref" if spine.len() < MOST_SECTIONS => spine.extend(attribute("idref")),
                    _ => {}
                }
            }
            Ok(Event::End(_)) => {
                set(&mut found.metadata, &inside, words.trim());
                words.clear();
                inside.clear();
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => words.push_str(&xml::text(&event).unwrap_or_default()),
        }
    }
    let names = spine.iter().filter_map(|id| parts.get(id)).filter(|name| name.contains("section"));
    // Some writers leave the folder out.
    found.sections = names
        .map(|name| if name.contains('/') { name.clone() } else { format!("Contents/{name}") })
        .collect();
    found
}

fn set(metadata: &mut Metadata, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let value = value.to_owned();
    match name {
        "title" => metadata.title = Some(value),
        "language" => metadata.language = Some(value),
        "creator" => {
            metadata.created_by = Some(value.clone());
            metadata.authors = Some(vec![value]);
        }
        "lastsaveby" => metadata.modified_by = Some(value),
        "CreatedDate" => metadata.created_at = Some(value),
        "ModifiedDate" => metadata.modified_at = Some(value),
        "subject" => metadata.subject = Some(value),
        "description" => metadata.abstract_text = Some(value),
        "keyword" => {
            let words = value.split([',', ';']).map(|word| word.trim().to_owned());
            metadata.keywords = Some(words.filter(|word| !word.is_empty()).collect());
        }
        _ => {}
    }
}

/// The styles that are called an outline of some level, in Korean or English.
#[inline(never)]
fn headings(text: &str) -> BTreeMap<String, u8> {
    let mut headings = BTreeMap::new();
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) if start.local_name().as_ref() == b"style" => {
                let names = [attribute(&start, "name"), attribute(&start, "engName")];
                let level = names.into_iter().flatten().find_map(|name| outline(&name));
                if let Some((id, level)) = attribute(&start, "id").zip(level) {
                    headings.insert(id, level);
                }
            }
            Ok(Event::Eof) | Err(_) => return headings,
            Ok(_) => {}
        }
    }
}

fn outline(name: &str) -> Option<u8> {
    let level = name.strip_prefix("개요").or_else(|| name.strip_prefix("Outline"))?;
    level.trim().parse().ok().filter(|level| (1..=10).contains(level)).map(|level: u8| level.min(6))
}

/// The value of an attribute, whatever the prefix of its name.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes().flatten();
    attributes
        .find(|found| found.key.local_name().as_ref() == name.as_bytes())
        .map(|found| xml::value(&found))
}
