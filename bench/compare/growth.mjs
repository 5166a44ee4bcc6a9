import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

import { root } from '../../scripts/run.mjs'
import { median } from './figures.mjs'
import { GROWN } from './grown.mjs'

const SCALES = [1, 2, 4, 7, 10]
const ROUNDS = 7
const OPTIONS = { workers: 0, recycle: { aboveBytes: Number.MAX_SAFE_INTEGER } }

/** The smallest of a family takes about so long: small enough to wait for, long enough to measure. */
const SMALLEST_MS = 8

/**
 * How time and linear memory grow with the document: each family once, twice, ... ten times as large.
 * Memory is that of the sandbox after it, in a sandbox that has seen nothing larger.
 *
 * @returns `[{ type, points: [{ scale, bytes, ms, memoryBytes }] }]`
 */
export async function growth() {
  const { default: init } = await import(pathToFileURL(join(root, 'pkg', 'index.js')).href)
  const families = []
  for (const [type, grown] of Object.entries(GROWN)) {
    const finder = reader(await init(OPTIONS), type)
    const parts = await smallest(grown, finder.read)
    await finder.engine.close()

    const { engine, read } = reader(await init(OPTIONS), type)
    const sizes = []
    for (const scale of SCALES) {
      const input = grown(parts * scale)
      await read(input)
      const [memoryBytes] = engine.stats().memoryBytes
      sizes.push({ scale, input, memoryBytes, times: [] })
    }
    for (let round = 0; round < ROUNDS; round += 1)
      for (const { input, times } of sizes) times.push(await read(input))
    await engine.close()
    const points = sizes.map(({ scale, input, memoryBytes, times }) => ({
      scale,
      bytes: input.length,
      ms: median(times),
      memoryBytes,
    }))
    families.push({ type, points })
  }
  return families
}

function reader(engine, type) {
  const read = async (input) => {
    const started = performance.now()
    await engine.extract(input, { filename: `grown.${type}` })
    return performance.now() - started
  }
  return { engine, read }
}

/** The number of parts of a document that takes long enough. */
async function smallest(grown, read) {
  for (let parts = 25; ; parts *= 2) {
    const input = grown(parts)
    await read(input)
    if (median([await read(input), await read(input), await read(input)]) >= SMALLEST_MS) return parts
  }
}
