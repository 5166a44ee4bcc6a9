// A trap in a sandbox that others have used may be their doing: the document gets a second chance in a fresh one.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { AS_TEXT, fault, PLACES, text, withEngine } from './faults.mjs'
import { encryptedPath } from './fixtures/index.mjs'

const MIB = 1024 * 1024

/** What `recycle` and `crash` events say, in order. */
const told = (events) => events.map((event) => event.reason ?? event.type)

for (const { place, workers } of PLACES) {
  describe(place, () => {
    test('a trap in a fresh sandbox is final', () =>
      withEngine({ workers }, async (engine, events) => {
        await assert.rejects(engine.extract(fault('panic'), AS_TEXT), { code: 'sandbox_crashed' })
        assert.deepEqual(told(events), ['crash', 'trap'])
      }))

    test('a trap in a used sandbox is tried once more in a fresh one, and then final', () =>
      withEngine({ workers }, async (engine, events) => {
        await engine.extract(text(), AS_TEXT)
        await assert.rejects(engine.extract(fault('panic'), { ...AS_TEXT, filename: 'bad.txt' }), {
          code: 'sandbox_crashed',
        })
        assert.deepEqual(told(events), ['crash', 'trap', 'crash', 'trap'])
        assert.equal(events[0].document, 'bad.txt')
        assert.match(events[0].detail, /a fault that was asked for/)
        assert.deepEqual(engine.stats().failures, { sandbox_crashed: 1 })
        assert.equal(engine.stats().recycles.trap, 2)
      }))

    test('what earlier documents leaked fails none of the later ones', () =>
      withEngine(
        { workers, memoryLimitBytes: 28 * MIB, recycle: { aboveBytes: 4096 * MIB } },
        async (engine, events) => {
          for (let count = 0; count < 60; count += 1) {
            const { content } = await engine.extract(fault('leak'), AS_TEXT)
            assert.match(content, /fault: leak/)
          }
          assert.deepEqual(engine.stats().failures, {})
          assert.ok(engine.stats().recycles.trap >= 2)
          assert.equal(events.filter(({ type }) => type === 'crash').length, engine.stats().recycles.trap)
        },
      ))

    test('a clean error is final and costs no sandbox', () =>
      withEngine({ workers }, async (engine, events) => {
        await engine.extract(text(), AS_TEXT)
        await assert.rejects(engine.extract(encryptedPath), { code: 'password_required' })
        await assert.rejects(engine.extract(text(), { mimeType: 'application/pdf', filename: 'bad.pdf' }))
        assert.deepEqual(events, [])
        assert.equal(engine.stats().recycles.trap, 0)
      }))
  })
}

test('the second try shares the deadline of the first: in the calling thread it is not begun after it', () =>
  withEngine({ workers: 0, memoryLimitBytes: 256 * MIB }, async (engine, events) => {
    await engine.extract(text(), AS_TEXT)
    await assert.rejects(engine.extract(fault('endless allocation'), { ...AS_TEXT, timeoutMs: 1 }), {
      code: 'out_of_memory',
    })
    assert.deepEqual(told(events), ['crash', 'trap'])
  }))

test('the second try shares the deadline of the first: in a worker it is ended at it', () =>
  withEngine({ workers: 1, memoryLimitBytes: 4096 * MIB }, async (engine) => {
    await engine.extract(text(), AS_TEXT)
    await assert.rejects(engine.extract(fault('endless allocation'), { ...AS_TEXT, timeoutMs: 20 }), {
      code: 'timeout',
    })
  }))
