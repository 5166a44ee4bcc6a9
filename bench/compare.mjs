// `npm run bench [-- --corpus DIR] [--types pdf,docx] [--peers mupdf,native] [--turns 5] [--limit N] [--only warm,cold,growth]`
//
// Times this package, native kreuzberg (the PyPI wheel) and npm packages on the same documents in the same run, and
// writes bench/RESULTS.md with its plots. bench/README.md says how. Installs the peers by itself (bench/peers/); native
// kreuzberg needs Python 3.10 or newer.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import { root } from '../scripts/run.mjs'
import { accuracy } from './compare/accuracy.mjs'
import { cold } from './compare/cold.mjs'
import { OURS, PEERS, install } from './compare/engines.mjs'
import { growth } from './compare/growth.mjs'
import { bars, lines } from './compare/plots.mjs'
import { comparison, report } from './compare/report.mjs'
import { installedBytes } from './compare/sizes.mjs'
import { warm } from './compare/warm.mjs'

const COLD_ROUNDS = 7

const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: join(root, '..', 'shared', 'corpus') },
    types: { type: 'string' },
    peers: { type: 'string', default: Object.keys(PEERS).join() },
    turns: { type: 'string', default: '5' },
    limit: { type: 'string', default: 'Infinity' },
    only: { type: 'string', default: 'warm,cold,growth' },
    output: { type: 'string', default: join(root, 'bench') },
  },
})
const corpus = resolve(values.corpus)
if (!existsSync(join(corpus, 'manifest.json')))
  throw new Error(`no corpus at ${corpus}; name one with --corpus`)
const peers = values.peers.split(',')
const unknown = peers.find((peer) => !(peer in PEERS))
if (unknown) throw new Error(`${unknown} is none of ${Object.keys(PEERS).join(', ')}`)
const parts = values.only.split(',')

install(peers)
const names = [OURS, ...peers]
const documents = await chosen()
const before = loadavg()[0]
const readings = parts.includes('warm') ? await warm(documents, names, Number(values.turns)) : []
const starts = parts.includes('cold') ? await cold(documents, names, COLD_ROUNDS) : []
const families = parts.includes('growth') ? await growth() : []
const sizes = Object.fromEntries(names.map((name) => [name, installedBytes(name)]))
// Scores are of whole types.
const scores = values.limit === 'Infinity' ? accuracy(corpus, readings, names) : {}
const text = report({ head: head(), readings, names, scores, starts, sizes, families })
mkdirSync(join(values.output, 'plots'), { recursive: true })
writeFileSync(join(values.output, 'RESULTS.md'), text)
plot()
console.log(text)

async function chosen() {
  const { detectMimeType } = await import('../pkg/index.js')
  const types = values.types?.split(',')
  const counts = new Map()
  const entries = JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8')).filter(
    ({ type, needs_ocr: ocr }) => {
      if (ocr || (types && !types.includes(type))) return false
      counts.set(type, (counts.get(type) ?? 0) + 1)
      return counts.get(type) <= Number(values.limit)
    },
  )
  return Promise.all(
    entries.map(async ({ document, type }) => {
      const path = join(corpus, 'documents', document)
      // A peer that has to be told the type of an empty file will have to do without.
      const mimeType = await detectMimeType(new Uint8Array(readFileSync(path)), document).catch(() => null)
      return { document, type, path, mimeType }
    }),
  )
}

function head() {
  const path = join(root, 'pkg', 'wasm', 'kreuzberg.wasm')
  const wasm = readFileSync(path)
  const size = [wasm.length, gzipSync(wasm, { level: 9 }).length, brotliCompressSync(wasm).length]
  const [raw, gzip, brotli] = size.map((bytes) => (bytes / 1e6).toFixed(2))
  const built = statSync(path).mtime.toISOString().slice(0, 10)
  const load = `load ${before.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after`
  return `Node ${process.version}, ${availableParallelism()} × ${cpus()[0].model}, ${load}; the module (${built}) is ${raw} MB, ${gzip} MB as gzip, ${brotli} MB as brotli.`
}

function plot() {
  const types = [...new Set(readings.map(({ type }) => type))]
  const rows = (name) =>
    types.map((type) => comparison(readings, type, name)).filter(({ documents: count }) => count > 0)
  const native = peers.includes('native') ? rows('native') : []
  const packages = peers
    .filter((name) => PEERS[name])
    .flatMap((name) => rows(name).map((row) => ({ ...row, name })))
  const labelled = (row) => ({ label: row.name ? `${row.type}: ${row.name}` : row.type, value: row.ofSums })
  const sorted = (list) => list.map(labelled).toSorted((a, b) => a.value - b.value)
  const note = 'Sums over documents, warm, one thread; below 1 we are faster.'
  if (native.length > 0)
    draw('native', bars({ title: 'Our time to that of native kreuzberg', note, rows: sorted(native) }))
  if (packages.length > 0)
    draw('packages', bars({ title: 'Our time to that of npm packages', note, rows: sorted(packages) }))
  const series = families.map(({ type, points }) => ({
    label: type,
    points: points.map(({ scale, ms }) => [scale, ms / points[0].ms]),
  }))
  if (series.length > 0)
    draw(
      'growth',
      lines({ title: 'Time by size, both in parts of the smallest', note: 'Dashed: as the size.', series }),
    )
}

function draw(name, drawing) {
  writeFileSync(join(values.output, 'plots', `${name}.svg`), drawing)
}
