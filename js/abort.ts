import { abortedError } from './errors.js'

/**
 * Tells calls to end: an AbortController and its signal in one. It weighs a fraction of these, and belongs to no request:
 * Cloudflare's Workers refuse a signal that was made in another one.
 */
export class CallSignal {
  readonly #callbacks = new Set<() => void>()
  #aborted = false
  #reason: unknown

  get aborted(): boolean {
    return this.#aborted
  }

  get reason(): unknown {
    return this.#reason
  }

  /** Does nothing the second time. */
  abort(reason: unknown): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#reason = reason
    for (const callback of this.#callbacks) callback()
  }

  /** @returns what takes the callback back */
  onAbort(callback: () => void): () => void {
    const own = () => callback()
    this.#callbacks.add(own)
    return () => this.#callbacks.delete(own)
  }
}

/** One listener for each signal, and what it calls. */
interface Relay {
  readonly callbacks: Set<() => void>
  readonly listener: () => void
}

const relays = new WeakMap<AbortSignal, Relay>()

/**
 * Calls `callback` when `signal` is aborted. However many calls share a signal, it has one listener of ours: Node
 * warns about the eleventh.
 *
 * @returns what takes the callback back
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const relay = relays.get(signal) ?? newRelay(signal)
  const own = () => callback()
  relay.callbacks.add(own)
  return () => {
    relay.callbacks.delete(own)
    if (relay.callbacks.size > 0 || relays.get(signal) !== relay) return
    signal.removeEventListener('abort', relay.listener)
    relays.delete(signal)
  }
}

function newRelay(signal: AbortSignal): Relay {
  const callbacks = new Set<() => void>()
  const listener = () => {
    for (const callback of callbacks) callback()
  }
  const relay = { callbacks, listener }
  signal.addEventListener('abort', listener, { once: true })
  relays.set(signal, relay)
  return relay
}

/**
 * Settles with `promise`, or rejects as soon as the signal is aborted, even if the promise never settles.
 *
 * @throws KreuzbergError `aborted`, about the document of that name
 */
export async function untilAborted<T>(
  promise: Promise<T>,
  { signal, name }: { readonly signal?: CallSignal | undefined; readonly name: string },
): Promise<T> {
  if (!signal) return promise
  let release: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(abortedError(signal, name))
    if (signal.aborted) abort()
    release = signal.onAbort(abort)
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    release?.()
  }
}
