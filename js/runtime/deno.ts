import { node } from './node.js'
import type { Runtime } from './runtime.js'

/** Deno's node: modules do what Node's do; its own workers would keep the process alive until they are ended. */
export const deno: Runtime = { ...node, name: 'Deno' }
