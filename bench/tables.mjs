// `node bench/tables.mjs [--results FILE] [--corpus DIR] [--only PART,PART] [--worst N] [--show DOCUMENT]`
//
// Counts the cells of tables that stand in the right row and column, in the Markdown of a results file of
// bench/corpus.mjs, against the corpus' Markdown ground truth: one line a document, the worst last.
//
//   truth  cells with text in the ground truth's tables
//   found  of those, how many are a cell of ours, anywhere in the document
//   right  of those, how many stand in the right row and column
//   ours   cells with text in our tables
//
// A truth table is compared with that of ours which has most of its cells in place. Columns, then rows, are aligned
// in order, so that a row too many costs that row and not all those behind it.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { root } from '../scripts/run.mjs'

const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: join(root, '..', 'shared', 'corpus') },
    results: { type: 'string', default: join(root, 'bench', 'results', 'corpus.jsonl') },
    only: { type: 'string', default: 'pdfplumber/pdf,docling/pdf' },
    worst: { type: 'string', default: '10' },
    show: { type: 'string' },
  },
})

const corpus = resolve(values.corpus)
const read = (name) => readFileSync(join(corpus, name), 'utf8')
if (!existsSync(values.results))
  throw new Error(`no results at ${values.results}: run bench/corpus.mjs first`)
const results = new Map(
  readFileSync(values.results, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ document, markdown }) => [document, markdown ?? '']),
)
const parts = values.only.split(',')
const rows = []
for (const { document, markdown } of JSON.parse(read('manifest.json'))) {
  if (!markdown || !results.has(document) || !parts.some((part) => document.includes(part))) continue
  const truth = tables(read(markdown))
  if (truth.length > 0) rows.push({ document, ...compare(truth, tables(results.get(document))) })
}
rows.sort((a, b) => b.right / b.truth - a.right / a.truth || a.missing - b.missing)
report(rows)
if (values.show) show(values.show)

/** The tables of a Markdown text, pipes or HTML, each an array of rows of cells without markup, case and spaces. */
function tables(markdown) {
  const found = []
  let open = null
  for (const line of markdown.split('\n').map((line) => line.trim())) {
    if (line.startsWith('|') && line.length > 1) {
      if (!open) found.push((open = []))
      if (!/^[|\s:\-+=]+$/.test(line)) open.push(cellsOf(line))
    } else open = null
  }
  for (const [, html] of markdown.matchAll(/<table[^>]*>(.*?)<\/table>/gs))
    found.push(
      [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
        [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell]) => plain(cell)),
      ),
    )
  return found.filter((table) => table.some((row) => row.some(Boolean)))
}

function cellsOf(line) {
  return line
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map(plain)
}

function plain(cell) {
  return cell
    .replace(/<[^>]+>/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.,]/gu, '')
}

function compare(truth, ours) {
  const texts = ours.flat(2).filter(Boolean)
  const left = count(texts)
  let [found, right] = [0, 0]
  for (const cell of truth.flat(2).filter(Boolean)) if (take(left, cell)) found += 1
  const free = new Set(ours)
  for (const table of truth) {
    let best = [0, null]
    for (const candidate of free) {
      const inPlace = cellsInPlace(table, candidate)
      if (inPlace > best[0]) best = [inPlace, candidate]
    }
    right += best[0]
    free.delete(best[1])
  }
  const all = truth.flat(2).filter(Boolean).length
  const shapes = (list) => list.map((table) => `${table.length}x${Math.max(...table.map((r) => r.length))}`)
  return {
    truth: all,
    found,
    right,
    ours: texts.length,
    missing: all - right,
    shapes: `${shapes(truth).join(' ')} | ${shapes(ours).join(' ')}`,
  }
}

function cellsInPlace(truth, ours) {
  const columnsOf = (table) => {
    const width = Math.max(...table.map((row) => row.length))
    return Array.from({ length: width }, (_, at) => table.map((row) => row[at] ?? ''))
  }
  const [columns, candidates] = [columnsOf(truth), columnsOf(ours)]
  const shared = (a, b) => {
    const left = count(b.filter(Boolean))
    return a.filter((cell) => cell && take(left, cell)).length
  }
  const pairs = align(columns.length, candidates.length, (i, j) => shared(columns[i], candidates[j]))
  const same = (a, b) => pairs.filter(([i, j]) => a[i] && a[i] === b[j]).length
  const matched = align(truth.length, ours.length, (i, j) => same(truth[i], ours[j]))
  return matched.reduce((sum, [i, j]) => sum + same(truth[i], ours[j]), 0)
}

/** Pairs of indices below `n` and `m`, both growing, with the greatest sum of weights. */
function align(n, m, weight) {
  const best = Array.from({ length: n + 1 }, () => new Float64Array(m + 1))
  const weights = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => weight(i, j)))
  for (let i = n - 1; i >= 0; i -= 1)
    for (let j = m - 1; j >= 0; j -= 1)
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + weights[i][j])
  const pairs = []
  for (let [i, j] = [0, 0]; i < n && j < m;) {
    if (weights[i][j] > 0 && best[i][j] === best[i + 1][j + 1] + weights[i][j]) pairs.push([i++, j++])
    else if (best[i][j] === best[i + 1][j]) i += 1
    else j += 1
  }
  return pairs
}

function count(list) {
  const counts = new Map()
  for (const item of list) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

function take(counts, item) {
  const left = counts.get(item) ?? 0
  counts.set(item, left - 1)
  return left > 0
}

function report(rows) {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0)
  const share = (a, b) => (b === 0 ? '-' : (a / b).toFixed(3))
  for (const row of rows)
    console.log(
      [row.truth, row.found, row.right, row.ours].map((n) => String(n).padStart(6)).join(''),
      share(row.right, row.truth),
      row.document,
    )
  const [truth, found, right, ours] = ['truth', 'found', 'right', 'ours'].map(sum)
  console.log(`${rows.length} documents: ${truth} cells, ${found} found, ${right} in place, ${ours} of ours`)
  console.log(`in place: ${share(right, truth)} of the truth's cells, ${share(right, ours)} of ours`)
  const mean = rows.reduce((total, row) => total + row.right / row.truth, 0) / rows.length
  console.log(`mean over documents: ${mean.toFixed(3)}`)
  const worst = [...rows].sort((a, b) => b.missing - a.missing).slice(0, Number(values.worst))
  console.log('\nmost cells missing (rows x columns of the truth | of ours):')
  for (const { missing, truth, document, shapes } of worst)
    console.log(`${String(missing).padStart(6)} of ${truth}  ${document}  ${shapes.slice(0, 160)}`)
}

function show(name) {
  const entry = JSON.parse(read('manifest.json')).find(
    (e) => e.markdown && results.has(e.document) && e.document.includes(name),
  )
  for (const [title, list] of [
    ['truth', tables(read(entry.markdown))],
    ['ours', tables(results.get(entry.document))],
  ])
    for (const table of list) console.log(`\n${title}\n${table.map((row) => row.join(' | ')).join('\n')}`)
}
