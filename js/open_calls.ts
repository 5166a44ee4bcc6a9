import { onAbort } from './abort.js'
import { KreuzbergError } from './errors.js'

/** The calls of an engine that have not settled, from reading their input on: what closing waits for, or aborts. */
export class OpenCalls {
  readonly #calls = new Map<AbortController, Promise<unknown>>()
  #closed = false

  /**
   * Makes a call, with a signal of its own that is aborted when `signal` is, or when the engine is closed with `abort`.
   *
   * @throws KreuzbergError `closed`, and what the call throws
   */
  async run<T>(signal: AbortSignal | undefined, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#closed) {
      throw new KreuzbergError('closed', 'the engine has been closed; make a new one with init()')
    }
    const controller = new AbortController()
    if (signal?.aborted) controller.abort(signal.reason)
    const release = signal && onAbort(signal, () => controller.abort(signal.reason))
    const running = call(controller.signal)
    this.#calls.set(controller, running)
    try {
      return await running
    } finally {
      this.#calls.delete(controller)
      release?.()
    }
  }

  /** Takes no more calls, and resolves when those taken have settled. */
  async close(abort: boolean): Promise<void> {
    this.#closed = true
    if (abort) {
      const reason = new Error('the engine was closed')
      for (const controller of this.#calls.keys()) controller.abort(reason)
    }
    await Promise.allSettled(this.#calls.values())
  }
}
