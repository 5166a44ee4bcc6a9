import { createServer } from 'node:http'
import { Readable } from 'node:stream'

import init, { isKreuzbergError } from 'kreuzberg-wasm'

const STATUS = {
  invalid_input: 400,
  unsupported_format: 415,
  limit_exceeded: 413,
  timeout: 504,
  queue_full: 503,
  load_failed: 500,
}
const MAX_BYTES = 50 * 1024 * 1024

const kreuzberg = await init({ timeoutMs: 30_000, maxQueue: 100, limits: { inputBytes: MAX_BYTES } })

const server = createServer(async (request, response) => {
  const controller = new AbortController()
  response.on('close', () => controller.abort())
  try {
    if (request.method !== 'POST') return answer(response, 405, { message: 'POST a document' })
    const input = await documentOf(request)
    if (!input) return answer(response, 400, { message: 'send a document, or a form with a file' })
    const { content, mimeType, metadata } = await kreuzberg.extract(input, { signal: controller.signal })
    answer(response, 200, { content, mimeType, metadata })
  } catch (error) {
    if (isKreuzbergError(error))
      answer(response, STATUS[error.code] ?? 422, { code: error.code, message: error.message })
    else answer(response, 400, { message: 'the upload cannot be read' })
  }
})

server.listen(process.env.PORT ?? 3000, () => console.log(`http://localhost:${server.address().port}`))

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close(() => kreuzberg.close())
    server.closeIdleConnections()
  })
}

/** The first file of a form, or the body itself. A Response carries the type along with the bytes. */
async function documentOf(request) {
  const type = request.headers['content-type'] ?? 'application/octet-stream'
  const body = new Response(Readable.toWeb(request), { headers: { 'content-type': type } })
  if (!type.startsWith('multipart/form-data')) return body
  // A form is held in memory whole: what is too large is not even begun.
  if (!(Number(request.headers['content-length']) <= MAX_BYTES))
    throw new Error('too large, or of unknown length')
  return [...(await body.formData()).values()].find((value) => value instanceof File)
}

function answer(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
