//! Of blank lines, where very many follow one another, all but a hundred are left out before a text is cut into chunks.
//!
//! The splitter takes lines for pieces of a text, looks how many fit into a chunk, finds that all of them are trimmed to
//! nothing, and begins again at the next: ten times as many take it a hundred times as long.

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::{PostProcessor, ProcessingStage};
use kreuzberg::types::{ExtractionResult, ProcessingWarning};

use crate::extractors::plugin::plugin;

/// So many in a row are left.
const FEW: usize = 100;

/// A processor that comes before kreuzberg's own, one of which cuts the text; only what is cut needs it.
pub struct BlankLines;

plugin!(BlankLines, "blank-lines");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl PostProcessor for BlankLines {
    async fn process(&self, result: &mut ExtractionResult, _: &ExtractionConfig) -> kreuzberg::Result<()> {
        let mut differs = false;
        let pages = result.pages.iter_mut().flatten().map(|page| &mut page.content);
        for text in pages.chain([&mut result.content]).chain(&mut result.formatted_content) {
            if let Some(shortened) = shortened(text) {
                *text = shortened;
                differs = true;
            }
        }
        if differs {
            // Where pages begin in the text is found by what they say, if they are asked for, and not known any more if not.
            if let Some(pages) = &mut result.metadata.pages {
                pages.boundaries = None;
            }
            result.processing_warnings.push(ProcessingWarning {
                source: Cow::Borrowed("chunking"),
                message: Cow::Owned(format!(
                    "of more than {FEW} blank lines in a row the others are left out: they cannot be cut into chunks in time"
                )),
            });
        }
        Ok(())
    }

    fn processing_stage(&self) -> ProcessingStage {
        ProcessingStage::Early
    }

    fn should_process(&self, _: &ExtractionResult, config: &ExtractionConfig) -> bool {
        config.chunking.is_some()
    }
}

/// The text without what is left out; none if it stays as it is.
fn shortened(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    let (mut start, mut end, mut lines) = (0, 0, 0_usize);
    let mut close = |start: usize, end: usize, lines: usize| {
        if lines > FEW {
            let run = text.get(start..end).unwrap_or_default();
            out.push_str(text.get(copied..start).unwrap_or_default());
            out.extend(run.split_inclusive(is_end).take(FEW));
            copied = end;
        }
    };
    for line in text.split_inclusive(is_end) {
        let is_blank = line.ends_with(is_end) && line.chars().all(char::is_whitespace);
        if !is_blank {
            close(start, end, lines);
            (start, lines) = (end + line.len(), 0);
        } else {
            lines += 1;
        }
        end += line.len();
    }
    close(start, end, lines);
    (copied > 0).then(|| out + text.get(copied..).unwrap_or_default())
}

/// Whether a line ends with it, as the splitter sees it.
fn is_end(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::{FEW, shortened};
    use crate::extract::extract;
    use crate::request::Request;

    #[test]
    fn of_many_blank_lines_a_hundred_are_left_and_what_is_around_them_stays() {
        let many = 3 * FEW;
        let text = format!("  a \n{}  b\n{}c", " \t\u{a0}\n".repeat(many), "\r".repeat(many));
        let wanted = format!("  a \n{}  b\n{}c", " \t\u{a0}\n".repeat(FEW), "\r".repeat(FEW));
        assert_eq!(shortened(&text), Some(wanted));
        let blank = "\u{3000}\n".repeat(FEW);
        assert_eq!(shortened(&format!("{blank}\n")), Some(blank.clone()));
        assert_eq!(shortened(&format!("{blank}\n\n  ")), Some(blank + "  "));
    }

    #[test]
    fn a_hundred_stay_as_they_are() {
        for text in ["", " ", "a", "a\n \nb", &" \n".repeat(FEW), &"\n".repeat(FEW), &"  a\n".repeat(1000)] {
            assert_eq!(shortened(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_text_that_is_cut_loses_them_with_a_warning() {
        let request = r#"{"version":1,"filename":"a.txt","mimeType":null,"config":{"chunking":{}}}"#;
        let request: Request = serde_json::from_str(request).unwrap();
        let outcome = extract(format!("a{}b", " \n".repeat(3 * FEW)), &request).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&outcome.json).unwrap();
        assert_eq!(json["content"].as_str().unwrap().lines().count(), FEW + 2);
        assert!(json["processingWarnings"][0]["message"].as_str().unwrap().contains("blank lines"), "{json}");
    }
}
