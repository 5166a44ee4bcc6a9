// A worker that is killed from outside takes one document with it at most.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

import { AS_TEXT, fault, pkg, text, until, withEngine } from './faults.mjs'

/** Node tells of every worker thread that is started. */
const started = []
process.on('worker', (worker) => started.push(worker))

test('a worker killed in mid-flight rejects its document alone; the others and the next go on', () =>
  withEngine({ workers: 2 }, async (engine, events) => {
    started.length = 0
    const looping = engine.extract(fault('endless loop'), { ...AS_TEXT, filename: 'loop.txt' })
    await until(() => engine.stats().running === 1)
    const [first] = started
    const neighbours = Array.from({ length: 6 }, (_, index) =>
      engine.extract(text(`neighbour ${index}`), AS_TEXT),
    )
    const refused = assert.rejects(looping, { code: 'sandbox_crashed', detail: /exited/ })
    await first.terminate()
    await refused
    const contents = (await Promise.all(neighbours)).map(({ content }) => content)
    assert.deepEqual(
      contents,
      Array.from({ length: 6 }, (_, index) => `neighbour ${index}`),
    )
    assert.deepEqual(engine.stats().failures, { sandbox_crashed: 1 })
    assert.deepEqual(
      events.map(({ type }) => type),
      ['recycle', 'crash'],
    )
  }))

test('workers killed while they wait are replaced when work arrives', () =>
  withEngine({ workers: 2 }, async (engine, events) => {
    started.length = 0
    await Promise.all([engine.extract(text(), AS_TEXT), engine.extract(text(), AS_TEXT)])
    await Promise.all(started.map((worker) => worker.terminate()))
    await until(() => engine.stats().workers === 0)
    assert.equal((await engine.extract(text(), AS_TEXT)).content, 'all is well')
    assert.deepEqual(engine.stats().failures, {})
    assert.deepEqual(events, [])
  }))

test('where no worker can be started, a document gets load_failed instead of waiting for ever', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kreuzberg-'))
  try {
    cpSync(pkg, folder, { recursive: true })
    writeFileSync(join(folder, 'runtime', 'node_worker.js'), `throw new Error('this worker is broken')\n`)
    const { default: init } = await import(pathToFileURL(join(folder, 'index.js')).href)
    const engine = await init({ workers: 2 })
    const calls = Array.from({ length: 5 }, () => engine.extract(text(), AS_TEXT))
    for (const { reason } of await Promise.allSettled(calls)) {
      assert.equal(reason?.code, 'load_failed')
      assert.match(reason.message, /this worker is broken/)
    }
    await engine.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
