import type { ErrorCode } from '../errors.js'
import type { InitOptions } from '../options.js'
import type { Runtime } from '../runtime/runtime.js'
import { InThread } from './in_thread.js'
import { Pool } from './pool.js'
import type { Call, Reply } from './protocol.js'
import type { RecycleReason } from './recycle.js'
import { settingsFrom } from './settings.js'

/** As many workers as there are processors, but no more than this unless asked: each has a memory of its own. */
const MAX_DEFAULT_WORKERS = 4

/** Carries out calls in sandboxes, wherever these are. */
export interface Executor {
  /**
   * Settles once: with the reply, or with a rejection by a KreuzbergError.
   *
   * @throws KreuzbergError any code a sandbox gives, `timeout`, `aborted`, `queue_full`, `closed`, `sandbox_crashed`,
   *   `out_of_memory`
   */
  run(call: Call, control: Control): Promise<Reply>
  stats(): Stats
  /** Takes no more calls; resolves when those taken have settled. `abort` rejects them with `aborted` at once. */
  close(options?: { readonly abort?: boolean | undefined }): Promise<void>
}

/** What the outside wants of one call. */
export interface Control {
  /** The document's name, for messages. */
  readonly name: string
  readonly signal?: AbortSignal
  /** From the start of the extraction, in milliseconds. Default: the engine's. */
  readonly timeoutMs?: number
  /** The call's bytes belong to nobody else: they may be moved instead of copied. */
  readonly transfer?: boolean
}

/** What an engine has done, and what it holds. */
export interface Stats {
  /** Calls that have settled, failures among them. */
  readonly documents: number
  /** Failed calls, by error code; a code that never occurred is absent. */
  readonly failures: { readonly [code in ErrorCode]?: number }
  /** Sandboxes replaced, by reason. `terminated` ones were ended in mid-flight, by a time-out or an abort. */
  readonly recycles: { readonly [reason in RecycleReason | 'terminated']: number }
  /** Live workers; 0 where extraction runs in the calling thread. */
  readonly workers: number
  /** Calls under way. */
  readonly running: number
  /** Calls waiting. */
  readonly queued: number
  /** Linear memory of each live sandbox after its latest call, in bytes. */
  readonly memoryBytes: readonly number[]
}

/** The executor that the options ask for: a pool where the runtime has workers, unless `workers` is 0. */
export function createExecutor(runtime: Runtime, module: WebAssembly.Module, options: InitOptions): Executor {
  const { startWorker } = runtime
  const workers = startWorker ? (options.workers ?? Math.min(runtime.parallelism, MAX_DEFAULT_WORKERS)) : 0
  const settings = settingsFrom(module, { ...options, workers })
  return startWorker && workers > 0 ? new Pool(settings, startWorker) : new InThread(settings)
}
