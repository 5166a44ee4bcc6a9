import { parentPort } from 'node:worker_threads'
import { serve } from '../sandbox/worker.js'

// The file that a worker thread runs: see node.ts.
if (!parentPort) throw new Error('this file is for worker threads')
const port = parentPort
port.on('message', serve({ post: (message, transfer) => port.postMessage(message, transfer) }))
