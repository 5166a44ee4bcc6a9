// Inputs are left as they are, unless their owner gives them away; results are moved.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'

import { AS_TEXT, PLACES, withEngine } from './faults.mjs'
import { pathOf } from './fixtures/index.mjs'

for (const { place, workers } of PLACES) {
  describe(place, () => {
    test('the bytes of an input are not changed and not detached', () =>
      withEngine({ workers }, async (engine) => {
        const bytes = new Uint8Array(readFileSync(pathOf('survey.docx')))
        const copy = bytes.slice()
        await engine.extract(bytes, { filename: 'survey.docx' })
        assert.deepEqual(bytes, copy)
      }))

    test('a view of a part is extracted without the rest', () =>
      withEngine({ workers }, async (engine) => {
        const whole = new TextEncoder().encode('before|inside|after')
        const { content } = await engine.extract(whole.subarray(7, 13), AS_TEXT)
        assert.equal(content, 'inside')
        assert.equal(whole.length, 19)
      }))

    test('a small Buffer is never moved: it shares its memory with others', () =>
      withEngine({ workers }, async (engine) => {
        const neighbour = Buffer.from('a neighbour')
        const input = Buffer.from('all is well')
        assert.equal(input.buffer, neighbour.buffer, 'both lie in the pool')
        const { content } = await engine.extract(input, { ...AS_TEXT, transfer: true })
        assert.equal(content, 'all is well')
        assert.equal(input.toString(), 'all is well')
        assert.equal(neighbour.toString(), 'a neighbour')
      }))

    test('a view of a part of a buffer is not moved either', () =>
      withEngine({ workers }, async (engine) => {
        const whole = new TextEncoder().encode('before|inside|after')
        const input = whole.subarray(7, 13)
        assert.equal((await engine.extract(input, { ...AS_TEXT, transfer: true })).content, 'inside')
        assert.equal(whole.length, 19)
      }))

    test('each result has memory of its own', () =>
      withEngine({ workers }, async (engine) => {
        const config = { images: { extractImages: true } }
        const [first, second] = [await extractImages(), await extractImages()]
        assert.ok(first.length > 0)
        for (const [index, { data }] of first.entries()) {
          assert.ok(data instanceof Uint8Array)
          assert.equal(data.byteLength, data.buffer.byteLength)
          assert.notEqual(data.buffer, second[index].data.buffer)
        }
        async function extractImages() {
          return (await engine.extract(pathOf('survey.docx'), { config })).images ?? []
        }
      }))

    for (const transfer of [false, true]) {
      for (const turns of [0, 1, 5]) {
        test(`bytes that are taken away while they wait reject with invalid_input, and the rest goes on (transfer: ${transfer}, ${turns} turns later)`, () =>
          withEngine({ workers }, async (engine) => {
            const first = engine.extract(new TextEncoder().encode('first'), AS_TEXT)
            const bytes = new TextEncoder().encode('gone').slice()
            const second = engine.extract(bytes, { ...AS_TEXT, transfer })
            const third = engine.extract(new TextEncoder().encode('third'), AS_TEXT)
            const refused = assert.rejects(second, { code: 'invalid_input' })
            for (let turn = 0; turn < turns; turn += 1) await undefined
            structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
            assert.equal((await first).content, 'first')
            await refused
            assert.equal((await third).content, 'third')
          }))
      }
    }
  })
}

test('transfer: true moves an input that has its buffer to itself', () =>
  withEngine({ workers: 1 }, async (engine) => {
    const bytes = new TextEncoder().encode('all is well').slice()
    assert.equal(bytes.byteLength, bytes.buffer.byteLength)
    assert.equal((await engine.extract(bytes, { ...AS_TEXT, transfer: true })).content, 'all is well')
    assert.equal(bytes.byteLength, 0)
  }))
