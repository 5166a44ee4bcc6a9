// `npm run bench:workerd [-- --corpus DIR]`: the memory that documents take inside of workerd, which Cloudflare limits to
// 128 MB an isolate. A Worker extracts every document of a corpus, by turns with an empty Worker's memory taken off:
// what is printed is the growth of the whole process, V8's heap, compiled code and buffers of the request included.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { root } from '../scripts/run.mjs'
import { install, pack, temporaryFolder } from '../tests/installed.mjs'
import { installTools } from '../tests/runtimes/tools.mjs'

const MB = 1_000_000
const ISOLATE_BYTES = 128 * MB
const WORKER = `
import init from 'kreuzberg-wasm'
let engine
export default {
  async fetch(request) {
    engine ??= init()
    const kreuzberg = await engine
    const filename = new URL(request.url).searchParams.get('name')
    const code = await kreuzberg.extract(await request.arrayBuffer(), { filename }).then(() => 'extracted', (error) => error.code)
    return Response.json({ code, sandbox: kreuzberg.stats().memoryBytes[0] ?? 0 })
  },
}`
const EMPTY =
  'export default { fetch: async (request) => new Response((await request.arrayBuffer()).byteLength) }'

const { values } = parseArgs({
  options: { corpus: { type: 'string', default: join(root, '..', 'shared', 'corpus') } },
})
const corpus = resolve(values.corpus)
if (!existsSync(join(corpus, 'manifest.json')))
  throw new Error(`no corpus at ${corpus}; name one with --corpus`)
installTools()
const { Miniflare } = await import('../tests/runtimes/node_modules/miniflare/dist/src/index.js')
const { bundleWorker } = await import('../tests/runtimes/workerd_bundle.mjs')

const documents = JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8'))
  .filter((entry) => !entry.needs_ocr)
  .map(({ document }) => ({ document, path: join(corpus, 'documents', document) }))
const folder = temporaryFolder()
install(folder.path, pack(folder.path).tarball)
const rows = []
try {
  const largest = documents.reduce((most, { path }) => Math.max(most, statSync(path).size), 0)
  const empty = await start('empty.mjs', EMPTY)
  await empty.send('largest', new Uint8Array(largest))
  const baseline = empty.resident()
  await empty.end()
  // A new process now and then: V8 gives a process's memory back when it pleases, and what one document took would be
  // counted for those after it.
  for (let at = 0; at < documents.length; at += 10) {
    const worker = await start('worker.mjs', WORKER)
    for (const { document, path } of documents.slice(at, at + 10)) {
      const reply = await worker.send(document, readFileSync(path))
      rows.push({ document, ...reply, bytes: worker.resident() - baseline })
    }
    await worker.end()
  }
} finally {
  folder.remove()
}
report()

async function start(name, source) {
  const entry = join(folder.path, name)
  writeFileSync(entry, source)
  const before = new Set(workerds())
  const miniflare = new Miniflare({
    compatibilityDate: '2026-01-01',
    modulesRoot: '/',
    modules: await bundleWorker(entry),
  })
  await miniflare.ready
  const pid = workerds().find((found) => !before.has(found))
  return {
    resident: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024,
    send: async (document, body) => {
      const url = `http://worker.test/?name=${encodeURIComponent(document)}`
      const response = await miniflare.dispatchFetch(url, { method: 'POST', body })
      return response.json()
    },
    end: () => miniflare.dispose(),
  }
}

/** The processes whose program is workerd. */
function workerds() {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('workerd')
    } catch {
      // It ended meanwhile.
      return false
    }
  })
}

function report() {
  const megabytes = (bytes) => (bytes / MB).toFixed(0).padStart(5)
  const sorted = rows.map(({ bytes }) => bytes).sort((a, b) => a - b)
  const at = (share) => megabytes(sorted[Math.floor((sorted.length - 1) * share)])
  const counts = {}
  for (const { code } of rows) counts[code] = (counts[code] ?? 0) + 1
  console.log(`${rows.length} documents: ${JSON.stringify(counts)}`)
  console.log(`MB beyond an empty Worker: median ${at(0.5)}, 95 % ${at(0.95)}, most ${at(1)}`)
  const large = rows.filter(({ bytes, code }) => bytes > ISOLATE_BYTES || code === 'out_of_memory')
  console.log(`over 128 MB, or refused for want of memory: ${large.length}`)
  for (const { document, code, sandbox, bytes } of large)
    console.log(`${megabytes(bytes)} MB, sandbox ${megabytes(sandbox)} MB  ${code}  ${document}`)
}
