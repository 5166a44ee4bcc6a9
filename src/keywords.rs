//! Keywords that are the same every time.
//!
//! RAKE collects candidates in a standard hash map, whose order differs from run to run, and cuts the list
//! before ties are broken. So it is asked for all of them, and the cut is made here. YAKE's maps are
//! seeded (`determinism`) and need none of this.

use std::cmp::Ordering;

use kreuzberg::ExtractionResult;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::keywords::{Keyword, KeywordAlgorithm};

/// Asks RAKE for every keyword; returns how many the caller wanted, if that needs cutting afterwards.
pub fn ask_for_all(config: &mut ExtractionConfig) -> Option<usize> {
    let rake = config.keywords.as_mut().filter(|keywords| keywords.algorithm == KeywordAlgorithm::Rake)?;
    Some(std::mem::replace(&mut rake.max_keywords, usize::MAX))
}

/// Sorts by score, then by text, and keeps the best, in the result and in those of archive members.
pub fn keep_best(result: &mut ExtractionResult, wanted: Option<usize>) {
    let Some(wanted) = wanted else { return };
    if let Some(keywords) = &mut result.extracted_keywords {
        keywords.sort_by(best_first);
        keywords.truncate(wanted);
    }
    for child in result.children.iter_mut().flatten() {
        keep_best(&mut child.result, Some(wanted));
    }
}

fn best_first(a: &Keyword, b: &Keyword) -> Ordering {
    b.score.total_cmp(&a.score).then_with(|| a.text.cmp(&b.text))
}
