import { abortedError, fromFailure, KreuzbergError, queueFullError } from '../errors.js'
import type { Stats } from '../stats.js'
import type { Control, Executor } from './executor.js'
import type { Call, Reply } from './protocol.js'
import { RecycledSandbox } from './recycle.js'
import type { EngineSettings } from './settings.js'
import { Tally } from './tally.js'

/**
 * Extraction in the calling thread, one document after the other. The promises are those of the pool, but
 * nothing can interrupt a running extraction: `timeoutMs` and `signal` are heeded before a document starts
 * and before it is tried again, and no sooner.
 */
export class InThread implements Executor {
  readonly #sandbox: RecycledSandbox
  readonly #settings: EngineSettings
  readonly #tally: Tally
  /** Resolves when every call taken so far has settled. */
  #last: Promise<unknown> = Promise.resolve()
  #queued = 0
  #memoryBytes = 0
  #closed = new AbortController()

  constructor(settings: EngineSettings) {
    this.#settings = settings
    this.#sandbox = new RecycledSandbox(settings.module, settings)
    this.#tally = new Tally(settings.onEvent)
  }

  run(call: Call, control: Control): Promise<Reply> {
    const reply = this.#enqueue(call, control)
    reply.then(
      () => this.#tally.succeeded(),
      (error: unknown) => error instanceof KreuzbergError && this.#tally.failed(error),
    )
    return reply
  }

  async #enqueue(call: Call, control: Control): Promise<Reply> {
    if (this.#queued > this.#settings.maxQueue) throw queueFullError(this.#settings.maxQueue, control.name)
    this.#queued += 1
    const turn = this.#last.then(nextTask).finally(() => (this.#queued -= 1))
    const reply = turn.then(() => this.#carryOut(call, control))
    this.#last = reply.catch(() => undefined)
    return reply
  }

  #carryOut(call: Call, { name, signal, timeoutMs = this.#settings.timeoutMs }: Control): Reply {
    if (signal?.aborted) throw abortedError(signal, name)
    if (this.#closed.signal.aborted) throw abortedError(this.#closed.signal, name)
    const deadline = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs
    const settlement = this.#sandbox.run(call, () => performance.now() < deadline)
    this.#memoryBytes = settlement.memoryBytes
    this.#tally.settled(settlement, name)
    if (settlement.ending.kind === 'reply') return settlement.ending.reply
    throw fromFailure(settlement.ending.failure, name)
  }

  stats(): Stats {
    return {
      ...this.#tally.counts,
      workers: 0,
      running: 0,
      queued: this.#queued,
      memoryBytes: this.#memoryBytes > 0 ? [this.#memoryBytes] : [],
    }
  }

  async close({ abort = false }: { readonly abort?: boolean | undefined } = {}): Promise<void> {
    if (abort) this.#closed.abort(new Error('the engine was closed'))
    await this.#last
  }
}

/** Lets timers, aborts and input come through between two documents. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    // setTimeout waits for at least a millisecond; where there is something sooner, it is this.
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve, 0)
  })
}
