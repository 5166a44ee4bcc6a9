// The package whose module commits faults (src/faults.rs), and documents that ask for one.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { buildFaults } from '../scripts/faults.mjs'

/** The folder of the package with faults. */
export const pkg = await buildFaults()

/** `init` of the package with faults. */
export const { default: init } = await import(pathToFileURL(join(pkg, 'index.js')).href)

/** What a document that asks for a fault starts with. */
export const MARKER = 'kreuzberg-wasm fault: '

/** A text that commits a fault when it is extracted. */
export function fault(name) {
  return new TextEncoder().encode(`${MARKER}${name}\n`)
}

/** A text that extracts to itself. */
export function text(words = 'all is well') {
  return new TextEncoder().encode(words)
}

/** Options of {@link fault} and {@link text}: they have no name that tells their type. */
export const AS_TEXT = { mimeType: 'text/plain' }

/** Both places that a sandbox can run in. */
export const PLACES = [
  { place: 'in a worker', workers: 1 },
  { place: 'in the calling thread', workers: 0 },
]

/** Runs `use` with an engine of the package with faults, and with what its `onEvent` is told. */
export async function withEngine(options, use) {
  const events = []
  const engine = await init({ onEvent: (event) => events.push(event), ...options })
  try {
    return await use(engine, events)
  } finally {
    await engine.close({ abort: true })
  }
}

/** Resolves once `condition` holds: before anything else happens, where documents are extracted in this thread. */
export async function until(condition) {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
