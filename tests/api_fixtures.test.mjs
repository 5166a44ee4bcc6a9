import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import init from '../pkg/index.js'
import { bytesOf, expected, names, pathOf } from './fixtures/index.mjs'

let kreuzberg
before(async () => (kreuzberg = await init()))
after(() => kreuzberg.close())

describe('the text of every fixture holds what was put in', () => {
  for (const name of names) {
    test(name, async () => {
      const { content } = await kreuzberg.extract(pathOf(name))
      for (const string of expected[name]) assert.ok(content.includes(string), `no ${string} in:\n${content}`)
    })
  }
})

test('a result is a plain value: the same after a structured clone, and nothing is a Map', async () => {
  for (const name of names) {
    const result = await kreuzberg.extract(pathOf(name))
    assert.deepEqual(structuredClone(result), result)
    assert.ok(!holdsMap(result), name)
  }
})

function holdsMap(value) {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  return value instanceof Map || Object.values(value).some(holdsMap)
}

test('images come as their own bytes', async () => {
  const { images } = await kreuzberg.extract(bytesOf('survey.docx'), { config: { images: {} } })
  assert.equal(images.length, 1)
  assert.ok(images[0].data instanceof Uint8Array)
  assert.deepEqual([...images[0].data.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47])
})

test('tables keep their cells', async () => {
  const { tables } = await kreuzberg.extract(pathOf('survey.docx'))
  assert.deepEqual(tables[0].cells, [
    ['Buoy', 'Depth in metres'],
    ['Red conical', '4.2'],
  ])
})

test('each output format has its own marks', async () => {
  const inFormat = async (outputFormat) =>
    (await kreuzberg.extract(pathOf('recipe.md'), { config: { outputFormat } })).content
  assert.match(await inFormat('markdown'), /^# Lentil soup$/m)
  assert.match(await inFormat('djot'), /^# Lentil soup$/m)
  assert.match(await inFormat('html'), /<h1[^>]*>Lentil soup<\/h1>/)
  assert.doesNotMatch(await inFormat('plain'), /# Lentil/)
})
