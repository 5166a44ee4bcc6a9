// `npm run bench [-- --corpus DIR] [--types pdf,docx] [--peers mupdf,native] [--runs 3] [--limit N]`
//
// Times this package, native kreuzberg (the PyPI wheel) and npm packages on the same documents, as plain text, warm:
// each engine in one process and one thread that it keeps, one document after the other, the engines by turns on each.
// Prints per type and engine the sum of the medians, the ratio to ours on the documents that both read, and failures,
// and writes bench/RESULTS.md. Installs the peers by itself (bench/peers/); native needs Python 3.10 or newer.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'

import { root, run } from '../scripts/run.mjs'

const OURS = 'kreuzberg-wasm'

/** What each peer reads. */
const PEERS = {
  native: undefined,
  mupdf: ['pdf'],
  'pdfjs-dist': ['pdf'],
  mammoth: ['docx'],
  officeparser: ['docx', 'xlsx', 'pptx', 'odt', 'ods', 'rtf'],
  xlsx: ['xlsx', 'xls', 'ods'],
  mailparser: ['eml'],
  'html-to-text': ['html'],
}

/** After this long a document counts as one that hangs, in milliseconds. */
const PATIENCE_MS = 60_000

const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: join(root, '..', 'shared', 'corpus') },
    types: { type: 'string' },
    peers: { type: 'string', default: Object.keys(PEERS).join() },
    runs: { type: 'string', default: '3' },
    limit: { type: 'string', default: 'Infinity' },
  },
})
const corpus = resolve(values.corpus)
if (!existsSync(join(corpus, 'manifest.json')))
  throw new Error(`no corpus at ${corpus}; name one with --corpus`)
const peers = values.peers.split(',')
const unknown = peers.find((peer) => !(peer in PEERS))
if (unknown) throw new Error(`${unknown} is none of ${Object.keys(PEERS).join(', ')}`)

const folder = join(root, 'bench', 'peers')
install()
const engines = Object.fromEntries([OURS, ...peers].map((name) => [name, engine(name)]))
const documents = chosen()
const before = loadavg()[0]
const timings = []
for (const { document, type } of documents) {
  const readers = Object.keys(engines).filter((name) => PEERS[name]?.includes(type) ?? true)
  const times = {}
  for (const name of readers) times[name] = await engines[name].time(join(corpus, 'documents', document))
  timings.push({ document, type, times })
  if (process.stderr.isTTY) process.stderr.write(`\r${timings.length} of ${documents.length} `)
}
for (const name of Object.keys(engines)) engines[name].end()
const report = `${head()}\n${table()}\n`
writeFileSync(join(root, 'bench', 'RESULTS.md'), report)
console.log(report)

function install() {
  const npm = ['install', '--prefix', folder, '--silent', '--no-audit', '--no-fund']
  if (!existsSync(join(folder, 'node_modules'))) run('npm', npm)
  if (!peers.includes('native') || existsSync(python())) return
  run('python3', ['-m', 'venv', join(folder, 'venv')])
  run(python(), ['-m', 'pip', 'install', '--quiet', '--requirement', join(folder, 'requirements.txt')])
}

function python() {
  return join(folder, 'venv', 'bin', 'python')
}

function chosen() {
  const types = values.types?.split(',')
  const counts = new Map()
  return JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8')).filter(
    ({ type, needs_ocr: ocr }) => {
      if (ocr || (types && !types.includes(type))) return false
      counts.set(type, (counts.get(type) ?? 0) + 1)
      return counts.get(type) <= Number(values.limit)
    },
  )
}

/** A process that is started again after a crash or a hang. */
function engine(name) {
  let child
  const start = () => {
    const [program, file] = name === 'native' ? [python(), 'engine.py'] : [process.execPath, 'engine.mjs']
    const options = { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] }
    const started = spawn(program, [file, name], options)
    child = { process: started, lines: createInterface({ input: started.stdout }) }
  }
  const end = () => {
    child?.process.kill('SIGKILL')
    child = undefined
  }
  const time = (path) =>
    new Promise((settle) => {
      if (!child) start()
      const { process: running, lines } = child
      const done = (answer) => {
        clearTimeout(timer)
        lines.off('line', onLine)
        running.off('exit', onExit)
        settle(answer)
      }
      const onLine = (line) => done(JSON.parse(line))
      const onExit = (code, signal) => {
        child = undefined
        done({ ms: [], error: `the process ended (${signal ?? code})` })
      }
      const timer = setTimeout(() => {
        end()
        done({ ms: [], error: `no answer within ${PATIENCE_MS / 1000} s` })
      }, PATIENCE_MS)
      lines.once('line', onLine)
      running.once('exit', onExit)
      running.stdin.write(`${JSON.stringify({ path, runs: Number(values.runs) })}\n`)
    })
  return { time, end }
}

function head() {
  const wasm = readFileSync(join(root, 'pkg', 'wasm', 'kreuzberg.wasm'))
  const size = `${(wasm.length / 1e6).toFixed(2)} MB, ${(gzipSync(wasm, { level: 9 }).length / 1e6).toFixed(2)} MB gzipped`
  const built = statSync(join(root, 'pkg', 'wasm', 'kreuzberg.wasm'))
    .mtime.toISOString()
    .slice(0, 10)
  return [
    '# Results',
    '',
    'Written by `npm run bench`. Times are sums over documents of the median of several warm runs, plain text, one',
    'thread; ratios are to this package on the documents that both read: of the sums, and the geometric mean.',
    '',
    `Node ${process.version}, ${availableParallelism()} × ${cpus()[0].model}, load ${before.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after;`,
    `the module (${built}) is ${size}.`,
    '',
  ].join('\n')
}

function table() {
  const rows = [
    '| type | engine | documents | ms | ratio of sums | geometric mean | failed |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
  ]
  for (const type of new Set(timings.map((timing) => timing.type))) {
    const ofType = timings.filter((timing) => timing.type === type)
    for (const name of Object.keys(engines)) if (ofType[0].times[name]) rows.push(row(type, name, ofType))
  }
  return rows.join('\n')
}

function row(type, name, ofType) {
  const own = ofType.filter(({ times }) => median(times[name]) !== undefined)
  const both = own.filter(({ times }) => median(times[OURS]) !== undefined)
  const sum = (list, who) => list.reduce((total, { times }) => total + median(times[who]), 0)
  const logs = both.map(({ times }) => Math.log(median(times[name]) / median(times[OURS])))
  const mean = Math.exp(logs.reduce((total, log) => total + log, 0) / logs.length)
  const errors = ofType.filter(({ times }) => times[name].error).map(({ times }) => times[name].error)
  const failed =
    errors.length > 0 ? `${errors.length}: ${errors[0].replaceAll(/[|\n]/g, ' ').slice(0, 80)}` : ''
  const ratios = name === OURS ? ['', ''] : [sum(both, name) / sum(both, OURS), mean].map(figure)
  return `| ${[type, name, own.length, figure(sum(own, name)), ...ratios, failed].join(' | ')} |`
}

function median({ ms }) {
  return ms.toSorted((a, b) => a - b)[ms.length >> 1]
}

function figure(value) {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 2 : 0) : ''
}
