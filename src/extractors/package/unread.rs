//! Parts of Office files that are opened for nothing that is in a result: how things look, what was printed on, macros,
//! and pictures that nobody asked for. Not in the package that its reader gets, they cost nothing. And parts that may be
//! nested as they like.

/// Whose parts they are.
#[derive(Clone, Copy)]
pub enum Kind {
    /// ECMA-376 Part 1, 11.3.
    Word,
    /// 12.3.
    Workbook,
    /// [MS-XLSB] 2.1.7; its reader knows where the parts are that it looks for.
    BinaryWorkbook,
    /// 13.3.
    Slides,
    /// ODF 1.3 Part 2, 3.1.
    OpenDocument,
    /// The same; its reader has no use for the styles of cells, nor for the metadata.
    OpenSpreadsheet,
}

impl Kind {
    /// None for what is no Office file.
    pub fn of(mime_type: &str) -> Option<Self> {
        let is = |word: &str| mime_type.contains(word);
        if is("opendocument.spreadsheet") {
            Some(Self::OpenSpreadsheet)
        } else if is("opendocument") {
            Some(Self::OpenDocument)
        } else if is("word") {
            Some(Self::Word)
        } else if is("presentation") || is("powerpoint") {
            Some(Self::Slides)
        } else if is("sheet.binary") {
            Some(Self::BinaryWorkbook)
        } else if is("sheet") || is("excel") {
            Some(Self::Workbook)
        } else {
            None
        }
    }

    /// Whether a part is read for nothing.
    pub fn is_unread(self, part: &str, wants_pictures: bool) -> bool {
        let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| part.starts_with(beginning));
        match self {
            Self::Word | Self::Workbook | Self::BinaryWorkbook | Self::Slides
                if begins(&["[Content_Types].xml", "customXml/", "docProps/thumbnail."]) =>
            {
                true
            }
            Self::Word => {
                begins(&["word/glossary/", "word/theme/"])
                    || begins(&["word/fontTable.xml", "word/settings.xml", "word/webSettings.xml"])
                    || begins(&["word/stylesWithEffects.xml", "word/vba"])
                    || (!wants_pictures && begins(&["word/media/"]))
            }
            Self::BinaryWorkbook if part == "_rels/.rels" => true,
            Self::Workbook | Self::BinaryWorkbook => {
                begins(&["xl/calcChain.", "xl/theme/", "xl/worksheets/_rels/", "xl/worksheets/binaryIndex"])
                    || begins(&["xl/charts/", "xl/ctrlProps/", "xl/drawings/", "xl/externalLinks/"])
                    || begins(&[
                        "xl/pivotCache/",
                        "xl/pivotTables/",
                        "xl/printerSettings/",
                        "xl/queryTables/",
                    ])
                    || begins(&["xl/richData/", "xl/tables/", "xl/vba"])
                    || (!wants_pictures && begins(&["xl/media/"]))
            }
            Self::Slides => {
                begins(&["ppt/theme/"])
                    || begins(&["ppt/slideLayouts/", "ppt/slideMasters/", "ppt/notesMasters/"])
                    || begins(&["ppt/handoutMasters/", "ppt/presProps.xml", "ppt/tableStyles.xml"])
                    || begins(&["ppt/viewProps.xml", "ppt/vba"])
                    || (!wants_pictures && begins(&["ppt/media/"]))
            }
            Self::OpenDocument | Self::OpenSpreadsheet
                if begins(&["Configurations2/", "Thumbnails/", "manifest.rdf", "settings.xml"]) =>
            {
                true
            }
            Self::OpenDocument => begins(&["META-INF/"]),
            Self::OpenSpreadsheet => begins(&["META-INF/", "meta.xml", "styles.xml"]),
        }
    }
}

impl Kind {
    /// Whether a part's reader does not call itself, or looks to it itself how often: one of ours, or calamine's of
    /// workbooks.
    pub fn is_read_at_any_depth(self, part: &str) -> bool {
        match self {
            Self::Word => {
                let texts = ["comments", "document", "endnotes", "footer", "footnotes", "header"];
                let name = part.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml"));
                name.is_some_and(|name| texts.iter().any(|text| name.starts_with(text)))
            }
            Self::Workbook | Self::BinaryWorkbook => {
                let cells = ["xl/worksheets/sheet", "xl/sharedStrings.xml", "xl/styles.xml"];
                cells.iter().any(|cells| part.starts_with(cells))
            }
            Self::Slides => {
                let texts = ["ppt/slides/slide", "ppt/notesSlides/notesSlide"];
                texts.iter().any(|text| part.starts_with(text))
            }
            Self::OpenSpreadsheet => part == "content.xml",
            Self::OpenDocument => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    const ODF: &str = "application/vnd.oasis.opendocument.";

    const TYPES: [(&str, &str); 4] = [
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
        ("application/vnd.ms-excel.sheet.macroEnabled.12", "xl/worksheets/sheet1.xml"),
        ("application/vnd.ms-powerpoint.template.macroEnabled.12", "ppt/slides/slide1.xml"),
        ("application/vnd.oasis.opendocument.spreadsheet", "content.xml"),
    ];

    #[test]
    fn text_is_read_whatever_the_kind() {
        for (mime_type, part) in TYPES {
            assert!(!Kind::of(mime_type).unwrap().is_unread(part, false), "{mime_type}");
        }
    }

    #[test]
    fn styles_of_spreadsheets_are_not_read_and_those_of_texts_are() {
        let is_unread =
            |kind: &str| Kind::of(&format!("{ODF}{kind}")).unwrap().is_unread("styles.xml", false);
        assert!(is_unread("spreadsheet") && !is_unread("text"));
    }

    #[test]
    fn pictures_are_read_where_they_are_wanted() {
        for (mime_type, picture) in [
            (TYPES[0].0, "word/media/image1.png"),
            (TYPES[1].0, "xl/media/image1.png"),
            (TYPES[2].0, "ppt/media/image1.png"),
        ] {
            let kind = Kind::of(mime_type).unwrap();
            assert!(kind.is_unread(picture, false) && !kind.is_unread(picture, true));
        }
    }

    #[test]
    fn books_are_of_none_of_the_kinds() {
        assert!(Kind::of("application/epub+zip").is_none());
    }
}
