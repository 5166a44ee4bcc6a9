// `npm run bench:sandbox`: what a disposable sandbox costs. Every figure is a median; what is compared is run in turns,
// so that a busy machine is busy for all of it. Prints a table and writes bench/results/sandbox.json.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker, isMainThread, parentPort } from 'node:worker_threads'

/** A module asks for tables that no document here needs. */
const OUTSIDE = { lacks: () => undefined, table: () => undefined }

const ROUNDS = 7
/** Passes for each thread until V8 has compiled what it will: half of the speed comes with the first, the rest slowly. */
const WARM_UPS = 7
const PASSES = 20
const INSTANCES = 200
const PROCESSES = 7
const MIB = 1024 * 1024
const NEVER = Number.MAX_SAFE_INTEGER

const root = fileURLToPath(new URL('..', import.meta.url))
const index = pathToFileURL(join(root, 'pkg', 'index.js')).href
const { default: init } = await import(index)
const folder = join(root, 'tests', 'fixtures', 'documents')
const fixtures = readdirSync(folder).map((name) => ({
  filename: name,
  input: new Uint8Array(readFileSync(join(folder, name))),
}))

// A thread of `apart`.
if (!isMainThread) {
  const engine = await init({ workers: 0 })
  for (let round = 0; round < WARM_UPS; round += 1) await pass(engine)
  parentPort.on('message', async () => parentPort.postMessage(await pass(engine)))
  parentPort.postMessage('ready')
  await new Promise(() => undefined)
}

const results = {
  date: new Date().toISOString(),
  node: process.version,
  cpu: `${availableParallelism()} x ${cpus()[0]?.model}`,
  loadBefore: loadavg(),
  fixtures: fixtures.length,
  // Before what leaves this thread two hundred instances to collect.
  workers: await throughput([
    { name: '1 worker' },
    { name: '2 workers', workers: 2 },
    { name: 'the calling thread', workers: 0 },
  ]),
  recycling: await throughput([
    { name: 'never', recycle: { afterDocuments: NEVER, aboveBytes: NEVER } },
    { name: 'after every document', recycle: { afterDocuments: 1 } },
    { name: 'after 10', recycle: { afterDocuments: 10 } },
    { name: 'after 100', recycle: { afterDocuments: 100 } },
  ]),
  threads: await apart(),
  instance: await instances(),
  restore: await restores(),
  start: starts(),
  loadAfter: loadavg(),
}
print(results)
mkdirSync(join(root, 'bench', 'results'), { recursive: true })
writeFileSync(join(root, 'bench', 'results', 'sandbox.json'), `${JSON.stringify(results, null, 2)}\n`)

/** Milliseconds that a fresh instance takes, and its parts. */
async function instances() {
  const { createGlue, importModule, initialPages } = await import(
    pathToFileURL(join(root, 'pkg/wasm/kreuzberg.js')).href
  )
  const module = await WebAssembly.compile(readFileSync(join(root, 'pkg/wasm/kreuzberg.wasm')))
  const globals = { crypto: { getRandomValues: (bytes) => bytes.fill(0x5a) } }
  const parts = { memory: [], glue: [], instantiate: [], start: [], total: [] }
  for (let count = 0; count < INSTANCES; count += 1) {
    const marks = [performance.now()]
    const memory = new WebAssembly.Memory({ initial: initialPages, maximum: 16_384 })
    marks.push(performance.now())
    const glue = createGlue(globals, memory)
    marks.push(performance.now())
    const instance = new WebAssembly.Instance(module, { [importModule]: glue.imports, outside: OUTSIDE })
    marks.push(performance.now())
    glue.start(instance)
    marks.push(performance.now())
    const [began, ...ends] = marks
    const taken = [...ends.map((end, part) => end - marks[part]), marks[4] - began]
    Object.values(parts).forEach((times, part) => times.push(taken[part]))
  }
  const initialMiB = (initialPages * 65_536) / MIB
  return {
    initialMiB,
    ...Object.fromEntries(Object.entries(parts).map(([part, times]) => [part, median(times)])),
  }
}

/** Milliseconds that it takes to put an instance back as it was, after each fixture. */
async function restores() {
  const { createGlue, importModule, initialPages } = await import(
    pathToFileURL(join(root, 'pkg/wasm/kreuzberg.js')).href
  )
  const { MemoryImage } = await import(pathToFileURL(join(root, 'pkg/sandbox/image.js')).href)
  const module = await WebAssembly.compile(readFileSync(join(root, 'pkg/wasm/kreuzberg.wasm')))
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum: 16_384 })
  const glue = createGlue({ crypto: { getRandomValues: (bytes) => bytes.fill(0x5a) } }, memory)
  const state = glue.start(
    new WebAssembly.Instance(module, { [importModule]: glue.imports, outside: OUTSIDE }),
  )
  for (let number = 0; glue.warm(number); number += 1);
  const image = new MemoryImage(state)
  const times = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { filename, input } of fixtures) {
      glue.extract(input, JSON.stringify({ version: 1, filename, mimeType: null, config: {} }))
      const started = performance.now()
      image.restore(state)
      if (round > 0) times.push(performance.now() - started)
    }
  }
  return median(times)
}

/** Documents a second, and what they are to those of the first variant. */
async function throughput(variants) {
  const engines = []
  for (const { name, workers = 1, ...options } of variants) {
    const engine = await init({ workers, ...options })
    for (let round = 0; round < WARM_UPS * Math.max(1, workers); round += 1) await pass(engine)
    engines.push({ name, engine, rates: [] })
  }
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { engine, rates } of engines) rates.push(await pass(engine))
  await Promise.all(engines.map(({ engine }) => engine.close()))
  return compared(engines)
}

function compared(variants) {
  const first = median(variants[0].rates)
  return variants.map(({ name, rates }) => ({
    name,
    perSecond: median(rates),
    ratio: median(rates) / first,
  }))
}

/**
 * Documents a second of one thread, and of two that have nothing to do with each other: the most that the machine has to
 * give two workers of an engine.
 */
async function apart() {
  const threads = [0, 1].map(() => new Worker(new URL(import.meta.url)))
  const told = (thread) => new Promise((resolve) => thread.once('message', resolve))
  await Promise.all(threads.map(told))
  const rate = async (thread) => {
    const answer = told(thread)
    thread.postMessage('go')
    return answer
  }
  const variants = [
    { name: '1 thread of its own', rates: [] },
    { name: '2 threads of their own', rates: [] },
  ]
  for (let round = 0; round < ROUNDS; round += 1) {
    variants[0].rates.push(await rate(threads[0]))
    const both = await Promise.all(threads.map(rate))
    variants[1].rates.push(both[0] + both[1])
  }
  await Promise.all(threads.map((thread) => thread.terminate()))
  return compared(variants)
}

/** All fixtures, so often that it takes the better part of a second. */
async function pass(engine) {
  const inputs = Array.from({ length: PASSES }, () => fixtures).flat()
  const started = performance.now()
  for await (const { error } of engine.extractMany(inputs)) if (error) throw error
  return (inputs.length / (performance.now() - started)) * 1000
}

/** Milliseconds from `init` to the first result in a new process, and its resident memory then and after all fixtures. */
function starts() {
  const script = `
    import { readFileSync } from 'node:fs'
    import init from ${JSON.stringify(index)}
    const bytes = readFileSync(${JSON.stringify(join(folder, 'survey.docx'))})
    const started = performance.now()
    const engine = await init({ workers: WORKERS })
    const loaded = performance.now()
    await engine.extract(bytes, { filename: 'survey.docx' })
    const done = performance.now()
    const first = process.memoryUsage.rss()
    const paths = ${JSON.stringify(fixtures.map(({ filename }) => join(folder, filename)))}
    for await (const { error } of engine.extractMany(paths)) if (error) throw error
    console.log(JSON.stringify({ init: loaded - started, first: done - started, rss: first, rssAll: process.memoryUsage.rss() }))
  `
  return [0, 1, 2].map((workers) => {
    const runs = Array.from({ length: PROCESSES }, () => {
      const code = script.replace('WORKERS', String(workers))
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
        encoding: 'utf8',
      })
      if (stdout === '') throw new Error(stderr)
      return JSON.parse(stdout)
    })
    const of = (key) => median(runs.map((run) => run[key]))
    return {
      workers,
      initMs: of('init'),
      firstResultMs: of('first'),
      residentMiB: of('rss') / MIB,
      afterAllMiB: of('rssAll') / MIB,
    }
  })
}

function print({ instance, restore, recycling, workers, threads, start, loadBefore, loadAfter }) {
  const figure = (value, digits = 1) => value.toFixed(digits).padStart(9)
  console.log(
    `load ${loadBefore[0].toFixed(1)} before, ${loadAfter[0].toFixed(1)} after; ${results.cpu}; Node ${results.node}`,
  )
  console.log(`\nA fresh instance (${instance.initialMiB.toFixed(1)} MiB), median of ${INSTANCES}, ms`)
  for (const part of ['memory', 'glue', 'instantiate', 'start', 'total'])
    console.log(`  ${part.padEnd(30)}${figure(instance[part], 3)}`)
  console.log(`\nPutting an instance back as it was after a fixture, median, ms${figure(restore, 3)}`)
  const rounds = `${results.fixtures} fixtures ${PASSES} times, median of ${ROUNDS}; ratio to the first`
  for (const [what, rows] of Object.entries({
    'by recycling': recycling,
    'by workers': workers,
    'by threads': threads,
  })) {
    console.log(`\nDocuments a second, ${what}, ${rounds}`)
    for (const { name, perSecond, ratio } of rows)
      console.log(`  ${name.padEnd(30)}${figure(perSecond)}${figure(ratio, 2)}`)
  }
  console.log(
    `\nA new process, median of ${PROCESSES}: init ms, first result ms, resident MiB then, and after all fixtures`,
  )
  for (const row of start) {
    const { workers, initMs, firstResultMs, residentMiB, afterAllMiB } = row
    console.log(
      `  ${`workers: ${workers}`.padEnd(30)}${figure(initMs)}${figure(firstResultMs)}${figure(residentMiB)}${figure(afterAllMiB)}`,
    )
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}
