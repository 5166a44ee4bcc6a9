import { Engine, PEERS } from './engines.mjs'

/** How often each engine reads all of its documents before the clock starts: for compilers that need to see code run. */
const WARM_UP_RUNS = 5

/** How many documents of each type it has read by then, at least: where there is but one, five runs are not many. */
const WARM_UP_DOCUMENTS = 200

/** A document is read at least so long against the clock: three runs say little where each takes a hundredth of this. */
const TIMED_MS = 10

/**
 * Has each engine read each document of its types, the engines by turns on each document.
 *
 * @returns `[{ document, type, answers: { engine: { ms, text, peak, error } } }]`
 */
export async function warm(documents, names, runs) {
  const engines = names.map((name) => ({ name, engine: new Engine(name) }))
  const warmUp = documents.map((entry) => {
    const ofType = documents.filter(({ type }) => type === entry.type).length
    return { ...entry, runs: Math.max(WARM_UP_RUNS, Math.ceil(WARM_UP_DOCUMENTS / ofType)) - 1 }
  })
  // What an engine crashed on or hung at it is not given again: each time costs it all that it was warmed up for.
  const lost = new Map()
  for (const { name, engine } of engines) {
    for (const entry of warmUp) {
      if (!reads(name, entry.type)) continue
      const answer = await engine.read(entry)
      if (!engine.lives) lost.set(`${name} ${entry.document}`, answer)
    }
  }
  const readings = []
  for (const { document, type, path, mimeType } of documents) {
    const answers = {}
    for (const { name, engine } of engines) {
      if (!reads(name, type)) continue
      answers[name] =
        lost.get(`${name} ${document}`) ?? (await engine.read({ path, mimeType, runs, untilMs: TIMED_MS }))
    }
    readings.push({ document, type, answers })
    if (process.stderr.isTTY) process.stderr.write(`\r${readings.length} of ${documents.length} `)
  }
  for (const { engine } of engines) engine.end()
  return readings
}

export function reads(name, type) {
  return PEERS[name]?.includes(type) ?? true
}
