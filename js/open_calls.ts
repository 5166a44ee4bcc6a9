import { onAbort } from './abort.js'
import { KreuzbergError } from './errors.js'

/** The calls of an engine that have not settled, from reading their input on: what closing waits for, or aborts. */
export class OpenCalls {
  readonly #running = new Set<Promise<unknown>>()
  readonly #closing = new AbortController()
  #closed = false

  constructor() {
    // Signals are dear to listen to anew for each call; this one is listened to for good.
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
    const either = signal ? this.#orClosing(signal) : { signal: this.#closing.signal, release: undefined }
    const running = call(either.signal)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
      either.release?.()
    }
  }

  /** Takes no more calls, and resolves when those taken have settled. */
  async close(abort: boolean): Promise<void> {
    this.#closed = true
    if (abort) this.#closing.abort(new Error('the engine was closed'))
    await Promise.allSettled(this.#running)
  }

  #orClosing(signal: AbortSignal) {
    const controller = new AbortController()
    if (signal.aborted) controller.abort(signal.reason)
    const stop = [signal, this.#closing.signal].map((either) =>
      onAbort(either, () => controller.abort(either.reason)),
    )
    return { signal: controller.signal, release: () => stop.forEach((release) => release()) }
  }
}
