import { onAbort } from './abort.js'
import { KreuzbergError } from './errors.js'

/** The calls of an engine that have not settled, from reading their input on: what closing waits for, or aborts. */
export class OpenCalls {
  readonly #calls = new Set<Promise<unknown>>()
  readonly #closing = new AbortController()
  #closed = false

  constructor() {
    // Listening to a signal and ceasing to costs as much as a small document does. So somebody always listens.
    onAbort(this.#closing.signal, () => undefined)
  }

  /**
   * Makes a call, with a signal that is aborted when `signal` is, or when the engine is closed with `abort`.
   *
   * @throws KreuzbergError `closed`, and what the call throws
   */
  async run<T>(signal: AbortSignal | undefined, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#closed) {
      throw new KreuzbergError('closed', 'the engine has been closed; make a new one with init()')
    }
    const either = signal && eitherOf(signal, this.#closing.signal)
    // A signal weighs a kilobyte, and ten thousand calls may wait: those without one of their own share the engine's.
    const running = call(either ? either.signal : this.#closing.signal)
    this.#calls.add(running)
    try {
      return await running
    } finally {
      this.#calls.delete(running)
      either?.release()
    }
  }

  /** Takes no more calls, and resolves when those taken have settled. */
  async close(abort: boolean): Promise<void> {
    this.#closed = true
    if (abort) this.#closing.abort(new Error('the engine was closed'))
    await Promise.allSettled(this.#calls)
  }
}

/** As AbortSignal.any, but what it leaves with the signals can be taken back as soon as the call settles. */
function eitherOf(...signals: readonly AbortSignal[]) {
  const controller = new AbortController()
  const releases = signals.map((signal) => {
    if (signal.aborted) controller.abort(signal.reason)
    return onAbort(signal, () => controller.abort(signal.reason))
  })
  const release = () => {
    for (const each of releases) each()
  }
  return { signal: controller.signal, release }
}
