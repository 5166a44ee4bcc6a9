import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

import { Engine, environment, runtimeOf } from './engines.mjs'
import { reads } from './warm.mjs'

/** Types of which one document each is read by new processes. */
const TYPES = ['docx', 'xlsx', 'pdf', 'html', 'eml', 'md']

/**
 * Milliseconds from the start of a process to the text of its first document: of each type the one of median size.
 * `idle` is what the engine's runtime takes to do nothing. All take turns.
 *
 * @returns `[{ type, document, bytes, times: { engine: [ms] }, idle: { engine: [ms] } }]`
 */
export async function cold(documents, names, rounds) {
  const chosen = TYPES.flatMap((type) => medianOf(documents.filter((entry) => entry.type === type)))
  const found = chosen.map((entry) => ({ ...entry, times: {}, idle: {} }))
  // It may take a minute to find out.
  const failed = new Set()
  for (let round = 0; round < rounds; round += 1) {
    for (const { type, path, mimeType, times, idle } of found) {
      for (const name of names) {
        if (!reads(name, type)) continue
        if (failed.has(`${name} ${type}`)) continue
        const ms = await fromStart(name, { path, mimeType, runs: 0 })
        if (ms === undefined) {
          failed.add(`${name} ${type}`)
          continue
        }
        ;(times[name] ??= []).push(ms)
        ;(idle[name] ??= []).push(doingNothing(name))
      }
    }
  }
  return found
}

function medianOf(documents) {
  const sized = documents.map((entry) => ({ ...entry, bytes: readFileSync(entry.path).length }))
  return sized.toSorted((a, b) => a.bytes - b.bytes).slice(sized.length >> 1, (sized.length >> 1) + 1)
}

async function fromStart(name, request) {
  // As a user starts it: what an engine does in several threads counts.
  const engine = new Engine(name, { onOneProcessor: false })
  const started = performance.now()
  const { error } = await engine.read(request)
  const ms = performance.now() - started
  engine.end()
  return error ? undefined : ms
}

function doingNothing(name) {
  const [program, ...args] = runtimeOf(name).idle
  const started = performance.now()
  spawnSync(program, args, { env: environment, stdio: 'ignore' })
  return performance.now() - started
}
