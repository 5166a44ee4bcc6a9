//! kreuzberg's quality score, in a fraction of its time.
//!
//! The score counts what a dozen regular expressions match, which with Unicode's word boundaries run in the slowest of
//! the engine's ways, and take half of the time that an e-book does. The same is counted here by hand.

mod artefacts;
mod besides;
mod characters;
mod scan;
mod score;

use std::cell::Cell;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::{PostProcessor, ProcessingStage};
use kreuzberg::text::calculate_quality_score;
use kreuzberg::types::ExtractionResult;

use self::score::score;
use crate::extractors::plugin::plugin;

thread_local! {
    static IS_WANTED: Cell<bool> = const { Cell::new(false) };
}

/// Takes the score out of kreuzberg's hands, and tells whether it was wanted.
pub fn take_over(config: &mut ExtractionConfig) -> bool {
    std::mem::take(&mut config.enable_quality_processing)
}

/// Has [`QualityScore`] give a score, or not, in the extractions that follow on this thread.
pub fn want(is_wanted: bool) {
    IS_WANTED.set(is_wanted);
}

/// Gives the score where kreuzberg's own processor would.
pub struct QualityScore;

plugin!(QualityScore, "quality-score");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl PostProcessor for QualityScore {
    async fn process(&self, result: &mut ExtractionResult, _: &ExtractionConfig) -> kreuzberg::Result<()> {
        let metadata = &result.metadata.additional;
        let own = score(&result.content, metadata);
        result.quality_score =
            Some(own.unwrap_or_else(|| calculate_quality_score(&result.content, Some(metadata))));
        Ok(())
    }

    fn processing_stage(&self) -> ProcessingStage {
        ProcessingStage::Early
    }

    fn should_process(&self, _: &ExtractionResult, _: &ExtractionConfig) -> bool {
        IS_WANTED.get()
    }
}
