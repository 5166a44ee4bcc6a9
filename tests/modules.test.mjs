// A document is read by the smallest module that can, and whichever that is gives the same result.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'node:test'

import init from '../pkg/index.js'
import { files } from '../pkg/wasm/files.js'
import { bytesOf, names } from './fixtures/index.mjs'

const sources = Object.fromEntries(
  files.map((file) => [file, fileURLToPath(new URL(`../pkg/wasm/${file}.wasm`, import.meta.url))]),
)
const only = (...wanted) => Object.fromEntries(wanted.map((file) => [file, sources[file]]))
const extract = (engine, name, config = {}) =>
  engine.extract(bytesOf(name), { filename: name, config }).catch(({ code, message }) => ({ code, message }))

const modules = ['text', 'office', 'pdf']
const tables = files.filter((file) => ![...modules, 'kreuzberg'].includes(file))

for (const workers of [0, 1]) {
  test(`every fixture gives the same by a module that can read it as by the whole (workers: ${workers})`, async () => {
    const config = {
      chunking: { maxChars: 200, maxOverlap: 20 },
      keywords: { algorithm: 'rake', maxKeywords: 5 },
      languageDetection: {},
      outputFormat: 'markdown',
    }
    const wholes = new Map()
    const engine = await init({ workers, wasm: only('kreuzberg', ...tables) })
    for (const name of names)
      wholes.set(name, [await extract(engine, name), await extract(engine, name, config)])
    await engine.close()
    for (const module of modules) {
      const engine = await init({ workers, wasm: only(module, ...tables) })
      let read = 0
      for (const name of names) {
        for (const [index, options] of [{}, config].entries()) {
          const found = await extract(engine, name, options)
          if (found.code === 'load_failed') continue
          assert.deepEqual(found, wholes.get(name)[index], `${module}: ${name}`)
          read += 1
        }
      }
      assert.ok(read >= 10, `${module} reads ${read}`)
      await engine.close()
    }
  })
}

test('from a disk, the first document loads the smallest module, and what that cannot read the whole', async () => {
  const nowhere = '/nowhere/that.wasm'
  const engine = await init({
    workers: 0,
    wasm: { ...only('text', 'kreuzberg'), office: nowhere, pdf: nowhere },
  })
  await assert.rejects(engine.extract(bytesOf('survey.docx'), { filename: 'survey.docx' }), {
    code: 'load_failed',
    message: /nowhere/,
  })
  const whole = await init({ workers: 0, wasm: only('kreuzberg') })
  for (const name of ['recipe.md', 'almanac.pdf', 'survey.docx', 'recipe.md'])
    assert.deepEqual(await extract(engine, name), await extract(whole, name), name)
  await whole.close()
  await engine.close()
})

test('two documents at a time load one module each, and the next ones no other', async () => {
  const engine = await init({
    workers: 2,
    wasm: { ...only('text', 'kreuzberg'), office: '/nowhere/that.wasm' },
  })
  const documents = ['recipe.md', 'survey.docx', 'ferry.html', 'minutes.odt']
  const results = await Promise.all(documents.map((name) => extract(engine, name)))
  for (const [index, { content, message }] of results.entries())
    assert.ok(content, `${documents[index]}: ${message}`)
  await engine.close()
})

test('once the whole module is there, no sandbox of another is kept', async () => {
  const kept = []
  for (const before of [[], ['recipe.md']]) {
    const engine = await init({
      workers: 0,
      wasm: sources,
      ...(before.length === 0 && { modules: ['kreuzberg'] }),
    })
    for (const name of [...before, 'satchel.zip', 'recipe.md']) await extract(engine, name)
    kept.push(engine.stats().memoryBytes)
    await engine.close()
  }
  assert.deepEqual(kept[1], kept[0])
})

describe('one module is enough for', () => {
  const enough = {
    text: ['greeting.txt', 'recipe.md', 'crew.csv', 'ferry.html', 'invoice.eml', 'order.json'],
    office: ['survey.docx', 'orchard.xlsx', 'launch.pptx', 'minutes.odt', 'lease.doc', 'memo.rtf'],
    pdf: ['almanac.pdf', 'gazette.pdf', 'permit.pdf'],
  }
  const fonts = { pdf: ['standard-fonts'] }
  for (const [module, documents] of Object.entries(enough)) {
    test(`${documents.join(', ')}: ${module}`, async () => {
      const engine = await init({ workers: 0, wasm: only(module, ...(fonts[module] ?? [])) })
      for (const name of documents) {
        const { content, message } = await extract(engine, name)
        assert.ok(content, `${name}: ${message}`)
      }
      await engine.close()
    })
  }
})

describe('text in an encoding of before Unicode,', () => {
  const page = (charset, bytes) => {
    const [head, tail] = [`<meta charset=${charset}><p>`, '</p>'].map((part) =>
      new TextEncoder().encode(part),
    )
    return Uint8Array.from([...head, ...bytes, ...tail])
  }
  // U+6F22 U+5B57 in each, from the WHATWG's index of the encoding.
  const kanji = {
    big5: [0xba, 0x7e, 0xa6, 0x72],
    gbk: [0x9d, 0x68, 0xd7, 0xd6],
    shift_jis: [0x8a, 0xbf, 0x8e, 0x9a],
    'euc-jp': [0xb4, 0xc1, 0xbb, 0xfa],
    'euc-kr': [0xf9, 0xd3, 0xed, 0xae],
  }
  const content = async (engine, bytes) => (await engine.extract(bytes, { filename: 'page.html' })).content

  for (const [charset, bytes] of Object.entries(kanji)) {
    test(`${charset}, loads the tables of these`, async () => {
      const without = await init({ workers: 0, wasm: only('text') })
      await assert.rejects(content(without, page(charset, bytes)), {
        code: 'load_failed',
        message: /legacy-encodings\.wasm is needed/,
      })
      await without.close()
      for (const files of [['text', 'legacy-encodings'], ['kreuzberg']]) {
        const engine = await init({ workers: 0, wasm: only(...files), recycle: { afterDocuments: 1 } })
        for (let time = 0; time < 2; time += 1)
          assert.match(await content(engine, page(charset, bytes)), /漢字/, files.join())
        await engine.close()
      }
    })
  }
})

test('a file that is needed and not given is named', async () => {
  const engine = await init({ workers: 0, wasm: only('text') })
  const { code, message } = await extract(engine, 'satchel.zip')
  assert.equal(code, 'load_failed')
  assert.match(message, /kreuzberg\.wasm is needed/)
  await engine.close()
})

test('a type that the name hides is found out by the module that is tried', async () => {
  const engine = await init({ workers: 1, wasm: sources })
  const bytes = new Uint8Array(bytesOf('dossier.pdf'))
  const options = { filename: 'dossier.txt', mimeType: 'text/plain', transfer: true, timeoutMs: 60_000 }
  const { mimeType } = await engine.extract(bytes, options)
  assert.equal(
    mimeType,
    (await engine.extract(bytesOf('dossier.pdf'), { ...options, transfer: false })).mimeType,
  )
  await engine.close()
})

test('formats are the same whichever module tells them', async () => {
  const told = []
  for (const module of ['text', 'office', 'pdf', 'kreuzberg']) {
    const engine = await init({ workers: 0, wasm: only(module) })
    told.push(await engine.listSupportedFormats())
    await engine.close()
  }
  for (const formats of told) assert.deepEqual(formats, told[0])
})

test('names of files are checked', async () => {
  await assert.rejects(init({ modules: ['words'] }), { code: 'invalid_config' })
  await assert.rejects(init({ wasm: { words: sources.text } }), { code: 'invalid_config' })
})
