//! Which reader a type has, ours or kreuzberg's.
//!
//! kreuzberg has a registry for this. To fill it costs a sandbox that is new more than a small document does, so it is filled
//! only where kreuzberg itself looks into it.

use std::sync::{Arc, OnceLock};

use ahash::AHashMap;
use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::extractors as theirs;
use kreuzberg::plugins::{DocumentExtractor, register_extractor};
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::{KreuzbergError, Result};

#[cfg(feature = "images")]
use super::image;
#[cfg(feature = "pdf")]
use super::pdf;
use super::plugin::plugin;
use super::{adapted, archive, dbf, separated};
#[cfg(feature = "documents")]
use super::{
    asciidoc, djot, doc, epub, html, hwpx, iwork, latex, mail, markdown, notebook, org, outline, ppt, prose,
    pst, references, rtf, slides, structured, subtitle, svg, typst, vocabulary, word, workbook,
};

type Reader = &'static dyn DocumentExtractor;

/// The readers of this build; of two for a type the last is taken.
static READERS: &[Reader] = &[
    &theirs::PlainTextExtractor,
    #[cfg(feature = "documents")]
    &theirs::BibtexExtractor,
    #[cfg(feature = "documents")]
    &theirs::HwpExtractor,
    #[cfg(feature = "documents")]
    &theirs::RstExtractor,
    #[cfg(feature = "documents")]
    &theirs::XmlExtractor,
    &archive::ArchiveExtractor,
    #[cfg(feature = "documents")]
    &asciidoc::AsciiDocExtractor,
    &dbf::DbfExtractor,
    #[cfg(feature = "documents")]
    &djot::DjotExtractor,
    #[cfg(feature = "documents")]
    &doc::DocExtractor,
    #[cfg(feature = "documents")]
    &references::ReferencesExtractor,
    #[cfg(feature = "documents")]
    &epub::EpubExtractor,
    #[cfg(feature = "documents")]
    &subtitle::SubtitleExtractor,
    #[cfg(feature = "documents")]
    &hwpx::HwpxExtractor,
    #[cfg(feature = "images")]
    &image::ImageExtractor,
    #[cfg(feature = "documents")]
    &iwork::IWorkExtractor,
    #[cfg(feature = "pdf")]
    &pdf::PdfExtractor,
    #[cfg(feature = "documents")]
    &html::HtmlExtractor,
    #[cfg(feature = "documents")]
    &latex::LatexExtractor,
    #[cfg(feature = "documents")]
    &mail::MailExtractor,
    #[cfg(feature = "documents")]
    &markdown::MarkdownExtractor,
    #[cfg(feature = "documents")]
    &notebook::NotebookExtractor,
    #[cfg(feature = "documents")]
    &prose::ProseExtractor,
    #[cfg(feature = "documents")]
    &pst::PstExtractor,
    #[cfg(feature = "documents")]
    &word::WordExtractor,
    #[cfg(feature = "documents")]
    &workbook::WorkbookExtractor,
    #[cfg(feature = "documents")]
    &vocabulary::VocabularyExtractor,
    #[cfg(feature = "documents")]
    &rtf::RtfExtractor,
    #[cfg(feature = "documents")]
    &slides::SlidesExtractor,
    #[cfg(feature = "documents")]
    &ppt::PptExtractor,
    #[cfg(feature = "documents")]
    &org::OrgExtractor,
    #[cfg(feature = "documents")]
    &outline::OutlineExtractor,
    #[cfg(feature = "documents")]
    &svg::SvgExtractor,
    #[cfg(feature = "documents")]
    &typst::TypstExtractor,
    &separated::SeparatedExtractor,
    #[cfg(feature = "documents")]
    &structured::StructuredExtractor,
];

fn by_type() -> &'static AHashMap<&'static str, Reader> {
    static BY_TYPE: OnceLock<AHashMap<&'static str, Reader>> = OnceLock::new();
    BY_TYPE.get_or_init(|| {
        let readers = READERS.iter();
        readers.flat_map(|reader| reader.supported_mime_types().iter().map(|name| (*name, *reader))).collect()
    })
}

/// The reader of a type.
///
/// # Errors
/// `UnsupportedFormat` where there is none.
pub fn of(mime_type: &str) -> Result<Reader> {
    by_type().get(mime_type).copied().ok_or_else(|| KreuzbergError::UnsupportedFormat(mime_type.to_owned()))
}

/// Reads a document of a type.
///
/// # Errors
/// `UnsupportedFormat`, and those of the reader.
pub async fn extract(content: &[u8], mime_type: &str, config: &ExtractionConfig) -> Result<InternalDocument> {
    adapted::extract(of(mime_type)?, content, mime_type, config).await
}

/// Has kreuzberg find these readers too, and before its own: for what is attached to a mail.
///
/// # Errors
/// Whatever its registry refuses them for.
pub fn register() -> Result<()> {
    static REFUSAL: OnceLock<Option<String>> = OnceLock::new();
    let refusal = REFUSAL.get_or_init(|| {
        let mut types: Vec<&str> = by_type().keys().copied().collect();
        types.sort_unstable();
        register_extractor(Arc::new(Registered { types })).err().map(|error| error.to_string())
    });
    refusal.as_ref().map_or(Ok(()), |refusal| Err(KreuzbergError::Other(refusal.clone())))
}

/// All readers, as one of kreuzberg's.
struct Registered {
    types: Vec<&'static str>,
}

plugin!(Registered, "sandbox");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for Registered {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        extract(content, mime_type, config).await
    }

    fn supported_mime_types(&self) -> &[&str] {
        &self.types
    }

    /// kreuzberg's own are at 50 to 60.
    fn priority(&self) -> i32 {
        100
    }
}

#[cfg(all(test, feature = "documents"))]
mod tests {
    use kreuzberg::extractors as theirs;
    use kreuzberg::plugins::DocumentExtractor;

    use super::super::{
        archive, dbf, djot, doc, epub, html, iwork, latex, markdown, notebook, org, outline, ppt, prose, pst,
        references, rtf, separated, slides, structured, typst, vocabulary, word, workbook,
    };

    /// wasm-pack.toml leaves out of all modules what is in `theirs` here.
    #[test]
    fn readers_that_are_left_out_have_ours_in_front_of_them_for_all_their_types() {
        let pairs: [(&dyn DocumentExtractor, &dyn DocumentExtractor); 32] = [
            (&theirs::ZipExtractor, &archive::ArchiveExtractor),
            (&theirs::TarExtractor, &archive::ArchiveExtractor),
            (&theirs::SevenZExtractor, &archive::ArchiveExtractor),
            (&theirs::GzipExtractor, &archive::ArchiveExtractor),
            (&theirs::CitationExtractor, &references::ReferencesExtractor),
            (&theirs::DbfExtractor, &dbf::DbfExtractor),
            (&theirs::DjotExtractor, &djot::DjotExtractor),
            (&theirs::DocExtractor, &doc::DocExtractor),
            (&theirs::DocxExtractor, &word::WordExtractor),
            (&theirs::OdtExtractor, &prose::ProseExtractor),
            (&theirs::DocbookExtractor, &vocabulary::VocabularyExtractor),
            (&theirs::FictionBookExtractor, &vocabulary::VocabularyExtractor),
            (&theirs::JatsExtractor, &vocabulary::VocabularyExtractor),
            (&theirs::EpubExtractor, &epub::EpubExtractor),
            (&theirs::ExcelExtractor, &workbook::WorkbookExtractor),
            (&theirs::HtmlExtractor, &html::HtmlExtractor),
            (&theirs::JupyterExtractor, &notebook::NotebookExtractor),
            (&theirs::iwork::keynote::KeynoteExtractor, &iwork::IWorkExtractor),
            (&theirs::iwork::numbers::NumbersExtractor, &iwork::IWorkExtractor),
            (&theirs::iwork::pages::PagesExtractor, &iwork::IWorkExtractor),
            (&theirs::LatexExtractor, &latex::LatexExtractor),
            (&theirs::MarkdownExtractor, &markdown::MarkdownExtractor),
            (&theirs::MdxExtractor, &markdown::MarkdownExtractor),
            (&theirs::OrgModeExtractor, &org::OrgExtractor),
            (&theirs::PptxExtractor, &slides::SlidesExtractor),
            (&theirs::RtfExtractor, &rtf::RtfExtractor),
            (&theirs::OpmlExtractor, &outline::OutlineExtractor),
            (&theirs::PptExtractor, &ppt::PptExtractor),
            (&theirs::PstExtractor, &pst::PstExtractor),
            (&theirs::TypstExtractor, &typst::TypstExtractor),
            (&theirs::CsvExtractor, &separated::SeparatedExtractor),
            (&theirs::StructuredExtractor, &structured::StructuredExtractor),
        ];
        for (theirs, ours) in pairs {
            for name in theirs.supported_mime_types() {
                assert_eq!(super::of(name).unwrap().name(), ours.name(), "{name}");
            }
        }
    }

    #[test]
    fn every_type_that_kreuzberg_reads_is_read() {
        theirs::ensure_initialized().unwrap();
        let registry = kreuzberg::plugins::registry::get_document_extractor_registry();
        for format in kreuzberg::core::mime::list_supported_formats() {
            let name = format.mime_type;
            let is_picture = name.starts_with("image/") && name != "image/svg+xml";
            if !is_picture && registry.read().get(&name).is_ok() {
                assert!(super::of(&name).is_ok(), "{name}");
            }
        }
    }
}
