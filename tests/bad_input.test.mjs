import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'

import init, { KreuzbergError } from '../pkg/index.js'
import { bytesOf, encryptedPath, pathOf } from './fixtures/index.mjs'

let kreuzberg
let reference
let folder
before(async () => {
  kreuzberg = await init()
  reference = await kreuzberg.extract(pathOf('survey.docx'))
  folder = await mkdtemp(join(tmpdir(), 'kreuzberg-'))
})
after(async () => {
  await kreuzberg.close()
  await rm(folder, { recursive: true })
})

/** Rejects with the code, names the document, says something; and the next document is none the worse. */
async function refused(input, { code, document, says, options }) {
  const codes = [code].flat()
  await assert.rejects(kreuzberg.extract(input, options), (error) => {
    assert.ok(error instanceof KreuzbergError, String(error))
    assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`)
    assert.equal(error.document, document)
    assert.ok(error.message.startsWith(`${document}: `), error.message)
    assert.match(error.message, says)
    return true
  })
  assert.deepEqual(await kreuzberg.extract(pathOf('survey.docx')), reference)
}

async function written(name, content) {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('a document that is none', () => {
  test('an empty file', async () => {
    const path = await written('empty.docx', '')
    await refused(path, { code: 'invalid_input', document: path, says: /empty \(0 bytes.*check/ })
  })

  test('no bytes', () =>
    refused(new Uint8Array(), { code: 'invalid_input', document: '<buffer>', says: /empty/ }))

  test('a buffer that was transferred away', async () => {
    const bytes = bytesOf('survey.docx')
    structuredClone(bytes, { transfer: [bytes.buffer] })
    await refused(bytes, { code: 'invalid_input', document: '<buffer>', says: /transferred/ })
  })

  test('ten random bytes', () =>
    refused(Uint8Array.of(0x8f, 0x1b, 0xee, 0x02, 0xd4, 0x77, 0x91, 0xfe, 0x00, 0xc3), {
      code: 'unsupported_format',
      document: '<buffer>',
      says: /mimeType|filename/,
    }))

  test('a docx that breaks off', async () => {
    const path = await written('half.docx', bytesOf('survey.docx').subarray(0, 9000))
    await refused(path, { code: 'parsing', document: path, says: /damaged|looks? like/ })
  })

  test('a docx that is called a pdf', async () => {
    const path = await written('survey.pdf', bytesOf('survey.docx'))
    await refused(path, {
      code: ['parsing', 'unsupported_format'],
      document: path,
      says: /wordprocessingml|rename|mimeType/,
    })
  })

  test('a type that nothing reads', () =>
    refused(bytesOf('greeting.txt'), {
      code: 'unsupported_format',
      document: 'tune.mp3',
      says: /listSupportedFormats|mimeType/,
      options: { filename: 'tune.mp3', mimeType: 'audio/mpeg' },
    }))

  test('a workbook behind a password', () =>
    refused(encryptedPath, { code: 'password_required', document: encryptedPath, says: /password/ }))

  test('300 MB of zeros', () =>
    refused(new Uint8Array(300_000_000), {
      code: ['unsupported_format', 'out_of_memory', 'limit_exceeded'],
      document: '<buffer>',
      says: /./,
    }))

  test('300 MB of zeros that are said to be a docx', () =>
    refused(new Uint8Array(300_000_000), {
      code: ['parsing', 'out_of_memory', 'limit_exceeded'],
      document: 'zeros.docx',
      says: /./,
      options: { filename: 'zeros.docx' },
    }))
})

describe('a path that leads to no document', () => {
  test('a file that is missing', () =>
    refused('missing.docx', { code: 'invalid_input', document: 'missing.docx', says: /no such file.*check/ }))

  test('a file: URL that is missing', () =>
    refused(new URL('file:///no/such/file.docx'), {
      code: 'invalid_input',
      document: 'file:///no/such/file.docx',
      says: /no such file/,
    }))

  test('a path below a file', () => {
    const path = join(pathOf('survey.docx'), 'below.docx')
    return refused(path, { code: 'invalid_input', document: path, says: /no such file/ })
  })

  test('a directory', () =>
    refused(folder, { code: 'invalid_input', document: folder, says: /directory.*files in it/ }))

  test('no path at all', () =>
    refused('', { code: 'invalid_input', document: '<path>', says: /empty.*path/ }))

  test('a file that may not be read', async () => {
    const path = await written('secret.docx', bytesOf('survey.docx'))
    await chmod(path, 0o000)
    // Root may read everything: for this test it steps down to somebody who may not.
    const root = process.geteuid() === 0
    if (root) process.seteuid(65534)
    try {
      await assert.rejects(kreuzberg.extract(path), {
        code: 'invalid_input',
        document: path,
        message: /permission denied/,
      })
    } finally {
      if (root) process.seteuid(0)
    }
    assert.deepEqual(await kreuzberg.extract(pathOf('survey.docx')), reference)
  })

  test('a socket, which opens for nobody', async () => {
    const path = join(folder, 'socket.docx')
    const server = createServer().listen(path)
    await refused(path, { code: 'invalid_input', document: path, says: /cannot be read/ })
    server.close()
  })

  test('a text that was passed for its path', async () => {
    const text = 'Dear reader,\n'.repeat(1000)
    await assert.rejects(kreuzberg.extract(text), (error) => {
      assert.equal(error.code, 'invalid_input')
      assert.match(error.message, /TextEncoder/)
      assert.ok(error.message.length < 500, 'the text fills the message')
      return true
    })
  })
})

describe('a stream that fails half-way', () => {
  const cause = new Error('connection reset')

  test('a ReadableStream', () => {
    const chunks = [bytesOf('survey.docx').subarray(0, 500)]
    const stream = new ReadableStream({
      pull(controller) {
        const chunk = chunks.shift()
        if (chunk) controller.enqueue(chunk)
        else controller.error(cause)
      },
    })
    return refused(stream, {
      code: 'invalid_input',
      document: '<stream>',
      says: /failed after 500 bytes \(connection reset\).*try again/,
    })
  })

  test('a Node Readable', () => {
    const stream = new Readable({ read() {} })
    stream.push(Buffer.alloc(500))
    setImmediate(() => stream.destroy(cause))
    return refused(stream, {
      code: 'invalid_input',
      document: 'upload.docx',
      says: /failed after 500 bytes \(connection reset\)/,
      options: { filename: 'upload.docx' },
    })
  })

  test('the cause is kept', async () => {
    // eslint-disable-next-line require-yield
    async function* failing() {
      throw cause
    }
    await assert.rejects(kreuzberg.extract(failing()), (error) => error.cause === cause)
  })

  test('a stream of text', () =>
    refused(Readable.from(['Dear reader']), {
      code: 'invalid_input',
      document: '<stream>',
      says: /string, not bytes/,
    }))

  test('a stream that somebody else reads', async () => {
    const stream = new Blob(['x']).stream()
    stream.getReader()
    await refused(stream, { code: 'invalid_input', document: '<stream>', says: /read elsewhere/ })
  })
})

describe('a value that is no input', () => {
  const cases = {
    undefined: [undefined, /undefined is not a document/],
    null: [null, /null is not a document/],
    'a number': [7, /a number is not a document/],
    'an array of numbers': [[80, 75, 3, 4], /Uint8Array\.from/],
    'a promise': [Promise.resolve(new Uint8Array(3)), /await it/],
    'a plain object': [{ path: 'survey.docx' }, /pass a path/],
    'a function': [() => 'survey.docx', /a function is not a document/],
  }
  for (const [what, [input, says]] of Object.entries(cases)) {
    test(what, () => refused(input, { code: 'invalid_input', document: '<input>', says }))
  }
})
