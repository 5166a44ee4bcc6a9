// The queue is as long as it may be and no longer; many documents are taken in as there is room for them.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'

import { AS_TEXT, fault, PLACES, text, until, withEngine } from './faults.mjs'

for (const { place, workers } of PLACES) {
  describe(place, () => {
    test('maxQueue: one document more than may wait is refused with queue_full, the others are extracted', () =>
      withEngine({ workers, maxQueue: 3 }, async (engine) => {
        const calls = Array.from({ length: 5 }, (_, index) =>
          engine.extract(text(`number ${index}`), AS_TEXT),
        )
        const settled = await Promise.allSettled(calls)
        assert.deepEqual(
          settled.map(({ value, reason }) => value?.content ?? reason.code),
          ['number 0', 'number 1', 'number 2', 'number 3', 'queue_full'],
        )
        assert.deepEqual(engine.stats().failures, { queue_full: 1 })
        assert.equal((await engine.extract(text(), AS_TEXT)).content, 'all is well')
      }))

    test('extractMany asks for no more inputs than it has room for', () =>
      withEngine({ workers }, async (engine) => {
        let pulled = 0
        let taken = 0
        let most = 0
        function* inputs() {
          for (; pulled < 200;) {
            pulled += 1
            most = Math.max(most, pulled - taken)
            yield { input: text(`number ${pulled}`), ...AS_TEXT }
          }
        }
        for await (const outcome of engine.extractMany(inputs())) {
          taken += 1
          assert.match(outcome.result.content, /^number \d+$/)
        }
        assert.equal(taken, 200)
        assert.ok(most <= 2 * Math.max(1, workers) + 1, `${most} at once`)
      }))

    test('extractMany gives a failure as an outcome, and all outcomes in order if asked', () =>
      withEngine({ workers }, async (engine) => {
        const inputs = Array.from({ length: 20 }, (_, index) => ({
          input: index % 5 === 4 ? fault('panic') : text(`number ${index}`),
          ...AS_TEXT,
        }))
        const seen = []
        for await (const { index, result, error } of engine.extractMany(inputs, { ordered: true })) {
          seen.push([index, result?.content ?? error.code])
        }
        assert.deepEqual(
          seen,
          inputs.map((_, index) => [index, index % 5 === 4 ? 'sandbox_crashed' : `number ${index}`]),
        )
      }))
  })
}

test('four hundred documents at once on one engine are all extracted', () =>
  withEngine({ workers: 2 }, async (engine) => {
    const calls = Array.from({ length: 400 }, (_, index) => engine.extract(text(`number ${index}`), AS_TEXT))
    const contents = (await Promise.all(calls)).map(({ content }) => content)
    assert.deepEqual(
      contents,
      Array.from({ length: 400 }, (_, index) => `number ${index}`),
    )
    assert.equal(engine.stats().workers, 2)
  }))

test('a file is read when its turn comes, not before: what waits takes no memory', () =>
  withEngine({ workers: 1, timeoutMs: 300 }, async (engine) => {
    const folder = mkdtempSync(join(tmpdir(), 'kreuzberg-'))
    const path = join(folder, 'late.txt')
    writeFileSync(path, 'before')
    const before = [1, 2].map(() => engine.extract(fault('endless loop'), AS_TEXT))
    const call = engine.extract(path)
    await until(() => engine.stats().running === 1)
    writeFileSync(path, 'after')
    assert.deepEqual(
      (await Promise.allSettled(before)).map(({ reason }) => reason.code),
      ['timeout', 'timeout'],
    )
    assert.equal((await call).content, 'after')
    rmSync(folder, { recursive: true })
  }))

test('streams that never end hold up nobody else', () =>
  withEngine({ workers: 1 }, async (engine) => {
    const left = new AbortController()
    const stuck = Array.from({ length: 5 }, () =>
      engine.extract(new ReadableStream({}), { ...AS_TEXT, signal: left.signal }),
    )
    assert.equal((await engine.extract(text(), AS_TEXT)).content, 'all is well')
    assert.equal(engine.stats().queued, 5)
    left.abort()
    const settled = await Promise.allSettled(stuck)
    assert.ok(settled.every(({ reason }) => reason.code === 'aborted'))
    assert.equal(engine.stats().queued, 0)
  }))
