import type { CallSignal } from './abort.js'
import { abortedError, invalidInput, type KreuzbergError } from './errors.js'
import { overInputLimit } from './limits.js'
import { readResponseName } from './response_name.js'
import type { Runtime } from './runtime/runtime.js'
import { readStream, type ByteSource } from './stream.js'

/**
 * A document. Its bytes are never changed, and never detached unless `transfer` is asked for.
 *
 * - `string`: a path, or a `file:` URL. Remote documents go in as `await fetch(url)`.
 * - `URL`: a `file:` URL.
 * - bytes: `Uint8Array`, `Buffer`, any other view, `ArrayBuffer`, `SharedArrayBuffer`.
 * - `Blob`, `File`: its name and type help to tell what it is.
 * - `Response`: its URL's last segment or Content-Disposition gives the name, Content-Type the type.
 * - `ReadableStream`, a Node `Readable`, any `AsyncIterable` of chunks of bytes: read to its end.
 */
export type DocumentInput = string | URL | ArrayBufferView | ArrayBufferLike | Blob | Response | ByteSource

/** A document that has been read. */
export interface LoadedDocument {
  readonly bytes: Uint8Array
  /** File name or path, if known: its extension helps to tell the type. */
  readonly filename: string | null
  /** The declared type, as declared, if any. */
  readonly mimeType: string | null
  /** For messages; never empty. */
  readonly name: string
  /** Whether the bytes were made here, so that nobody else can notice when they are moved away. */
  readonly owned: boolean
}

export interface ReadOptions {
  readonly runtime: Runtime
  /** The most bytes that are read. */
  readonly maxBytes: number
  readonly signal?: CallSignal | undefined
  /** Overrides the name the input has. */
  readonly filename?: string | undefined
  /** Overrides the type the input declares. */
  readonly mimeType?: string | undefined
  /** Stands in messages for an input that has no name. */
  readonly fallbackName?: string | undefined
  /** Called with the number of bytes read so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/** What an input knows of itself. */
interface Found {
  readonly bytes: Uint8Array
  readonly filename?: string | undefined
  readonly mimeType?: string | undefined
  readonly owned: boolean
}

/**
 * Reads a document of any kind to bytes. What is in memory is there at once: turns that nobody needs are most of
 * what a small document costs outside of its sandbox.
 *
 * @throws KreuzbergError `invalid_input` for what cannot be read, `limit_exceeded` past `maxBytes`, `aborted`
 */
export function readInput(
  input: DocumentInput,
  options: ReadOptions,
): LoadedDocument | Promise<LoadedDocument> {
  const name = options.filename ?? nameOf(input) ?? options.fallbackName ?? kindOf(input)
  if (options.signal?.aborted) throw abortedError(options.signal, name)
  if (ArrayBuffer.isView(input)) return loaded(viewOf(input), name, options)
  return find(input, name, options).then((found) => loaded(found, name, options))
}

function loaded(found: Found, name: string, options: ReadOptions): LoadedDocument {
  if (found.bytes.byteLength > options.maxBytes) throw overInputLimit(options.maxBytes, name)
  return {
    bytes: found.bytes,
    filename: options.filename ?? found.filename ?? null,
    mimeType: options.mimeType ?? found.mimeType ?? null,
    name,
    owned: found.owned,
  }
}

/** The name by which messages and outcomes call an input, before any of it is read; undefined if it has none. */
export function nameOf(input: DocumentInput): string | undefined {
  if (ArrayBuffer.isView(input)) return undefined
  if (typeof input === 'string') return input === '' ? undefined : input
  if (input instanceof URL) return input.href
  if (isResponse(input)) return readResponseName(input)
  if (isBlob(input) && 'name' in input && typeof input.name === 'string' && input.name !== '')
    return input.name
  return undefined
}

async function find(input: DocumentInput, name: string, options: ReadOptions): Promise<Found> {
  if (typeof input === 'string' || input instanceof URL) return readLocation(input, name, options)
  if (isArrayBuffer(input)) return viewed(input, 0, input.byteLength)
  if (isResponse(input)) return readResponse(input, name, options)
  if (isBlob(input)) return readBlob(input, name, options)
  if (isByteSource(input)) return { bytes: await readStream(input, { ...options, name }), owned: true }
  throw invalidInput(`${describe(input)} is not a document; ${adviceFor(input)}`, name)
}

function viewOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Found {
  return viewed(buffer, byteOffset, byteLength)
}

function viewed(buffer: ArrayBufferLike, offset: number, length: number): Found {
  // What has been transferred away cannot even be viewed; it is as empty as it says.
  if (length === 0) return { bytes: new Uint8Array(), owned: true }
  const bytes = new Uint8Array(buffer, offset, length)
  // Memory that other threads write to would change under the extractor: a snapshot of it is taken.
  return !(buffer instanceof ArrayBuffer) && tagOf(buffer) === 'SharedArrayBuffer'
    ? { bytes: new Uint8Array(bytes), owned: true }
    : { bytes, owned: false }
}

async function readLocation(location: string | URL, name: string, options: ReadOptions): Promise<Found> {
  const refused = (message: string) => invalidInput(message, name)
  if (location === '') throw refused('the path is empty; pass the path of a file')
  const protocol = /^([a-z][a-z0-9+.-]+):/i.exec(typeof location === 'string' ? location : location.href)?.[1]
  const isFileUrl = protocol?.toLowerCase() === 'file'
  const isRemote = typeof location !== 'string' || /^(https?|blob|data|ftp):/i.test(location)
  if (isRemote && !isFileUrl) throw refused('a document is not fetched from a URL; pass `await fetch(url)`')
  if (!options.runtime.readPath)
    throw refused(`there are no files in ${options.runtime.name}; pass the document's bytes`)

  const target = isFileUrl && typeof location === 'string' ? parseUrl(location, refused) : location
  const { bytes, path } = await options.runtime.readPath(target, { ...options, name })
  options.onBytes?.(bytes.byteLength)
  return { bytes, filename: path, owned: true }
}

function parseUrl(text: string, refused: (message: string) => KreuzbergError): URL {
  try {
    return new URL(text)
  } catch {
    throw refused('it is not a valid file: URL')
  }
}

async function readBlob(blob: Blob, name: string, options: ReadOptions): Promise<Found> {
  if (blob.size > options.maxBytes) throw overInputLimit(options.maxBytes, name)
  const bytes = await readStream(blob.stream(), { ...options, name })
  return { bytes, filename: nameOf(blob), mimeType: telling(blob.type), owned: true }
}

async function readResponse(response: Response, name: string, options: ReadOptions): Promise<Found> {
  const refused = (message: string) => invalidInput(message, name)
  if (response.bodyUsed)
    throw refused('the response has been read already; pass `response.clone()` or its bytes')
  // An opaque or error response has status 0 and is not ok either.
  if (!response.ok) {
    await response.body?.cancel()
    throw refused(
      `the server answered ${response.status} ${response.statusText}`.trimEnd() + ', not a document',
    )
  }
  if (Number(response.headers.get('content-length')) > options.maxBytes) {
    await response.body?.cancel()
    throw overInputLimit(options.maxBytes, name)
  }
  const bytes = response.body ? await readStream(response.body, { ...options, name }) : new Uint8Array()
  const mimeType = telling(response.headers.get('content-type'))
  return { bytes, filename: readResponseName(response), mimeType, owned: true }
}

/** Servers and file pickers say octet-stream for what they do not know: that declares nothing. */
function telling(mimeType: string | null): string | undefined {
  if (!mimeType) return undefined
  return /^\s*(application|binary)\/octet-stream\b/i.test(mimeType) ? undefined : mimeType
}

// An input may come from another realm (an iframe, a vm context), where instanceof is false: shapes decide.

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

function isArrayBuffer(input: object): input is ArrayBufferLike {
  return ['ArrayBuffer', 'SharedArrayBuffer'].includes(tagOf(input))
}

function isBlob(input: unknown): input is Blob {
  return ['Blob', 'File'].includes(tagOf(input))
}

function isResponse(input: unknown): input is Response {
  return tagOf(input) === 'Response'
}

function isByteSource(input: unknown): input is ByteSource {
  if (typeof input !== 'object' || input === null) return false
  return 'getReader' in input || Symbol.asyncIterator in input
}

/** Whether an input comes in by and by, from somebody who may take any time. */
export function isStreamed(input: unknown): boolean {
  if (ArrayBuffer.isView(input)) return false
  return isResponse(input) || isBlob(input) || isByteSource(input)
}

/** What messages call an input that has no name. */
export function kindOf(input: unknown): string {
  if (ArrayBuffer.isView(input)) return '<buffer>'
  if (typeof input === 'string') return '<path>'
  if (typeof input !== 'object' || input === null) return '<input>'
  if (isArrayBuffer(input)) return '<buffer>'
  if (isBlob(input)) return '<blob>'
  if (isResponse(input)) return '<response>'
  return isByteSource(input) ? '<stream>' : '<input>'
}

function describe(input: unknown): string {
  if (input === null || input === undefined) return String(input)
  return typeof input === 'object' ? `a value of type ${tagOf(input)}` : `a ${typeof input}`
}

function adviceFor(input: unknown): string {
  if (tagOf(input) === 'Promise') return 'await it first'
  if (Array.isArray(input))
    return 'pass bytes as Uint8Array.from(array), and several documents to extractMany'
  return 'pass a path, bytes, a Blob, a Response or a stream of bytes'
}
