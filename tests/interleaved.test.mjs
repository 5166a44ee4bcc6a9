import assert from 'node:assert/strict'
import { test } from 'node:test'

import init from '../pkg/index.js'
import { bytesOf, expected } from './fixtures/index.mjs'

const ROUNDS = 50

// Word, Excel, PowerPoint, JSON, YAML, XML, e-mail, Markdown, plain text.
const names = [
  'survey.docx',
  'orchard.xlsx',
  'launch.pptx',
  'order.json',
  'service.yaml',
  'catalogue.xml',
  'invoice.eml',
  'recipe.md',
  'greeting.txt',
]

for (const workers of [0, 2]) {
  const where = workers === 0 ? 'in the calling thread' : `in ${workers} workers`
  test(`nine formats, each extracted ${ROUNDS} times over and interleaved ${where}, all come out equal`, async () => {
    const kreuzberg = await init({ workers })
    const documents = names.map((name) => ({ name, bytes: bytesOf(name) }))
    const calls = Array.from({ length: ROUNDS }, () => documents).flat()
    const first = new Map()
    const inputs = calls.map(({ name, bytes }) => ({ input: bytes, filename: name }))
    let count = 0
    for await (const { name, result, error } of kreuzberg.extractMany(inputs)) {
      if (error) throw error
      if (!first.has(name)) first.set(name, result)
      assert.deepEqual(result, first.get(name), name)
      count += 1
    }
    await kreuzberg.close()

    assert.equal(count, ROUNDS * names.length)
    for (const name of names) {
      for (const string of expected[name])
        assert.ok(first.get(name).content.includes(string), `${name}: ${string}`)
    }
  })
}
