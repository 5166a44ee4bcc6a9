//! Options that cannot work inside the sandbox: why, and what to do instead.

/// An option of kreuzberg's that is refused.
pub struct Unavailable {
    /// Its dotted path in camelCase.
    pub path: &'static str,
    /// Whether it may be switched off all the same; such an option is a boolean.
    pub takes_false: bool,
    /// Why, and what to do instead, in one sentence.
    pub reason: &'static str,
}

const fn option(path: &'static str, reason: &'static str) -> Unavailable {
    Unavailable { path, takes_false: false, reason }
}

const fn switch(path: &'static str, reason: &'static str) -> Unavailable {
    Unavailable { path, takes_false: true, reason }
}

pub const UNAVAILABLE: [Unavailable; 38] = [
    option("acceleration", "There is no ONNX runtime in the sandbox to accelerate; leave it out."),
    option("cacheNamespace", "There is no disk cache in the sandbox; keep results where you need them."),
    option("cacheTtlSecs", "There is no disk cache in the sandbox; keep results where you need them."),
    option(
        "chunking.embedding",
        "Embedding models do not run in the sandbox; embed the chunks of the result.",
    ),
    option("chunking.preset", "Presets come with embedding models; set `maxChars` and `overlap`."),
    option(
        "chunking.topicThreshold",
        "It compares embeddings, and embedding models do not run in the sandbox; leave it out.",
    ),
    option("concurrency", "A sandbox has one thread; use the `workers` option of `init`."),
    option("contentFilter.includeWatermarks", "kreuzberg never reads it; leave it out."),
    option(
        "extractionTimeoutSecs",
        "A sandbox cannot stop itself; use the `timeoutMs` option of `init` or `extract`.",
    ),
    switch("forceOcr", "No OCR engine runs in the sandbox; recognise the extracted images outside."),
    option("forceOcrPages", "No OCR engine runs in the sandbox; recognise the extracted images outside."),
    option("htmlOptions.debug", "There is nothing for it to print; leave it out."),
    option("htmlOptions.encoding", "The encoding is read off the page itself; leave it out."),
    option("htmlOptions.extractImages", "Use `images.extractImages`."),
    option("htmlOptions.extractMetadata", "It is always extracted; ignore the metadata of the result."),
    option("htmlOptions.includeDocumentStructure", "Use `includeDocumentStructure`."),
    option("htmlOptions.keepInlineImagesIn", "Pictures are kept in their line everywhere; leave it out."),
    option("htmlOptions.maxDepth", "No text is left out at any depth; leave it out."),
    option("htmlOptions.outputFormat", "Use `outputFormat`."),
    option("htmlOptions.tierStrategy", "There is one way of reading HTML; leave it out."),
    option(
        "htmlOutput.cssFile",
        "There is no file system in the sandbox; read the file and pass its text as `css`.",
    ),
    option("images.autoAdjustDpi", "Images are handed over as they are in the document; scale them outside."),
    option("images.maxDpi", "Images are handed over as they are in the document; scale them outside."),
    option(
        "images.maxImageDimension",
        "Images are handed over as they are in the document; scale them outside.",
    ),
    option("images.minDpi", "Images are handed over as they are in the document; scale them outside."),
    option("images.targetDpi", "Images are handed over as they are in the document; scale them outside."),
    option("layout", "Layout detection needs an ONNX runtime, which the sandbox has not; leave it out."),
    option(
        "maxConcurrentExtractions",
        "A sandbox extracts one document at a time; use the `workers` option of `init`.",
    ),
    option("ocr", "No OCR engine runs in the sandbox; recognise the extracted images outside."),
    option(
        "securityLimits.maxEntityLength",
        "kreuzberg never reads it, and entities are not expanded; leave it out.",
    ),
    option("securityLimits.maxIterations", "kreuzberg never reads it; use `timeoutMs`."),
    option("securityLimits.maxNestingDepth", "kreuzberg never reads it; use `limits.markupDepth`."),
    option("securityLimits.maxTableCells", "kreuzberg never reads it; use `limits.tableCells`."),
    option("securityLimits.maxXmlDepth", "kreuzberg never reads it; use `limits.markupDepth`."),
    option(
        "structuredExtraction",
        "It asks a language model over the network; pass the result's content to one.",
    ),
    option("tokenReduction.preserveImportantWords", "kreuzberg never reads it; leave it out."),
    option("treeSitter", "The tree-sitter parsers are C code, which the sandbox has not; leave it out."),
    switch("useCache", "There is no disk cache in the sandbox; keep results where you need them."),
];
