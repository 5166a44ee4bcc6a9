// A sandbox that is put back is what it was before its documents: byte for byte, but for data that it had not needed
// until then, which is copied anew before it is read.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { MemoryImage } from '../pkg/sandbox/image.js'
import { outside, Sandbox } from '../pkg/sandbox/sandbox.js'
import { larger } from '../pkg/wasm/files.js'
import { createGlue, holes, importModule, initialPages } from '../pkg/wasm/kreuzberg.js'
import { withEngine } from './faults.mjs'
import { bytesOf, names } from './fixtures/index.mjs'

const PAGE_BYTES = 65_536
const globals = { crypto: { getRandomValues: (bytes) => bytes.fill(0x5a) } }

const documents = names.map((filename) => ({ filename, bytes: bytesOf(filename) }))
const bytesIn = (file) => readFileSync(new URL(`../pkg/wasm/${file}.wasm`, import.meta.url))

/** Every file of tables is at hand. */
function tables(file) {
  return new Uint8Array(WebAssembly.Module.customSections(new WebAssembly.Module(bytesIn(file)), 'tables')[0])
}

/** An instance with all first documents behind it that its module reads, its state, and the image of that. */
function imaged(file = 'kreuzberg', unread = []) {
  const module = new WebAssembly.Module(bytesIn(file))
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum: 16_384 })
  const glue = createGlue(globals, memory)
  const state = glue.start(
    new WebAssembly.Instance(module, { [importModule]: glue.imports, outside: outside(memory, tables) }),
  )
  for (let number = 0; ; number += 1) {
    try {
      if (!unread.includes(number) && !glue.warm(number))
        return { glue, state, image: new MemoryImage(state) }
    } catch (thrown) {
      if (thrown.file === undefined) throw thrown
      return imaged(file, [...unread, number])
    }
  }
}

function extract(glue, { bytes, filename }, config = {}) {
  const request = { version: 1, filename, mimeType: null, config }
  try {
    const said = glue.extract(bytes, JSON.stringify(request))
    return typeof said === 'string' ? said : said.json
  } catch (thrown) {
    // A document that is refused, or that a smaller module cannot read, leaves its traces too.
    const said = thrown.code ?? thrown.file
    if (typeof said !== 'string') throw thrown
    return said
  }
}

/** Where data belongs that has not been needed yet: the addresses of whole pages of zeros. */
function missing({ memory }) {
  const bytes = Buffer.from(memory.buffer)
  const zeros = Buffer.alloc(4096)
  const pages = holes.flatMap(([start, end]) =>
    Array.from({ length: (end - start) / zeros.length }, (_, page) => start + page * zeros.length),
  )
  return pages.filter((at) => bytes.subarray(at, at + zeros.length).equals(zeros))
}

/** A copy of the memory, with zeros on these pages. */
function without({ memory }, pages) {
  const copy = Buffer.from(memory.buffer.slice(0))
  for (const at of pages) copy.fill(0, at, at + 4096)
  return copy
}

test('after every fixture all of the memory, both globals and the table are as they were', () => {
  const { glue, state, image } = imaged()
  const absent = missing(state)
  const before = without(state, absent)
  const { pages, stack, references } = state
  const [pagesBefore, stackBefore, referencesBefore] = [pages.value, stack.value, references.length]
  for (const document of documents) {
    const first = extract(glue, document, { chunking: { max_chars: 200, max_overlap: 20 } })
    assert.ok(image.suits(state), document.filename)
    image.restore(state)
    const after = without(state, absent)
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

for (const file of Object.keys(larger))
  test(`what lies where ${file} has data that it has not needed yet is never read`, () => {
    const { glue, state, image } = imaged(file)
    const absent = missing(state)
    assert.ok(absent.length > 100)
    const config = {
      keywords: { algorithm: 'yake', max_keywords: 5 },
      chunking: { max_chars: 40, max_overlap: 0 },
    }
    const inUtf8 = (filename, text) => ({ filename, bytes: new TextEncoder().encode(text) })
    const shiftJis = Array.from({ length: 8 }, () => [0x93, 0xfa, 0x96, 0x7b]).flat()
    const all = [
      inUtf8('sheep.txt', 'The sheep are counted by the shepherd.'),
      inUtf8('river.txt', '川の流れは絶えずして、しかも元の水にあらず。'.repeat(4)),
      inUtf8('thai.txt', 'แม่น้ำไหลไม่เคยหยุดนิ่ง '.repeat(4)),
      { filename: 'legacy.txt', bytes: new Uint8Array(shiftJis) },
      ...documents,
    ]
    const first = all.map((document) => {
      const result = extract(glue, document, config)
      image.restore(state)
      return result
    })
    const memory = new Uint8Array(state.memory.buffer)
    for (const [index, document] of all.entries()) {
      for (const at of absent) memory.fill(0xa5, at, at + 4096)
      assert.equal(extract(glue, document, config), first[index], document.filename)
      image.restore(state)
    }
  })

test('a sandbox of every module can be put back, whatever the module cannot read', async () => {
  for (const file of Object.keys(larger)) {
    const sandbox = new Sandbox(new WebAssembly.Module(bytesIn(file)), 2 ** 28, tables, true)
    const request = JSON.stringify({ filename: 'note.txt', mimeType: null, version: 1, config: {} })
    const call = { kind: 'extract', bytes: new TextEncoder().encode('a word'), request }
    const { json } = await sandbox.run(call)
    assert.equal(JSON.parse(json).content, 'a word', file)
    assert.ok(sandbox.restorable, file)
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
