// A signal ends a call at any moment, and nothing of the call stays behind.
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, test } from 'node:test'

import { AS_TEXT, fault, init, PLACES, text, until, withEngine } from './faults.mjs'

const aborted = { name: 'AbortError', code: 'aborted' }

for (const { place, workers } of PLACES) {
  describe(place, () => {
    test('a signal that is aborted already rejects the call, and the reason is its cause', () =>
      withEngine({ workers }, async (engine) => {
        const reason = new Error('no longer wanted')
        const call = engine.extract(text(), { ...AS_TEXT, signal: AbortSignal.abort(reason) })
        await assert.rejects(call, { ...aborted, cause: reason })
      }))

    test('a waiting call rejects at once and the others go on', () =>
      withEngine({ workers }, async (engine) => {
        const controller = new AbortController()
        const order = []
        const first = engine.extract(text('one'), AS_TEXT).then(() => order.push('first'))
        const second = engine
          .extract(text('two'), { ...AS_TEXT, signal: controller.signal })
          .catch((error) => {
            order.push('aborted')
            throw error
          })
        const third = engine.extract(text('three'), AS_TEXT)
        await until(() => engine.stats().queued > 0)
        controller.abort()
        await assert.rejects(second, aborted)
        await first
        assert.equal((await third).content, 'three')
        assert.deepEqual(order, ['aborted', 'first'])
        assert.deepEqual(engine.stats().failures, { aborted: 1 })
      }))

    test('an abort after the result changes nothing', () =>
      withEngine({ workers }, async (engine, events) => {
        const controller = new AbortController()
        const { content } = await engine.extract(text(), { ...AS_TEXT, signal: controller.signal })
        assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
        controller.abort()
        assert.equal(content, 'all is well')
        assert.deepEqual(events, [])
        assert.deepEqual(engine.stats().failures, {})
      }))
  })
}

test('a running call is ended in its worker, which is replaced', () =>
  withEngine({ workers: 1 }, async (engine, events) => {
    const controller = new AbortController()
    const looping = engine.extract(fault('endless loop'), { ...AS_TEXT, signal: controller.signal })
    await until(() => engine.stats().running === 1)
    const started = performance.now()
    controller.abort()
    await assert.rejects(looping, aborted)
    assert.ok(performance.now() - started < 2_000)
    assert.deepEqual(events, [{ type: 'recycle', reason: 'terminated' }])
    assert.equal((await engine.extract(text(), AS_TEXT)).content, 'all is well')
  }))

test('a call whose signal is aborted already does not wait for its turn to say so', () =>
  withEngine({ workers: 1 }, async (engine) => {
    const controller = new AbortController()
    const options = { ...AS_TEXT, signal: controller.signal }
    const busy = [1, 2, 3].map(() => engine.extract(fault('endless loop'), options))
    await until(() => engine.stats().running === 1)
    await assert.rejects(engine.extract(text(), { ...AS_TEXT, signal: AbortSignal.abort() }), aborted)
    assert.equal(engine.stats().queued + engine.stats().running, 3)
    controller.abort()
    for (const call of busy) await assert.rejects(call, aborted)
  }))

test('aborting a hundred waiting and two running documents leaves no worker, timer or listener behind', async () => {
  const before = process.getActiveResourcesInfo()
  const engine = await init({ workers: 2, timeoutMs: 60_000 })
  const controller = new AbortController()
  const options = { ...AS_TEXT, signal: controller.signal }
  const calls = Array.from({ length: 102 }, () => engine.extract(fault('endless loop'), options))
  await until(() => engine.stats().running === 2)
  assert.equal(engine.stats().queued, 100)
  controller.abort()
  for (const { reason } of await Promise.allSettled(calls)) assert.equal(reason?.code, 'aborted')
  const { workers, running, queued, failures } = engine.stats()
  assert.deepEqual(
    { workers, running, queued, failures },
    { workers: 0, running: 0, queued: 0, failures: { aborted: 102 } },
  )
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
  await engine.close()
  assert.deepEqual(process.getActiveResourcesInfo().sort(), before.sort())
})
