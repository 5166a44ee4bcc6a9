//! Extracts the documents of a corpus natively, as plain text and as Markdown, and times both.
//!
//! `cargo run --profile measure --example native -- CORPUS OUTPUT.jsonl [--types pdf,docx] [--only PART] [--plain]`
//!
//! CORPUS holds `manifest.json` and `documents/`. Each line of the output holds the document's path, its text and
//! Markdown, the milliseconds of the plain-text extraction, and the error if there was one.

use kreuzberg::core::config::OutputFormat;
use kreuzberg::{ExtractionConfig, ExtractionResult};
use std::future::Future;
use std::io::Write;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

struct Arguments {
    corpus: std::path::PathBuf,
    output: std::path::PathBuf,
    types: Vec<String>,
    only: String,
    plain: bool,
}

fn arguments() -> Outcome<Arguments> {
    let mut positional = Vec::new();
    let (mut types, mut only, mut plain) = (Vec::new(), String::new(), false);
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--types" => types = rest.next().unwrap_or_default().split(',').map(str::to_owned).collect(),
            "--only" => only = rest.next().unwrap_or_default(),
            "--plain" => plain = true,
            _ => positional.push(argument),
        }
    }
    let [corpus, output] = positional.as_slice() else {
        return Err("give CORPUS and OUTPUT.jsonl".into());
    };
    Ok(Arguments { corpus: corpus.into(), output: output.into(), types, only, plain })
}

/// Without a runtime every extractor is ready on the first poll.
fn extract(bytes: &[u8], mime: &str, format: OutputFormat) -> Outcome<ExtractionResult> {
    let config = ExtractionConfig { output_format: format, use_cache: false, ..ExtractionConfig::default() };
    let future = pin!(kreuzberg_wasm::extract::document(bytes, mime, &config));
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Ok(result?),
        Poll::Pending => Err("the extraction was not ready at once".into()),
    }
}

fn main() -> Outcome<()> {
    let arguments = arguments()?;
    let manifest = std::fs::read(arguments.corpus.join("manifest.json"))?;
    let entries: Vec<serde_json::Value> = serde_json::from_slice(&manifest)?;
    let mut output = std::io::BufWriter::new(std::fs::File::create(&arguments.output)?);
    let mut report = std::io::stderr();
    let mut total = 0.0;
    for entry in &entries {
        let (Some(document), Some(kind)) = (entry["document"].as_str(), entry["type"].as_str()) else {
            continue;
        };
        let wanted = arguments.types.is_empty() || arguments.types.iter().any(|t| t == kind);
        if !wanted || !document.contains(&arguments.only) {
            continue;
        }
        let path = arguments.corpus.join("documents").join(document);
        let bytes = std::fs::read(&path)?;
        let mime =
            kreuzberg::detect_mime_type(&path, true).unwrap_or_else(|_| "application/octet-stream".into());
        let start = Instant::now();
        let text = extract(&bytes, &mime, OutputFormat::Plain);
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        total += ms;
        writeln!(report, "{ms:9.1} ms  {document}")?;
        let markdown = match arguments.plain {
            true => None,
            false => extract(&bytes, &mime, OutputFormat::Markdown).ok().map(|result| result.content),
        };
        let error = text.as_ref().err().map(ToString::to_string);
        let line = serde_json::json!({
            "document": document, "text": text.ok().map(|result| result.content), "markdown": markdown, "ms": ms, "error": error,
        });
        writeln!(output, "{line}")?;
    }
    writeln!(report, "{total:9.1} ms  in all")?;
    Ok(())
}
