import type { CallSignal } from './abort.js'
import { KreuzbergError, emptyError } from './errors.js'
import { extractMany, type ManyInputs, type Outcome } from './extract_many.js'
import { isStreamed, kindOf, nameOf, readInput, type DocumentInput, type LoadedDocument } from './input.js'
import { maxInputBytes } from './limits.js'
import type { DetectedType, SupportedFormat } from './mime.js'
import {
  checkExtractManyOptions,
  checkExtractOptions,
  checkInitOptions,
  sourcesOf,
  type Checked,
  type CheckedInit,
  type ExtractManyOptions,
  type ExtractOptions,
  type InitOptions,
} from './options.js'
import { OpenCalls } from './open_calls.js'
import {
  checkPageOptions,
  checkRenderOptions,
  toPage,
  type PageOptions,
  type RenderOptions,
  type RenderedPage,
} from './render.js'
import { parseJson, toResult } from './result.js'
import { currentRuntime, packagedFiles } from './runtime/current.js'
import type { Runtime } from './runtime/runtime.js'
import { moduleFor } from './sandbox/choice.js'
import { createExecutor, type Executor } from './sandbox/executor.js'
import { Modules } from './sandbox/modules.js'
import { SEAM_VERSION, type Call, type ExtractRequest, type Reply } from './sandbox/protocol.js'
import type { Stats } from './stats.js'
import type { ExtractionResult } from './types.js'
import type { ModuleName } from './wasm/files.js'

/**
 * Gives an engine. Its documents load the WebAssembly modules that can read them, unless `modules` names some: then this
 * does. Where there is but one, as on edge platforms, this loads it.
 *
 * @throws KreuzbergError `invalid_config` for an option that does not exist or has a wrong value,
 *   `load_failed` when the module cannot be loaded
 */
export async function init(options?: InitOptions): Promise<Kreuzberg> {
  const runtime = currentRuntime()
  const { wasm = packagedFiles(), modules: wanted, ...checked } = checkInitOptions(options)
  if (wasm === undefined) {
    const message =
      'the slim package loads no module by itself; pass it as `wasm`: its bytes, its URL, or compiled'
    throw new KreuzbergError('load_failed', message)
  }
  const modules = new Modules(sourcesOf(wasm), runtime)
  await Promise.all((wanted ?? modules.only).map((file) => modules.load(file)))
  const settings = {
    ...checked,
    workers: runtime.startWorker ? (checked.workers ?? defaultWorkers(runtime)) : 0,
  }
  return new Kreuzberg(createExecutor(runtime, modules, settings), runtime, settings)
}

/** One a processor, but no more than four: each has a linear memory of its own. */
function defaultWorkers({ parallelism }: Runtime): number {
  return Math.min(parallelism, 4)
}

/** What the symbol is where a runtime does not have it yet; compilers of `await using` take the same one. */
const asyncDispose: typeof Symbol.asyncDispose =
  (Symbol as Partial<SymbolConstructor>).asyncDispose ??
  (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose)

type Settings = CheckedInit & { readonly workers: number }

/** An engine: documents in, text and structure out. Made by {@link init}; to be closed when it is done with. */
export class Kreuzberg {
  readonly #executor: Executor
  readonly #runtime: Runtime
  readonly #options: Settings
  readonly #calls: OpenCalls

  /** @internal */
  constructor(executor: Executor, runtime: Runtime, options: Settings) {
    this.#executor = executor
    this.#runtime = runtime
    this.#options = options
    this.#calls = new OpenCalls(options)
  }

  /**
   * Extracts one document.
   *
   * @returns kreuzberg's result in camelCase; the same input and options always give the same one
   * @throws KreuzbergError with any `code`; it names the document
   */
  async extract(input: DocumentInput, options?: ExtractOptions): Promise<ExtractionResult> {
    return this.#extract(input, checkExtractOptions(options))
  }

  /**
   * Extracts any number of documents, given as an iterable or async iterable of inputs, or of
   * `{ input, ...options }` where the options are those of {@link extract} and win over the common ones.
   * A new input is asked for only when there is room for it, so that the source may be endless.
   *
   * @returns one outcome a document as they finish, or in order with `ordered: true`. A failed document is an
   *   outcome with an `error`; the generator itself throws only for options that are wrong, for `signal`
   *   (`aborted`), and what the source of inputs throws, after the outcomes of the inputs before it
   */
  extractMany(inputs: ManyInputs, options?: ExtractManyOptions): AsyncGenerator<Outcome, void, undefined> {
    return extractMany(inputs, () => {
      const { ordered = false, signal, ...common } = checkExtractManyOptions(options)
      const { workers, maxQueue = Infinity } = this.#options
      return {
        ordered,
        signal,
        // A document waits for every one that is worked on: no worker is idle while the next one is read.
        slots: Math.max(1, workers + Math.min(workers, maxQueue)),
        nameOf: (input, own, index) => own.filename ?? common.filename ?? nameOf(input) ?? `inputs[${index}]`,
        together: (left) => this.#calls.together(left),
        // Assigned and not spread: V8 takes a microsecond for each property that is added to what was spread.
        extract: (input, own, shared, name) =>
          this.#extract(input, Object.assign({}, common, checkExtractOptions(own)), name, shared),
      }
    })
  }

  /**
   * Tells what a document is, without extracting it: the declared type where it can be true, else the
   * extension, else the bytes.
   *
   * @param filename its extension helps to tell the type of an input that has no name
   * @throws KreuzbergError `unsupported_format` if its type cannot be told or is not read
   */
  async detectMimeType(input: DocumentInput, filename?: string): Promise<DetectedType> {
    return this.#onDocument(input, checkExtractOptions({ filename }), undefined, async (document, signal) => {
      const { bytes, name, owned, filename, mimeType } = document
      const call: Call = { kind: 'detect', bytes, request: JSON.stringify({ filename, mimeType }) }
      const control = { name, signal, transfer: owned, wanted: any }
      return parseJson(await this.#executor.run(call, control)) as DetectedType
    })
  }

  /**
   * Draws one page of a PDF.
   *
   * @throws KreuzbergError `invalid_config` if the page does not exist, `password_required`, `password_wrong`,
   *   `limit_exceeded` if the picture would be too large, and all that reading and extracting may fail with
   */
  async renderPage(input: DocumentInput, options?: RenderOptions): Promise<RenderedPage> {
    const { request, ...control } = checkRenderOptions(options)
    const call = { kind: 'renderPage', request: JSON.stringify(request) } as const
    const reply = await this.#callOn(input, control, call, 'kreuzberg')
    return toPage(reply, request.format)
  }

  /**
   * Counts the pages of a PDF.
   *
   * @throws KreuzbergError `password_required`, `password_wrong`, and all that reading and extracting may fail with
   */
  async pageCount(input: DocumentInput, options?: PageOptions): Promise<number> {
    const { password, ...control } = checkPageOptions(options)
    const call = { kind: 'pageCount', request: password } as const
    return parseJson(await this.#callOn(input, control, call, 'pdf')) as number
  }

  /** The types that are read, with their aliases and extensions. */
  async listSupportedFormats(): Promise<SupportedFormat[]> {
    const name = '<formats>'
    return this.#calls.run({
      name: () => name,
      rest: async (signal) => {
        const control = { name, signal, wanted: any }
        return parseJson(await this.#executor.run({ kind: 'formats' }, control)) as SupportedFormat[]
      },
    })
  }

  /** What this engine has done so far, and what it holds. */
  stats(): Stats {
    const held = this.#executor.stats()
    return { ...this.#calls.counts, ...held, queued: this.#calls.size - held.running }
  }

  /**
   * Lets the calls that have been made finish, and frees what the engine holds; with `abort: true` they end with
   * `aborted` instead. Every call after it rejects with `closed`. Closing twice does nothing.
   */
  async close({ abort = false }: { readonly abort?: boolean | undefined } = {}): Promise<void> {
    await this.#calls.close(abort)
    await this.#executor.close()
  }

  /** For `await using`: the same as {@link close}. */
  async [asyncDispose](): Promise<void> {
    await this.close()
  }

  #extract(
    input: DocumentInput,
    options: Checked<ExtractOptions>,
    name?: string,
    shared?: CallSignal,
  ): Promise<ExtractionResult> {
    const use = async (document: LoadedDocument, signal: CallSignal) =>
      toResult(await this.#send(document, options, signal))
    return this.#onDocument(input, options, name, use, shared)
  }

  /** Reads a document in its turn and makes a call with its bytes. */
  #callOn(
    input: DocumentInput,
    control: CallControl,
    call: Omit<Call, 'bytes'>,
    module: ModuleName,
  ): Promise<Reply> {
    return this.#onDocument(input, control, undefined, async ({ bytes, name, owned }, signal) => {
      if (bytes.byteLength === 0) throw emptyError(name)
      const { timeoutMs, transfer = false } = control
      return this.#executor.run(
        { ...call, bytes },
        { name, signal, timeoutMs, transfer: owned || (transfer && isWhole(bytes)), wanted: () => module },
      )
    })
  }

  /** Reads a document and uses it, in its turn; a stream is read before, since who fills it may take any time. */
  #onDocument<T>(
    input: DocumentInput,
    options: Checked<ExtractOptions>,
    fallbackName: string | undefined,
    use: (document: LoadedDocument, signal: CallSignal) => Promise<T>,
    shared?: CallSignal,
  ): Promise<T> {
    const read = (signal: CallSignal) => this.#read(input, options, signal, fallbackName)
    return this.#calls.run<LoadedDocument, T>({
      signal: options.signal,
      shared,
      name: () => options.filename ?? nameOf(input) ?? fallbackName ?? kindOf(input),
      early: isStreamed(input) ? read : undefined,
      rest: (signal, early) => {
        const document = early ?? read(signal)
        return document instanceof Promise
          ? document.then((loaded) => use(loaded, signal))
          : use(document, signal)
      },
    })
  }

  #read(
    input: DocumentInput,
    options: Checked<ExtractOptions>,
    signal: CallSignal,
    fallbackName?: string,
  ): LoadedDocument | Promise<LoadedDocument> {
    const { filename, mimeType, onProgress } = options
    const document = filename ?? nameOf(input) ?? fallbackName ?? '<input>'
    const onBytes = onProgress && ((bytes: number) => onProgress({ document, phase: 'reading', bytes }))
    const maxBytes = maxInputBytes(options.config, this.#options.limits)
    return readInput(input, {
      runtime: this.#runtime,
      maxBytes,
      filename,
      mimeType,
      signal,
      fallbackName,
      onBytes,
    })
  }

  #send(document: LoadedDocument, options: Checked<ExtractOptions>, signal: CallSignal): Promise<Reply> {
    const { bytes, name, owned, filename, mimeType } = document
    const { timeoutMs, transfer = false, config = {}, onProgress } = options
    if (bytes.byteLength === 0) throw emptyError(name)
    onProgress?.({ document: name, phase: 'extracting', bytes: bytes.byteLength })
    const { limits = {} } = this.#options
    const request: ExtractRequest = { version: SEAM_VERSION, filename, mimeType, config, limits }
    return this.#executor.run(
      { kind: 'extract', bytes, request: JSON.stringify(request) },
      {
        name,
        signal,
        timeoutMs,
        transfer: owned || (transfer && isWhole(bytes)),
        wanted: () => moduleFor(bytes, document),
      },
    )
  }
}

/** Every module knows all types. */
const any = () => 'any' as const

type CallControl = Pick<ExtractOptions, 'signal' | 'timeoutMs' | 'transfer'>

/** A small Buffer, for instance, is a part of memory that it shares with others. */
function isWhole({ buffer, byteLength }: Uint8Array): boolean {
  return byteLength === buffer.byteLength
}
