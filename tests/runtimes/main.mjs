// `npm run test:runtimes [-- NAME ...]`: builds the package (`--built`: takes it as it is), installs what it needs, packs the package, and carries out the suite in every
// runtime. What a runtime gives must be what Node gives, byte for byte. Writes the matrix into the README.
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import * as prettier from 'prettier'

import { build } from '../../scripts/build.mjs'
import { expected, pathOf } from '../fixtures/index.mjs'
import { install, pack, root, temporaryFolder } from '../installed.mjs'
import { browserNames, runBrowser } from './browsers.mjs'
import { bodyOf, files, serve, suiteFiles } from './host.mjs'
import { installTools } from './tools.mjs'

const HERE = fileURLToPath(new URL('./', import.meta.url))
const bin = (path) => join(HERE, 'node_modules', path)
const NODE = bin('node-24/bin/node')

/** The command lines of the runtimes that have one; the first is what the others are compared with. */
const COMMANDS = {
  'Node 20': [bin('node-20/bin/node'), 'program.mjs'],
  'Node 22': [bin('node-22/bin/node'), 'program.mjs'],
  'Node 24': [NODE, 'program.mjs'],
  Deno: [bin('.bin/deno'), 'run', '--allow-read', '--allow-net=127.0.0.1', 'program.mjs'],
  Bun: [bin('.bin/bun'), 'program.mjs'],
  workerd: [NODE, join(HERE, 'workerd.mjs')],
  'edge-runtime': [NODE, join(HERE, 'edge.mjs')],
}
const PROGRAMS = ['suite.mjs', 'program.mjs', 'worker.mjs', 'edge_function.mjs']

const wanted = process.argv.slice(2).filter((argument) => argument !== '--built')
const [reference] = Object.keys(COMMANDS)
const names = [...Object.keys(COMMANDS), ...browserNames].filter(
  (name) =>
    name === reference ||
    wanted.length === 0 ||
    wanted.some((word) => name.toLowerCase().includes(word.toLowerCase())),
)

if (!process.argv.includes('--built')) await build()
installTools()
const folder = temporaryFolder()
const total = { passed: 0, failed: 0 }
const rows = []
try {
  install(folder.path, pack(folder.path).tarball)
  for (const name of PROGRAMS) copyFileSync(join(HERE, name), join(folder.path, name))
  const installed = join(folder.path, 'node_modules', 'kreuzberg-wasm')
  let first
  for (const name of names) {
    const outcomes = await outcomesOf(name, installed).catch((error) => [
      { group: 'start', name, error: String(error.stack) },
    ])
    first ??= outcomes
    rows.push(judge(name, outcomes, first))
  }
} finally {
  folder.remove()
}
const matrix = table(rows)
console.log(`\n${matrix}\n`)
console.log(`${total.passed} passed, ${total.failed} failed`)
if (wanted.length === 0 && total.failed === 0) {
  await writeMatrix(matrix)
}
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

function outcomesOf(name, installed) {
  return name in COMMANDS ? runCommand(name, installed) : runBrowser(name, installed)
}

async function runCommand(name, installed) {
  let report
  const reported = new Promise((resolve) => (report = resolve))
  const wasm = readFileSync(join(installed, 'wasm', 'kreuzberg.wasm'))
  const server = await serve([
    async (path, request) => {
      if (path !== '/report') return undefined
      report(JSON.parse(await bodyOf(request)))
      return { body: '' }
    },
    suiteFiles('/', wasm),
    files('/', new URL('../fixtures/', import.meta.url)),
  ])
  const [command, ...args] = COMMANDS[name]
  if (!existsSync(command)) throw new Error(`${name} cannot be had: there is no ${command}`)
  const isProgram = args.at(-1) === 'program.mjs'
  const last = isProgram ? [server.url, pathOf('survey.docx')] : [folder.path, server.url]
  const child = spawn(command, [...args, ...last], {
    cwd: folder.path,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 180_000)
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? signal))
  })
  try {
    const code = await ended
    if (code !== 0) throw new Error(`${name} ended with ${code}`)
    return await Promise.race([reported, Promise.reject(new Error(`${name} reported nothing`))])
  } finally {
    clearTimeout(timer)
    await server.close()
  }
}

/** Into the README, between its marks. */
async function writeMatrix(matrix) {
  const path = join(root, 'README.md')
  const marks = /(<!-- runtimes: begin -->)[\s\S]*(<!-- runtimes: end -->)/
  const filled = readFileSync(path, 'utf8').replace(
    marks,
    (_, begin, end) => `${begin}\n\n${matrix}\n\n${end}`,
  )
  writeFileSync(
    path,
    await prettier.format(filled, { parser: 'markdown', ...(await prettier.resolveConfig(path)) }),
  )
}

/** Compares with the reference, and prints what is wrong. */
function judge(name, outcomes, first) {
  const right = new Map(first.map((outcome) => [`${outcome.group}: ${outcome.name}`, outcome]))
  const groups = new Map()
  for (const outcome of outcomes) {
    const title = `${outcome.group}: ${outcome.name}`
    const wrong = outcome.error ?? difference(outcome, right.get(title))
    if (wrong !== undefined) console.error(`${name}: ${title}\n  ${wrong}`)
    total[wrong === undefined ? 'passed' : 'failed'] += 1
    const [good, all] = groups.get(outcome.group) ?? [0, 0]
    groups.set(outcome.group, [good + (wrong === undefined ? 1 : 0), all + 1])
  }
  console.error(`${name}: ${outcomes.length} cases`)
  return { name, groups }
}

function difference(outcome, right) {
  if (outcome.group === 'policies') return undefined
  const given = JSON.stringify(outcome.value)
  if (right === undefined) return 'the reference has no such case'
  if (outcome === right) return withoutText(outcome)
  if (given === JSON.stringify(right.value)) return undefined
  return `gave ${given.slice(0, 300)} and not ${JSON.stringify(right.value)?.slice(0, 300)}`
}

/** The reference itself must be right: its texts hold what the documents were made of. */
function withoutText({ group, name, value }) {
  if (group !== 'documents' || name === 'close') return undefined
  const missing = expected[name].find((string) => !value.content.includes(string))
  return missing === undefined ? undefined : `its text does not hold "${missing}"`
}

function table(rows) {
  const groups = [...new Set(rows.flatMap((row) => [...row.groups.keys()]))]
  const lines = rows.map(({ name, groups: found }) => {
    const cells = groups.map((group) => found.get(group)?.join(' / ') ?? '')
    return `| ${[name, ...cells].join(' | ')} |`
  })
  return [`| | ${groups.join(' | ')} |`, `| --- |${groups.map(() => ' --- |').join('')}`, ...lines].join('\n')
}
