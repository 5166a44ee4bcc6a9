//! Extractors for what kreuzberg lacks on this target, or does worse: one file an extractor.

use std::sync::{Arc, OnceLock};

use kreuzberg::plugins::{DocumentExtractor, register_extractor};

use self::adapted::{Adaptation, Adapted, nothing_after};
use crate::blank_lines::BlankLines;
use crate::composed::{Composed, Whole};
use crate::dictionaries::Dictionaries;
use crate::encrypted;
use crate::quality::QualityScore;

pub(crate) mod adapted;
pub mod archive;
#[cfg(feature = "documents")]
mod asciidoc;
#[cfg(feature = "documents")]
mod blocks;
#[cfg(feature = "documents")]
mod child;
pub mod dbf;
#[cfg(feature = "documents")]
mod djot;
#[cfg(feature = "documents")]
mod doc;
#[cfg(feature = "documents")]
mod epub;
mod fitted;
#[cfg(feature = "documents")]
mod html;
#[cfg(feature = "documents")]
mod hwpx;
#[cfg(feature = "images")]
pub mod image;
#[cfg(feature = "documents")]
mod iwork;
#[cfg(feature = "documents")]
mod latex;
#[cfg(feature = "documents")]
mod mail;
#[cfg(feature = "documents")]
mod markdown;
mod nesting;
#[cfg(feature = "documents")]
mod notebook;
#[cfg(feature = "documents")]
mod office;
#[cfg(feature = "documents")]
mod org;
#[cfg(feature = "documents")]
mod outline;
pub(crate) mod package;
#[cfg(feature = "pdf")]
pub mod pdf;
pub(crate) mod plugin;
#[cfg(feature = "documents")]
mod ppt;
#[cfg(feature = "documents")]
mod prose;
#[cfg(feature = "documents")]
mod pst;
mod readers;
#[cfg(feature = "documents")]
mod references;
mod rst;
mod separated;
#[cfg(feature = "documents")]
mod slides;
#[cfg(feature = "documents")]
mod structured;
#[cfg(feature = "documents")]
mod subtitle;
#[cfg(feature = "documents")]
mod svg;
mod text;
#[cfg(feature = "documents")]
mod typst;
#[cfg(feature = "documents")]
mod vocabulary;
#[cfg(feature = "documents")]
mod word;
#[cfg(feature = "documents")]
mod workbook;
mod xls;

/// Above kreuzberg's own extractors, whose priorities are 50, 55 and 60: of two for a type, the higher wins.
pub const PRIORITY: i32 = 80;

/// Of those that prepare a document for another extractor, of this crate or of kreuzberg.
pub const PREPARING: i32 = 90;

/// Of what is over all others.
pub const LAST: i32 = 100;

/// What extractors of kreuzberg's, and ours, need.
const ADAPTATIONS: [Adaptation; 4] = [
    Adaptation {
        name: "rst-aligned",
        mime_types: &["text/x-rst", "text/prs.fallenstein.rst"],
        priority: PRIORITY,
        before: rst::align,
        after: nothing_after,
    },
    Adaptation {
        name: "xls-repacked",
        mime_types: &["application/vnd.ms-excel", "application/vnd.ms-excel.addin.macroEnabled"],
        priority: PRIORITY,
        before: xls::repack,
        after: nothing_after,
    },
    package::ADAPTATION,
    text::ADAPTATION,
];

/// Puts this crate's extractors beside kreuzberg's own, at the first call and not before: an instance that
/// is thrown away after one document should not have paid for more than that.
///
/// # Errors
/// Whatever the registry refuses an extractor for.
pub fn registered() -> Result<(), &'static str> {
    static REFUSAL: OnceLock<Option<String>> = OnceLock::new();
    match REFUSAL.get_or_init(|| register().err().map(|error| error.to_string())) {
        None => Ok(()),
        Some(refusal) => Err(refusal),
    }
}

fn register() -> kreuzberg::Result<()> {
    kreuzberg::extractors::ensure_initialized()?;
    let ours: Vec<Arc<dyn DocumentExtractor>> = vec![
        Arc::new(archive::ArchiveExtractor),
        #[cfg(feature = "documents")]
        Arc::new(asciidoc::AsciiDocExtractor),
        Arc::new(dbf::DbfExtractor),
        #[cfg(feature = "documents")]
        Arc::new(djot::DjotExtractor),
        #[cfg(feature = "documents")]
        Arc::new(doc::DocExtractor),
        #[cfg(feature = "documents")]
        Arc::new(references::ReferencesExtractor),
        #[cfg(feature = "documents")]
        Arc::new(epub::EpubExtractor),
        #[cfg(feature = "documents")]
        Arc::new(subtitle::SubtitleExtractor),
        #[cfg(feature = "documents")]
        Arc::new(hwpx::HwpxExtractor),
        #[cfg(feature = "images")]
        Arc::new(image::ImageExtractor),
        #[cfg(feature = "documents")]
        Arc::new(iwork::IWorkExtractor),
        #[cfg(feature = "pdf")]
        Arc::new(pdf::PdfExtractor),
        #[cfg(feature = "documents")]
        Arc::new(html::HtmlExtractor),
        #[cfg(feature = "documents")]
        Arc::new(latex::LatexExtractor),
        #[cfg(feature = "documents")]
        Arc::new(mail::MailExtractor::over_registered()),
        #[cfg(feature = "documents")]
        Arc::new(markdown::MarkdownExtractor),
        #[cfg(feature = "documents")]
        Arc::new(notebook::NotebookExtractor),
        #[cfg(feature = "documents")]
        Arc::new(prose::ProseExtractor),
        #[cfg(feature = "documents")]
        Arc::new(pst::PstExtractor),
        #[cfg(feature = "documents")]
        Arc::new(word::WordExtractor),
        #[cfg(feature = "documents")]
        Arc::new(workbook::WorkbookExtractor),
        #[cfg(feature = "documents")]
        Arc::new(vocabulary::VocabularyExtractor),
        #[cfg(feature = "documents")]
        Arc::new(slides::SlidesExtractor),
        #[cfg(feature = "documents")]
        Arc::new(ppt::PptExtractor),
        #[cfg(feature = "documents")]
        Arc::new(org::OrgExtractor),
        #[cfg(feature = "documents")]
        Arc::new(outline::OutlineExtractor),
        #[cfg(feature = "documents")]
        Arc::new(svg::SvgExtractor),
        #[cfg(feature = "documents")]
        Arc::new(typst::TypstExtractor),
        Arc::new(separated::SeparatedExtractor),
        #[cfg(feature = "documents")]
        Arc::new(structured::StructuredExtractor),
    ];
    ours.into_iter().try_for_each(register_extractor)?;
    // Each is over those before it.
    for adaptation in
        ADAPTATIONS.into_iter().chain([encrypted::ADAPTATION, encrypted::BINARY, fitted::adaptation()])
    {
        register_extractor(Arc::new(Adapted::over_registered(adaptation)))?;
    }
    let processors = kreuzberg::plugins::registry::get_post_processor_registry();
    // kreuzberg's own is at 30.
    processors.write().register(Arc::new(QualityScore), 30)?;
    processors.write().register(Arc::new(Dictionaries), 0)?;
    processors.write().register(Arc::new(Whole), i32::MAX)?;
    processors.write().register(Arc::new(BlankLines), i32::MAX - 1)?;
    processors.write().register(Arc::new(Composed), i32::MIN)
}

#[cfg(all(test, feature = "documents"))]
mod tests {
    use kreuzberg::extractors as theirs;
    use kreuzberg::plugins::DocumentExtractor;

    use super::{
        archive, dbf, djot, doc, epub, html, iwork, latex, markdown, notebook, org, outline, ppt, prose, pst,
        references, separated, slides, structured, typst, vocabulary, word, workbook,
    };

    /// wasm-pack.toml leaves out of all modules what is in `theirs` here.
    #[test]
    fn readers_that_are_left_out_have_ours_in_front_of_them_for_all_their_types() {
        let pairs: [(&dyn DocumentExtractor, &dyn DocumentExtractor); 31] = [
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
            (&theirs::OpmlExtractor, &outline::OutlineExtractor),
            (&theirs::PptExtractor, &ppt::PptExtractor),
            (&theirs::PstExtractor, &pst::PstExtractor),
            (&theirs::TypstExtractor, &typst::TypstExtractor),
            (&theirs::CsvExtractor, &separated::SeparatedExtractor),
            (&theirs::StructuredExtractor, &structured::StructuredExtractor),
        ];
        for (theirs, ours) in pairs {
            assert!(ours.priority() > theirs.priority());
            for name in theirs.supported_mime_types() {
                assert!(ours.supported_mime_types().contains(name), "{name}");
            }
        }
    }
}
