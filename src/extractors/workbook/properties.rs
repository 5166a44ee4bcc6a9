//! What a workbook says of itself (ECMA-376 part 2, 8; part 1, 22.2).

use std::borrow::Cow;
use std::io::Cursor;

use kreuzberg::extraction::office_metadata::{extract_core_properties, extract_xlsx_app_properties};
use kreuzberg::types::Metadata;
use zip::ZipArchive;

/// Puts the properties of a package into the metadata, under kreuzberg's names.
pub fn put(metadata: &mut Metadata, archive: &mut ZipArchive<Cursor<&[u8]>>) {
    let mut add = |key: &'static str, value: Option<String>| {
        if let Some(value) = value {
            metadata.additional.insert(Cow::Borrowed(key), value.into());
        }
    };
    if let Ok(app) = extract_xlsx_app_properties(archive) {
        let names = app.worksheet_names;
        add("worksheet_names", (!names.is_empty()).then(|| names.join(", ")));
        add("organization", app.company);
        add("application", app.application);
        add("application_version", app.app_version);
    }
    let Ok(core) = extract_core_properties(archive) else { return };
    add("description", core.description);
    add("revision", core.revision);
    add("category", core.category);
    add("content_status", core.content_status);
    metadata.title = core.title;
    metadata.subject = core.subject;
    metadata.authors = core.creator.clone().map(|creator| vec![creator]);
    metadata.created_by = core.creator;
    metadata.modified_by = core.last_modified_by;
    metadata.created_at = core.created;
    metadata.modified_at = core.modified;
    metadata.language = core.language;
    metadata.keywords = core.keywords.map(|keywords| {
        keywords.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    });
}
