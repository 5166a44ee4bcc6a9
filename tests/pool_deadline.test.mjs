// A document that does not end in time is ended; the others do not notice.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { AS_TEXT, fault, text, withEngine } from './faults.mjs'

test('timeoutMs of the engine ends a document that loops for ever, and nine neighbours finish', () =>
  withEngine({ workers: 2, timeoutMs: 500 }, async (engine, events) => {
    await Promise.all([engine.extract(text(), AS_TEXT), engine.extract(text(), AS_TEXT)])
    const started = performance.now()
    const looping = engine
      .extract(fault('endless loop'), { ...AS_TEXT, filename: 'loop.txt' })
      .catch((error) => ({
        error,
        after: performance.now() - started,
      }))
    const neighbours = Array.from({ length: 9 }, (_, index) =>
      engine.extract(text(`neighbour ${index}`), AS_TEXT),
    )
    const contents = (await Promise.all(neighbours)).map(({ content }) => content)
    assert.deepEqual(
      contents,
      Array.from({ length: 9 }, (_, index) => `neighbour ${index}`),
    )
    const { error, after } = await looping
    assert.equal(error.code, 'timeout')
    assert.match(error.message, /^loop\.txt: .*500 ms/)
    assert.ok(after >= 499 && after < 2_500, `${after} ms`)
    assert.deepEqual(events, [
      { type: 'timeout', document: 'loop.txt', timeoutMs: 500 },
      { type: 'recycle', reason: 'terminated' },
    ])
    assert.deepEqual(engine.stats().failures, { timeout: 1 })
  }))

test('timeoutMs of a call wins over that of the engine', () =>
  withEngine({ workers: 1, timeoutMs: 60_000 }, async (engine) => {
    const looping = engine.extract(fault('endless loop'), { ...AS_TEXT, timeoutMs: 50 })
    await assert.rejects(looping, { code: 'timeout', message: /50 ms/ })
  }))

test('time in the queue does not count', () =>
  withEngine({ workers: 1 }, async (engine) => {
    const first = assert.rejects(engine.extract(fault('endless loop'), { ...AS_TEXT, timeoutMs: 700 }), {
      code: 'timeout',
    })
    const second = engine.extract(text(), { ...AS_TEXT, timeoutMs: 600 })
    await first
    assert.equal((await second).content, 'all is well')
  }))

test('a worker that was ended is replaced', () =>
  withEngine({ workers: 1, timeoutMs: 2_000 }, async (engine) => {
    for (let count = 0; count < 3; count += 1) {
      await assert.rejects(engine.extract(fault('endless loop'), { ...AS_TEXT, timeoutMs: 30 }), {
        code: 'timeout',
      })
      assert.equal((await engine.extract(text(), AS_TEXT)).content, 'all is well')
    }
    assert.equal(engine.stats().recycles.terminated, 3)
    assert.equal(engine.stats().workers, 1)
  }))

test('a timeout longer than a timer can be set for is as good as none', () =>
  withEngine({ workers: 1, timeoutMs: Number.MAX_SAFE_INTEGER }, async (engine) => {
    assert.equal((await engine.extract(text(), AS_TEXT)).content, 'all is well')
  }))
