import type { WasmFile } from '../wasm/files.js'

/**
 * What is said across the seam between JavaScript and a sandbox: plain values only, so that the same
 * message serves a call in this thread and one posted to a worker. The Rust side is src/request.rs,
 * src/outcome.rs and src/error.rs; both name the version below, and a sandbox refuses another one.
 */
export const SEAM_VERSION = 1

/** A value that JSON can hold: what a validated config is made of, keys as kreuzberg spells them. */
export type WireValue = string | number | boolean | null | WireValue[] | { [key: string]: WireValue }

/** What the outside knows of a document besides its bytes. */
export interface DocumentHint {
  /** File name or path, if any: its extension helps to tell the type. */
  readonly filename: string | null
  /** Type declared by the caller or by a response's header, parameters and all. */
  readonly mimeType: string | null
}

export interface ExtractRequest extends DocumentHint {
  readonly version: typeof SEAM_VERSION
  /** kreuzberg's ExtractionConfig in its own snake_case. */
  readonly config: { [key: string]: WireValue }
  /** The engine's limits, in snake_case; those in `config` win over them. */
  readonly limits: { [key: string]: WireValue }
}

/** Which page of a PDF to draw, and how; at most one of `dpi`, `scale` and `width` is there. */
export interface RenderRequest {
  /** Counted from 1. */
  readonly page: number
  readonly dpi?: number
  /** Pixels a point. */
  readonly scale?: number
  /** Of the picture, in pixels. */
  readonly width?: number
  readonly format: 'png' | 'rgba'
  /** Red, green, blue and opacity of the paper, 0 to 255 each. */
  readonly background: readonly [number, number, number, number]
  readonly password?: string
}

/** One operation of a sandbox and its arguments. Flat: each object within another costs a worker's message a microsecond. */
export interface Call {
  readonly kind: 'extract' | 'detect' | 'renderPage' | 'pageCount' | 'formats'
  /** The document, if it is about one: copied into linear memory, never changed. */
  readonly bytes?: Uint8Array | undefined
  /** As JSON an ExtractRequest, a DocumentHint or a RenderRequest; for `pageCount` the password, if there is one. */
  readonly request?: string | undefined
}

/** A result as it leaves a sandbox: JSON, and the binaries that JSON has no place for. */
export interface Reply {
  readonly json: string
  readonly binaries?: readonly Binary[]
}

/** `path` leads from the root of the JSON value to where `bytes` belong; null stands there meanwhile. */
export interface Binary {
  readonly path: readonly (string | number)[]
  readonly bytes: Uint8Array
}

/** What a sandbox says of a call that needs a file which it has not. */
export interface Lack {
  /** A module that can do more, or tables. */
  readonly lacks: WasmFile
  /** The call's bytes, where they were moved to the sandbox. */
  readonly bytes?: Uint8Array
  /** How long it took to find out, in milliseconds. */
  readonly elapsedMs: number
}

/** How a sandbox says no. `message` does not name the document: only the outside knows its name. */
export interface Failure {
  readonly code: string
  readonly message: string
  /** What kreuzberg, or the panic, said. */
  readonly detail: string | null
  /** The limit that was passed, where one was. */
  readonly limit?: { readonly name: string; readonly value: number } | null
}
