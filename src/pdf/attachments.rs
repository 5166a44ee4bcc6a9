//! Attached files (ISO 32000-2, 7.11.4): those of the name tree `EmbeddedFiles` and of file attachment annotations.

use super::catalog::{self, Catalog};
use super::limits;
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;
use std::collections::HashSet;

/// A file that travels in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without the folders it may come with.
    pub name: String,
    /// The MIME type that the document says it has.
    pub mime_type: Option<String>,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The attached files, those of annotations on `pages` only, each once, and what kept some from being read.
#[inline(never)]
pub fn read<'p, 'a: 'p>(
    catalog: &Catalog<'_>,
    pages: impl Iterator<Item = &'p Page<'a>>,
) -> (Vec<Attachment>, Vec<String>) {
    let mut specifications: Vec<Dict<'_>> = Vec::new();
    if let Some(tree) =
        catalog.dict.get::<Dict<'_>>(b"Names").and_then(|names| names.get::<Dict<'_>>(b"EmbeddedFiles"))
    {
        catalog::walk_names(&tree, &mut |_, value| {
            if let Object::Dict(specification) = value {
                specifications.push(specification);
            }
            specifications.len() < limits::ATTACHMENTS
        });
    }
    for page in pages {
        let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") else { continue };
        let attached = annotations.iter::<Dict<'_>>().take(limits::ANNOTATIONS_PER_PAGE);
        specifications.extend(attached.filter_map(|dict| match catalog::name(&dict, b"Subtype")?.as_str() {
            "FileAttachment" => dict.get::<Dict<'_>>(b"FS"),
            _ => None,
        }));
    }
    let mut found = Vec::new();
    let mut warnings = Vec::new();
    let mut seen: HashSet<ObjectIdentifier> = HashSet::new();
    let mut budget = limits::ATTACHMENT_BYTES;
    for specification in specifications {
        if found.len() >= limits::ATTACHMENTS {
            warnings.push(format!("more than {} attached files: the rest is left out", limits::ATTACHMENTS));
            break;
        }
        let Some(stream) = embedded(&specification) else { continue };
        if !seen.insert(stream.obj_id()) {
            continue;
        }
        let name = name(&specification);
        match stream.decoded_data() {
            Ok(bytes) if bytes.len() <= budget => {
                budget -= bytes.len();
                let mime_type = catalog::name(stream.dict(), b"Subtype");
                found.push(Attachment { name, mime_type, bytes: bytes.into_owned() });
            }
            Ok(_) => warnings.push(format!("attached file {name:?} is left out: too large")),
            Err(_) => warnings.push(format!("attached file {name:?} could not be decoded")),
        }
    }
    (found, warnings)
}

fn embedded<'a>(specification: &Dict<'a>) -> Option<Stream<'a>> {
    let files = specification.get::<Dict<'a>>(b"EF")?;
    files.get::<Stream<'a>>(b"UF").or_else(|| files.get::<Stream<'a>>(b"F"))
}

fn name(specification: &Dict<'_>) -> String {
    let name = catalog::text(specification, b"UF").or_else(|| catalog::text(specification, b"F"));
    let name = name.unwrap_or_else(|| "attachment".to_owned());
    name.rsplit(['/', '\\']).next().unwrap_or("attachment").to_owned()
}
