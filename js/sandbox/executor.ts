import type { InitOptions } from '../options.js'
import type { CompiledModule, Runtime } from '../runtime/runtime.js'
import type { Stats } from '../stats.js'
import { InThread } from './in_thread.js'
import { Pool } from './pool.js'
import type { Call, Reply } from './protocol.js'
import { settingsFrom } from './settings.js'

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

/** The executor that the options ask for: a pool where the runtime has workers, unless `workers` is 0. */
export function createExecutor(
  { startWorker, nextTask, memory }: Runtime,
  module: CompiledModule,
  options: Omit<InitOptions, 'limits'> & { readonly workers: number },
): Executor {
  const settings = settingsFrom(module, options, memory)
  return startWorker && settings.workers > 0
    ? new Pool(settings, startWorker)
    : new InThread(settings, nextTask)
}
