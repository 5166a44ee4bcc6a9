// `npm run bench:hostile [-- WORDS]`: extracts each hostile document (tests/hostile/) in a process of its own, and prints how
// it ends, how long that takes, and the most memory that its sandbox had.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { build } from '../scripts/build.mjs'
import { root } from '../scripts/run.mjs'
import { attacks, hostile } from '../tests/hostile/index.mjs'

const DEADLINE_MS = 60_000
const [first, second] = process.argv.slice(2)

if (first === '--one') await one(second)
else await table()

async function table() {
  await build()
  console.log('| document | size | outcome | seconds | sandbox, MiB |\n| --- | --- | --- | --- | --- |')
  for (const attack of attacks.filter((name) => name.includes(first ?? ''))) {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--one', attack], {
      encoding: 'utf8',
    })
    const row =
      child.status === 0
        ? child.stdout.trim()
        : `| ${attack} | | the process ended: ${child.stderr.slice(-200)} | | |`
    console.log(row)
  }
}

async function one(attack) {
  const { default: init } = await import(pathToFileURL(join(root, 'pkg', 'index.js')).href)
  const { filename, bytes } = hostile(attack)
  // One document, and a sandbox that is kept, so that its memory can be asked for afterwards.
  const engine = await init({
    workers: 1,
    timeoutMs: DEADLINE_MS,
    recycle: { afterDocuments: 1000, aboveBytes: 2 ** 32 },
  })
  await engine.extract(new TextEncoder().encode('warm'), { filename: 'warm.txt' })
  const started = performance.now()
  const outcome = await engine.extract(bytes, { filename }).then(
    ({ content, processingWarnings = [] }) => {
      const warned = processingWarnings.length > 0 ? ', warned' : ''
      return `${content.length.toLocaleString('en')} characters${warned}`
    },
    ({ code, message }) =>
      code === 'limit_exceeded'
        ? `${code}: ${/limits\.\w+/.exec(message)}`
        : `${code}: ${message.slice(0, 120)}`,
  )
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const memory = Math.max(0, ...engine.stats().memoryBytes)
  const size =
    bytes.length < 1e6 ? `${Math.ceil(bytes.length / 1e3)} kB` : `${(bytes.length / 1e6).toFixed(1)} MB`
  console.log(
    `| ${attack} | ${size} | ${outcome.replaceAll('|', '\\|').replaceAll('\n', ' ')} | ${seconds} | ${Math.round(memory / 2 ** 20)} |`,
  )
  await engine.close({ abort: true })
}
