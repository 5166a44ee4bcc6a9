import { compile } from './compile.js'
import type { Runtime } from './runtime.js'
import { webWorker } from './web_worker_handle.js'

/** Pages and workers, of every engine. A service worker starts no workers: extraction runs in its own thread. */
export const browser: Runtime = {
  name: 'a browser',
  compile,
  parallelism: navigator.hardwareConcurrency,
  startWorker:
    typeof Worker === 'function'
      ? (events) =>
          webWorker(
            // Bundlers recognise this form, and only this.
            () => new Worker(new URL('./web_worker.js', import.meta.url), { type: 'module' }),
            events,
          )
      : undefined,
}
