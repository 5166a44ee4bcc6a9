import { node } from './node.js'
import type { Runtime } from './runtime.js'

/** Bun's node: modules do what Node's do. */
export const bun: Runtime = { ...node, name: 'Bun' }
