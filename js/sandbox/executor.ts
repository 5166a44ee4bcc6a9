import type { CallSignal } from '../abort.js'
import type { InitOptions } from '../options.js'
import type { Runtime } from '../runtime/runtime.js'
import type { Stats } from '../stats.js'
import type { ModuleName } from '../wasm/files.js'
import { InThread } from './in_thread.js'
import type { Modules } from './modules.js'
import { Pool } from './pool.js'
import type { Call, Lack, Reply } from './protocol.js'
import { settingsFrom } from './settings.js'
import { Supplied } from './supplied.js'

/** What an executor knows of itself: all but the calls that are made. */
export type Held = Omit<Stats, 'documents' | 'failures' | 'queued'>

/** Carries out calls in sandboxes, wherever these are. */
export interface Executor {
  /**
   * Settles once: with the reply, or with a rejection by a KreuzbergError.
   *
   * @throws KreuzbergError any code a sandbox gives, `timeout`, `aborted`, `sandbox_crashed`,
   *   `out_of_memory`
   */
  run(call: Call, control: Control): Promise<Reply>
  stats(): Held
  /** Lets go of what it holds, once no call is open. */
  close(): Promise<void>
}

/** The same, in sandboxes of a module that is named and loaded; one that lacks what the call needs says so. */
export interface SandboxExecutor extends Pick<Executor, 'stats' | 'close'> {
  run(call: Call, control: SandboxControl): Promise<Reply | Lack>
  /** A call is about to come whose module is being loaded: time to make ready what it needs besides. */
  expect?(): void
}

/** What the outside wants of one call. */
export interface Control {
  /** The document's name, for messages. */
  readonly name: string
  readonly signal?: CallSignal | undefined
  /** From the start of the extraction, in milliseconds. Default: the engine's. */
  readonly timeoutMs?: number | undefined
  /** The call's bytes belong to nobody else: they may be moved instead of copied. */
  readonly transfer?: boolean | undefined
  /** Gives the smallest module that may well do, or `any` where each can. */
  readonly wanted: () => ModuleName | 'any'
}

export interface SandboxControl extends Omit<Control, 'wanted'> {
  readonly module: ModuleName
}

/**
 * The executor that the options ask for: a pool where the runtime has workers, unless `workers` is 0.
 *
 * Both are imported from the start: service workers have no workers and no `import()` either.
 */
export function createExecutor(
  { startWorker, nextTask, memory }: Runtime,
  modules: Modules,
  options: Omit<InitOptions, 'limits'> & { readonly workers: number },
): Executor {
  const settings = settingsFrom(modules.loaded, options, memory)
  const executor =
    startWorker && settings.workers > 0 ? new Pool(settings, startWorker) : new InThread(settings, nextTask)
  return new Supplied(executor, modules)
}
