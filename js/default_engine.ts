import type { Outcome } from './extract_many.js'
import type { DocumentInput } from './input.js'
import { init, type Kreuzberg } from './kreuzberg.js'
import { extensionsOf, type SupportedFormat } from './mime.js'
import type { ExtractionConfig, ExtractionResult } from './types.js'

// The functions that kreuzberg's users know, on one engine that is made when the first of them is called.
// It is never closed: it holds nothing that keeps a process alive.

let engine: Promise<Kreuzberg> | undefined

function defaultEngine(): Promise<Kreuzberg> {
  engine ??= init().catch((error: unknown) => {
    engine = undefined
    throw error
  })
  return engine
}

/** A document in memory and what it is, for {@link batchExtractBytes}. */
export interface BytesWithType {
  readonly data: Uint8Array | ArrayBuffer
  readonly mimeType?: string | null | undefined
}

/**
 * Extracts a document in memory.
 *
 * @param mimeType its type; told from the bytes if missing
 * @throws KreuzbergError
 */
export async function extractBytes(
  bytes: Uint8Array | ArrayBuffer,
  mimeType?: string | null,
  config?: ExtractionConfig | null,
): Promise<ExtractionResult> {
  return (await defaultEngine()).extract(bytes, optionsFrom(mimeType, config))
}

/**
 * Extracts a file, given by its path, file: URL, or as a `File` or `Blob`.
 *
 * @param mimeType its type; told from the name and the bytes if missing
 * @throws KreuzbergError
 */
export async function extractFile(
  file: string | URL | Blob,
  mimeType?: string | null,
  config?: ExtractionConfig | null,
): Promise<ExtractionResult> {
  return (await defaultEngine()).extract(file, optionsFrom(mimeType, config))
}

/**
 * Extracts several documents in memory.
 *
 * @returns one result an input, in the order of the inputs
 * @throws KreuzbergError the first document's that fails, which it names; the others are then given up.
 *   `Kreuzberg.extractMany` gives an outcome for each instead
 */
export async function batchExtractBytes(
  documents: readonly BytesWithType[],
  config?: ExtractionConfig | null,
): Promise<ExtractionResult[]> {
  return batch(
    documents.map(({ data, mimeType }) => ({ input: data, ...optionsFrom(mimeType) })),
    config,
  )
}

/**
 * Extracts several files, each given by its path, file: URL, or as a `File` or `Blob`.
 *
 * @returns one result an input, in the order of the inputs
 * @throws KreuzbergError the first file's that fails, which it names; the others are then given up.
 *   `Kreuzberg.extractMany` gives an outcome for each instead
 */
export async function batchExtractFiles(
  files: readonly (string | URL | Blob)[],
  config?: ExtractionConfig | null,
): Promise<ExtractionResult[]> {
  return batch(files, config)
}

/**
 * The MIME type of a document: from its file name's extension if it has one that is known, else from its bytes.
 * `Kreuzberg.detectMimeType` says why, too.
 *
 * @throws KreuzbergError `unsupported_format` if it cannot be told
 */
export async function detectMimeType(bytes: Uint8Array | ArrayBuffer, filename?: string): Promise<string> {
  return (await (await defaultEngine()).detectMimeType(bytes, filename)).mimeType
}

/**
 * The MIME type of a document, from its bytes alone.
 *
 * @throws KreuzbergError `unsupported_format` if it cannot be told
 */
export async function detectMimeFromBytes(bytes: Uint8Array | ArrayBuffer): Promise<string> {
  return detectMimeType(bytes)
}

/** The file name extensions of a MIME type, without the dot; empty if it is not read. */
export async function getExtensionsForMime(mimeType: string): Promise<string[]> {
  return extensionsOf(mimeType, await listSupportedFormats())
}

/** The types that are read, with their aliases and extensions. */
export async function listSupportedFormats(): Promise<SupportedFormat[]> {
  return (await defaultEngine()).listSupportedFormats()
}

function optionsFrom(mimeType?: string | null, config?: ExtractionConfig | null) {
  return { mimeType: mimeType ?? undefined, config: config ?? undefined }
}

type BatchInput = DocumentInput | { readonly input: DocumentInput; readonly mimeType?: string | undefined }

async function batch(
  inputs: readonly BatchInput[],
  config?: ExtractionConfig | null,
): Promise<ExtractionResult[]> {
  const kreuzberg = await defaultEngine()
  const results: ExtractionResult[] = []
  const outcomes: AsyncIterable<Outcome> = kreuzberg.extractMany(inputs, {
    ...optionsFrom(null, config),
    ordered: true,
  })
  for await (const { result, error } of outcomes) {
    if (error) throw error
    results.push(result)
  }
  return results
}
