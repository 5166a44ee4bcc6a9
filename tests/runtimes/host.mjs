// The server that the runtimes fetch documents from and report to, on a port of this machine's own.
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'

import { names } from '../fixtures/index.mjs'

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
}

/** What a page with a strict policy is served with; and it is cross-origin isolated. */
export const STRICT = {
  'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

/**
 * @typedef {{ status?: number, headers?: Record<string, string>, body: string | Uint8Array, isGone?: boolean }} Answer
 *   `isGone`: nobody answers
 * @typedef {(path: string, request: import('node:http').IncomingMessage) => Answer | undefined | Promise<Answer | undefined>} Handler
 *
 * @param {Handler[]} handlers asked in turn; what none of them knows is 404
 * @returns {Promise<{ url: string, requests: { path: string, bytes: number }[], close: () => Promise<void> }>}
 */
export async function serve(handlers) {
  const requests = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    answer(handlers, decodeURIComponent(pathname), request).then(
      ({ status = 200, headers = {}, body, isGone = false }) => {
        if (isGone) return request.socket.destroy()
        requests.push({ path: pathname, bytes: Buffer.byteLength(body) })
        response.writeHead(status, { 'access-control-allow-origin': '*', ...headers }).end(body)
      },
      (error) => response.writeHead(500).end(String(error.stack)),
    )
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}

async function answer(handlers, path, request) {
  for (const handler of handlers) {
    const found = await handler(path, request)
    if (found) return found
  }
  return { status: 404, headers: { 'content-type': 'text/html' }, body: `<p>nothing at ${path}` }
}

/**
 * The files of a folder.
 *
 * @param {string} prefix of the path, with a slash at its end
 * @param {string | URL} folder
 * @param {Record<string, string>} [headers] of every answer
 * @returns {Handler}
 */
export function files(prefix, folder, headers = {}) {
  return (path) => {
    if (!path.startsWith(prefix) || path.includes('..')) return undefined
    const name = path.slice(prefix.length) || 'index.html'
    try {
      const body = readFileSync(folder instanceof URL ? new URL(name, folder) : `${folder}/${name}`)
      return {
        headers: { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', ...headers },
        body,
      }
    } catch {
      return undefined
    }
  }
}

/**
 * What the suite asks for besides documents: their names, and modules that are none.
 *
 * @param {string} prefix
 * @param {Uint8Array} wasm the published module
 * @returns {Handler}
 */
export function suiteFiles(prefix, wasm) {
  const other = ofAnotherVersion(wasm)
  const answers = {
    'documents.json': { body: JSON.stringify(names) },
    'page-instead.wasm': {
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><p>the page of an application',
    },
    'other-version.wasm': { headers: { 'content-type': 'application/wasm' }, body: other },
    'cut-short.wasm': {
      headers: { 'content-type': 'application/wasm' },
      body: wasm.subarray(0, wasm.length / 2),
    },
  }
  return (path) => (path.startsWith(prefix) ? answers[path.slice(prefix.length)] : undefined)
}

/** The hash in the name of an import is another one there. */
function ofAnotherVersion(wasm) {
  const other = Buffer.from(wasm)
  const at = other.indexOf('__wbg_getRandomValues_')
  if (at < 0) throw new Error('the module has no import to rename')
  other.write('0000000000000000', at + '__wbg_getRandomValues_'.length)
  return other
}

/** The body of a request. */
export async function bodyOf(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
