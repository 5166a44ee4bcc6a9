import { compile } from './compile.js'
import { memory, nextTask } from './per_request.js'
import type { Runtime } from './runtime.js'

/** Edge functions as Next.js and Vercel run them: no workers, no files. */
export const edge: Runtime = { name: 'an edge function', compile, parallelism: 1, nextTask, memory }
