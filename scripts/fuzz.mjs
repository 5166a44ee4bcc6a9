// `npm run fuzz [-- --documents N] [--seed S] [--types pdf,docx] [--folder DIR] [--workers W] [--attempts N]`
//
// Damages the fixtures, or the documents of another folder, and extracts or draws each through the public API, with a
// deadline. Every call must end in a result or in a KreuzbergError, before its deadline, and hardly ever in a crash of
// the sandbox. Prints the outcomes by code; what broke a promise is listed and kept in target/fuzz/, the first of each kind
// also as small as it could be made (`small-...`), with up to --attempts tries.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

import { build } from './build.mjs'
import { minimised } from './minimise.mjs'
import { mutated, randomNumbers } from './mutations.mjs'
import { root } from './run.mjs'

const DEADLINE_MS = 10_000

/** A call that has not ended so long after its deadline never will. */
const GRACE_MS = 5_000

const LATE = 'it ends before its deadline'

/** Share of documents that may make a sandbox trap. */
const CRASHES = 0.001

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    types: { type: 'string' },
    folder: { type: 'string', default: join(root, 'tests', 'fixtures', 'documents') },
    workers: { type: 'string', default: '2' },
    attempts: { type: 'string', default: '300' },
  },
})
const [count, seed, workers, attempts] = ['documents', 'seed', 'workers', 'attempts'].map(whole)
const types = values.types?.split(',')

/** Everything that can be asked of a document, and little of it. */
const CONFIGS = [
  {},
  {
    outputFormat: 'markdown',
    includeDocumentStructure: true,
    pages: { extractPages: true, insertPageMarkers: true },
    chunking: { maxChars: 500, maxOverlap: 50 },
    images: {},
    pdfOptions: { extractAnnotations: true, hierarchy: {}, passwords: ['thicket'] },
  },
  { outputFormat: 'html', pages: { range: { first: 2, last: 3 } } },
]

await build()
const { default: init, isKreuzbergError } = await import(pathToFileURL(join(root, 'pkg', 'index.js')).href)
const originals = readOriginals()
const kept = join(root, 'target', 'fuzz')
mkdirSync(kept, { recursive: true })

const engine = await init({ workers, timeoutMs: DEADLINE_MS })
const outcomes = new Map()
const findings = []
let slowest = { ms: 0, document: 'none' }
let next = 0
const started = performance.now()
await Promise.all(Array.from({ length: Math.max(1, workers) }, extractInTurn))
await minimise()
await engine.close({ abort: true })
report()

async function extractInTurn() {
  while (next < count) {
    const mutant = mutantOf(next)
    next += 1
    if (next % Math.ceil(count / 20) === 0) progress()
    await judge(mutant)
  }
}

/** The document of a number: the same for the same seed and originals. */
function mutantOf(number) {
  const random = randomNumbers(seed * 1_000_003 + number)
  const pick = (items) => items[Math.floor(random() * items.length)]
  const { name, bytes } = pick(originals)
  const drawn = extname(name) === '.pdf' && random() < 1 / 3
  const call = drawn ? 'renderPage' : 'extract'
  const options = drawn ? { dpi: 36 } : { filename: name, config: pick(CONFIGS) }
  return { number, name, call, options, ...mutated(bytes, pick(originals).bytes, random) }
}

async function judge(mutant) {
  const start = performance.now()
  const { code, promise, detail } = await outcome(mutant)
  const ms = performance.now() - start
  outcomes.set(code, (outcomes.get(code) ?? 0) + 1)
  const document = `${seed}-${mutant.number}-${mutant.name}`
  if (ms > slowest.ms) slowest = { ms, document }
  if (!promise) return
  const { call, options, mutations } = mutant
  const finding = { document, promise, call, options, mutations, detail }
  findings.push(finding)
  writeFileSync(join(kept, document), mutant.bytes)
  writeFileSync(join(kept, `${document}.json`), `${JSON.stringify(finding, null, 2)}\n`)
}

/** A timeout takes as long as the deadline every time, and says nothing of where. */
async function minimise() {
  for (const [, [document]] of byDetail()) {
    const finding = findings.find((one) => one.document === document)
    const breaks = async (bytes) => {
      const { promise, detail } = await outcome({ ...finding, bytes })
      return promise === finding.promise && placeOf(detail) === placeOf(finding.detail)
    }
    const tries = finding.promise === LATE ? Math.min(attempts, 12) : attempts
    const small = await minimised(readFileSync(join(kept, document)), breaks, tries)
    writeFileSync(join(kept, `small-${document}`), small)
    finding.small = small.length
  }
}

/** Where something broke, without the numbers that differ from document to document. */
function placeOf(detail) {
  return /[\w./-]+\.rs:\d+/.exec(detail)?.[0] ?? detail.replace(/\d+/g, '#')
}

/** How a call ended, and which promise that breaks, if any. */
async function outcome({ call, bytes, options }) {
  // In an ArrayBuffer of their own, which small Buffers have not.
  const ended = engine[call](Uint8Array.from(bytes), options).then(
    () => ({ code: 'a result' }),
    (error) => {
      if (!isKreuzbergError(error))
        return {
          code: 'another error',
          promise: 'every error is a KreuzbergError',
          detail: String(error?.stack ?? error),
        }
      const { code, message, detail = message } = error
      if (code === 'timeout') return { code, promise: LATE, detail }
      if (code === 'sandbox_crashed') return { code, promise: 'it makes no sandbox trap', detail }
      return { code }
    },
  )
  let timer
  const late = new Promise((give) => {
    timer = setTimeout(give, DEADLINE_MS + GRACE_MS, {
      code: 'no end',
      promise: 'a call settles',
      detail: '',
    })
  })
  const first = await Promise.race([ended, late])
  clearTimeout(timer)
  return first
}

function progress() {
  const perSecond = (next / (performance.now() - started)) * 1000
  const mib = Math.round(process.memoryUsage.rss() / 2 ** 20)
  console.log(
    `${next} of ${count}, ${perSecond.toFixed(0)} a second, ${mib} MiB resident, ${findings.length} found`,
  )
}

function report() {
  for (const [code, times] of [...outcomes].sort(([, a], [, b]) => b - a))
    console.log(`${String(times).padStart(7)}  ${code}`)
  console.log(`slowest: ${slowest.document}, ${Math.round(slowest.ms)} ms`)
  for (const [what, documents] of byDetail())
    console.error(`${documents.length} × ${what}\n    ${documents.slice(0, 5).map(withSize).join('\n    ')}`)
  if (findings.length > 0) console.error(`${findings.length} found; they are in ${kept}`)
  const crashes = outcomes.get('sandbox_crashed') ?? 0
  const broken = findings.length - crashes
  process.exitCode = broken > 0 || crashes > count * CRASHES ? 1 : 0
}

/** A document, and what became of it when it was made small. */
function withSize(document) {
  const { small } = findings.find((one) => one.document === document)
  return small === undefined ? document : `${document} (small-${document}: ${small} bytes)`
}

/** The same panic is found over and over. */
function byDetail() {
  const groups = new Map()
  for (const { promise, call, detail, document } of findings) {
    const what = `${promise} (${call}): ${placeOf(detail)}`
    groups.set(what, [...(groups.get(what) ?? []), document])
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length)
}

function readOriginals() {
  const folder = resolve(values.folder)
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = found
    .filter((entry) => entry.isFile() && (!types || types.includes(extname(entry.name).slice(1))))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
  if (paths.length === 0)
    throw new Error(`there are no documents of type ${values.types ?? '*'} in ${folder}`)
  return paths.map((path) => ({ name: basename(path), bytes: readFileSync(path) }))
}

function whole(option) {
  const value = Number(values[option])
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`--${option} must be a whole number, not ${values[option]}`)
}
