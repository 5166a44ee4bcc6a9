import type { WorkerEvents, WorkerHandle } from './runtime.js'

/** A Web Worker as the pool sees it. */
export function webWorker(worker: Worker, { onMessage, onEnd }: WorkerEvents): WorkerHandle {
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

/** The platform does not say why, lest a page learn of what it may not see. */
const NOT_LOADED =
  "its script did not load: it must be served as JavaScript from the page's own origin, and `worker-src` of the Content-Security-Policy must allow it"
