import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import init from '../pkg/index.js'
import { pathOf } from './fixtures/index.mjs'

let kreuzberg
before(async () => (kreuzberg = await init()))
after(() => kreuzberg.close())

const extract = (name, config = {}) => kreuzberg.extract(pathOf(name), { config })

describe('images', () => {
  test('come with format, size in pixels, page and box; a JPEG as it is, others as PNG', async () => {
    const { images } = await extract('album.pdf', { images: {} })
    assert.equal(images.length, 2)
    const [jpeg, png] = images
    assert.deepEqual([jpeg.format, jpeg.width, jpeg.height, jpeg.pageNumber], ['jpeg', 32, 24, 1])
    assert.deepEqual([png.format, png.width, png.height, png.pageNumber], ['png', 12, 8, 1])
    assert.deepEqual(jpeg.boundingBox, { x0: 40, y0: 300, x1: 200, y1: 420 })
    assert.deepEqual(png.boundingBox, { x0: 240, y0: 300, x1: 360, y1: 380 })
    // Begin and end of a JPEG (SOI, EOI), signature and IHDR of a PNG.
    assert.ok(jpeg.data instanceof Uint8Array && png.data instanceof Uint8Array)
    assert.deepEqual([...jpeg.data.subarray(0, 3), ...jpeg.data.subarray(-2)], [0xff, 0xd8, 0xff, 0xff, 0xd9])
    assert.deepEqual([...png.data.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47])
    const size = new DataView(png.data.buffer, png.data.byteOffset + 16)
    assert.deepEqual([size.getUint32(0), size.getUint32(4)], [12, 8])
  })

  test('that are drawn twice come once', async () => {
    const { images } = await extract('album.pdf', { images: {} })
    assert.equal(images.filter(({ format }) => format === 'jpeg').length, 1)
  })

  test('come by pdfOptions.extractImages as well', async () => {
    const { images } = await extract('album.pdf', { pdfOptions: { extractImages: true } })
    assert.equal(images.length, 2)
  })

  test('come only where they are asked for', async () => {
    assert.equal((await extract('album.pdf')).images?.length ?? 0, 0)
    const { images } = await extract('album.pdf', { images: { extractImages: false } })
    assert.equal(images?.length ?? 0, 0)
  })

  test('come no more than images.maxImagesPerPage of a page, and a warning says so', async () => {
    const { images, processingWarnings } = await extract('album.pdf', { images: { maxImagesPerPage: 1 } })
    assert.equal(images.filter(({ pageNumber }) => pageNumber === 1).length, 1)
    assert.ok(processingWarnings.some(({ message }) => /page 1.*only the first 1 images/.test(message)))
  })

  test('have their place in Markdown, unless that is not wanted', async () => {
    const config = { outputFormat: 'markdown', images: {} }
    assert.equal((await extract('album.pdf', config)).content.match(/!\[.*\]\(/g).length, 2)
    const { content } = await extract('album.pdf', { ...config, images: { injectPlaceholders: false } })
    assert.doesNotMatch(content, /!\[/)
  })
})

describe('what is attached to a PDF', () => {
  test('comes as a child with a result of its own', async () => {
    const { children, content } = await extract('dossier.pdf')
    assert.equal(content, 'The prices are attached.')
    assert.equal(children.length, 1)
    const [{ path, mimeType, result }] = children
    assert.deepEqual([path, mimeType], ['prices.csv', 'text/csv'])
    assert.match(result.content, /rope/)
    assert.match(result.content, /14/)
  })

  test('is left alone where maxArchiveDepth is 0', async () => {
    const { children = [] } = await extract('dossier.pdf', { maxArchiveDepth: 0 })
    assert.deepEqual(children, [])
  })
})

describe('a PDF in another document', () => {
  test('is read in a zip, tables and all', async () => {
    const { children } = await extract('satchel.zip')
    const [almanac, gazette] = children
    assert.deepEqual([almanac.path, gazette.path], ['almanac.pdf', 'papers/gazette.pdf'])
    assert.equal(almanac.mimeType, 'application/pdf')
    assert.match(almanac.result.content, /Tides of the estuary/)
    assert.equal(almanac.result.tables[0].cells[1][0], 'Barmouth')
    assert.match(gazette.result.content, /The parish council met on Monday/)
  })

  test('is read in a mail', async () => {
    const { children, content } = await extract('covering-letter.eml')
    assert.match(content, /Please find the almanac attached/)
    assert.equal(children.length, 1)
    const [{ path, mimeType, result }] = children
    assert.deepEqual([path, mimeType], ['almanac.pdf', 'application/pdf'])
    assert.match(result.content, /Storm surges/)
    assert.equal(result.metadata.title, 'Tides of the estuary')
  })

  test('follows the same pdfOptions', async () => {
    const { children } = await extract('satchel.zip', {
      pdfOptions: { extractMetadata: false, topMarginFraction: 0.1 },
    })
    assert.equal(children[0].result.metadata.title, undefined)
    assert.doesNotMatch(children[0].result.content, /The Estuary Almanac/)
  })
})
