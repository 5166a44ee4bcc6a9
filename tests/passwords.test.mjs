import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import init from '../pkg/index.js'
import { encryptedPath, encryptedPdf } from './fixtures/index.mjs'

let kreuzberg
before(async () => (kreuzberg = await init()))
after(() => kreuzberg.close())

test('passwords are one option for all that is encrypted', async () => {
  const config = { passwords: ['bramble', 'thicket'] }
  assert.match((await kreuzberg.extract(encryptedPath, { config })).content, /Bramley/)
  assert.match((await kreuzberg.extract(encryptedPdf, { config })).content, /flowerpot/)
})

test('a password that does not fit is not shown in the error', async () => {
  const call = kreuzberg.extract(encryptedPath, { config: { passwords: ['bramble'] } })
  await assert.rejects(call, (error) => {
    assert.equal(error.code, 'password_wrong')
    assert.doesNotMatch(JSON.stringify(error) + error.message, /bramble/)
    return true
  })
})

test('passwords are texts', async () => {
  const call = kreuzberg.extract(encryptedPath, { config: { passwords: 'thicket' } })
  await assert.rejects(call, { code: 'invalid_config' })
})
