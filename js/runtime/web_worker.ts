import { serve, type ToWorker } from '../sandbox/worker.js'

// The file that a Web Worker runs: see browser.ts.
const receive = serve({ post: (message, transfer) => postMessage(message, { transfer }) })
addEventListener('message', ({ data }: MessageEvent<ToWorker>) => receive(data))
