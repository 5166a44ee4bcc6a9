import {
  abortSignal,
  callback,
  flag,
  invalid,
  object,
  oneOf,
  text,
  wholeNumber,
  type Checks,
} from './checks.js'
import { checkLimits } from './limits.js'
import type { CompiledModule, WasmSource } from './runtime/runtime.js'
import type { WasmSources } from './sandbox/modules.js'
import { files, type WasmFile } from './wasm/files.js'
import type { EngineEvent } from './events.js'
import { describe, isPlainObject, type PlainObject } from './schema/plain_value.js'
import { configSchema } from './schema/config.js'
import { toWire } from './schema/wire.js'
import type { ExtractionConfig, Limits } from './types.js'

/** When a sandbox is replaced by a fresh one, besides at once after a trap. */
export interface RecycleOptions {
  /** After this many documents. Default: 100. */
  readonly afterDocuments?: number | undefined
  /** When its linear memory has grown past this many bytes. Default: 128 MiB. */
  readonly aboveBytes?: number | undefined
}

/** Options of an engine; every one has a default. */
export interface InitOptions {
  /**
   * How many workers extract at the same time, at most. 0 extracts in the calling thread, where nothing can
   * interrupt an extraction. Default: one a processor, at most 4; 0 where there are no workers.
   */
  readonly workers?: number | undefined
  /** When a sandbox is replaced by a fresh one. */
  readonly recycle?: RecycleOptions | undefined
  /** The most linear memory that a sandbox may have, in bytes: past it a document gets `out_of_memory`. Default: 1 GiB. */
  readonly memoryLimitBytes?: number | undefined
  /** How long an extraction may take, in milliseconds from its start; a call may say otherwise. Default: no end. */
  readonly timeoutMs?: number | undefined
  /** How many documents may wait: one more gets `queue_full`. Default: any number. */
  readonly maxQueue?: number | undefined
  /** What a document may cost; a call's `config.limits` win over these. */
  readonly limits?: Limits | undefined
  /**
   * The WebAssembly files, if not the packaged ones: each by its name, `{ kreuzberg: ..., 'chinese-japanese': ... }`, or
   * the module `kreuzberg` alone.
   */
  readonly wasm?: WasmSource | WasmSources | undefined
  /**
   * Which WebAssembly files are loaded before `init` resolves. The others are loaded once a document needs them;
   * `['kreuzberg']` needs no others but tables. Default: the module, where there is but one to choose from.
   */
  readonly modules?: readonly WasmFile[] | undefined
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
  /**
   * Moves the input's bytes to the sandbox instead of copying them; the caller's are detached. A view of a part of
   * its buffer is copied all the same, since the rest of the buffer is not the document's.
   */
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

const eachFile = object<WasmSources>(
  Object.fromEntries(files.map((file) => [file, wasmSource])) as Checks<WasmSources>,
)

/** Options of an engine that have been checked, the limits in the sandbox's spelling. */
export type CheckedInit = Omit<InitOptions, 'limits'> & { readonly limits?: PlainObject | undefined }

const initChecks: Checks<CheckedInit> = {
  workers: wholeNumber(0),
  recycle: object<RecycleOptions>({ afterDocuments: wholeNumber(1), aboveBytes: wholeNumber(1) }),
  memoryLimitBytes: wholeNumber(1),
  timeoutMs: wholeNumber(1),
  maxQueue: wholeNumber(0),
  limits: checkLimits,
  wasm: wasmSources,
  modules: fileNames,
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
export function checkInitOptions(options: unknown = {}): CheckedInit {
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

/** Each file by its name; a source without one is the module that has everything. */
export function sourcesOf(wasm: WasmSource | WasmSources): WasmSources {
  return isSource(wasm) ? { kreuzberg: wasm } : (wasm as WasmSources)
}

function isSource(value: unknown): value is CompiledModule {
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  return (
    ['WebAssembly.Module', 'ArrayBuffer', 'Response', 'URL', 'String'].includes(kind) ||
    ArrayBuffer.isView(value)
  )
}

function wasmSources(value: unknown, path: string): WasmSource | WasmSources {
  return isPlainObject(value) ? eachFile(value, path) : wasmSource(value, path)
}

function wasmSource(value: unknown, path: string): WasmSource {
  if (isSource(value)) return value
  throw invalid(
    path,
    `must be a WebAssembly.Module, its bytes, a Response, or where it lies, not ${describe(value)}`,
  )
}

function fileNames(value: unknown, path: string): readonly WasmFile[] {
  if (!Array.isArray(value)) throw invalid(path, `must be an array of names, not ${describe(value)}`)
  return value.map((name: unknown, index) => oneOf(files)(name, `${path}[${index}]`))
}
