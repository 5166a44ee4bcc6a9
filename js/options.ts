import { KreuzbergError } from './errors.js'
import type { Limits } from './limits.js'
import type { WasmSource } from './runtime/runtime.js'
import type { EngineEvent } from './events.js'
import { describe, isPlainObject, type PlainObject } from './schema/plain_value.js'
import { configSchema } from './schema/config.js'
import { toWire, unknownOption } from './schema/wire.js'
import type { ExtractionConfig } from './types.js'

/** When a sandbox is replaced by a fresh one, besides at once after a trap. */
export interface RecycleOptions {
  /** After this many documents. */
  readonly afterDocuments?: number | undefined
  /** When its linear memory has grown past this many bytes. */
  readonly aboveBytes?: number | undefined
}

/** Options of an engine; every one has a default. */
export interface InitOptions {
  /** How many workers extract at the same time, at most. 0 extracts in the calling thread. */
  readonly workers?: number | undefined
  /** When a sandbox is replaced by a fresh one. */
  readonly recycle?: RecycleOptions | undefined
  /** The most linear memory that a sandbox may have, in bytes: past it a document gets `out_of_memory`. */
  readonly memoryLimitBytes?: number | undefined
  /** How long an extraction may take, in milliseconds from its start; a call may say otherwise. */
  readonly timeoutMs?: number | undefined
  /** How many documents may wait: one more gets `queue_full`. */
  readonly maxQueue?: number | undefined
  /** What an input may cost before it reaches a sandbox. */
  readonly limits?: Limits | undefined
  /** The WebAssembly module, if not the packaged one. */
  readonly wasm?: WasmSource | undefined
  /** Told of recycled sandboxes, crashes and time-outs as they happen. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined
}

/** How far a call is. */
export interface ExtractProgress {
  /** The document's name. */
  readonly document: string
  /** `reading` while its bytes come in, `extracting` once the sandbox has been asked. */
  readonly phase: 'reading' | 'extracting'
  /** Bytes read so far. */
  readonly bytes: number
}

/** Options of one call. */
export interface ExtractOptions {
  /** The document's type, if known; wins over what its name and bytes say wherever it can be true. */
  readonly mimeType?: string | undefined
  /** The document's file name, for messages and to tell its type by the extension. */
  readonly filename?: string | undefined
  /** kreuzberg's configuration, keys in camelCase. */
  readonly config?: ExtractionConfig | undefined
  /** Aborts the call at any moment; it then rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined
  /** How long the extraction may take, in milliseconds from its start. Default: the engine's. */
  readonly timeoutMs?: number | undefined
  /** Moves the input's bytes to the sandbox instead of copying them; the caller's are detached. */
  readonly transfer?: boolean | undefined
  /** Told how far the call is. What it throws rejects the call. */
  readonly onProgress?: ((progress: ExtractProgress) => void) | undefined
}

/** Options of a call on many documents. Those of {@link ExtractOptions} are common to all of them. */
export interface ExtractManyOptions extends ExtractOptions {
  /** Outcomes in the order of the inputs instead of as they finish. Default: false. */
  readonly ordered?: boolean | undefined
}

/** Options that have been checked, the configuration in kreuzberg's spelling. */
export type Checked<T> = Omit<T, 'config'> & { readonly config?: PlainObject | undefined }

/** A check gives the value if it is a valid one, and throws otherwise. */
type Check<T> = (value: unknown, path: string) => T

type Checks<T> = { readonly [K in keyof T]-?: Check<T[K]> }

const initChecks: Checks<InitOptions> = {
  workers: wholeNumber(0),
  recycle: object<RecycleOptions>({ afterDocuments: wholeNumber(1), aboveBytes: wholeNumber(1) }),
  memoryLimitBytes: wholeNumber(1),
  timeoutMs: wholeNumber(1),
  maxQueue: wholeNumber(0),
  limits: object<Limits>({ inputBytes: wholeNumber(0) }),
  wasm: wasmSource,
  onEvent: callback,
}

const extractChecks: Checks<Checked<ExtractOptions>> = {
  mimeType: text,
  filename: text,
  config: checkConfig,
  signal: abortSignal,
  timeoutMs: wholeNumber(1),
  transfer: flag,
  onProgress: callback,
}

const extractManyChecks: Checks<Checked<ExtractManyOptions>> = { ...extractChecks, ordered: flag }

/**
 * Checks the options of `init`.
 *
 * @throws KreuzbergError `invalid_config`
 */
export function checkInitOptions(options: unknown = {}): InitOptions {
  return object(initChecks)(options, '')
}

/**
 * Checks the options of a call on one document.
 *
 * @throws KreuzbergError `invalid_config`
 */
export function checkExtractOptions(options: unknown = {}): Checked<ExtractOptions> {
  return object(extractChecks)(options, '')
}

/**
 * Checks the options of a call on many documents.
 *
 * @throws KreuzbergError `invalid_config`
 */
export function checkExtractManyOptions(options: unknown = {}): Checked<ExtractManyOptions> {
  return object(extractManyChecks)(options, '')
}

/**
 * Checks a configuration and gives it in kreuzberg's spelling.
 *
 * @throws KreuzbergError `invalid_config`
 */
export function checkConfig(config: unknown, path = 'config'): PlainObject {
  return toWire(config, configSchema, path)
}

function object<T>(checks: Checks<T>): Check<T> {
  return (value, path) => {
    if (!isPlainObject(value)) throw invalid(path || 'options', `must be an object, not ${describe(value)}`)
    const checked: Partial<Record<keyof T, unknown>> = {}
    for (const key of Object.keys(value)) {
      if (!isKey(checks, key)) throw unknownOption(key, Object.keys(checks), path)
      const item = value[key]
      if (item !== undefined) checked[key] = checks[key](item, path === '' ? key : `${path}.${key}`)
    }
    return checked as T
  }
}

function isKey<T extends object>(object: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(object, key)
}

function wholeNumber(minimum: number): Check<number> {
  return (value, path) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value
    throw invalid(path, `must be a whole number of at least ${minimum}, not ${describe(value)}`)
  }
}

function text(value: unknown, path: string): string {
  if (typeof value === 'string') return value
  throw invalid(path, `must be a string, not ${describe(value)}`)
}

function flag(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value
  throw invalid(path, `must be true or false, not ${describe(value)}`)
}

function callback<T extends (...args: never[]) => void>(value: unknown, path: string): T {
  if (typeof value === 'function') return value as T
  throw invalid(path, `must be a function, not ${describe(value)}`)
}

function abortSignal(value: unknown, path: string): AbortSignal {
  if (Object.prototype.toString.call(value) === '[object AbortSignal]') return value as AbortSignal
  throw invalid(path, `must be an AbortSignal, not ${describe(value)}`)
}

function wasmSource(value: unknown, path: string): WasmSource {
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  const isSource = ['WebAssembly.Module', 'ArrayBuffer', 'Response', 'URL', 'String'].includes(kind)
  if (isSource || ArrayBuffer.isView(value)) return value as WasmSource
  throw invalid(
    path,
    `must be a WebAssembly.Module, its bytes, a Response, or where it lies, not ${describe(value)}`,
  )
}

function invalid(path: string, message: string): KreuzbergError {
  return new KreuzbergError('invalid_config', `${path} ${message}`)
}
