import { CallSignal, onAbort } from './abort.js'
import { isKreuzbergError, KreuzbergError, queueFullError, type ErrorCode } from './errors.js'
import { Gate } from './gate.js'
import type { Stats } from './stats.js'

/** A call, its parts in the order in which they are carried out. */
export interface OpenCall<Early, Result> {
  /** Aborts this call alone. */
  readonly signal?: AbortSignal | undefined
  /** Aborts this call and others: one of {@link OpenCalls.together}. Default: all of the engine's. */
  readonly shared?: CallSignal | undefined
  /** What errors call its document. */
  readonly name: () => string
  /** What it does at once. */
  readonly early?: ((signal: CallSignal) => Early | Promise<Early>) | undefined
  /** What it does in its turn. */
  readonly rest: (signal: CallSignal, early: Early | undefined) => Promise<Result>
}

/**
 * The calls of an engine that have not settled. They wait for their turn before they do anything but what they must do
 * early: ten thousand of them take a kilobyte each, and not what ten thousand documents take.
 */
export class OpenCalls {
  readonly #gate: Gate
  readonly #maxQueue: number
  /** How many calls may be open at once. */
  readonly #most: number
  readonly #closing = new CallSignal()
  readonly #failures: { [code in ErrorCode]?: number } = {}
  #open = 0
  #settled = 0
  #closed = false
  /** Those who wait until no call is open. */
  #awaitDrain: (() => void)[] = []

  constructor(options: { readonly workers: number; readonly maxQueue?: number | undefined }) {
    const { workers, maxQueue = Infinity } = options
    // One document more is read for each that a worker has. Without workers, no call waits here for another: a platform
    // may end the request that the other belongs to, and its turn would never be over.
    this.#gate = new Gate(workers > 0 ? 2 * workers : Infinity)
    this.#maxQueue = maxQueue
    this.#most = Math.max(1, workers) + maxQueue
  }

  /** How many are open. */
  get size(): number {
    return this.#open
  }

  /** How many have settled, and how many of them failed with which code. */
  get counts(): Pick<Stats, 'documents' | 'failures'> {
    return { documents: this.#settled, failures: { ...this.#failures } }
  }

  /**
   * Makes a call, with a signal that is aborted when its own is, or when the engine is closed with `abort`.
   *
   * @throws KreuzbergError `closed`, `queue_full`, and what the call throws
   */
  async run<Early, Result>(call: OpenCall<Early, Result>): Promise<Result> {
    if (this.#closed) {
      throw new KreuzbergError('closed', 'the engine has been closed; make a new one with init()')
    }
    const { shared = this.#closing } = call
    const either = call.signal && eitherOf(call.signal, shared)
    const signal = either?.signal ?? shared
    let inside = false
    this.#open += 1
    try {
      if (this.#open > this.#most) throw queueFullError(this.#maxQueue, call.name())
      const early = call.early && (await call.early(signal))
      const entering = this.#gate.enter(signal)
      inside = typeof entering === 'boolean' ? entering : await entering
      return await call.rest(signal, early)
    } catch (error) {
      if (isKreuzbergError(error)) this.#failures[error.code] = (this.#failures[error.code] ?? 0) + 1
      throw error
    } finally {
      either?.release()
      if (inside) this.#gate.leave()
      this.#open -= 1
      this.#settled += 1
      this.#announceDrained()
    }
  }

  /** For calls that end together: one signal for all, aborted when `own` is or the engine's, until it is released. */
  together(own: CallSignal) {
    return eitherOf(own, this.#closing)
  }

  /** Takes no more calls, and resolves when those taken have settled. */
  async close(abort: boolean): Promise<void> {
    this.#closed = true
    if (abort) this.#closing.abort(new Error('the engine was closed'))
    await new Promise<void>((resolve) => {
      this.#awaitDrain.push(resolve)
      this.#announceDrained()
    })
  }

  #announceDrained(): void {
    if (this.#open > 0) return
    for (const resolve of this.#awaitDrain.splice(0)) resolve()
  }
}

/** A signal that is aborted when either is, until it is released. */
function eitherOf(own: AbortSignal | CallSignal, shared: CallSignal) {
  const signal = new CallSignal()
  if (own.aborted) signal.abort(own.reason)
  const abort = () => signal.abort(own.reason)
  const releases = [
    own instanceof CallSignal ? own.onAbort(abort) : onAbort(own, abort),
    shared.onAbort(() => signal.abort(shared.reason)),
  ]
  const release = () => {
    for (const each of releases) each()
  }
  return { signal, release }
}
