import assert from 'node:assert/strict'
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { expected, names, pathOf } from './fixtures/index.mjs'
import { install, pack, root, runIn, temporaryFolder } from './installed.mjs'

let folder
before(() => {
  folder = temporaryFolder()
  install(folder.path, pack(folder.path).tarball)
  cpSync(join(root, 'examples', 'node'), join(folder.path, 'example'), {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  })
  mkdirSync(join(folder.path, 'documents', 'more'), { recursive: true })
  for (const name of names) copyFileSync(pathOf(name), join(folder.path, 'documents', name))
  copyFileSync(pathOf('memo.rtf'), join(folder.path, 'documents', 'more', 'memo.rtf'))
  writeFileSync(join(folder.path, 'documents', 'tune.mp3'), 'no document')
})
after(() => folder.remove())

const start = () =>
  runIn(join(folder.path, 'example'), process.execPath, ['extract_folder.mjs', '../documents'])
const read = (stdout) =>
  new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => [JSON.parse(line).path, JSON.parse(line)]),
  )

test('the Node example extracts a folder of documents to JSON lines', () => {
  const { status, stdout, stderr } = start()
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
  const documents = read(stdout)
  assert.equal(documents.size, names.length + 1)
  for (const name of names) {
    const { content } = documents.get(join('..', 'documents', name))
    for (const string of expected[name]) assert.ok(content.includes(string), `${name}: ${string}`)
  }
})

test('a damaged document becomes a line with its error, and the exit status says so', () => {
  const whole = readFileSync(pathOf('survey.docx'))
  writeFileSync(join(folder.path, 'documents', 'damaged.docx'), whole.subarray(0, whole.length / 2))
  const { status, stdout } = start()
  assert.equal(status, 1)
  const documents = read(stdout)
  assert.equal(documents.get(join('..', 'documents', 'damaged.docx')).error, 'parsing')
  assert.equal(documents.size, names.length + 2)
})

test('its dependency is the version of this package', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'examples/node/package.json'), 'utf8'))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  assert.equal(dependencies['kreuzberg-wasm'], `^${version}`)
})
