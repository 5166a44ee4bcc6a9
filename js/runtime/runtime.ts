import type { CallSignal } from '../abort.js'
/**
 * What differs between the places JavaScript runs in. Each has one file beside this one; everything else in
 * the package is the same everywhere.
 */
export interface Runtime {
  /** For messages: "there are no files in ...". */
  readonly name: string

  /**
   * Compiles the sandbox's module.
   *
   * @throws KreuzbergError `load_failed`, which names where the module should be and what to do
   */
  compile(source: WasmSource): Promise<CompiledModule>

  /** What a sandbox may have where a platform allows little. Absent: the engine's defaults. */
  readonly memory?: { readonly memoryLimitBytes: number; readonly aboveBytes: number }

  /** How many threads the machine runs at the same time. */
  readonly parallelism: number

  /** Starts a worker that serves a sandbox (sandbox/worker.ts). Absent where there are no workers. */
  readonly startWorker?: StartWorker | undefined

  /**
   * Lets others come through between two documents in the calling thread. Absent where a timer does that.
   */
  readonly nextTask?: () => Promise<void>

  /**
   * Reads a file. Absent where there is no file system.
   *
   * @throws KreuzbergError `invalid_input` (missing, a directory, not readable), `limit_exceeded`, `aborted`
   */
  readonly readPath?: (path: string | URL, options: ReadPathOptions) => Promise<FileContent>
}

/** A `WebAssembly.Module`, whose type only TypeScript's DOM library names, which users in Node may not have. */
export type CompiledModule = object

/** The WebAssembly module, if not the packaged one: compiled, its bytes, or the URL or path where it lies. */
export type WasmSource = CompiledModule | ArrayBuffer | ArrayBufferView | Response | URL | string

export interface ReadPathOptions {
  /** What errors call the document. */
  readonly name: string
  /** Reading stops once this many bytes are passed. */
  readonly maxBytes: number
  readonly signal?: CallSignal | undefined
}

export interface FileContent {
  readonly bytes: Uint8Array
  /** The path as the caller gave it; that of a file: URL. */
  readonly path: string
}

export type StartWorker = (events: WorkerEvents) => WorkerHandle

export interface WorkerEvents {
  readonly onMessage: (message: unknown) => void
  /** The worker ended, or never began; told at least once, unless it was terminated. */
  readonly onEnd: (reason: string) => void
}

/** A worker, whatever the runtime calls it. */
export interface WorkerHandle {
  post(message: unknown, transfer: ArrayBuffer[]): void
  /** Resolves when it has ended. */
  terminate(): Promise<void>
  /** Whether it keeps the process alive. A new worker does. Nothing where a runtime has no such notion. */
  ref(): void
  unref(): void
}
