import assert from 'node:assert/strict'
import { createReadStream, openAsBlob } from 'node:fs'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'

import init from '../pkg/index.js'
import { bytesOf, pathOf, urlOf } from './fixtures/index.mjs'

const NAME = 'survey.docx'
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const bytes = bytesOf(NAME)

let kreuzberg
let reference
before(async () => {
  kreuzberg = await init()
  reference = await kreuzberg.extract(pathOf(NAME))
})
after(() => kreuzberg.close())

function withOffset() {
  const larger = new Uint8Array(bytes.length + 20).fill(0xff)
  larger.set(bytes, 7)
  return larger.subarray(7, 7 + bytes.length)
}

function shared() {
  const memory = new SharedArrayBuffer(bytes.length)
  new Uint8Array(memory).set(bytes)
  return memory
}

async function* chunked(size = 1000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Hands out the same memory again and again, as a reader with a buffer of its own may. */
async function* reusingItsBuffer() {
  const buffer = new Uint8Array(512)
  for (let at = 0; at < bytes.length; at += buffer.length) {
    const part = bytes.subarray(at, at + buffer.length)
    buffer.set(part)
    yield buffer.subarray(0, part.length)
  }
}

const INPUTS = {
  'a path': () => pathOf(NAME),
  'a file: URL': () => urlOf(NAME),
  'a file: URL as a string': () => urlOf(NAME).href,
  'a Uint8Array': () => bytesOf(NAME),
  'a Buffer': () => Buffer.from(bytes),
  'a view into a larger buffer': withOffset,
  'a DataView': () => new DataView(bytesOf(NAME).buffer),
  'an ArrayBuffer': () => bytesOf(NAME).buffer,
  'a SharedArrayBuffer': shared,
  'a Blob': () => new Blob([bytes]),
  'a Blob that a file backs': () => openAsBlob(pathOf(NAME)),
  'a File': () => new File([bytes], NAME),
  'a Response': () => new Response(bytes),
  'a ReadableStream': () => new Blob([bytes]).stream(),
  'a Node Readable': () => createReadStream(pathOf(NAME), { highWaterMark: 777 }),
  'an async generator': () => chunked(),
  'an async generator that uses its buffer again': reusingItsBuffer,
}

describe('every kind of input gives the same result', () => {
  for (const [kind, make] of Object.entries(INPUTS)) {
    test(kind, async () => {
      assert.deepEqual(await kreuzberg.extract(await make()), reference)
    })
  }
})

test('an input keeps its bytes', async () => {
  const input = bytesOf(NAME)
  await kreuzberg.extract(input)
  assert.deepEqual(input, bytes)
})

describe('what an input knows of itself helps to tell its type', () => {
  const csv = new TextEncoder().encode('wood,metres\nwalnut,2.5\n')
  const cases = {
    'the extension of a File': [new File([csv], 'order.csv'), 'text/csv', 'extension'],
    'the type of a Blob': [new Blob([csv], { type: 'text/csv' }), 'text/csv', 'declared'],
    'the content type of a Response, its parameters dropped': [
      new Response(csv, { headers: { 'content-type': 'Text/CSV; charset=utf-8' } }),
      'text/csv',
      'declared',
    ],
    'the file name in a Content-Disposition': [
      new Response(csv, { headers: { 'content-disposition': 'attachment; filename="order.csv"' } }),
      'text/csv',
      'extension',
    ],
    'the extended file name in a Content-Disposition': [
      new Response(csv, {
        headers: { 'content-disposition': "attachment; filename=x; filename*=UTF-8''%C3%B6rder.csv" },
      }),
      'text/csv',
      'extension',
    ],
    'nothing but the bytes': [bytes, DOCX, 'content'],
  }
  for (const [what, [input, mimeType, source]] of Object.entries(cases)) {
    test(what, async () => {
      const detected = await kreuzberg.detectMimeType(input)
      assert.equal(detected.mimeType, mimeType)
      assert.equal(detected.source, source)
      assert.ok(detected.reason.length > 0)
    })
  }

  test('application/octet-stream declares nothing', async () => {
    const response = new Response(csv, {
      headers: {
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename=order.csv',
      },
    })
    assert.equal((await kreuzberg.detectMimeType(response)).mimeType, 'text/csv')
  })

  test('what is called a text and is something else is read as what it is', async () => {
    const fresh = await init()
    for (const name of ['logbook.doc', 'album.pdf', 'parcel.zip', NAME]) {
      const known = await fresh.extract(bytesOf(name), { filename: name })
      const called = await fresh.extract(bytesOf(name), { filename: 'notes.txt', mimeType: 'text/plain' })
      assert.equal(called.mimeType, known.mimeType)
      assert.equal(called.content, known.content)
    }
    await fresh.close()
  })

  test('the options mimeType and filename win over what the input says', async () => {
    const file = new File([csv], 'order.json')
    assert.equal((await kreuzberg.extract(file, { mimeType: 'text/csv' })).mimeType, 'text/csv')
    assert.equal((await kreuzberg.extract(file, { filename: 'order.csv' })).mimeType, 'text/csv')
  })
})

describe('a document from a server', () => {
  let server
  let origin
  before(async () => {
    server = createServer((request, response) => {
      if (request.url.startsWith('/missing')) response.writeHead(404).end('no such thing')
      else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes)
    })
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${server.address().port}`
  })
  after(() => server.close())

  test('is extracted from the response, named by the last segment of its URL', async () => {
    const progress = []
    const response = await fetch(`${origin}/files/harbour%20${NAME}?v=2`)
    const result = await kreuzberg.extract(response, { onProgress: (step) => progress.push(step) })
    assert.equal(result.content, reference.content)
    assert.equal(progress[0].document, `harbour ${NAME}`)
    assert.deepEqual(progress.at(-1), {
      document: `harbour ${NAME}`,
      phase: 'extracting',
      bytes: bytes.length,
    })
  })

  test('is refused when the server answered with an error', async () => {
    await assert.rejects(kreuzberg.extract(await fetch(`${origin}/missing.docx`)), {
      code: 'invalid_input',
      message: /missing\.docx.*404/,
    })
  })

  test('is refused when the response has been read already', async () => {
    const response = await fetch(`${origin}/${NAME}`)
    await response.arrayBuffer()
    await assert.rejects(kreuzberg.extract(response), { code: 'invalid_input', message: /clone/ })
  })

  test('is not fetched from a URL: the message says how to', async () => {
    for (const url of [`${origin}/${NAME}`, new URL(`${origin}/${NAME}`), 'data:text/plain,hello']) {
      await assert.rejects(kreuzberg.extract(url), { code: 'invalid_input', message: /await fetch\(url\)/ })
    }
  })
})

describe('an input larger than limits.inputBytes is refused', () => {
  let small
  before(async () => (small = await init({ limits: { inputBytes: 2000 } })))
  after(() => small.close())
  const refusal = { code: 'limit_exceeded', message: /limits\.inputBytes \(2000 bytes\)/ }

  for (const [kind, make] of Object.entries(INPUTS)) {
    test(kind, async () => assert.rejects(small.extract(await make()), refusal))
  }

  test('an endless stream is cancelled where the limit is passed', async () => {
    let given = 0
    let ended = false
    const stream = new ReadableStream({
      pull(controller) {
        given += 500
        controller.enqueue(new Uint8Array(500))
      },
      cancel() {
        ended = true
      },
    })
    await assert.rejects(small.extract(stream), refusal)
    assert.ok(ended)
    assert.ok(given <= 4000, `${given} bytes were pulled`)
  })

  test('an endless generator is ended where the limit is passed', async () => {
    let ended = false
    async function* zeros() {
      try {
        for (;;) yield new Uint8Array(500)
      } finally {
        ended = true
      }
    }
    await assert.rejects(small.extract(zeros()), refusal)
    assert.ok(ended)
  })

  test('a document of exactly that size is extracted', async () => {
    const text = 'x'.repeat(2000)
    const result = await small.extract(new TextEncoder().encode(text), { mimeType: 'text/plain' })
    assert.equal(result.content, text)
  })
})

describe('an aborted call rejects with an AbortError', () => {
  const aborted = { name: 'AbortError', code: 'aborted' }

  test('before it starts', async () => {
    for (const make of Object.values(INPUTS)) {
      await assert.rejects(kreuzberg.extract(await make(), { signal: AbortSignal.abort() }), aborted)
    }
  })

  test('while a stream hangs, which is cancelled', async () => {
    let cancelled
    const hanging = new ReadableStream({ cancel: (reason) => (cancelled = reason) })
    const reason = new Error('the user went away')
    const controller = new AbortController()
    const call = kreuzberg.extract(hanging, { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 20)
    await assert.rejects(call, (error) => error.code === 'aborted' && error.cause === reason)
    assert.equal(cancelled.code, 'aborted')
  })

  test('while a generator hangs', async () => {
    // eslint-disable-next-line require-yield
    async function* hanging() {
      await new Promise(() => {})
    }
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 20)
    await assert.rejects(kreuzberg.extract(hanging(), { signal: controller.signal }), aborted)
  })
})
