import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { ERROR_CODES } from '../pkg/index.js'
import { withGeneratedParts } from '../scripts/readme.mjs'
import { pathOf } from './fixtures/index.mjs'
import { install, pack, root, runIn, temporaryFolder } from './installed.mjs'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^## (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)]

/** The blocks of a language, each with the heading that it stands under. */
function blocksIn(language) {
  let heading = ''
  return blocks.flatMap(([, title, found, code]) => {
    if (title !== undefined) heading = title
    return found === language ? [{ heading, code }] : []
  })
}

// The documents that the examples name.
const documents = {
  'report.docx': 'survey.docx',
  'paper.pdf': 'almanac.pdf',
  'letter.eml': 'invoice.eml',
  'table.bin': 'crew.csv',
  'letters/first.eml': 'invoice.eml',
  'letters/second.msg': 'rehearsal.msg',
}

let folder
before(() => {
  folder = temporaryFolder()
  install(folder.path, pack(folder.path).tarball)
  mkdirSync(join(folder.path, 'letters'))
  for (const [name, fixture] of Object.entries(documents))
    copyFileSync(pathOf(fixture), join(folder.path, name))
})
after(() => folder.remove())

describe('every program in the README runs as printed', () => {
  for (const { heading, code } of blocksIn('js')) {
    test(heading, () => {
      writeFileSync(join(folder.path, 'example.mjs'), code)
      const { status, stdout, stderr } = runIn(folder.path, process.execPath, ['example.mjs'])
      assert.equal(status, 0, stderr)
      assert.notEqual(stdout, '')
      assert.doesNotMatch(stdout, /undefined/)
    })
  }
})

describe('every call of the command line in the README runs as printed', () => {
  for (const line of blocksIn('sh').flatMap(({ code }) => code.split('\n'))) {
    if (!line.includes('npx kreuzberg-wasm')) continue
    test(line, () => {
      const { status, stdout, stderr } = runIn(folder.path, 'sh', ['-c', line])
      assert.equal(status, 0, stderr)
      assert.equal(stdout === '', /> |--output/.test(line), stdout)
    })
  }
})

test('what the command line writes to files is there', () => {
  runIn(folder.path, 'sh', ['-c', 'npx kreuzberg-wasm letters/ --output text/'])
  assert.deepEqual(readdirSync(join(folder.path, 'text')).sort(), ['first.eml.txt', 'second.msg.txt'])
})

test('the README names every error code', () => {
  const [, errors] = readme.split('\n## Errors\n')
  for (const code of ERROR_CODES) assert.match(errors, new RegExp(`^\\| \`${code}\` +\\|`, 'm'))
})

test('its generated parts are up to date (`npm run readme` writes them)', async () => {
  assert.equal(await withGeneratedParts(readme), readme)
})

test('the scripts that it and CONTRIBUTING.md name exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const text = readme + readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  for (const [, name] of text.matchAll(/npm run (?:--silent )?([\w:]+)/g)) assert.ok(name in scripts, name)
})
