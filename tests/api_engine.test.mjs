import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'

import init, {
  ERROR_CODES,
  KreuzbergError,
  batchExtractBytes,
  batchExtractFiles,
  detectMimeFromBytes,
  detectMimeType,
  extractBytes,
  extractFile,
  getExtensionsForMime,
  initWasm,
  isKreuzbergError,
  listSupportedFormats,
} from '../pkg/index.js'
import { bytesOf, pathOf, urlOf } from './fixtures/index.mjs'

const WASM = new URL('../pkg/wasm/kreuzberg.wasm', import.meta.url)
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

describe('init', () => {
  test('is also called initWasm', () => assert.equal(initWasm, init))

  test('takes the module as a URL, bytes, a Response or compiled', async () => {
    const bytes = await readFile(WASM)
    const sources = [WASM, bytes, new Response(bytes, { headers: { 'content-type': 'application/wasm' } })]
    for (const wasm of [...sources, await WebAssembly.compile(bytes)]) {
      const kreuzberg = await init({ wasm, workers: 0 })
      assert.match((await kreuzberg.extract(pathOf('greeting.txt'))).content, /Zürich/)
      await kreuzberg.close()
    }
  })

  test('rejects with load_failed where the module cannot be had', async () => {
    const failed = { name: 'KreuzbergError', code: 'load_failed' }
    await assert.rejects(init({ wasm: new URL('missing.wasm', WASM) }), failed)
    await assert.rejects(init({ wasm: new Uint8Array(8) }), failed)
    await assert.rejects(init({ wasm: new Response('not here', { status: 404 }) }), failed)
  })

  test('says where an engine is too old for the module', async ({ mock }) => {
    const broken = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0xff)
    await assert.rejects(init({ wasm: broken }), { code: 'load_failed', message: /install the package anew/ })
    mock.method(WebAssembly, 'validate', () => false)
    await assert.rejects(init({ wasm: broken }), { code: 'load_failed', message: /has no WebAssembly SIMD/ })
  })
})

describe('a closed engine', () => {
  test('rejects every call with closed', async () => {
    const kreuzberg = await init()
    await kreuzberg.extract(pathOf('greeting.txt'))
    await kreuzberg.close()
    await kreuzberg.close()
    const closed = { code: 'closed', message: /init\(\)/ }
    await assert.rejects(kreuzberg.extract(pathOf('greeting.txt')), closed)
    await assert.rejects(kreuzberg.detectMimeType(bytesOf('greeting.txt')), closed)
    await assert.rejects(kreuzberg.listSupportedFormats(), closed)
    await assert.rejects(kreuzberg.extractMany([pathOf('greeting.txt')]).next(), closed)
    assert.equal(kreuzberg.stats().workers, 0)
  })

  test('has let every call finish that was made before', async () => {
    const kreuzberg = await init()
    const running = ['survey.docx', 'orchard.xlsx', 'ferry.html'].map((name) =>
      kreuzberg.extract(pathOf(name)),
    )
    await kreuzberg.close()
    for (const result of await Promise.all(running)) assert.ok(result.content.length > 0)
  })

  test('has ended every call when it was closed with abort, also those whose input hangs', async () => {
    const kreuzberg = await init()
    const hanging = kreuzberg.extract(new ReadableStream())
    const own = kreuzberg.extract(new ReadableStream(), { signal: new AbortController().signal })
    const running = kreuzberg.extract(bytesOf('survey.docx'))
    const aborted = { name: 'AbortError', code: 'aborted' }
    const all = [hanging, own, running].map((call) => assert.rejects(call, aborted))
    await kreuzberg.close({ abort: true })
    await Promise.all(all)
  })

  test('is what `await using` leaves', async () => {
    const kreuzberg = await init()
    await kreuzberg[Symbol.asyncDispose]()
    await assert.rejects(kreuzberg.listSupportedFormats(), { code: 'closed' })
  })
})

describe('extractMany', () => {
  let kreuzberg
  before(async () => (kreuzberg = await init({ workers: 2 })))
  after(() => kreuzberg.close())

  const collect = async (outcomes) => {
    const all = []
    for await (const outcome of outcomes) all.push(outcome)
    return all
  }
  const FILES = ['survey.docx', 'greeting.txt', 'launch.pptx', 'order.json', 'ferry.html'].map(pathOf)

  test('gives an outcome for each input, whether it fails or not', async () => {
    const inputs = [FILES[0], 'missing.docx', bytesOf('orchard.xlsx'), new Uint8Array(), FILES[1]]
    const outcomes = await collect(kreuzberg.extractMany(inputs))
    outcomes.sort((a, b) => a.index - b.index)
    assert.deepEqual(
      outcomes.map(({ index, name, error }) => [index, name, error?.code]),
      [
        [0, FILES[0], undefined],
        [1, 'missing.docx', 'invalid_input'],
        [2, 'inputs[2]', undefined],
        [3, 'inputs[3]', 'invalid_input'],
        [4, FILES[1], undefined],
      ],
    )
    assert.ok(outcomes[3].error instanceof KreuzbergError)
    assert.match(outcomes[3].error.message, /^inputs\[3\]: /)
    assert.match(outcomes[0].result.content, /Harbour survey/)
  })

  test('gives them in order when asked to', async () => {
    const inputs = Array.from({ length: 30 }, (_, index) => FILES[index % FILES.length])
    const outcomes = await collect(kreuzberg.extractMany(inputs, { ordered: true }))
    assert.deepEqual(
      outcomes.map(({ index }) => index),
      inputs.map((_, index) => index),
    )
    for (const { index, result } of outcomes) assert.deepEqual(result, outcomes[index % FILES.length].result)
  })

  test('takes options for all, and for one, which win', async () => {
    const inputs = [FILES[3], { input: FILES[3], config: { outputFormat: 'html' }, filename: 'a.txt' }]
    const common = { ordered: true, config: { outputFormat: 'markdown' } }
    const [first, second] = await collect(kreuzberg.extractMany(inputs, common))
    assert.equal(first.result.mimeType, 'application/json')
    assert.equal(second.name, 'a.txt')
    assert.equal(second.result.mimeType, 'text/plain')
    assert.notEqual(first.result.content, second.result.content)
  })

  test('makes an outcome of options that are wrong for one', async () => {
    const inputs = [{ input: FILES[0], config: { outputFormat: 'markdwn' } }, FILES[1]]
    const [first, second] = await collect(kreuzberg.extractMany(inputs, { ordered: true }))
    assert.equal(first.error.code, 'invalid_config')
    assert.match(second.result.content, /Zürich/)
  })

  for (const ordered of [false, true]) {
    test(`holds a few documents of an endless source, ordered: ${ordered}`, async () => {
      let asked = 0
      let released = false
      async function* endless() {
        try {
          for (;;) yield { input: FILES[asked % FILES.length], filename: `${asked++}.txt` }
        } finally {
          released = true
        }
      }
      let taken = 0
      for await (const { index } of kreuzberg.extractMany(endless(), { ordered })) {
        taken++
        if (ordered) assert.equal(index, taken - 1)
        await new Promise((resolve) => setImmediate(resolve))
        assert.ok(asked - taken <= 8, `${asked} asked for, ${taken} taken`)
        if (taken === 50) break
      }
      assert.ok(released)
    })
  }

  test('asks a source for one input at a time', async () => {
    let waiting = 0
    const source = {
      [Symbol.asyncIterator]: () => source,
      count: 0,
      async next() {
        waiting++
        assert.equal(waiting, 1)
        await new Promise((resolve) => setTimeout(resolve, 2))
        waiting--
        return this.count++ < 10 ? { value: FILES[1] } : { done: true }
      },
    }
    assert.equal((await collect(kreuzberg.extractMany(source))).length, 10)
  })

  test('gives what was asked for before its source failed, then rejects with that failure', async () => {
    const failure = new Error('the database is gone')
    function* failing() {
      yield FILES[0]
      yield FILES[1]
      throw failure
    }
    const outcomes = []
    await assert.rejects(
      async () => {
        for await (const outcome of kreuzberg.extractMany(failing(), { ordered: true }))
          outcomes.push(outcome)
      },
      (error) => error === failure,
    )
    assert.equal(outcomes.length, 2)
  })

  test('rejects when its signal is aborted, even while its source hangs', async () => {
    const controller = new AbortController()
    async function* hanging() {
      yield FILES[0]
      await new Promise(() => {})
    }
    setTimeout(() => controller.abort(), 200)
    const outcomes = []
    await assert.rejects(
      async () => {
        for await (const outcome of kreuzberg.extractMany(hanging(), { signal: controller.signal })) {
          outcomes.push(outcome)
        }
      },
      { name: 'AbortError', code: 'aborted' },
    )
    assert.equal(outcomes.length, 1)
  })

  test('rejects with what a callback throws', async () => {
    const mistake = new TypeError('a mistake')
    const onProgress = () => {
      throw mistake
    }
    await assert.rejects(collect(kreuzberg.extractMany(FILES, { onProgress })), (error) => error === mistake)
  })

  test('ends with closed when its engine is closed, however long its source', async () => {
    const own = await init({ workers: 1 })
    function* endless() {
      for (;;) yield FILES[1]
    }
    await assert.rejects(
      async () => {
        for await (const { index } of own.extractMany(endless())) if (index === 3) await own.close()
      },
      { code: 'closed' },
    )
  })

  test('refuses a single document, and what is no iterable', async () => {
    for (const input of [FILES[0], bytesOf('greeting.txt'), new Blob(['x']), 7, null, undefined]) {
      await assert.rejects(kreuzberg.extractMany(input).next(), {
        code: 'invalid_input',
        message: /pass \[document\]/,
      })
    }
  })

  test('of nothing gives nothing', async () => assert.deepEqual(await collect(kreuzberg.extractMany([])), []))
})

describe("the functions that kreuzberg's users know", () => {
  test('extractBytes, with and without a type', async () => {
    assert.match((await extractBytes(bytesOf('survey.docx'), DOCX)).content, /Harbour survey/)
    assert.match((await extractBytes(bytesOf('survey.docx').buffer)).content, /Harbour survey/)
    const { content } = await extractBytes(bytesOf('recipe.md'), 'text/markdown', { outputFormat: 'html' })
    assert.match(content, /<h1/)
  })

  test('extractFile, from a path, a URL, a File', async () => {
    const reference = await extractFile(pathOf('survey.docx'))
    assert.deepEqual(await extractFile(urlOf('survey.docx'), null), reference)
    assert.deepEqual(
      await extractFile(new File([bytesOf('survey.docx')], 'survey.docx'), DOCX, null),
      reference,
    )
  })

  test('batchExtractBytes and batchExtractFiles give results in order', async () => {
    const files = ['launch.pptx', 'greeting.txt', 'survey.docx']
    const expected = await Promise.all(files.map((name) => extractFile(pathOf(name))))
    assert.deepEqual(await batchExtractFiles(files.map(pathOf)), expected)
    const documents = expected.map(({ mimeType }, index) => ({ data: bytesOf(files[index]), mimeType }))
    assert.deepEqual(await batchExtractBytes(documents), expected)
    assert.deepEqual(await batchExtractFiles([]), [])
  })

  test('a batch rejects with the first document that fails, by name', async () => {
    await assert.rejects(batchExtractFiles([pathOf('greeting.txt'), 'missing.docx']), {
      code: 'invalid_input',
      document: 'missing.docx',
    })
  })

  test('detectMimeType and detectMimeFromBytes give a string', async () => {
    assert.equal(await detectMimeType(bytesOf('crew.csv'), 'crew.csv'), 'text/csv')
    assert.equal(await detectMimeType(bytesOf('survey.docx')), DOCX)
    assert.equal(await detectMimeFromBytes(bytesOf('survey.docx')), DOCX)
    await assert.rejects(detectMimeFromBytes(Uint8Array.of(1, 2, 3, 0, 255)), { code: 'unsupported_format' })
  })

  test('getExtensionsForMime, whatever the case and the parameters', async () => {
    assert.deepEqual(await getExtensionsForMime(DOCX), ['docx'])
    assert.deepEqual((await getExtensionsForMime('Text/HTML; charset=utf-8')).sort(), [
      'htm',
      'html',
      'xhtml',
    ])
    assert.deepEqual(await getExtensionsForMime('no/such'), [])
  })

  test('listSupportedFormats', async () => {
    const formats = await listSupportedFormats()
    assert.ok(formats.length > 50)
    for (const { mimeType, aliases, extensions } of formats) {
      assert.match(mimeType, /^[a-z]+\/[^\s;]+$/i)
      for (const name of [...aliases, ...extensions]) assert.equal(typeof name, 'string')
    }
  })
})

describe('errors', () => {
  test('are told from others, also those of another copy of the package', () => {
    const error = new KreuzbergError('parsing', 'it is damaged', { document: 'a.docx' })
    assert.equal(error.message, 'a.docx: it is damaged')
    assert.ok(isKreuzbergError(error))
    const foreign = Object.assign(new Error('x'), { name: 'KreuzbergError', code: 'timeout' })
    assert.ok(isKreuzbergError(foreign))
    assert.ok(!isKreuzbergError(Object.assign(new Error('x'), { code: 'ENOENT' })))
    assert.ok(!isKreuzbergError({ name: 'KreuzbergError', code: 'timeout' }))
    assert.equal(new Set(ERROR_CODES).size, ERROR_CODES.length)
  })
})

test('progress tells of the bytes as they come in, then of the extraction', async () => {
  const kreuzberg = await init({ workers: 0 })
  const steps = []
  async function* chunks() {
    yield new TextEncoder().encode('one ')
    yield new TextEncoder().encode('two')
  }
  await kreuzberg.extract(chunks(), { filename: 'a.txt', onProgress: (step) => steps.push(step) })
  assert.deepEqual(steps, [
    { document: 'a.txt', phase: 'reading', bytes: 4 },
    { document: 'a.txt', phase: 'reading', bytes: 7 },
    { document: 'a.txt', phase: 'extracting', bytes: 7 },
  ])
  await kreuzberg.close()
})

test('any number of calls may share a signal, without a warning', async () => {
  const warnings = []
  const listen = (warning) => warnings.push(warning)
  process.on('warning', listen)
  const kreuzberg = await init({ workers: 2 })
  const controller = new AbortController()
  const streams = Array.from({ length: 30 }, () => new ReadableStream())
  const calls = [...streams, ...streams.map(() => bytesOf('greeting.txt'))].map((input) =>
    kreuzberg.extract(input, { signal: controller.signal }).catch(({ code }) => code),
  )
  controller.abort()
  assert.deepEqual(new Set(await Promise.all(calls)), new Set(['aborted']))
  await Promise.all(streams.map(() => kreuzberg.extract(bytesOf('greeting.txt'))))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', listen)
  assert.deepEqual(warnings, [])
  await kreuzberg.close()
})

test('transfer moves whole buffers, and copies a part of one', async () => {
  const kreuzberg = await init({ workers: 1 })
  const whole = bytesOf('survey.docx')
  await kreuzberg.extract(whole, { transfer: true })
  assert.equal(whole.byteLength, 0)
  const larger = new Uint8Array(40_000)
  larger.set(bytesOf('survey.docx'), 100)
  const part = larger.subarray(100, 100 + bytesOf('survey.docx').length)
  await kreuzberg.extract(part, { transfer: true })
  assert.deepEqual(part, bytesOf('survey.docx'))
  await kreuzberg.close()
})
