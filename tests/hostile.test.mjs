import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import init, { DEFAULT_LIMITS, KreuzbergError } from '../pkg/index.js'
import { bytesOf } from './fixtures/index.mjs'
import { attacks, hostile } from './hostile/index.mjs'

/** How a document may be refused; that it runs out of time or ends its sandbox is no refusal. */
const REFUSALS = ['limit_exceeded', 'parsing', 'unsupported_format', 'invalid_input']

let kreuzberg
before(async () => (kreuzberg = await init({ workers: 1, timeoutMs: 120_000 })))
after(() => kreuzberg.close())

describe('ends in a result or in a refusal, and is no crash', () => {
  for (const attack of attacks) {
    test(attack, async () => {
      const { filename, bytes } = hostile(attack)
      const outcome = await kreuzberg.extract(bytes, { filename, transfer: true }).catch((error) => error)
      if (!(outcome instanceof Error)) return assert.equal(typeof outcome.content, 'string')
      assert.ok(outcome instanceof KreuzbergError, String(outcome))
      assert.ok(REFUSALS.includes(outcome.code), `${outcome.code}: ${outcome.message}`)
      // A limit is named, and one that can be set.
      if (outcome.code === 'limit_exceeded')
        assert.equal(DEFAULT_LIMITS[outcome.limit?.name], outcome.limit?.value, outcome.message)
    })
  }
})

describe('is refused for the limit that it passes', () => {
  const cases = {
    'a zip of 1029 to 1': 'ratio',
    'a zip of 10,001 members': 'members',
    'a gzip of 600 MB': 'ratio',
    'overlapping zip entries': 'ratio',
    'a zip whose sizes lie': 'ratio',
    'an epub with a part of 300 MB': 'ratio',
    'a string of 50 MB in 39 rows of an xlsx': 'ratio',
    'a string of 1 MB in 5,000 rows of an xlsx': 'characters',
    'an xlsx of 16,384 by 1,048,576 declared cells': 'tableCells',
    'an xlsx of 10,000 by 10,000 cells, two of them filled': 'tableCells',
    'an xlsx of a million empty sheets': 'pages',
    'an ods that repeats a row a million times': 'characters',
    '100 MB on one line': 'characters',
    'a csv of 20 MB': 'tableCells',
  }
  for (const [attack, name] of Object.entries(cases)) {
    test(attack, async () => {
      const { filename, bytes } = hostile(attack)
      await assert.rejects(kreuzberg.extract(bytes, { filename }), {
        code: 'limit_exceeded',
        limit: { name, value: DEFAULT_LIMITS[name] },
        message: new RegExp(`limits\\.${name} is ${DEFAULT_LIMITS[name]}`),
      })
    })
  }
})

test('a text with 200,000 blank lines is cut into chunks', async () => {
  const text = new TextEncoder().encode(`first\n${' \n'.repeat(200_000)}last`)
  const options = { filename: 'blank.txt', config: { chunking: {} } }
  const { chunks, processingWarnings } = await kreuzberg.extract(text, options)
  assert.match(processingWarnings[0].message, /blank lines/)
  const contents = chunks.map(({ content }) => content)
  assert.ok(contents.at(0).startsWith('first') && contents.at(-1).endsWith('last'))
})

describe('is read up to the limit where that is asked for', () => {
  const cut = async (attack) => {
    const { filename, bytes } = hostile(attack)
    const result = await kreuzberg.extract(bytes, { filename, config: { limits: { onExceed: 'truncate' } } })
    return { ...result, warnings: JSON.stringify(result.processingWarnings) }
  }

  test('a text', async () => {
    const { content, warnings } = await cut('100 MB on one line')
    assert.ok(content.length <= DEFAULT_LIMITS.characters && content.startsWith('word word'))
    assert.match(warnings, /limits\.characters/)
  })

  test('an archive', async () => {
    const { metadata, warnings } = await cut('a zip of 10,001 members')
    assert.equal(metadata.fileList.length, DEFAULT_LIMITS.members)
    assert.match(warnings, /limits\.members/)
  })

  test('a sheet', async () => {
    const { content, warnings } = await cut('an xlsx of 10,000 by 10,000 cells, two of them filled')
    assert.match(content, /1/)
    assert.match(warnings, /limits\.tableCells/)
  })

  test('a table of separated values', async () => {
    const { tables, warnings } = await cut('a csv of 20 MB')
    const cells = tables.flatMap((table) => table.cells).reduce((sum, row) => sum + row.length, 0)
    assert.ok(cells > 0 && cells <= DEFAULT_LIMITS.tableCells, `${cells} cells`)
    assert.match(warnings, /limits\.tableCells/)
  })

  test('an e-book', async () => {
    const { warnings } = await cut('an epub with a part of 300 MB')
    assert.match(warnings, /limits\.ratio/)
  })
})

test('an external entity is not opened', async () => {
  const { filename, bytes } = hostile('external entities')
  const { content } = await kreuzberg.extract(bytes, { filename })
  assert.equal(content.replace(/\W/g, ''), 'ainside')
})

describe('limits are set by the engine and by the call', () => {
  const document = bytesOf('survey.docx')
  const extract = (engine, limits) =>
    engine.extract(document, { filename: 'survey.docx', config: { limits } })
  let strict
  before(async () => (strict = await init({ workers: 0, limits: { members: 1 } })))
  after(() => strict.close())

  test("the engine's hold", () =>
    assert.rejects(strict.extract(document, { filename: 'survey.docx' }), {
      limit: { name: 'members', value: 1 },
    }))

  test("a call's own win", async () => {
    const { content } = await extract(strict, { members: 1000 })
    assert.ok(content.length > 0)
    await assert.rejects(extract(kreuzberg, { members: 2 }), { limit: { name: 'members', value: 2 } })
  })

  test("a call's own win over the engine's before the document is read", () =>
    assert.rejects(extract(strict, { inputBytes: 10 }), { limit: { name: 'inputBytes', value: 10 } }))

  test("kreuzberg's names for them hold as well, and may not contradict", async () => {
    const call = (config) => strict.extract(document, { filename: 'survey.docx', config })
    const { content } = await call({ securityLimits: { maxFilesInArchive: 1000 } })
    assert.ok(content.length > 0)
    await assert.rejects(call({ securityLimits: { maxFilesInArchive: 1000 }, limits: { members: 7 } }), {
      code: 'invalid_config',
      message: /config\.securityLimits\.maxFilesInArchive.*config\.limits\.members/,
    })
  })

  test('what is none is refused with the nearest', async () => {
    await assert.rejects(init({ limits: { tableCell: 1 } }), {
      code: 'invalid_config',
      message: /limits\.tableCell .*tableCells/,
    })
    await assert.rejects(extract(strict, { onExceed: 'truncated' }), {
      code: 'invalid_config',
      message: /truncate/,
    })
    await assert.rejects(extract(strict, { markupDepth: 1000 }), { code: 'invalid_config', message: /255/ })
  })
})
