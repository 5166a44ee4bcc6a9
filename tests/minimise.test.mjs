import assert from 'node:assert/strict'
import { test } from 'node:test'

import { minimised } from '../scripts/minimise.mjs'

const text = Buffer.from(`${'x'.repeat(300)}(${'y'.repeat(500)})${'z'.repeat(200)}`)
const pair = async (bytes) => /\(.*\)/.test(bytes.toString())

test('nothing that can go is left in a minimised document', async () => {
  assert.equal((await minimised(text, pair, 10_000)).toString(), '()')
})

test('a document that cannot be made smaller stays as it is', async () => {
  assert.equal(await minimised(text, async () => false, 10_000), text)
})

test('no more is tried than was allowed', async () => {
  let tried = 0
  const counting = async (bytes) => {
    tried += 1
    return pair(bytes)
  }
  await minimised(text, counting, 7)
  assert.equal(tried, 7)
})
