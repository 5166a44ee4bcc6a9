import { KreuzbergError } from './errors.js'

/** The calls of an engine that have not settled, from reading their input on: what closing waits for, or aborts. */
export class OpenCalls {
  readonly #calls = new Set<Promise<unknown>>()
  readonly #abort = new AbortController()
  #closed = false

  /**
   * Makes a call, with a signal that is aborted when `signal` is, or when the engine is closed with `abort`.
   *
   * @throws KreuzbergError `closed`, and what the call throws
   */
  async run<T>(signal: AbortSignal | undefined, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#closed)
      throw new KreuzbergError('closed', 'the engine has been closed; make a new one with init()')
    const running = signal ? withEither(this.#abort.signal, signal, call) : call(this.#abort.signal)
    this.#calls.add(running)
    try {
      return await running
    } finally {
      this.#calls.delete(running)
    }
  }

  /** Takes no more calls, and resolves when those taken have settled. */
  async close(abort: boolean): Promise<void> {
    this.#closed = true
    if (abort) this.#abort.abort(new Error('the engine was closed'))
    await Promise.allSettled(this.#calls)
  }
}

/** Lets go of both signals when the call has settled: `AbortSignal.any` would stay with the one that lives longer. */
async function withEither<T>(
  one: AbortSignal,
  other: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new AbortController()
  const onAbort = () => either.abort(one.aborted ? one.reason : other.reason)
  if (one.aborted || other.aborted) onAbort()
  one.addEventListener('abort', onAbort)
  other.addEventListener('abort', onAbort)
  try {
    return await call(either.signal)
  } finally {
    one.removeEventListener('abort', onAbort)
    other.removeEventListener('abort', onAbort)
  }
}
