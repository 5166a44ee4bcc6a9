import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'

import Ajv2020 from 'ajv/dist/2020.js'

import init from '../pkg/index.js'
import { names, pathOf } from './fixtures/index.mjs'

const schema = JSON.parse(readFileSync(new URL('../js/schema/result.json', import.meta.url), 'utf8'))

const everything = {
  resultFormat: 'element_based',
  includeDocumentStructure: true,
  pages: { extractPages: true },
  chunking: { maxChars: 500, maxOverlap: 50 },
  keywords: { algorithm: 'yake' },
  languageDetection: { enabled: true },
  images: { extractImages: true },
}

const FORMATS = ['plain', 'markdown', 'djot', 'html', 'json', 'structured']

const validate = validator()
let kreuzberg
before(async () => (kreuzberg = await init()))
after(() => kreuzberg.close())

for (const outputFormat of FORMATS) {
  describe(`results as ${outputFormat} are what the types say`, () => {
    for (const name of names) {
      test(name, async () => {
        for (const config of [{ outputFormat }, { ...everything, outputFormat }]) {
          const result = await kreuzberg.extract(pathOf(name), { config })
          assert.ok(validate(result), explain(validate.errors))
        }
      })
    }
  })
}

test('the schema leaves no room for what it does not name', async () => {
  const result = await kreuzberg.extract(pathOf('survey.docx'), { config: everything })
  const wrong = {
    'a field more': { ...result, surprise: 1 },
    'a field more, deeper down': { ...result, tables: [{ ...result.tables[0], surprise: 1 }] },
    'a field less': { ...result, content: undefined },
    'an image that is no Uint8Array': {
      ...result,
      images: [{ ...result.images[0], data: [137, 80, 78, 71] }],
    },
    'a wrong type': { ...result, mimeType: 7 },
  }
  for (const [what, value] of Object.entries(wrong)) assert.equal(validate(value), false, what)
})

function validator() {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addKeyword({
    keyword: 'x-binary',
    validate: (isBinary, value) => isBinary === value instanceof Uint8Array,
  })
  return ajv.compile(schema)
}

function explain(errors) {
  return (errors ?? [])
    .slice(0, 10)
    .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    .join('\n')
}
