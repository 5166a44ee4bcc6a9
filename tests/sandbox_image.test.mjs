// A sandbox that is put back is what it was before its documents: byte for byte, but where rare tables are copied anew
// before they are read.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { MemoryImage } from '../pkg/sandbox/image.js'
import { outside } from '../pkg/sandbox/sandbox.js'
import { createGlue, holes, importModule, initialPages } from '../pkg/wasm/kreuzberg.js'
import { withEngine } from './faults.mjs'
import { bytesOf, names } from './fixtures/index.mjs'

const PAGE_BYTES = 65_536
const globals = { crypto: { getRandomValues: (bytes) => bytes.fill(0x5a) } }

const documents = names.map((filename) => ({ filename, bytes: bytesOf(filename) }))
const module = await WebAssembly.compile(readFileSync(new URL('../pkg/wasm/kreuzberg.wasm', import.meta.url)))

/** Every file of tables is at hand. */
function tables(file) {
  const bytes = readFileSync(new URL(`../pkg/wasm/${file}.wasm`, import.meta.url))
  return new Uint8Array(WebAssembly.Module.customSections(new WebAssembly.Module(bytes), 'tables')[0])
}

/** An instance with first documents behind it, its state, and the image of that. */
function imaged() {
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum: 16_384 })
  const glue = createGlue(globals, memory)
  const state = glue.start(
    new WebAssembly.Instance(module, { [importModule]: glue.imports, outside: outside(memory, tables) }),
  )
  glue.warm()
  return { glue, state, image: new MemoryImage(state) }
}

function extract(glue, { bytes, filename }, config = {}) {
  const request = { version: 1, filename, mimeType: null, config }
  try {
    const said = glue.extract(bytes, JSON.stringify(request))
    return typeof said === 'string' ? said : said.json
  } catch (thrown) {
    // A document that is refused leaves its traces too.
    if (typeof thrown.code !== 'string') throw thrown
    return thrown.code
  }
}

/** A copy of the memory, with zeros where the tables belong. */
function withoutTables({ memory }) {
  const copy = Buffer.from(memory.buffer.slice(0))
  for (const [start, end] of holes) copy.fill(0, start, end)
  return copy
}

test('after every fixture all of the memory, both globals and the table are as they were', () => {
  const { glue, state, image } = imaged()
  const before = withoutTables(state)
  const { pages, stack, references } = state
  const [pagesBefore, stackBefore, referencesBefore] = [pages.value, stack.value, references.length]
  for (const document of documents) {
    const first = extract(glue, document, { chunking: { max_chars: 200, max_overlap: 20 } })
    assert.ok(image.suits(state), document.filename)
    image.restore(state)
    const after = withoutTables(state)
    assert.ok(after.subarray(0, before.length).equals(before), document.filename)
    const grown = after.subarray(before.length)
    assert.ok(grown.equals(Buffer.alloc(grown.length)), `${document.filename}: pages that it has grown by`)
    assert.deepEqual(
      [pages.value, stack.value, references.length],
      [pagesBefore, stackBefore, referencesBefore],
    )
    assert.equal(extract(glue, document, { chunking: { max_chars: 200, max_overlap: 20 } }), first)
    image.restore(state)
  }
})

test('what is left where tables belong is never read: each is copied anew', () => {
  const { glue, state, image } = imaged()
  const config = {
    keywords: { algorithm: 'yake', max_keywords: 5 },
    chunking: { max_chars: 40, max_overlap: 0 },
  }
  const inUtf8 = (filename, text) => ({ filename, bytes: new TextEncoder().encode(text) })
  const shiftJis = Array.from({ length: 8 }, () => [0x93, 0xfa, 0x96, 0x7b]).flat()
  const tabled = [
    inUtf8('sheep.txt', 'The sheep are counted by the shepherd.'),
    inUtf8('river.txt', '川の流れは絶えずして、しかも元の水にあらず。'.repeat(4)),
    inUtf8('thai.txt', 'แม่น้ำไหลไม่เคยหยุดนิ่ง '.repeat(4)),
    { filename: 'legacy.txt', bytes: new Uint8Array(shiftJis) },
    ...documents.filter(({ filename }) => filename.endsWith('.pdf')),
  ]
  const first = tabled.map((document) => {
    const result = extract(glue, document, config)
    image.restore(state)
    return result
  })
  assert.ok(first.every((result) => result.startsWith('{')))
  const memory = new Uint8Array(state.memory.buffer)
  for (const [index, document] of tabled.entries()) {
    for (const [start, end] of holes) memory.fill(0xa5, start, end)
    assert.equal(extract(glue, document, config), first[index], document.filename)
    image.restore(state)
  }
})

test('pages that a document made it grow by are had again, and the memory grows no further', () => {
  const { glue, state, image } = imaged()
  const large = { filename: 'large.txt', bytes: new TextEncoder().encode('word '.repeat(400_000)) }
  const first = extract(glue, large)
  const grown = state.memory.buffer.byteLength
  assert.ok(grown > (initialPages + 16) * PAGE_BYTES)
  for (let times = 0; times < 5; times += 1) {
    image.restore(state)
    assert.equal(extract(glue, large), first)
    assert.equal(state.memory.buffer.byteLength, grown)
  }
})

test('a sandbox whose memory has grown by more than 32 MiB is dropped instead', () =>
  withEngine({ workers: 0, recycle: { afterDocuments: 1 } }, async (engine) => {
    const options = { mimeType: 'text/plain' }
    for (let times = 0; times < 2; times += 1) {
      await engine.extract(new TextEncoder().encode('a word'), options)
    }
    assert.ok(engine.stats().memoryBytes[0] > 0)
    await engine.extract(new TextEncoder().encode('word '.repeat(4_000_000)), options)
    assert.deepEqual(engine.stats().memoryBytes, [])
  }))

test('a 7z of a few bytes takes no more memory for its dictionary than it has content', () =>
  withEngine({ workers: 0 }, async (engine) => {
    const folder = new URL('fixtures/documents/', import.meta.url)
    await engine.extract(new TextEncoder().encode('a word'), { mimeType: 'text/plain' })
    const [before] = engine.stats().memoryBytes
    // Its packer asked for dictionaries of 16 MiB.
    await engine.extract(new URL('parcel.7z', folder))
    assert.ok(engine.stats().memoryBytes[0] - before <= 2 * 1024 * 1024)
  }))
