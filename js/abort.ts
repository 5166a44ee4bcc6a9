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
