// `npm run bench:browsers`: from navigation to the first result, bytes over the wire and memory, in each browser.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { install, pack, temporaryFolder } from '../installed.mjs'
import { COMMANDS, pages } from './browsers.mjs'
import { bodyOf, serve } from './host.mjs'

const MIB = 1024 * 1024
const BLANK = '<!doctype html><title>blank</title><script type="module" src="/blank.mjs"></script>'
const gzipped = new Map()
const folder = temporaryFolder()
install(folder.path, pack(folder.path).tarball)
const installed = join(folder.path, 'node_modules', 'kreuzberg-wasm')
console.log('| | document | loaded ms | first result ms | second ms | files | wire kB (gzip) | memory MiB |')
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
for (const name of Object.keys(COMMANDS)) {
  const empty = await measure(name)
  for (const document of ['survey.docx', 'almanac.pdf']) {
    const { report, files, wire, memory } = await measure(name, document)
    const [loaded, first, second] = [report.loaded, report.first, report.second].map(Math.round)
    const held = Math.round((memory - empty.memory) / MIB)
    console.log(
      `| ${name} | ${document} | ${loaded} | ${first} | ${second} | ${files} | ${Math.round(wire / 1000)} | ${held} |`,
    )
  }
}
folder.remove()

/** Without a document an empty page, whose memory is the browser's own. */
async function measure(name, document) {
  let done
  const reported = new Promise((resolve) => (done = resolve))
  const wire = new Map()
  const sent = compressed(pages(installed, ''), wire)
  const report = async (path, request) => {
    if (path === '/blank') return { headers: { 'content-type': 'text/html' }, body: BLANK }
    if (path === '/blank.mjs')
      return { headers: { 'content-type': 'text/javascript' }, body: 'fetch("/report/x")' }
    if (!path.startsWith('/report/')) return undefined
    done(path === '/report/x' ? {} : JSON.parse(await bodyOf(request)))
    return { body: '' }
  }
  const server = await serve([report, sent])
  const profile = mkdtempSync(join(tmpdir(), 'kreuzberg-browser-'))
  const [command, ...args] = COMMANDS[name](profile)
  const page = document ? `strict/page/measure.html?document=${document}` : 'blank'
  const browser = spawn(command, [...args, `${server.url}${page}`], { stdio: 'ignore', detached: true })
  try {
    const found = await reported
    await new Promise((resolve) => setTimeout(resolve, 500))
    const own = [...wire].filter(([path]) => path.includes('/package/'))
    return {
      report: found,
      files: own.length,
      wire: own.reduce((sum, [, bytes]) => sum + bytes, 0),
      memory: residentOf(browser.pid),
    }
  } finally {
    process.kill(-browser.pid, 'SIGKILL')
    await server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The same answers, compressed as a server would, and counted. */
function compressed(handlers, wire) {
  return async (path, request) => {
    for (const handler of handlers) {
      const found = await handler(path, request)
      if (!found) continue
      if (!gzipped.has(path)) gzipped.set(path, gzipSync(found.body))
      const body = gzipped.get(path)
      wire.set(path, body.length)
      return { ...found, headers: { ...found.headers, 'content-encoding': 'gzip' }, body }
    }
  }
}

/** Proportional set size of a process group, in bytes: what is shared is counted once. */
function residentOf(group) {
  let sum = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      if (Number(fields[2]) !== group) continue
      sum += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024
    } catch {
      // It ended meanwhile.
    }
  }
  return sum
}
