// `npm run test:examples [-- --pictures FOLDER]` (`--built`: the package as it is): builds the Vite page and uses it in Chromium as a person would, with
// a keyboard and with a mouse; starts the servers and sends them documents.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { build } from '../../scripts/build.mjs'
import { expected, pathOf } from '../fixtures/index.mjs'
import { install, pack, root, temporaryFolder } from '../installed.mjs'
import { NODE, TOOLS } from './bundlers/tools.mjs'
import { useServers } from './example_servers.mjs'
import { STRICT, files, serve } from './host.mjs'
import { installTools } from './tools.mjs'

const { values } = parseArgs({ options: { pictures: { type: 'string' }, built: { type: 'boolean' } } })
if (!values.built) await build()
installTools()
const { chromium } = await import('playwright-core')
const axe = readFileSync(join(TOOLS, 'axe-core', 'axe.min.js'), 'utf8')

const folder = temporaryFolder()
const total = { passed: 0, failed: 0 }
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
install(folder.path, pack(folder.path).tarball)
cpSync(join(root, 'examples', 'vite'), join(folder.path, 'vite'), {
  recursive: true,
  filter: (path) => !/node_modules|dist/.test(path),
})
const built = spawnSync(NODE, [join(TOOLS, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
  cwd: join(folder.path, 'vite'),
  encoding: 'utf8',
})
if (built.status !== 0) throw new Error(built.stdout + built.stderr)
const policy = { ...STRICT, 'content-security-policy': `${STRICT['content-security-policy']}; img-src data:` }
const server = await serve([files('/', join(folder.path, 'vite', 'dist'), policy)])

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } }
const DOCUMENTS = { 'survey.docx': 'Tables', 'almanac.pdf': 'Pages' }
try {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const [name, tab] of Object.entries(DOCUMENTS)) {
      await judge(`${name} on a ${size}`, viewport, async (page) => {
        await page.locator('#file').setInputFiles(pathOf(name))
        await page.locator('#result').waitFor()
        const text = await page.locator('#panel-text').textContent()
        for (const string of expected[name]) check(text.includes(string), `no ${string}`)
        await picture(page, `${size}-${name}-text`)
        await page.getByRole('tab', { name: tab }).click()
        check(await page.getByRole('tabpanel', { name: tab }).isVisible(), `no ${tab}`)
        const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
        check(fits, 'the page is wider than its window')
        await checkAccessible(page)
        await picture(page, `${size}-${name}-${tab.toLowerCase()}`)
      })
    }
  }
  await judge('a long document leaves the page responsive, and is cancelled', SIZES.desktop, async (page) => {
    // Some seconds' work within the limits.
    const buffer = Buffer.from('words and *more* words\n\n'.repeat(1_000_000))
    await page.locator('#file').setInputFiles({ name: 'long.rst', mimeType: 'text/x-rst', buffer })
    await page.getByText('Extracting long.rst').waitFor()
    const frames = await page.evaluate(async () => {
      let longest = 0
      let last = performance.now()
      for (let count = 0; count < 30; count += 1) {
        const now = await new Promise((resolve) => requestAnimationFrame(resolve))
        longest = Math.max(longest, now - last)
        last = now
      }
      return longest
    })
    console.log(`  longest frame during extraction: ${Math.round(frames)} ms`)
    await picture(page, 'desktop-progress')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('alert').getByText('cancelled').waitFor()
    await page.locator('#file').setInputFiles(pathOf('survey.docx'))
    await page.locator('#result').waitFor()
  })
  await judge('a damaged document is explained', SIZES.phone, async (page) => {
    const buffer = Buffer.from('PK no document')
    await page.locator('#file').setInputFiles({ name: 'broken.docx', mimeType: '', buffer })
    await page
      .getByRole('alert')
      .getByText(/broken\.docx: .*\(parsing\)/)
      .waitFor()
    await checkAccessible(page)
    await picture(page, 'phone-error')
  })
  await judge('the keyboard alone is enough', SIZES.desktop, async (page) => {
    await page.keyboard.press('Tab')
    check(
      await page.locator('#file').evaluate((input) => input === document.activeElement),
      'the file is not first',
    )
    await page.locator('#file').setInputFiles(pathOf('survey.docx'))
    await page.locator('#result').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    check(
      await page.getByRole('tabpanel', { name: 'Tables' }).isVisible(),
      'the arrow keys do not lead to the tables',
    )
  })
} finally {
  await browser.close()
  await server.close()
  folder.remove()
}
for (const [name, wrong] of Object.entries(await useServers())) {
  total[wrong ? 'failed' : 'passed'] += 1
  console.log(`${name}: ${wrong || 'holds'}`)
}
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

async function judge(name, viewport, use) {
  const page = await browser.newPage({ viewport })
  page.setDefaultTimeout(20_000)
  const complaints = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  try {
    await page.goto(server.url)
    await use(page)
  } catch (error) {
    complaints.push(String(error.stack))
  }
  await page.close()
  total[complaints.length > 0 ? 'failed' : 'passed'] += 1
  console.log(`${name}: ${complaints.join('; ') || 'holds'}`)
}

async function picture(page, name) {
  if (!values.pictures) return
  mkdirSync(values.pictures, { recursive: true })
  await page.screenshot({ path: join(values.pictures, `${name}.png`) })
}

/** By the rules of the WCAG that a program can check: names, roles, contrast, structure. */
async function checkAccessible(page) {
  // In the page's own scope, past its policy.
  const violations = await page.evaluate(`(() => { ${axe}; return axe.run() })().then((found) =>
    found.violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(', ')))`)
  check(violations.length === 0, violations.join('; '))
}

function check(condition, message) {
  if (!condition) throw new Error(message)
}
