import assert from 'node:assert/strict'
import { test } from 'node:test'

import init from '../pkg/index.js'
import { bytesOf, names } from './fixtures/index.mjs'

/** Everything that a result can hold is asked for. */
const everything = (algorithm) => ({
  outputFormat: 'markdown',
  resultFormat: 'element_based',
  includeDocumentStructure: true,
  pages: { extractPages: true, insertPageMarkers: true },
  chunking: { maxChars: 200, maxOverlap: 20 },
  keywords: { algorithm, maxKeywords: 10 },
  languageDetection: { enabled: true, detectMultiple: true },
  images: { extractImages: true },
})

const configs = [everything('yake'), everything('rake'), { outputFormat: 'html' }, {}]
const calls = names.flatMap((name) =>
  configs.map((config, index) => ({ key: `${name} ${index}`, name, config })),
)

test('the same input and options give the same result, in whatever order and sandbox', async () => {
  const first = await results(calls)
  const orders = {
    'backwards, in another engine': [...calls].reverse(),
    'shuffled, in another engine': shuffled(calls, 1),
    'each twice, interleaved': [...calls, ...shuffled(calls, 2)],
  }
  for (const [order, ordered] of Object.entries(orders)) {
    for (const [key, json] of await results(ordered)) assert.equal(json, first.get(key), `${key}, ${order}`)
  }
})

test('it does so in a fresh sandbox for each document as well', async () => {
  const shared = await results(calls)
  const alone = await results(calls, { recycle: { afterDocuments: 1 } })
  for (const [key, json] of alone) assert.equal(json, shared.get(key), key)
})

test('it does so in several workers at once', async () => {
  const inThread = await results(calls)
  const pooled = await results(shuffled(calls, 3), { workers: 2 })
  for (const [key, json] of pooled) assert.equal(json, inThread.get(key), key)
})

test('everything that was asked for is there to compare', async () => {
  const all = [...(await results(calls)).values()].map((json) => JSON.parse(json))
  const fields = [
    'chunks',
    'detectedLanguages',
    'document',
    'elements',
    'extractedKeywords',
    'images',
    'pages',
  ]
  for (const field of fields)
    assert.ok(
      all.some((result) => result[field]?.length !== 0 && result[field]),
      field,
    )
})

/** The results as JSON with their binaries, by call; a call that comes twice must give the same twice. */
async function results(calls, options = {}) {
  const kreuzberg = await init({ workers: 0, ...options })
  const found = new Map()
  const inputs = calls.map(({ name, config }) => ({ input: bytesOf(name), filename: name, config }))
  for await (const { index, result, error } of kreuzberg.extractMany(inputs)) {
    if (error) throw error
    const { key } = calls[index]
    const json = JSON.stringify(result, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    )
    assert.equal(json, found.get(key) ?? json, key)
    found.set(key, json)
  }
  await kreuzberg.close()
  return found
}

/** The same every time for a seed (Fisher and Yates, with a linear congruential generator). */
function shuffled(items, seed) {
  const copy = [...items]
  let state = seed
  for (let last = copy.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const other = state % (last + 1)
    ;[copy[last], copy[other]] = [copy[other], copy[last]]
  }
  return copy
}
