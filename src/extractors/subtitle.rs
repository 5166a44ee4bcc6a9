//! Subtitles: WebVTT (W3C) and SubRip.
//!
//! The text is what is said, without times and tags; the cues with their times are in the metadata.

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use serde_json::{Value, json};

use super::plugin::plugin;
use crate::encoding;

/// Silence after which a paragraph begins, in milliseconds.
const PAUSE: u64 = 3000;

/// Extracts subtitles.
pub struct SubtitleExtractor;

plugin!(SubtitleExtractor, "subtitle");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for SubtitleExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        _config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let text = encoding::lossy(content);
        let cues = cues(&text);
        let mut builder = InternalDocumentBuilder::new("subtitle");
        for paragraph in paragraphs(&cues) {
            builder.push_paragraph(&paragraph, Vec::new(), None, None);
        }
        let mut document = builder.build();
        document.mime_type = Cow::Owned(mime_type.to_owned());
        let additional = &mut document.metadata.additional;
        let duration = cues.iter().map(|cue| cue.end).max().unwrap_or(0);
        additional.insert(Cow::Borrowed("cue_count"), json!(cues.len()));
        additional.insert(Cow::Borrowed("duration_ms"), json!(duration));
        additional.insert(Cow::Borrowed("cues"), cues.iter().map(Cue::value).collect());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/vtt", "application/x-subrip"]
    }
}

/// Words, and when they are shown, in milliseconds.
struct Cue {
    start: u64,
    end: u64,
    speaker: Option<String>,
    lines: Vec<String>,
}

impl Cue {
    fn value(&self) -> Value {
        let mut value = json!({ "startMs": self.start, "endMs": self.end, "text": self.lines.join("\n") });
        if let Some(speaker) = &self.speaker {
            value["speaker"] = json!(speaker);
        }
        value
    }
}

/// A cue is a line of times and the lines up to a blank one. Numbers, names, notes and styles stand elsewhere.
fn cues(text: &str) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if let Some((start, end)) = times(line) {
            cues.push(Cue { start, end, speaker: None, lines: Vec::new() });
            inside = true;
        } else if line.is_empty() {
            inside = false;
        } else if inside && let Some(cue) = cues.last_mut() {
            let (words, speaker) = without_tags(line);
            cue.speaker = cue.speaker.take().or(speaker);
            if !words.is_empty() {
                cue.lines.push(words);
            }
        }
    }
    cues.retain(|cue| !cue.lines.is_empty());
    cues
}

/// `00:01:02.500 --> 00:01:04.000`, and perhaps settings; SubRip has a comma.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    Some((time(start.trim())?, time(rest.split_whitespace().next()?)?))
}

/// Hours may be left out.
fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once(['.', ','])?;
    let mut seconds = 0u64;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let milliseconds = fraction.get(..3).filter(|_| fraction.len() == 3)?.parse::<u64>().ok()?;
    seconds.checked_mul(1000)?.checked_add(milliseconds)
}

/// Takes out what stands in angle brackets, and SubRip's positions in braces; a voice tag names who speaks.
fn without_tags(line: &str) -> (String, Option<String>) {
    let mut words = String::new();
    let mut speaker = None;
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, from) = rest.split_at(at);
        words.push_str(before);
        let closing = if from.starts_with('<') { '>' } else { '}' };
        let is_tag = from.starts_with("{\\")
            || from.get(1..2).is_some_and(|next| {
                from.starts_with('<') && next.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
            });
        let Some(end) = from.find(closing).filter(|_| is_tag) else {
            words.push_str(from.get(..1).unwrap_or_default());
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        let tag = from.get(1..end).unwrap_or_default();
        if let Some((name, annotation)) = tag.split_once(char::is_whitespace)
            && name.split('.').next() == Some("v")
        {
            speaker = Some(unescaped(annotation.trim()));
        }
        rest = from.get(end + 1..).unwrap_or_default();
    }
    words.push_str(rest);
    (unescaped(words.trim()), speaker)
}

/// The character references that WebVTT has names for; `&amp;` last, as it may make another.
fn unescaped(text: &str) -> String {
    const NAMES: &[(&str, &str)] = &[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", "\u{200e}"),
        ("&rlm;", "\u{200f}"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return text.to_owned();
    }
    NAMES.iter().fold(text.to_owned(), |text, (name, character)| text.replace(name, character))
}

/// What is said without a pause, by one speaker. Captions that roll up show a line again in the next cue: it is said
/// once.
fn paragraphs(cues: &[Cue]) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut before: Option<&Cue> = None;
    for cue in cues {
        let goes_on = before.is_some_and(|before| {
            cue.start < before.end.saturating_add(PAUSE)
                && (cue.speaker.is_none() || cue.speaker == before.speaker)
        });
        let shown = before.and_then(|before| before.lines.last());
        let rolled = usize::from(goes_on && cue.lines.len() > 1 && cue.lines.first() == shown);
        let mut words = cue.lines.get(rolled..).unwrap_or_default().join("\n");
        if goes_on && let Some(paragraph) = paragraphs.last_mut() {
            paragraph.push('\n');
            paragraph.push_str(&words);
        } else {
            if let Some(speaker) = &cue.speaker {
                words = format!("{speaker}: {words}");
            }
            paragraphs.push(words);
        }
        before = Some(cue);
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_both_formats_write_them() {
        assert_eq!(times("00:01:02.500 --> 00:01:04.000 align:start"), Some((62_500, 64_000)));
        assert_eq!(times("01:02,5 --> 01:04,000"), None);
        assert_eq!(times("1:00:00,001 --> 1:00:01,000"), Some((3_600_001, 3_601_000)));
        assert_eq!(times("99999999999999999999:00.000 --> 00:01.000"), None);
    }

    #[test]
    fn tags_go_and_their_words_stay() {
        let words = |line| without_tags(line).0;
        assert_eq!(words("<i>So</i> <c.loud>far</c>, <00:01.000>so good"), "So far, so good");
        assert_eq!(words("{\\an8}Up here"), "Up here");
        assert_eq!(words("2 < 3 {a set} &amp;lt; &lt;b&gt;"), "2 < 3 {a set} &lt; <b>");
        assert_eq!(
            without_tags("<v.first Ada &amp; Mair>Hello"),
            ("Hello".into(), Some("Ada & Mair".into()))
        );
    }

    #[test]
    fn a_line_that_rolls_up_is_said_once() {
        let cues =
            cues("1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:02,000 --> 00:00:03,000\none\ntwo\n");
        assert_eq!(paragraphs(&cues), ["one\ntwo"]);
    }
}
