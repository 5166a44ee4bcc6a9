//! From a request to an outcome.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use kreuzberg::ExtractionResult;
use kreuzberg::core::config::ExtractionConfig;

use crate::error::{Code, Failure};
use crate::extractors::readers;
use crate::outcome::{self, Binary, Outcome};
use crate::passwords::PasswordScope;
use crate::request::Request;
use crate::{cold, composed, dictionaries, keywords, limits, mime, processors, quality, tracked_changes};

/// Extracts one document.
///
/// # Errors
/// A [`Failure`] whose code says whether the document, its type, a limit or the configuration is to blame.
pub fn extract(document: impl AsRef<[u8]>, request: &Request) -> Result<Outcome, Failure> {
    let mut json = Vec::new();
    let binaries = extract_to(document, request, &mut |piece| json.extend_from_slice(piece.as_bytes()))?;
    Ok(Outcome { json, binaries })
}

/// Extracts one document, and gives the result's JSON away as it is written. The document's bytes, if they are given
/// away, are let go of before.
///
/// # Returns
/// The binaries that stand beside the JSON.
///
/// # Errors
/// As those of [`extract`].
pub fn extract_to(
    document: impl AsRef<[u8]>,
    request: &Request,
    put: &mut dyn FnMut(&str),
) -> Result<Vec<Binary>, Failure> {
    let result = result(document.as_ref(), request)?;
    drop(document);
    outcome::write(&result, put)
        .map_err(|error| Failure::new(Code::Parsing, format!("the result cannot be written: {error}")))
}

fn result(bytes: &[u8], request: &Request) -> Result<ExtractionResult, Failure> {
    #[cfg(feature = "faults")]
    crate::faults::commit(bytes);
    let settings = request.settings()?;
    let config = &settings.config;
    #[cfg(feature = "pdf")]
    let _scope = crate::pdf::options::OptionsScope::enter(settings.pdf.clone());
    let _limits = limits::Scope::enter(settings.limits.clone(), bytes.len())?;
    let _passwords = PasswordScope::enter(settings.passwords.clone());
    let _changes = tracked_changes::Scope::enter(settings.changes);
    let detected = mime::detect(bytes, &request.hint)?;
    dictionaries::require_if_unseen(config);
    if config.keywords.is_some() || config.token_reduction.is_some() {
        cold::require(cold::Tables::StopWords);
    }
    quality::want(settings.wants_score);
    let extracted = ready(document(bytes, &detected.mime_type, config))?;
    // What fails after a limit was passed fails for that: it may have been cut already.
    let refusal = if extracted.is_err() { limits::passed() } else { limits::refusal() };
    if let Some(exceeded) = refusal {
        return Err(exceeded.into());
    }
    let mut result = extracted.map_err(|error| mime::explain(error.into(), bytes, &detected))?;
    if !config.images.as_ref().is_some_and(|images| images.extract_images) {
        leave_images(&mut result);
    }
    keywords::keep_best(&mut result, settings.keywords);
    if detected.source == mime::Source::Extension
        && let Some(language) = request.hint.filename.as_deref().and_then(mime::language)
    {
        result.metadata.additional.insert("programmingLanguage".into(), language.into());
    }
    Ok(result)
}

/// Leaves images out that nobody asked for: readers of Word documents and of e-books hand them over in any case. What is
/// said of them is in the text by now. Of a PDF they may have been asked for among its own options.
fn leave_images(result: &mut ExtractionResult) {
    if result.mime_type != "application/pdf" {
        result.images = None;
        for page in result.pages.iter_mut().flatten() {
            page.images.clear();
        }
    }
    result.children.iter_mut().flatten().for_each(|child| leave_images(&mut child.result));
}

/// Extracts one document of a known type, whether kreuzberg knows the type or only an extractor of ours does.
///
/// # Errors
/// kreuzberg's, or the extractor's.
pub async fn document(
    bytes: &[u8],
    mime_type: &str,
    config: &ExtractionConfig,
) -> kreuzberg::Result<ExtractionResult> {
    processors::register()?;
    // kreuzberg's way in goes through its list of extractors before each document, to see that there are some. It
    // refuses what these ask for.
    if config.force_ocr || config.extraction_timeout_secs.is_some() {
        readers::register()?;
        #[allow(clippy::disallowed_methods, reason = "they have been registered")]
        return kreuzberg::extract_bytes(bytes, mime_type, config).await;
    }
    let config = config.normalized();
    let extracted = readers::extract(bytes, mime_type, &config).await?;
    composed::pipeline(extracted, &config).await
}

/// Polls once: nothing in a sandbox waits, so a future that is not ready never will be.
fn ready<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => {
            Err(Failure::new(Code::Parsing, "the extractor waits for something that a sandbox does not have"))
        }
    }
}
