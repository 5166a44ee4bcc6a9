import type { InitOptions } from '../options.js'
import { loadFailed } from '../runtime/compile.js'
import type { Runtime } from '../runtime/runtime.js'
import type { Stats } from '../stats.js'
import type { ModuleName } from '../wasm/files.js'
import type { Modules } from './modules.js'
import { Pool } from './pool.js'
import type { Call, Lack, Reply } from './protocol.js'
import { settingsFrom } from './settings.js'
import { Supplied } from './supplied.js'

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

/** The same, in sandboxes of a module that is named and loaded; one that lacks what the call needs says so. */
export interface SandboxExecutor extends Pick<Executor, 'stats' | 'close'> {
  run(call: Call, control: SandboxControl): Promise<Reply | Lack>
}

/** What the outside wants of one call. */
export interface Control {
  /** The document's name, for messages. */
  readonly name: string
  readonly signal?: AbortSignal | undefined
  /** From the start of the extraction, in milliseconds. Default: the engine's. */
  readonly timeoutMs?: number | undefined
  /** The call's bytes belong to nobody else: they may be moved instead of copied. */
  readonly transfer?: boolean | undefined
}

export interface SandboxControl extends Control {
  readonly module: ModuleName
}

/**
 * Gives the executor that the options ask for: a pool where the runtime has workers, unless `workers` is 0.
 *
 * @throws KreuzbergError `load_failed` when the code for sandboxes in the calling thread cannot be loaded
 */
export async function createExecutor(
  { startWorker, nextTask, memory }: Runtime,
  modules: Modules,
  options: Omit<InitOptions, 'limits'> & { readonly workers: number },
): Promise<Executor> {
  const settings = settingsFrom(modules.loaded, options, memory)
  const executor =
    startWorker && settings.workers > 0
      ? new Pool(settings, startWorker)
      : new (await inThread())(settings, nextTask)
  return new Supplied(executor, modules)
}

/** A page with workers has no use for it, and does not download it. */
async function inThread() {
  try {
    return (await import('./in_thread.js')).InThread
  } catch (cause) {
    throw loadFailed(
      'sandbox/in_thread.js',
      cause,
      'serve it beside the rest of the package, or leave `workers` at 1 or more',
    )
  }
}
