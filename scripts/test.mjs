// `npm test [-- NAME ...]`: builds the package and runs every check on it; with names, only those test files whose
// name holds one of them. `rust` stands for the Rust side: format, lints, unit tests.
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { spec } from 'node:test/reporters'
import { run as runTests } from 'node:test'

import { build } from './build.mjs'
import { root, run } from './run.mjs'

const WASM = ['--target', 'wasm32-unknown-unknown', '--package', 'kreuzberg-wasm', '--lib']

const names = process.argv.slice(2)
const files = testFiles()
if (files.length === 0 && !wants('rust')) throw new Error(`no test file's name holds ${names.join(' or ')}`)

await build()
const total = { passed: 0, failed: 0 }
if (wants('rust')) checkRust()
if (files.length > 0) await checkPackage()
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1

function wants(name) {
  return names.length === 0 || names.includes(name)
}

function testFiles() {
  const found = readdirSync(join(root, 'tests'), { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.mjs'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => names.length === 0 || names.some((name) => relative(root, file).includes(name)))
    .sort()
}

function checkRust() {
  attempt(() => run('cargo', ['fmt', '--all', '--check']))
  attempt(() => run('cargo', ['clippy', '--locked', '--workspace', '--all-targets', '--', '-D', 'warnings']))
  // The seam exists only there.
  attempt(() => run('cargo', ['clippy', '--locked', ...WASM, '--', '-D', 'warnings']))
  attempt(() => run('cargo', ['test', '--locked', '--workspace']))
}

function attempt(check) {
  try {
    check()
    total.passed += 1
  } catch (error) {
    console.error(error.message)
    total.failed += 1
  }
}

/** Node's own runner, each file in a process of its own. Its closing figures are added to ours. */
async function checkPackage() {
  const events = runTests({ files, concurrency: 1 })
  events.on('test:diagnostic', ({ message, nesting }) => {
    const [, figure, count] = /^(pass|fail|cancelled) (\d+)$/.exec(message) ?? []
    if (nesting === 0 && figure) total[figure === 'pass' ? 'passed' : 'failed'] += Number(count)
  })
  for await (const text of events.compose(new spec())) process.stdout.write(text)
}
