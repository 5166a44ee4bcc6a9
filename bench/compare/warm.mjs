import { Engine, PEERS } from './engines.mjs'

/** How often each engine reads all documents of a type before the clock starts: for compilers that need to see code run. */
const WARM_UP_RUNS = 2

/** And for how long, at least: V8 has compiled for speed what a small document runs after about a second of it. */
const WARM_UP_MS = 2000

/** A document is read for so long, or twice, before the next of its type. */
const WARM_UP_TURN_MS = 5

/** After so many documents of a type that an engine hangs at or crashes on, it is given no more of that type. */
const MOST_LOST = 3

/**
 * So often the engines take turns on a document, each for so long or for one run: what slows the machine down for a while
 * does not meet one of them alone, and three runs say little where each takes a hundredth of a millisecond.
 */
const TURN_MS = 4

/**
 * Has each engine read each document of its types, so many times by turns on each document.
 *
 * @returns `[{ document, type, answers: { engine: { ms, text, peak, error } } }]`
 */
export async function warm(documents, names, turns) {
  const engines = names.map((name) => ({ name, engine: new Engine(name) }))
  const types = [...new Set(documents.map(({ type }) => type))]
  // What an engine crashed on or hung at it is not given again: each time costs it all that it was warmed up for.
  const lost = new Map()
  const lose = (name, { document, type }, answer) => {
    lost.set(`${name} ${document}`, answer)
    const others = documents.filter((entry) => entry.type === type)
    const count = others.filter((entry) => lost.has(`${name} ${entry.document}`)).length
    if (count < MOST_LOST) return
    const error = `given up after ${MOST_LOST} such`
    for (const entry of others) {
      if (!lost.has(`${name} ${entry.document}`))
        lost.set(`${name} ${entry.document}`, { ms: [], text: null, peak: 0, error })
    }
  }
  for (const { name, engine } of engines) {
    for (const type of types.filter((own) => reads(name, own))) {
      const until = performance.now() + WARM_UP_MS
      let left = documents.filter((entry) => entry.type === type)
      for (let run = 0; left.length > 0 && (run < WARM_UP_RUNS || performance.now() < until); run += 1) {
        for (const entry of left) {
          if (lost.has(`${name} ${entry.document}`)) continue
          const answer = await engine.read({ ...entry, runs: 1, untilMs: WARM_UP_TURN_MS })
          if (!engine.lives) lose(name, entry, answer)
        }
        left = left.filter(({ document }) => !lost.has(`${name} ${document}`))
      }
    }
  }
  const readings = []
  for (const { document, type, path, mimeType } of documents) {
    const answers = {}
    for (let turn = 0; turn < turns; turn += 1) {
      for (const { name, engine } of engines) {
        if (!reads(name, type) || answers[name]?.error) continue
        const request = { path, mimeType, runs: 1, untilMs: TURN_MS, isWarm: turn > 0 }
        const answer = lost.get(`${name} ${document}`) ?? (await engine.read(request))
        answers[name] = { ...answer, ms: [...(answers[name]?.ms ?? []), ...answer.ms] }
      }
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
