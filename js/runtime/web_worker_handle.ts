import type { WorkerEvents, WorkerHandle } from './runtime.js'

/**
 * Starts a Web Worker and gives it as the pool sees it.
 *
 * @throws Error where the platform refuses at once; others tell later, as an event
 */
export function webWorker(start: () => Worker, { onMessage, onEnd }: WorkerEvents): WorkerHandle {
  const worker = startOrExplain(start)
  worker.onmessage = ({ data }) => onMessage(data)
  worker.onmessageerror = () => onEnd('a message from the worker cannot be read')
  worker.onerror = (event) => {
    // It has been told here; the page's console and its own handlers need not hear of it.
    event.preventDefault()
    // The worker lives on after an uncaught error, in a state that nobody knows.
    worker.terminate()
    onEnd(event.message || NOT_LOADED)
  }
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    terminate: () => {
      worker.terminate()
      return Promise.resolve()
    },
    // A page lives on whatever its workers do.
    ref: () => undefined,
    unref: () => undefined,
  }
}

function startOrExplain(start: () => Worker): Worker {
  try {
    return start()
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}: ${NOT_LOADED}`, { cause })
  }
}

/** The platform does not say why, lest a page learn of what it may not see. */
const NOT_LOADED =
  "its script did not load: it must be served as JavaScript from the page's own origin, and `worker-src` of the Content-Security-Policy must allow it"
