import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'

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
