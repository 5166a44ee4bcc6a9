// `npm run bench:corpus [-- --corpus DIR] [--output FILE] [--types docx,xlsx] [--hashes FILE]`
//
// Extracts every document of a corpus as plain text and as Markdown, in one process, and writes the results
// file that the corpus' score.py reads: one JSON object a line, { document, text, markdown, ms, error }.
// `ms` is the wall-clock time of the plain-text extraction.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { root } from '../scripts/run.mjs'

const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: join(root, '..', 'shared', 'corpus') },
    output: { type: 'string', default: join(root, 'bench', 'results', 'corpus.jsonl') },
    types: { type: 'string' },
    hashes: { type: 'string' },
  },
})

const corpus = resolve(values.corpus)
if (!existsSync(join(corpus, 'manifest.json')))
  throw new Error(`no corpus at ${corpus}; name one with --corpus`)
const { default: init } = await import('../pkg/index.js')
const kreuzberg = await init({ timeoutMs: 300_000 })
const types = values.types?.split(',')
const entries = JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8')).filter(
  (entry) => !entry.needs_ocr && (!types || types.includes(entry.type)),
)

const lines = []
const hashes = []
for (const { document } of entries) {
  const path = join(corpus, 'documents', document)
  const plain = await extract(path, 'plain')
  const markdown = await extract(path, 'markdown')
  const error = plain.error ?? markdown.error ?? null
  lines.push(
    JSON.stringify({ document, text: plain.content, markdown: markdown.content, ms: plain.ms, error }),
  )
  hashes.push(`${plain.hash} ${markdown.hash} ${document}`)
}
write(values.output, lines)
if (values.hashes) write(values.hashes, hashes)
const failed = lines.filter((line) => JSON.parse(line).error !== null).length
console.log(`${lines.length} documents, ${failed} failed; results in ${values.output}`)
console.log(JSON.stringify(kreuzberg.stats()))
await kreuzberg.close()

async function extract(path, outputFormat) {
  const start = performance.now()
  try {
    const result = await kreuzberg.extract(path, { config: { outputFormat } })
    const ms = performance.now() - start
    return {
      content: result.content,
      ms,
      hash: createHash('sha256').update(JSON.stringify(result)).digest('hex'),
    }
  } catch (error) {
    return {
      content: null,
      ms: performance.now() - start,
      hash: error.code,
      error: `${error.code}: ${error.message} (${error.detail})`,
    }
  }
}

function write(file, rows) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${rows.join('\n')}\n`)
}
