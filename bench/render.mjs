// `npm run bench:render [-- --corpus DIR] [--dpi 72]`
//
// Draws the first page of every PDF of a corpus with renderPage and with pdftoppm (poppler-utils), at the same size, and
// compares: the mean absolute difference of the colour channels, pages that are blank here and not there, and the time.
// Prints a line a page and the ten worst, whose pictures it leaves in bench/results/render/. Fails where a page cannot be
// drawn or is blank that should not be.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { root } from '../scripts/run.mjs'

/** A channel below this is no paper: above it lie the traces that antialiasing and compression leave. */
const PAPER = 245

/** Share of pixels that must be ink for a page not to be blank. */
const INK = 1e-5

const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: join(root, '..', 'shared', 'corpus') },
    dpi: { type: 'string', default: '72' },
  },
})
const dpi = Number(values.dpi)
if (!(dpi > 0)) throw new Error(`--dpi must be a number above 0, not ${values.dpi}`)
const corpus = resolve(values.corpus)
if (!existsSync(join(corpus, 'manifest.json')))
  throw new Error(`no corpus at ${corpus}; name one with --corpus`)
requirePdftoppm()

const { default: init } = await import('../pkg/index.js')
const kreuzberg = await init({ workers: 1, timeoutMs: 120_000 })
const documents = JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8'))
  .filter(({ type }) => type === 'pdf')
  .map(({ document }) => document)

const pages = []
const failures = []
for (const document of documents) {
  try {
    const page = await compare(document)
    pages.push(page)
    console.log(line(page))
  } catch (error) {
    failures.push(document)
    console.log(`failed: ${document}: ${error.code ?? 'pdftoppm'}: ${error.message}`)
  }
}
await report()
await kreuzberg.close()

async function compare(document) {
  const path = join(corpus, 'documents', document)
  const bytes = new Uint8Array(readFileSync(path))
  const start = performance.now()
  const ours = await kreuzberg.renderPage(bytes, { dpi, format: 'rgba' })
  const drawn = performance.now()
  const theirs = withPdftoppm(path, ours)
  return {
    document,
    size: [ours.width, ours.height],
    theirSize: theirs.size,
    difference: difference(ours, theirs),
    ink: [ink(ours.data, 4), ink(theirs.data, 3)],
    ms: [drawn - start, performance.now() - drawn],
  }
}

/** Red, green and blue of each pixel (PPM, P6). */
function withPdftoppm(path, { width, height }) {
  const wanted = `${width} by ${height}`
  const found = []
  for (const size of sizes(width, height)) {
    const ppm = pdftoppm(['-f', '1', '-l', '1', ...size, path])
    const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.subarray(0, 64).toString('latin1'))
    if (!header) throw new Error('pdftoppm gave no picture')
    found.push(`${header[1]} by ${header[2]}`)
    if (found.at(-1) === wanted) return { data: ppm.subarray(header[0].length), size }
  }
  throw new Error(`pdftoppm gave ${found.join(' and ')} pixels instead of ${wanted}`)
}

/** Where a page is turned, some releases of pdftoppm take the sides for those of the sheet. */
function sizes(width, height) {
  const sides = (x, y) => ['-scale-to-x', String(x), '-scale-to-y', String(y)]
  return [sides(width, height), sides(height, width)]
}

function pdftoppm(args) {
  const options = { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] }
  return execFileSync('pdftoppm', ['-q', '-cropbox', ...args], options)
}

/** From 0, the same, to 1, black against white. */
function difference({ data: ours, width, height }, { data: theirs }) {
  let sum = 0
  for (let pixel = 0; pixel < width * height; pixel += 1)
    for (let channel = 0; channel < 3; channel += 1)
      sum += Math.abs(ours[pixel * 4 + channel] - theirs[pixel * 3 + channel])
  return sum / (width * height * 3 * 255)
}

/** Share of the pixels that are not paper. */
function ink(data, channels) {
  let count = 0
  for (let at = 0; at < data.length; at += channels)
    if (data[at] < PAPER || data[at + 1] < PAPER || data[at + 2] < PAPER) count += 1
  return count / (data.length / channels)
}

function isWronglyBlank({ ink: [ours, theirs] }) {
  return ours < INK && theirs >= INK
}

async function report() {
  const worst = [...pages].sort((a, b) => b.difference - a.difference).slice(0, 10)
  console.log('\nthe ten that differ most:')
  for (const page of worst) console.log(line(page))
  await keepPictures(worst)
  const blank = pages.filter(isWronglyBlank)
  const mean = pages.reduce((sum, page) => sum + page.difference, 0) / pages.length
  const [ours, theirs] = [0, 1].map((which) => pages.reduce((sum, { ms }) => sum + ms[which], 0))
  console.log(`\n${pages.length} pages at ${dpi} dpi, mean difference ${percent(mean)}`)
  console.log(`failed: ${failures.length}; blank where pdftoppm's is not: ${blank.length}`)
  console.log(`time: ${Math.round(ours)} ms here, ${Math.round(theirs)} ms with pdftoppm, its start included`)
  for (const { document } of blank) console.error(`blank: ${document}`)
  process.exitCode = failures.length + blank.length > 0 ? 1 : 0
}

async function keepPictures(worst) {
  const folder = join(root, 'bench', 'results', 'render')
  mkdirSync(folder, { recursive: true })
  for (const [place, { document, theirSize }] of worst.entries()) {
    const path = join(corpus, 'documents', document)
    const stem = join(folder, `${String(place + 1).padStart(2, '0')}-${basename(document, '.pdf')}`)
    writeFileSync(`${stem}.ours.png`, (await kreuzberg.renderPage(path, { dpi })).data)
    pdftoppm(['-png', '-singlefile', ...theirSize, path, `${stem}.pdftoppm`])
  }
  console.log(`their pictures are in ${folder}`)
}

function line({ document, size, difference, ms: [ours, theirs] }) {
  const times = `${Math.round(ours)} ms / ${Math.round(theirs)} ms`
  return `${percent(difference).padStart(8)}  ${size.join('×').padStart(10)}  ${times.padStart(18)}  ${document}`
}

function percent(share) {
  return `${(share * 100).toFixed(2)} %`
}

function requirePdftoppm() {
  try {
    execFileSync('pdftoppm', ['-v'], { stdio: 'ignore' })
  } catch {
    console.error('pdftoppm is missing: there is nothing to compare with; install poppler-utils')
    process.exit(1)
  }
}
