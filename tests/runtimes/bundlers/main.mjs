// `npm run test:bundlers [-- NAME ...]` (`--built`: the package as it is): builds an application with each bundler from the packed package, serves what
// it built under a strict policy, and drives it in Chromium.
import { join } from 'node:path'

import { build } from '../../../scripts/build.mjs'
import { bytesOf, expected } from '../../fixtures/index.mjs'
import { install, pack, temporaryFolder } from '../../installed.mjs'
import { STRICT, files, serve } from '../host.mjs'
import { installTools } from '../tools.mjs'
import { BUNDLERS, application } from './bundlers.mjs'
import { SERVERS } from './servers.mjs'
import { weigh } from './size.mjs'

const wanted = process.argv.slice(2).filter((argument) => argument !== '--built')
if (!process.argv.includes('--built')) await build()
installTools()
const { chromium } = await import('playwright-core')

const folder = temporaryFolder()
const total = { passed: 0, failed: 0 }
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  install(folder.path, pack(folder.path).tarball)
  await judge('budget', () => weigh(application(folder.path, 'budget')))
  for (const [name, bundle] of Object.entries(BUNDLERS)) {
    await judge(name, async () => {
      const app = application(folder.path, name)
      const built = files('/', join(app, bundle(app)), STRICT)
      const server = await serve([built, files('/', join(app, 'public'))])
      return drive(server)
    })
  }
  for (const [name, start] of Object.entries(SERVERS)) {
    await judge(name, async () => drive(await start(application(folder.path, name))))
  }
} finally {
  await browser.close()
  folder.remove()
}
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

async function judge(name, carryOut) {
  if (wanted.length > 0 && !wanted.some((word) => name.toLowerCase().includes(word.toLowerCase()))) return
  const wrong = await carryOut().catch((error) => String(error.stack))
  total[wrong ? 'failed' : 'passed'] += 1
  console.log(`${name}: ${wrong || 'good'}`)
}

/** Opens the page, and says what is wrong with it; empty if nothing is. */
async function drive(server) {
  const page = await browser.newPage()
  const complaints = []
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()),
  )
  page.on('pageerror', (error) => complaints.push(error.message))
  try {
    await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }))
    await page.goto(server.url)
    await page.waitForFunction(() => globalThis.outcome).catch((error) => complaints.push(error.message))
    const { content, workers, error } = (await page.evaluate(() => globalThis.outcome)) ?? {}
    const wrong = [
      error,
      missing(content),
      workers !== 1 && `${workers} workers`,
      await route(server),
      ...complaints,
    ]
    return wrong.filter(Boolean).join('; ')
  } finally {
    await page.close()
    await server.close()
  }
}

/** What is wrong with the route handler of a server that has one. */
async function route({ url, hasRoute = false }) {
  if (!hasRoute) return ''
  const headers = {
    'content-type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  }
  const response = await fetch(`${url}extract`, { method: 'POST', headers, body: bytesOf('survey.docx') })
  return response.ok ? missing(await response.text()) : `the route handler answered ${response.status}`
}

function missing(content) {
  const strings = expected['survey.docx'].filter((string) => !content?.includes(string))
  return strings.length > 0 ? `no ${strings.join()}` : ''
}
