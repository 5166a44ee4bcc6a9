import { CallSignal, onAbort } from './abort.js'
import { KreuzbergError } from './errors.js'

/** The calls of an engine that have not settled, from reading their input on: what closing waits for, or aborts. */
export class OpenCalls {
  readonly #calls = new Set<Promise<unknown>>()
  readonly #closing = new CallSignal()
  #closed = false

  /**
   * Makes a call, with a signal that is aborted when `signal` is, or when the engine is closed with `abort`.
   *
   * @throws KreuzbergError `closed`, and what the call throws
   */
  async run<T>(signal: AbortSignal | undefined, call: (signal: CallSignal) => Promise<T>): Promise<T> {
    if (this.#closed) {
      throw new KreuzbergError('closed', 'the engine has been closed; make a new one with init()')
    }
    const either = signal && eitherOf(signal, this.#closing)
    // Ten thousand calls may wait: those without a signal of their own share the engine's.
    const running = call(either ? either.signal : this.#closing)
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

/** A signal that is aborted when either is, until it is released. */
function eitherOf(own: AbortSignal, closing: CallSignal) {
  const signal = new CallSignal()
  if (own.aborted) signal.abort(own.reason)
  const releases = [
    onAbort(own, () => signal.abort(own.reason)),
    closing.onAbort(() => signal.abort(closing.reason)),
  ]
  const release = () => {
    for (const each of releases) each()
  }
  return { signal, release }
}
