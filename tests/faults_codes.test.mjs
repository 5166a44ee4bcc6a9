// Every way in which a sandbox can end gives its document an error of its own, and the next one a sound sandbox.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { AS_TEXT, fault, MARKER, pkg, PLACES, text, withEngine } from './faults.mjs'

const MIB = 1024 * 1024

/** The engine's stack of calls may end before Rust's own, or after it. */
const STACK_SPENT = /call stack|out of bounds/
const NESTS_TOO_DEEPLY = /^bad\.txt: it nests deeper than the stack/

const FAULTS = [
  { name: 'panic', code: 'sandbox_crashed', detail: /src\/faults\.rs:\d+:\d+:\na fault that was asked for$/ },
  {
    name: 'index out of bounds',
    code: 'sandbox_crashed',
    detail: /src\/faults\.rs:\d+:\d+:\nindex out of bounds/,
  },
  { name: 'deep recursion', code: 'sandbox_crashed', detail: STACK_SPENT, says: NESTS_TOO_DEEPLY },
  { name: 'large frames', code: 'sandbox_crashed', detail: STACK_SPENT, says: NESTS_TOO_DEEPLY },
  { name: 'endless allocation', code: 'out_of_memory', detail: /bytes of linear memory in use$/ },
]

for (const { place, workers } of PLACES) {
  describe(place, () => {
    for (const { name, code, detail, says = /^bad\.txt: / } of FAULTS) {
      test(`${name} rejects with ${code}, says why, and leaves the next document alone`, () =>
        withEngine({ workers, memoryLimitBytes: 64 * MIB }, async (engine) => {
          const error = await engine.extract(fault(name), { ...AS_TEXT, filename: 'bad.txt' }).catch((e) => e)
          assert.equal(error.code, code)
          assert.match(error.detail, detail)
          assert.match(error.message, says)
          assert.equal((await engine.extract(text(), AS_TEXT)).content, 'all is well')
          assert.deepEqual(engine.stats().failures, { [code]: 1 })
          assert.equal(engine.stats().recycles.trap, 1)
        }))
    }

    test('a document larger than the memory limit is out of memory', () =>
      withEngine({ workers, memoryLimitBytes: 40 * MIB }, async (engine) => {
        await assert.rejects(engine.extract(new Uint8Array(64 * MIB).fill(32), AS_TEXT), {
          code: 'out_of_memory',
        })
        assert.equal((await engine.extract(text(), AS_TEXT)).content, 'all is well')
      }))

    test('a memory limit too small for a sandbox to begin with is out of memory, not a crash', async () => {
      const { initialPages } = await import(join(pkg, 'wasm', 'kreuzberg.js'))
      await withEngine({ workers, memoryLimitBytes: initialPages * 65_536 }, async (engine) => {
        await assert.rejects(engine.extract(text(), AS_TEXT), { code: 'out_of_memory' })
        assert.deepEqual(engine.stats().failures, { out_of_memory: 1 })
      })
    })

    test('a fault that nobody knows is a crash too, so that no test passes on a misspelt one', () =>
      withEngine({ workers }, async (engine) => {
        await assert.rejects(engine.extract(fault('panics'), AS_TEXT), {
          code: 'sandbox_crashed',
          detail: /no such fault/,
        })
      }))
  })
}

test('the published module commits no fault', () => {
  const published = readFileSync(fileURLToPath(new URL('../pkg/wasm/kreuzberg.wasm', import.meta.url)))
  const withFaults = readFileSync(join(pkg, 'wasm', 'kreuzberg.wasm'))
  assert.ok(withFaults.includes(MARKER), 'the marker can be found where it is')
  assert.ok(!published.includes(MARKER))
})
