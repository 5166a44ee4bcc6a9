import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the bundlers are installed. */
export const TOOLS = fileURLToPath(new URL('../node_modules', import.meta.url))

/** Some of them want a newer Node than the package does. */
export const NODE = join(TOOLS, 'node-24', 'bin', 'node')
