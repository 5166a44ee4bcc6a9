import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import init from '../pkg/index.js'
import { pathOf } from './fixtures/index.mjs'

let kreuzberg
before(async () => (kreuzberg = await init()))
after(() => kreuzberg.close())

const extract = (name, config = {}) => kreuzberg.extract(pathOf(name), { config })

describe('pages', () => {
  test('come with their own text and tables', async () => {
    const { pages } = await extract('almanac.pdf', { pages: { extractPages: true } })
    assert.deepEqual(
      pages.map(({ pageNumber }) => pageNumber),
      [1, 2],
    )
    assert.match(pages[0].content, /Barmouth/)
    assert.doesNotMatch(pages[0].content, /Storm surges/)
    assert.match(pages[1].content, /Storm surges/)
    assert.doesNotMatch(pages[1].content, /Barmouth/)
    assert.equal(pages[0].tables.length, 1)
    assert.equal(pages[1].tables?.length ?? 0, 0)
  })

  test('are marked in the text, each before its own', async () => {
    const { content } = await extract('almanac.pdf', { pages: { insertPageMarkers: true } })
    const [before, first, second, ...more] = content.split(/<!-- PAGE \d+ -->/)
    assert.deepEqual([before.trim(), more], ['', []])
    assert.match(first, /Tides of the estuary/)
    assert.match(second, /Storm surges/)
  })

  test('are marked in the words asked for', async () => {
    const { content } = await extract('almanac.pdf', {
      pages: { insertPageMarkers: true, markerFormat: '\n== {page_num} ==\n' },
    })
    assert.deepEqual(content.match(/== \d ==/g), ['== 1 ==', '== 2 =='])
  })

  test('have boundaries in the text, in bytes of UTF-8', async () => {
    const { content, metadata } = await extract('almanac.pdf')
    const bytes = Buffer.from(content)
    const [first, second] = metadata.pages.boundaries
    assert.match(bytes.subarray(first.byteStart, first.byteEnd).toString(), /^The Estuary[^]*Page 1$/)
    assert.match(bytes.subarray(second.byteStart, second.byteEnd).toString(), /^The Estuary[^]*Page 2$/)
  })

  test('are told by chunks', async () => {
    const { chunks } = await extract('almanac.pdf', { chunking: { maxChars: 200, maxOverlap: 0 } })
    const pageOf = (text) => {
      const { metadata } = chunks.find(({ content }) => content.includes(text))
      return [metadata.firstPage, metadata.lastPage]
    }
    assert.deepEqual(pageOf('Twice a day'), [1, 1])
    assert.deepEqual(pageOf('A gale from the south-west'), [2, 2])
  })

  test('are told by elements', async () => {
    const { elements } = await extract('almanac.pdf', { resultFormat: 'element_based' })
    const pageOf = (words) => elements.find(({ text }) => text.includes(words)).metadata.pageNumber
    assert.equal(pageOf('Tides of the estuary'), 1)
    assert.equal(pageOf('Storm surges'), 2)
  })
})

describe('a range of pages', () => {
  test('is all that is read', async () => {
    const { content, metadata, tables } = await extract('almanac.pdf', { pages: { range: { last: 1 } } })
    assert.match(content, /Tides of the estuary/)
    assert.doesNotMatch(content, /Storm surges/)
    assert.equal(metadata.pageCount, 2)
    assert.equal(tables.length, 1)
  })

  test('begins and ends where it says, and keeps the numbers of its pages', async () => {
    const { content, pages, tables } = await extract('almanac.pdf', {
      pages: { extractPages: true, range: { first: 2, last: 2 } },
    })
    assert.match(content, /Storm surges/)
    assert.doesNotMatch(content, /Tides of the estuary/)
    assert.deepEqual(
      pages.map(({ pageNumber }) => pageNumber),
      [2],
    )
    assert.deepEqual(tables, [])
  })

  test('without an end runs to the last page', async () => {
    const { content } = await extract('almanac.pdf', { pages: { range: { first: 2 } } })
    assert.match(content, /Storm surges/)
  })

  test('behind the last page is empty', async () => {
    const { content } = await extract('almanac.pdf', { pages: { range: { first: 9 } } })
    assert.equal(content, '')
  })

  for (const [range, says] of [
    [{ frist: 1 }, /pages\.range\.frist.*first/],
    [{ last: 1.5 }, /pages\.range\.last/],
  ]) {
    test(`${JSON.stringify(range)} is refused`, async () => {
      await assert.rejects(extract('almanac.pdf', { pages: { range } }), (error) => {
        assert.equal(error.code, 'invalid_config')
        assert.match(error.message, says)
        return true
      })
    })
  }
})

describe('a page without a text layer', () => {
  test('is named by a warning, for OCR', async () => {
    const { processingWarnings, content } = await extract('survey-scan.pdf')
    assert.match(content, /Cover sheet of the survey/)
    assert.equal(processingWarnings.length, 1)
    assert.match(processingWarnings[0].message, /without a text layer: 2$/)
  })

  test('is drawn for OCR by the number that the warning names', async () => {
    const { data } = await kreuzberg.renderPage(pathOf('survey-scan.pdf'), { page: 2, format: 'rgba' })
    assert.ok(data.some((value, index) => index % 4 < 3 && value < 64))
  })

  test('does not count where it is not read', async () => {
    const { processingWarnings = [] } = await extract('survey-scan.pdf', { pages: { range: { last: 1 } } })
    assert.deepEqual(processingWarnings, [])
  })
})
