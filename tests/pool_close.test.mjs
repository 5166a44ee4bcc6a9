// Closing settles every promise, once.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { AS_TEXT, fault, init, PLACES, text, until } from './faults.mjs'

/** Counts how often each promise settles: by its own callbacks, which a second settling would call again. */
function watch(promises) {
  const settled = promises.map(() => 0)
  promises.forEach((promise, index) =>
    promise.then(
      () => (settled[index] += 1),
      () => (settled[index] += 1),
    ),
  )
  return settled
}

for (const { place, workers } of PLACES) {
  describe(place, () => {
    test('close lets what was taken finish', async () => {
      const engine = await init({ workers })
      const calls = Array.from({ length: 6 }, (_, index) => engine.extract(text(`number ${index}`), AS_TEXT))
      await until(() => engine.stats().queued + engine.stats().running === 6)
      await engine.close()
      assert.equal(engine.stats().documents, 6)
      assert.equal(engine.stats().workers, 0)
      assert.deepEqual((await Promise.all(calls)).map(({ content }) => content).sort()[5], 'number 5')
    })

    test('close with abort rejects what waits, and settles every promise', async () => {
      const engine = await init({ workers })
      const calls = Array.from({ length: 6 }, () => engine.extract(text(), AS_TEXT))
      const settled = watch(calls)
      await until(() => engine.stats().queued > 0)
      await engine.close({ abort: true })
      const outcomes = await Promise.allSettled(calls)
      const rejected = outcomes.filter(({ reason }) => reason?.code === 'aborted').length
      assert.ok(rejected >= 5, `${rejected} of 6`)
      assert.deepEqual(settled, [1, 1, 1, 1, 1, 1])
    })

    test('closing twice, also at the same time, does nothing more', async () => {
      const engine = await init({ workers })
      const call = engine.extract(text(), AS_TEXT)
      await until(() => engine.stats().queued + engine.stats().running > 0)
      await Promise.all([engine.close(), engine.close()])
      await engine.close({ abort: true })
      assert.equal((await call).content, 'all is well')
    })

    test('a closed engine refuses with closed', async () => {
      const engine = await init({ workers })
      await engine.close()
      await assert.rejects(engine.extract(text(), AS_TEXT), { code: 'closed' })
    })
  })
}

test('close with abort ends what runs, also while a close without abort waits for it', async () => {
  const engine = await init({ workers: 1 })
  const refused = assert.rejects(engine.extract(fault('endless loop'), AS_TEXT), { code: 'aborted' })
  await until(() => engine.stats().running === 1)
  const patient = engine.close()
  await engine.close({ abort: true })
  await refused
  await patient
  assert.equal(engine.stats().workers, 0)
})
