import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { constants, deflateRawSync, deflateSync } from 'node:zlib'

import init, { KreuzbergError } from '../pkg/index.js'
import { bytesOf, encryptedPdf, pathOf } from './fixtures/index.mjs'

let kreuzberg
let reference
before(async () => {
  kreuzberg = await init()
  reference = await kreuzberg.extract(pathOf('almanac.pdf'))
})
after(() => kreuzberg.close())

/** Rejects with the code and names the document; and the next one is none the worse. */
async function refused(call, code, says) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof KreuzbergError, String(error))
    assert.equal(error.code, code, error.message)
    assert.match(error.message, says)
    assert.ok(error.message.startsWith(`${error.document}: `), error.message)
    return true
  })
  assert.deepEqual(await kreuzberg.extract(pathOf('almanac.pdf')), reference)
}

const pdf = (bytes, config = {}) => kreuzberg.extract(bytes, { filename: 'a.pdf', config })

describe('an encrypted PDF', () => {
  test('asks for its password', () =>
    refused(kreuzberg.extract(encryptedPdf), 'password_required', /encrypted.*passwords/))

  test('says that passwords are wrong', () =>
    refused(
      kreuzberg.extract(encryptedPdf, { config: { pdfOptions: { passwords: ['bramble', ''] } } }),
      'password_wrong',
      /encrypted/,
    ))

  test('opens with its user password, its owner password, or one of several', async () => {
    for (const passwords of [['thicket'], ['hawthorn'], ['bramble', 'thicket']]) {
      const { content, metadata } = await kreuzberg.extract(encryptedPdf, {
        config: { pdfOptions: { passwords } },
      })
      assert.equal(content, 'The key lies under the third flowerpot.')
      assert.equal(metadata.isEncrypted, true)
    }
  })

  test('does not show its passwords in errors', async () => {
    const call = kreuzberg.extract(encryptedPdf, { config: { pdfOptions: { passwords: ['bramble'] } } })
    await assert.rejects(call, ({ message, detail }) => !/bramble/.test(message + detail))
  })
})

describe('a damaged PDF', () => {
  test('that breaks off anywhere is recovered with a warning, or refused', async () => {
    const whole = bytesOf('almanac.pdf')
    let recovered = 0
    for (let length = 100; length < whole.length; length += 97) {
      const outcome = await pdf(whole.subarray(0, length)).catch((error) => error)
      if (outcome instanceof Error) {
        assert.ok(outcome instanceof KreuzbergError, String(outcome))
        assert.equal(outcome.code, 'parsing')
        continue
      }
      recovered += 1
      assert.ok(outcome.processingWarnings?.length > 0, `no warning for ${length} bytes`)
    }
    assert.ok(recovered > 0)
    assert.deepEqual(await kreuzberg.extract(pathOf('almanac.pdf')), reference)
  })

  test('whose cross-reference table is lost is recovered with a warning', async () => {
    const text = Buffer.from(bytesOf('almanac.pdf')).toString('latin1')
    const broken = Buffer.from(text.replace(/startxref\s+\d+/, 'startxref\n0'), 'latin1')
    const { content, processingWarnings } = await pdf(broken)
    assert.equal(content, reference.content)
    assert.ok(processingWarnings.some(({ message }) => message.includes('cross-reference')))
  })

  test('that lacks its header is recovered with a warning', async () => {
    const { content, processingWarnings } = await pdf(bytesOf('almanac.pdf').fill(0x20, 0, 9))
    assert.equal(content, reference.content)
    assert.ok(processingWarnings.some(({ message }) => message.includes('header')))
  })

  test('that has bytes before its header is read', async () => {
    const { content } = await pdf(
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), bytesOf('almanac.pdf')]),
    )
    assert.equal(content, reference.content)
  })

  test('that is garbage behind its header is refused', () =>
    refused(pdf(Buffer.from(`%PDF-1.7\n${'garbage '.repeat(100)}`)), 'parsing', /damaged/))

  test('whose page tree bites its tail is refused or read, and ends', async () => {
    const text = Buffer.from(bytesOf('almanac.pdf')).toString('latin1')
    const [, pages] = /\/Pages (\d+) 0 R/.exec(text)
    const looped = text.replace(/\/Kids \[[^\]]*\]/, `/Kids [ ${pages} 0 R ]`)
    const outcome = await pdf(Buffer.from(looped, 'latin1')).catch((error) => error)
    if (outcome instanceof Error) assert.equal(outcome.code, 'parsing')
    assert.deepEqual(await kreuzberg.extract(pathOf('almanac.pdf')), reference)
  })
})

/** A file of these objects, with a table where each begins. */
function fileOf(objects) {
  const parts = [Buffer.from('%PDF-1.7\n')]
  let length = parts[0].length
  let table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  objects.forEach((object, index) => {
    const bytes = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    table += `${String(length).padStart(10, '0')} 00000 n \n`
    parts.push(bytes)
    length += bytes.length
  })
  const trailer = `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`
  return Buffer.concat([...parts, Buffer.from(table + trailer)])
}

const withoutTable = (file) =>
  Buffer.from(file.toString('latin1').replace('startxref', 'startxfer'), 'latin1')

const stream = (entries, content) =>
  Buffer.concat([
    Buffer.from(`<< /Length ${content.length} ${entries} >>\nstream\n`),
    content,
    Buffer.from('\nendstream'),
  ])

describe('a PDF that costs more than it looks like', () => {
  /** Four gigabytes of zeros, deflated twice over: 64 times the same blocks between the header and the last block. */
  const bomb = (entries) => {
    const blocks = deflateRawSync(Buffer.alloc(64 << 20), { finishFlush: constants.Z_FULL_FLUSH })
    const zeros = Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array(64).fill(blocks), Buffer.from([3, 0])])
    return stream(`${entries} /Filter [/FlateDecode /FlateDecode]`, deflateSync(zeros))
  }
  const catalog = Buffer.from('<< /Type /Catalog /Pages 2 0 R >>')
  const pages = Buffer.from('<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 400 500] >>')
  const page = Buffer.from('<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>')

  for (const [what, file] of [
    ['a page', () => fileOf([catalog, pages, page, bomb('')])],
    // Without a table the parser looks for objects in every object stream.
    [
      'an object stream',
      () => withoutTable(fileOf([catalog, pages, page, bomb('/Type /ObjStm /N 1 /First 4')])),
    ],
  ])
    test(`because of what ${what} inflates to ends in a result or a typed error`, async () => {
      const outcome = await pdf(file()).catch((error) => error)
      if (outcome instanceof Error) {
        assert.ok(outcome instanceof KreuzbergError, String(outcome))
        assert.match(outcome.code, /^(out_of_memory|limit_exceeded|timeout|parsing)$/)
      }
      assert.deepEqual(await kreuzberg.extract(pathOf('almanac.pdf')), reference)
    })

  test('because of its pages is read up to the limit, with a warning, or refused with its name', async () => {
    const count = 100_001
    const kids = Array.from({ length: count }, (_, index) => `${index + 3} 0 R`).join(' ')
    const objects = [
      catalog,
      Buffer.from(`<< /Type /Pages /Count ${count} /Kids [${kids}] /MediaBox [0 0 400 500] >>`),
      ...Array.from({ length: count }, () => Buffer.from('<< /Type /Page /Parent 2 0 R >>')),
    ]
    const file = fileOf(objects)
    const error = await pdf(file).catch((error) => error)
    assert.deepEqual([error.code, error.limit], ['limit_exceeded', { name: 'pages', value: 10_000 }])
    const limits = { pages: 100, onExceed: 'truncate' }
    const { metadata, pages, processingWarnings } = await pdf(file, { limits, pages: { extractPages: true } })
    assert.equal(metadata.pageCount, count)
    assert.equal(pages.length, 100)
    assert.ok(processingWarnings.some(({ message }) => message.startsWith('page 101 and those after it')))
  })
})

describe('a PDF by name only', () => {
  test('that is a docx is refused, and told what it looks like', () =>
    refused(
      kreuzberg.extract(bytesOf('survey.docx'), { filename: 'survey.pdf' }),
      'parsing',
      /bytes look like application\/vnd\.openxmlformats-officedocument\.wordprocessingml\.document/,
    ))

  test('that is text is refused', () =>
    refused(pdf(Buffer.from('no pdf at all')), 'parsing', /damaged|look like/))

  test('and the other way about is read as what it is, or refused with what it looks like', async () => {
    const call = kreuzberg.extract(readFileSync(pathOf('almanac.pdf')), { filename: 'almanac.docx' })
    const outcome = await call.catch((error) => error)
    assert.match(outcome instanceof Error ? outcome.message : outcome.mimeType, /application\/pdf/)
  })
})

test('what would run is named by a warning and not run', async () => {
  const text = Buffer.from(bytesOf('almanac.pdf')).toString('latin1')
  const action = '/OpenAction << /S /JavaScript /JS (app.alert) >> /Type /Catalog'
  const armed = Buffer.from(text.replace('/Type /Catalog', action), 'latin1')
  const { content, processingWarnings } = await pdf(armed)
  assert.equal(content, reference.content)
  assert.ok(processingWarnings.some(({ message }) => /JavaScript.*not run/.test(message)))
})
