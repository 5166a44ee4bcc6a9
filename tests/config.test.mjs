import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import vm from 'node:vm'

import init, { extractBytes } from '../pkg/index.js'
import { pathOf } from './fixtures/index.mjs'

let kreuzberg
before(async () => (kreuzberg = await init({ workers: 0 })))
after(() => kreuzberg.close())

const document = pathOf('recipe.md')
const extract = (config) => kreuzberg.extract(document, { config })

function refusal(message) {
  return { name: 'KreuzbergError', code: 'invalid_config', message }
}

describe('a wrong configuration is refused, with the path to what is wrong', () => {
  const cases = {
    'an unknown key': [
      { outputFromat: 'html' },
      /^config\.outputFromat is not an option; did you mean outputFormat\?$/,
    ],
    'an unknown key, nested': [
      { chunking: { maxChar: 100 } },
      /^config\.chunking\.maxChar is not an option; did you mean maxChars\?$/,
    ],
    'an unknown key three levels down': [
      { htmlOptions: { preprocessing: { removeNavigatoin: true } } },
      /^config\.htmlOptions\.preprocessing\.removeNavigatoin is not an option; did you mean removeNavigation\?$/,
    ],
    'a key like no other': [{ xyzzy: 1 }, /^config\.xyzzy is not an option; the options here are .*chunking/],
    'a snake_case key': [{ output_format: 'html' }, /did you mean outputFormat\?$/],
    'a key that every object inherits': [{ constructor: {} }, /^config\.constructor is not an option/],
    'an unknown value': [
      { outputFormat: 'markdwn' },
      /^config\.outputFormat must be one of .*did you mean "markdown"\?$/,
    ],
    'a choice that is none': [
      { trackedChanges: 'rejected' },
      /^config\.trackedChanges must be one of .*original/,
    ],
    'a value of the wrong type': [
      { chunking: { maxChars: '100' } },
      /^config\.chunking\.maxChars must be a whole number, not "100"$/,
    ],
    'a fraction': [
      { chunking: { maxChars: 1.5 } },
      /^config\.chunking\.maxChars must be a whole number, not 1\.5$/,
    ],
    'a number below its range': [{ maxArchiveDepth: -1 }, /^config\.maxArchiveDepth must be .* 0 .*not -1$/],
    'no number': [
      { languageDetection: { minConfidence: NaN } },
      /^config\.languageDetection\.minConfidence must be a finite/,
    ],
    null: [{ chunking: null }, /^config\.chunking must be an object, not null$/],
    'an array for an object': [{ chunking: [] }, /^config\.chunking must be an object, not an array$/],
    'a wrong item of an array': [
      { postprocessor: { disabledProcessors: ['a', 7] } },
      /^config\.postprocessor\.disabledProcessors\[1\] must be a string, not 7$/,
    ],
    'too few items': [
      { keywords: { ngramRange: [1] } },
      /^config\.keywords\.ngramRange must have 2 items, not 1$/,
    ],
    'a missing key': [
      { keywords: { yakeParams: {} } },
      /^config\.keywords\.yakeParams\.windowSize is missing/,
    ],
    'two names for one option': [
      { chunking: { maxChars: 10, maxCharacters: 10 } },
      /^config\.chunking\.maxCharacters is another name of maxChars/,
    ],
    'a string that is too long': [
      { htmlOptions: { strongEmSymbol: '**' } },
      /strongEmSymbol must have 1 characters, not 2$/,
    ],
    'a function': [{ chunking: () => {} }, /^config\.chunking must be a plain value.*not a function$/],
    'a Map': [{ chunking: new Map() }, /^config\.chunking must be a plain value.*not a Map$/],
    'an instance of a class': [
      { chunking: new (class Chunking {})() },
      /^config\.chunking must be a plain value/,
    ],
    'a bigint': [{ maxArchiveDepth: 3n }, /^config\.maxArchiveDepth must be a plain value.*not a bigint$/],
  }
  for (const [what, [config, message]] of Object.entries(cases)) {
    test(what, () => assert.rejects(extract(config), refusal(message)))
  }

  test('anything but a plain object', async () => {
    for (const config of ['markdown', 7, true, null, [], new Map(), new Date(), () => {}]) {
      await assert.rejects(extract(config), refusal(/^config must be/))
    }
  })

  test('an object that holds itself', async () => {
    const config = { chunking: {} }
    config.chunking.chunking = config
    await assert.rejects(extract(config), refusal(/nested too deeply, or refers to itself/))
  })

  test('an object that unfolds to millions of values', async () => {
    let config = { leaf: 1 }
    for (let depth = 0; depth < 30; depth++) config = { left: config, right: config }
    await assert.rejects(extract(config), refusal(/more than 100000 values/))
  })

  test('a key named __proto__, which pollutes nothing', async () => {
    const config = JSON.parse('{ "__proto__": { "outputFormat": "html" } }')
    await assert.rejects(extract(config), refusal(/^config\.__proto__ is not an option/))
    const nested = JSON.parse('{ "chunking": { "__proto__": { "maxChars": 1 } } }')
    await assert.rejects(extract(nested), refusal(/^config\.chunking\.__proto__ is not an option/))
    assert.equal({}.outputFormat, undefined)
    assert.equal({}.maxChars, undefined)
  })

  test('in the functions of the default engine, too', () =>
    assert.rejects(
      extractBytes(new TextEncoder().encode('x'), 'text/plain', { outputFromat: 'html' }),
      refusal(/did you mean outputFormat\?/),
    ))
})

describe('what cannot work here says why', () => {
  const cases = {
    ocr: [{ ocr: { backend: 'tesseract' } }, /^config\.ocr cannot work here\. No OCR/],
    forceOcr: [{ forceOcr: true }, /^config\.forceOcr cannot work here\. No OCR/],
    'a disk cache': [
      { cacheNamespace: 'a' },
      /^config\.cacheNamespace cannot work here\. There is no disk cache/,
    ],
    'a time-out of the engine': [{ extractionTimeoutSecs: 3 }, /timeoutMs/],
    'an embedding, nested': [
      { chunking: { embedding: {} } },
      /^config\.chunking\.embedding cannot work here/,
    ],
  }
  for (const [what, [config, message]] of Object.entries(cases)) {
    test(what, () => assert.rejects(extract(config), refusal(message)))
  }

  test('while switching it off is no error', async () => {
    await extract({ forceOcr: false, useCache: false })
  })
})

describe('a right configuration', () => {
  test('takes effect, nested options too', async () => {
    const { chunks } = await extract({ chunking: { maxChars: 60, maxOverlap: 0 } })
    assert.ok(chunks.length > 2)
    for (const { content } of chunks) assert.ok(content.length <= 60, content)
  })

  test('takes effect under an option’s other name', async () => {
    const { chunks } = await extract({ chunking: { maxChars: 60, maxOverlap: 0 } })
    const renamed = await extract({ chunking: { maxCharacters: 60, overlap: 0 } })
    assert.deepEqual(renamed.chunks, chunks)
  })

  test('takes the names that an output format has on the command line', async () => {
    const markdown = await extract({ outputFormat: 'markdown' })
    assert.deepEqual(await extract({ outputFormat: 'md' }), markdown)
  })

  test('may hold undefined, which is as if absent', async () => {
    const plain = await extract({})
    assert.deepEqual(
      await extract({ outputFormat: undefined, chunking: undefined, noSuchKey: undefined }),
      plain,
    )
    assert.deepEqual(await extract(undefined), plain)
  })

  test('may have no prototype, or come from another realm', async () => {
    const html = await extract({ outputFormat: 'html' })
    assert.deepEqual(await extract(Object.assign(Object.create(null), { outputFormat: 'html' })), html)
    assert.deepEqual(await extract(vm.runInNewContext("({ outputFormat: 'html' })")), html)
  })

  test('may be frozen, and is left as it was', async () => {
    const config = Object.freeze({ chunking: Object.freeze({ maxChars: 60, maxOverlap: 0 }) })
    await extract(config)
    assert.deepEqual(config, { chunking: { maxChars: 60, maxOverlap: 0 } })
  })

  test('has its getters called once', async () => {
    let calls = 0
    await extract({
      get outputFormat() {
        calls++
        return 'html'
      },
    })
    assert.equal(calls, 1)
  })
})

describe('a wrong option of a call is refused', () => {
  const cases = {
    'an unknown key': [{ timeout: 5 }, /^timeout is not an option; did you mean timeoutMs\?$/],
    'a configuration that is not under `config`': [
      { outputFormat: 'html' },
      /^outputFormat is not an option/,
    ],
    'no object': ['markdown', /^options must be an object, not "markdown"$/],
    mimeType: [{ mimeType: 7 }, /^mimeType must be a string, not 7$/],
    signal: [{ signal: {} }, /^signal must be an AbortSignal, not an object$/],
    timeoutMs: [{ timeoutMs: 0 }, /^timeoutMs must be a whole number of at least 1, not 0$/],
    transfer: [{ transfer: 'yes' }, /^transfer must be true or false, not "yes"$/],
    onProgress: [{ onProgress: 'log' }, /^onProgress must be a function, not "log"$/],
  }
  for (const [what, [options, message]] of Object.entries(cases)) {
    test(what, () => assert.rejects(kreuzberg.extract(document, options), refusal(message)))
  }

  test('of extractMany, before anything is extracted', async () => {
    const inputs = {
      [Symbol.iterator]() {
        throw new Error('asked for an input')
      },
    }
    await assert.rejects(
      kreuzberg.extractMany(inputs, { order: true }).next(),
      refusal(/did you mean ordered\?/),
    )
  })
})

describe('a wrong option of init is refused', () => {
  const cases = {
    'an unknown key': [{ worker: 2 }, /^worker is not an option; did you mean workers\?$/],
    'an unknown key, nested': [
      { recycle: { afterDocument: 2 } },
      /^recycle\.afterDocument is not an option; did you mean afterDocuments\?$/,
    ],
    'a negative number': [{ workers: -1 }, /^workers must be a whole number of at least 0, not -1$/],
    'a wrong type, nested': [{ limits: { inputBytes: '1' } }, /^limits\.inputBytes must be a whole number/],
    'a memory limit that no sandbox can have': [
      { memoryLimitBytes: 1000 },
      /^memoryLimitBytes must be between/,
    ],
    'no WebAssembly': [{ wasm: 7 }, /^wasm must be a WebAssembly\.Module, its bytes.*not 7$/],
  }
  for (const [what, [options, message]] of Object.entries(cases)) {
    test(what, () => assert.rejects(init(options), refusal(message)))
  }
})
