import { untilAborted } from '../abort.js'
import type { Control, Executor, Held, SandboxExecutor } from './executor.js'
import { isModule, type Modules } from './modules.js'
import type { Call, Reply } from './protocol.js'

/** Sees to it that a call is carried out by a module that can, and that this module is there. */
export class Supplied implements Executor {
  readonly #executor: SandboxExecutor
  readonly #modules: Modules

  constructor(executor: SandboxExecutor, modules: Modules) {
    this.#executor = executor
    this.#modules = modules
  }

  async run(call: Call, control: Control): Promise<Reply> {
    let own = call
    let { wanted, timeoutMs, transfer } = control
    for (;;) {
      const module = this.#modules.standIn(wanted)
      if (!this.#modules.loaded.has(module)) {
        this.#executor.expect?.()
        await untilAborted(this.#modules.load(module), control)
      }
      const { name, signal } = control
      const outcome = await this.#executor.run(own, { name, signal, module, timeoutMs, transfer })
      if (!('lacks' in outcome)) return outcome
      // Nobody else has these bytes by now.
      if (outcome.bytes) {
        own = { ...own, bytes: outcome.bytes }
        transfer = true
      }
      if (timeoutMs !== undefined) timeoutMs = Math.max(1, timeoutMs - outcome.elapsedMs)
      const { lacks } = outcome
      if (isModule(lacks)) wanted = () => lacks
      else await untilAborted(this.#modules.load(lacks), control)
    }
  }

  stats(): Held {
    return this.#executor.stats()
  }

  close(): Promise<void> {
    return this.#executor.close()
  }
}
