import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import init from '../pkg/index.js'
import { pathOf } from './fixtures/index.mjs'

// What is expected here is what tests/fixtures/generator/pdf.py puts in.
let kreuzberg
before(async () => (kreuzberg = await init()))
after(() => kreuzberg.close())

const extract = (name, config = {}) => kreuzberg.extract(pathOf(name), { config })

/** Asserts that the strings stand in the text, each behind the one before it. */
function inOrder(text, strings) {
  let from = 0
  for (const string of strings) {
    const at = text.indexOf(string, from)
    assert.notEqual(at, -1, `no ${string} behind the others in:\n${text}`)
    from = at + string.length
  }
}

describe('text', () => {
  test('comes in the order in which it is read', async () => {
    const { content, mimeType } = await extract('almanac.pdf')
    assert.equal(mimeType, 'application/pdf')
    inOrder(content, [
      'Tides of the estuary',
      'Twice a day the sea comes up the estuary',
      'whoever keeps a boat there',
      'Spring and neap',
      'wise to look after three things:',
      'moorings and their chains',
      'the gate of the lock',
      'Harbour',
      'Fishguard',
      'See also the tables',
      'Storm surges',
      'Nobody should trust a table then.',
    ])
  })

  test('of two columns comes one column after the other', async () => {
    const { content } = await extract('gazette.pdf')
    inOrder(content, [
      'Parish gazette',
      'The parish council met on Monday',
      'before the lambing season, as the',
      'chapel for the timber, and anyone',
      'with a cart is asked to lend it for',
      'school has offered its yard to the',
      'all who come with a hammer.',
    ])
  })

  test('of a turned page is that of an upright one', async () => {
    const { content, metadata } = await extract('chart-rotated.pdf')
    assert.equal(content, 'Soundings of the bar\ntaken at low water')
    assert.deepEqual(metadata.pages.pages[0].dimensions, [400, 500])
  })

  test('includes running headers and footers, unless they are filtered', async () => {
    const { content } = await extract('almanac.pdf')
    assert.equal(content.match(/The Estuary Almanac/g).length, 2)
    inOrder(content, ['Page 1', 'Page 2'])
  })
})

describe('structure', () => {
  test('gives headings their levels and lists their items in Markdown', async () => {
    const { content } = await extract('almanac.pdf', { outputFormat: 'markdown' })
    assert.match(content, /^# Tides of the estuary$/m)
    assert.match(content, /^## Spring and neap$/m)
    assert.match(content, /^## Storm surges$/m)
    assert.match(content, /^- moorings and their chains\n- dinghies on the slip\n- the gate of the lock$/m)
    assert.equal(content.match(/^#/gm).length, 3)
  })

  test('joins the lines of a paragraph in Markdown', async () => {
    const { content } = await extract('almanac.pdf', { outputFormat: 'markdown' })
    assert.match(content, /goes out again, and whoever keeps a boat there learns its hours by heart/)
  })

  test('puts a ruled table into its place in Markdown', async () => {
    const { content } = await extract('almanac.pdf', { outputFormat: 'markdown' })
    assert.match(
      content,
      /\| Harbour \| High water \| Metres \|\n\|[ -|]+\|\n\| Barmouth \| 07:42 \| 4\.8 \|/,
    )
    inOrder(content, ['the gate of the lock', '| Harbour', '| Fishguard', 'See also the tables'])
    assert.equal(content.match(/Barmouth/g).length, 1)
  })

  test('is marked up in HTML and Djot, too', async () => {
    const { content: html } = await extract('almanac.pdf', { outputFormat: 'html' })
    assert.match(html, /<h1[^>]*>Tides of the estuary<\/h1>/)
    assert.match(html, /<li>\s*(<p>)?moorings and their chains/)
    assert.match(html, /<td>Barmouth<\/td>/)
    const { content: djot } = await extract('almanac.pdf', { outputFormat: 'djot' })
    assert.match(djot, /^## Spring and neap$/m)
  })

  test('gives a table its cells, its page and its box', async () => {
    const { tables } = await extract('almanac.pdf')
    assert.equal(tables.length, 1)
    assert.deepEqual(tables[0].cells, [
      ['Harbour', 'High water', 'Metres'],
      ['Barmouth', '07:42', '4.8'],
      ['Fishguard', '06:15', '4.1'],
    ])
    assert.equal(tables[0].pageNumber, 1)
    near(tables[0].boundingBox, { x0: 40, y0: 245 - 3 * 18, x1: 340, y1: 245 })
  })

  test('is there as blocks of a page where hierarchy is asked for', async () => {
    const { pages } = await extract('almanac.pdf', {
      pages: { extractPages: true },
      pdfOptions: { hierarchy: { includeBbox: true } },
    })
    const heading = pages[0].hierarchy.blocks.find(({ text }) => text === 'Tides of the estuary')
    assert.equal(heading.level, 'h1')
    assert.equal(heading.fontSize, 22)
    assert.equal(pages[1].hierarchy.blocks.find(({ text }) => text === 'Storm surges').level, 'h2')
  })

  test('tells running headers and footers from the text', async () => {
    const { content } = await extract('almanac.pdf', { contentFilter: {} })
    assert.doesNotMatch(content, /The Estuary Almanac|Page \d/)
    inOrder(content, ['Tides of the estuary', 'Barmouth', 'Storm surges'])
    const { content: all } = await extract('almanac.pdf', {
      contentFilter: { includeHeaders: true, includeFooters: true },
    })
    assert.equal(all.match(/The Estuary Almanac/g).length, 2)
    assert.match(all, /Page 2/)
  })

  test('leaves out margins that are named', async () => {
    const pdfOptions = { topMarginFraction: 0.1, bottomMarginFraction: 0.1 }
    const { content } = await extract('almanac.pdf', { pdfOptions })
    assert.doesNotMatch(content, /The Estuary Almanac|Page \d/)
    inOrder(content, ['Tides of the estuary', 'Barmouth', 'Storm surges'])
  })
})

describe('metadata', () => {
  test('says who, what and when, dates as ISO 8601', async () => {
    const { metadata } = await extract('almanac.pdf')
    assert.equal(metadata.title, 'Tides of the estuary')
    assert.deepEqual(metadata.authors, ['Delyth Rees', 'Owen Pryce'])
    assert.equal(metadata.subject, 'For newcomers')
    assert.deepEqual(metadata.keywords, ['tides', 'moorings'])
    assert.equal(metadata.createdBy, 'A typewriter')
    assert.equal(metadata.createdAt, '2024-02-29T13:05:09-05:30')
    assert.equal(metadata.modifiedAt, '2024-03-01T08:00:00Z')
    assert.equal(metadata.producer, 'Slipway Press')
    assert.equal(metadata.pageCount, 2)
    assert.equal(metadata.isEncrypted, false)
    assert.equal(metadata.isTagged, false)
    assert.deepEqual([metadata.width, metadata.height], [400, 500])
  })

  test('holds the outline with levels and pages', async () => {
    const { metadata } = await extract('almanac.pdf')
    assert.deepEqual(metadata.outline, [
      { title: 'Tides of the estuary', level: 1, page: 1 },
      { title: 'Spring and neap', level: 2, page: 1 },
      { title: 'Storm surges', level: 2, page: 2 },
    ])
  })

  test('is left out where it is not wanted', async () => {
    const { metadata } = await extract('almanac.pdf', { pdfOptions: { extractMetadata: false } })
    for (const key of ['title', 'authors', 'createdAt', 'outline', 'producer'])
      assert.equal(metadata[key], undefined)
  })

  test('holds the fields of a form with their values', async () => {
    const { metadata } = await extract('permit.pdf')
    assert.deepEqual(metadata.formFields, [
      { name: 'vessel', type: 'text', value: 'Morwenna' },
      { name: 'insured', type: 'button', value: 'Yes' },
      { name: 'berth', type: 'choice', value: 'North quay' },
    ])
  })

  test('values of a form are in the text', async () => {
    const { content } = await extract('permit.pdf')
    inOrder(content, ['Mooring permit', 'Name of the vessel', 'Morwenna', 'North quay'])
  })
})

describe('links and annotations', () => {
  test('links come with what they lead from and to', async () => {
    const { uris } = await extract('almanac.pdf')
    assert.equal(uris.length, 1)
    const [{ url, label, page }] = uris
    assert.equal(url, 'https://tides.example/tables')
    assert.equal(label, 'See also the tables of the harbour office.')
    assert.equal(page, 1)
  })

  test('annotations come where they are asked for', async () => {
    const { annotations } = await extract('permit.pdf', { pdfOptions: { extractAnnotations: true } })
    assert.equal(annotations.length, 1)
    const [{ annotationType, content, pageNumber, boundingBox }] = annotations
    assert.deepEqual([annotationType, content, pageNumber], ['text', 'Ask for the log book', 1])
    near(boundingBox, { x0: 330, y0: 440, x1: 350, y1: 460 })
    assert.equal((await extract('permit.pdf')).annotations, undefined)
  })
})

/** The origin of boxes is the lower left corner, as in the generator. */
function near(box, expected) {
  for (const [side, value] of Object.entries(expected))
    assert.ok(Math.abs(box[side] - value) <= 1, `${side} is ${box[side]}, not ${value}`)
}
