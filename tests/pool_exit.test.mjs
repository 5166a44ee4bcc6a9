// An engine keeps no process alive: a script that has its results ends by itself, without close().
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

import { MARKER, pkg } from './faults.mjs'

const PRELUDE = `
import init from ${JSON.stringify(pathToFileURL(join(pkg, 'index.js')).href)}
const text = (words) => new TextEncoder().encode(words)
const options = { mimeType: 'text/plain' }
const fault = (name) => text(${JSON.stringify(MARKER)} + name + '\\n')
`

for (const workers of [0, 1, 2]) {
  test(`a script that awaited its results ends by itself with workers: ${workers}`, async () => {
    const { code, stdout, lingered } = await run(`
      const engine = await init({ workers: ${workers}, timeoutMs: 60000 })
      const results = await Promise.all([engine.extract(text('one'), options), engine.extract(text('two'), options)])
      console.log(results.map(({ content }) => content).join(' '))
    `)
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'one two\n' })
    assert.ok(lingered < 3_000, `${lingered} ms`)
  })
}

test('a script that has an engine and no work for it ends by itself', async () => {
  const { code, stdout } = await run(`await init({ workers: 2 }); console.log('done')`)
  assert.deepEqual({ code, stdout }, { code: 0, stdout: 'done\n' })
})

test('a script that does not await stays alive until its document is done', async () => {
  const { code, stdout } = await run(`
    const engine = await init({ workers: 1 })
    engine.extract(text('one'), options).then(({ content }) => console.log(content))
  `)
  assert.deepEqual({ code, stdout }, { code: 0, stdout: 'one\n' })
})

test('a trap, a time-out and an abort in a worker keep no process alive either, and print nothing', async () => {
  const { code, stdout, stderr, lingered } = await run(`
    const engine = await init({ workers: 2 })
    const codes = []
    for (const name of ['panic', 'deep recursion', 'large frames', 'endless loop']) {
      codes.push(await engine.extract(fault(name), { ...options, timeoutMs: 2000 }).catch(({ code }) => code))
    }
    const signal = AbortSignal.timeout(50)
    codes.push(await engine.extract(fault('endless loop'), { ...options, signal }).catch(({ code }) => code))
    console.log(codes.join(' '))
  `)
  assert.deepEqual(
    { code, stdout, stderr },
    { code: 0, stdout: 'sandbox_crashed sandbox_crashed sandbox_crashed timeout aborted\n', stderr: '' },
  )
  assert.ok(lingered < 3_000, `${lingered} ms`)
})

test('a trap in the calling thread leaves the process alive and prints nothing', async () => {
  const { code, stdout, stderr } = await run(`
    const engine = await init({ workers: 0, memoryLimitBytes: 64 * 1024 * 1024 })
    const codes = []
    for (const name of ['panic', 'deep recursion', 'large frames', 'endless allocation']) {
      codes.push(await engine.extract(fault(name), options).catch(({ code }) => code))
    }
    console.log(codes.join(' '))
  `)
  assert.deepEqual(
    { code, stdout, stderr },
    { code: 0, stdout: 'sandbox_crashed sandbox_crashed sandbox_crashed out_of_memory\n', stderr: '' },
  )
})

/** Runs a script to its end; `lingered` is how long it lived after it last wrote, in milliseconds. */
async function run(script) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PRELUDE + script])
  let stdout = ''
  let stderr = ''
  let wroteAt = performance.now()
  child.stdout.on('data', (data) => {
    stdout += data
    wroteAt = performance.now()
  })
  child.stderr.on('data', (data) => (stderr += data))
  const code = await new Promise((resolve) => child.on('close', resolve))
  return { code, stdout, stderr, lingered: performance.now() - wroteAt }
}
