import { compile } from './compile.js'
import { memory, nextTask } from './per_request.js'
import type { Runtime } from './runtime.js'

/** Cloudflare Workers: no workers inside of one, no files. */
export const workerd: Runtime = { name: 'a Cloudflare Worker', compile, parallelism: 1, nextTask, memory }
