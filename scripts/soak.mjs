// `npm run soak [-- --documents N] [--workers W] [--after-documents N] [--faults]`: extracts the fixtures over and over,
// compares every result with the first of its document, and prints throughput, resident memory and recycles.
// V8 gives what is new in the calling thread more room as it goes on, up to 16 MiB twice. With --max-semi-space-size=4, as
// package.json has it, it stops early, and what grows is what is kept.
// With --faults a tenth of the documents are faults (src/faults.rs): exactly these must fail, each with its code.
import { hash as sha256 } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

import { faultsPackage } from './faults.mjs'
import { root, run } from './run.mjs'

const MIB = 1024 * 1024

/** Memory that a run with faults may hold afterwards beyond what it held before. */
const KEPT_BYTES = 50 * MIB

/** Every kind of fault and its code; a leak is none, but must not hurt either. */
const FAULTS = {
  panic: 'sandbox_crashed',
  'index out of bounds': 'sandbox_crashed',
  'deep recursion': 'sandbox_crashed',
  'large frames': 'sandbox_crashed',
  'endless loop': 'timeout',
  'endless allocation': 'out_of_memory',
}

const { values } = parseArgs({
  options: {
    documents: { type: 'string' },
    workers: { type: 'string', default: '2' },
    'after-documents': { type: 'string' },
    faults: { type: 'boolean', default: false },
  },
})
const count = whole('documents', values.faults ? '2000' : '5000')
const workers = whole('workers')
const afterDocuments = values['after-documents'] && whole('after-documents')

// In processes of their own: after a build the garbage collector would let this one grow for long.
for (const script of ['build.mjs', ...(values.faults ? ['faults.mjs'] : [])])
  run(process.execPath, [join(root, 'scripts', script)])
const pkg = values.faults ? faultsPackage : join(root, 'pkg')
const { default: init } = await import(pathToFileURL(join(pkg, 'index.js')).href)
const engine = await init({
  workers,
  ...(values.faults && { timeoutMs: 2_000, memoryLimitBytes: 128 * MIB }),
  ...(afterDocuments && { recycle: { afterDocuments } }),
})

const fixtures = readFixtures()
const first = await firstOutputs()
const before = process.memoryUsage.rss()
const problems = values.faults ? await extractAll(withFaults()) : await extractAll(inTurn())
await report()

/** The fixtures one after the other, over and over. */
function* inTurn() {
  for (let index = 0; index < count; index += 1) yield fixtures[index % fixtures.length]
}

/** The same with every tenth replaced by a fault, in an order that is shuffled and always the same. */
function withFaults() {
  const faults = Object.keys(FAULTS).map((fault) => document(`${fault}.txt`, faultBytes(fault)))
  const leak = document('leak.txt', faultBytes('leak'))
  const documents = [...inTurn()].map((fixture, index) => {
    if (index % 10 === 0) return faults[(index / 10) % faults.length]
    return index % 10 === 5 ? leak : fixture
  })
  return shuffled(documents)
}

async function extractAll(documents) {
  const problems = []
  const started = performance.now()
  const inputs = function* () {
    for (const { bytes, name } of documents) yield { input: bytes, filename: name }
  }
  let done = 0
  let readings = []
  for await (const outcome of engine.extractMany(inputs())) {
    const problem = wrong(outcome)
    if (problem) problems.push(problem)
    done += 1
    if (done % 10 === 0) readings.push(process.memoryUsage())
    if (done % Math.ceil(count / 20) === 0) {
      progress(done, started, readings)
      readings = []
    }
  }
  if (done !== count) problems.push(`${done} outcomes of ${count} documents`)
  return problems
}

/** What is wrong with an outcome, if anything: a document's result must equal its first, a fault must have its code. */
function wrong({ name, result, error }) {
  const expected = FAULTS[name.replace(/\.txt$/, '')] ?? 'a result'
  const found = error ? error.code : 'a result'
  if (found !== expected)
    return `${name}: ${found} instead of ${expected} (${error?.message}; ${error?.detail})`
  if (error || hash(result) === first.get(name)) return undefined
  return `${name}: its result differs from its first`
}

async function firstOutputs() {
  const outputs = new Map()
  const leak = values.faults ? [document('leak.txt', faultBytes('leak'))] : []
  for (const { name, bytes } of [...fixtures, ...leak])
    outputs.set(name, hash(await engine.extract(bytes, { filename: name })))
  return outputs
}

/** One reading depends on when the garbage collector last ran: what is told is the median of those since the last line. */
function progress(done, started, readings) {
  const mebibytes = (key) => String(Math.round(median(readings.map((reading) => reading[key])) / MIB))
  const { recycles, memoryBytes } = engine.stats()
  const perSecond = (done / (performance.now() - started)) * 1000
  const columns = [
    `${String(Math.round((done / count) * 100)).padStart(3)} %`,
    `${String(done).padStart(String(count).length)} documents`,
    `${perSecond.toFixed(0).padStart(5)} a second`,
    `${mebibytes('rss').padStart(5)} MiB resident`,
    // Of this thread: V8 lets what is new take up to 32 MiB, if much of it lives for long.
    `of which ${mebibytes('heapTotal').padStart(3)} JavaScript's heap`,
    `sandboxes of ${memoryBytes.map((bytes) => Math.round(bytes / MIB)).join(', ')} MiB`,
    `recycles ${JSON.stringify(recycles)}`,
  ]
  console.log(columns.join('  '))
}

async function report() {
  const { documents, failures } = engine.stats()
  await engine.close()
  console.log(`${documents} documents, failures ${JSON.stringify(failures)}, ${problems.length} unexpected`)
  const kept = process.memoryUsage.rss() - before
  console.log(`resident memory: ${Math.round(kept / MIB)} MiB more than before`)
  if (values.faults && kept > KEPT_BYTES) problems.push(`${Math.round(kept / MIB)} MiB were kept`)
  for (const problem of problems.slice(0, 20)) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}

function readFixtures() {
  const folder = join(root, 'tests', 'fixtures', 'documents')
  return readdirSync(folder).map((name) => document(name, readFileSync(join(folder, name))))
}

function document(name, bytes) {
  return { name, bytes: new Uint8Array(bytes) }
}

function faultBytes(fault) {
  return new TextEncoder().encode(`kreuzberg-wasm fault: ${fault}\n`)
}

/**
 * Of everything in a result, binaries by their content. An object of node:crypto for each would be left to the next
 * full collection, and be counted as resident until then.
 */
function hash(result) {
  const replaced = (_, value) => (value instanceof Uint8Array ? sha256('sha256', value) : value)
  return sha256('sha256', JSON.stringify(result, replaced))
}

/** Fisher and Yates, with a fixed seed (mulberry32). */
function shuffled(items) {
  let state = 1
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    ;[items[last], items[other]] = [items[other], items[last]]
  }
  return items
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0
}

function whole(option, fallback) {
  const value = Number(values[option] ?? fallback)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`--${option} must be a whole number, not ${values[option]}`)
}
