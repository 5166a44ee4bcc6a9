// A sandbox is replaced when a rule says so; the old one's memory is given back.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { AS_TEXT, fault, init, PLACES, text, withEngine } from './faults.mjs'

const MIB = 1024 * 1024

const reasons = (events) => events.filter(({ type }) => type === 'recycle').map(({ reason }) => reason)

for (const { place, workers } of PLACES) {
  describe(place, () => {
    test('afterDocuments: a sandbox is replaced after so many documents, and says so', () =>
      withEngine({ workers, recycle: { afterDocuments: 3 } }, async (engine, events) => {
        for (let count = 0; count < 10; count += 1) await engine.extract(text(), AS_TEXT)
        assert.deepEqual(reasons(events), ['afterDocuments', 'afterDocuments', 'afterDocuments'])
        assert.equal(engine.stats().recycles.afterDocuments, 3)
        assert.equal(engine.stats().documents, 10)
      }))

    test('aboveBytes: a sandbox is replaced once its memory has grown past so much, and says so', () =>
      withEngine({ workers, recycle: { aboveBytes: 48 * MIB } }, async (engine, events) => {
        for (let count = 0; count < 60; count += 1) {
          await engine.extract(fault('leak'), AS_TEXT)
          for (const bytes of engine.stats().memoryBytes) assert.ok(bytes <= 48 * MIB)
        }
        const { recycles } = engine.stats()
        assert.ok(recycles.aboveBytes >= 1 && recycles.aboveBytes <= 6, JSON.stringify(recycles))
        assert.deepEqual(new Set(reasons(events)), new Set(['aboveBytes']))
      }))

    test('a failed document counts for afterDocuments like any other', () =>
      withEngine({ workers, recycle: { afterDocuments: 2 } }, async (engine) => {
        for (let count = 0; count < 4; count += 1) {
          await assert.rejects(engine.extract(text('%PDF-1.7 no'), { mimeType: 'application/json' }))
        }
        assert.equal(engine.stats().recycles.afterDocuments, 2)
      }))
  })
}

test('every memory but the latest is collected once its sandbox is dropped', async () => {
  const { Memory } = WebAssembly
  let made = 0
  let collected = 0
  const registry = new FinalizationRegistry(() => (collected += 1))
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor) {
      super(descriptor)
      made += 1
      registry.register(this)
    }
  }
  try {
    await withEngine({ workers: 0, recycle: { aboveBytes: 1 } }, async (engine) => {
      const before = made
      for (let count = 0; count < 50; count += 1) await engine.extract(text(), AS_TEXT)
      for (let count = 0; count < 5; count += 1) await assert.rejects(engine.extract(fault('panic'), AS_TEXT))
      collectGarbage()
      // The registry is told in tasks of their own.
      for (let turn = 0; turn < 100 && collected < made; turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        collectGarbage()
      }
      assert.equal(made - before, 55)
      assert.ok(collected >= made - 1, `${collected} of ${made}`)
    })
  } finally {
    WebAssembly.Memory = Memory
  }
})

for (const { place, workers } of PLACES) {
  test(`five hundred sandboxes ${place} leave no memory behind`, async () => {
    const engine = await init({ workers, recycle: { aboveBytes: 1 } })
    const resident = []
    for (let count = 0; count < 500; count += 1) {
      await engine.extract(text(), AS_TEXT)
      if (count % 25 === 24) resident.push(process.memoryUsage.rss())
    }
    assert.equal(engine.stats().recycles.aboveBytes, 500)
    await engine.close()
    // Each has 6 MB of data and more: a hundredth of them kept would show.
    const growth = Math.max(...resident.slice(-5)) - Math.max(...resident.slice(0, 5))
    assert.ok(growth < 64 * MIB, `${resident.map((bytes) => Math.round(bytes / MIB)).join(' ')} MiB`)
  })
}

function collectGarbage() {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}
