import { browser } from './browser.js'
import type { Runtime } from './runtime.js'
import { webWorker } from './web_worker_handle.js'

/**
 * A browser that has the package from another origin, whose scripts may be imported but not started as a worker: a
 * script of the page's own, made here, starts and imports it.
 */
export const cdn: Runtime = {
  ...browser,
  startWorker:
    browser.startWorker &&
    ((events) => {
      const { href } = new URL('./web_worker.js', import.meta.url)
      const script = new Blob([`import ${JSON.stringify(href)}`], { type: 'text/javascript' })
      const url = URL.createObjectURL(script)
      const forget = () => URL.revokeObjectURL(url)
      return webWorker(() => new Worker(url, { type: 'module' }), {
        onMessage: (message) => {
          forget()
          events.onMessage(message)
        },
        onEnd: (reason) => {
          forget()
          events.onEnd(reason)
        },
      })
    }),
}
