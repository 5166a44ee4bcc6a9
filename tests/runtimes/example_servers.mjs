// `npm run test:examples`: starts each example that is a server, and sends it documents.
import { spawn } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { bytesOf, expected } from '../fixtures/index.mjs'
import { install, pack, root, temporaryFolder } from '../installed.mjs'
import { NODE, TOOLS } from './bundlers/tools.mjs'

const WORKERD = fileURLToPath(new URL('./workerd_serve.mjs', import.meta.url))
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** How each is started, given its folder and a port. */
const SERVERS = {
  'node-server': (folder, port) => command(process.execPath, ['server.mjs'], folder, { PORT: String(port) }),
  deno: (folder, port) => {
    // The packed package stands where a registry would give the published one.
    rmSync(join(folder, 'deno.json'))
    const args = ['serve', '--allow-read', `--port=${port}`, '--host=127.0.0.1', 'server.js']
    return command(join(TOOLS, '.bin', 'deno'), args, folder)
  },
  cloudflare: (folder, port) => command(NODE, [WORKERD, join(folder, 'worker.js'), String(port)], folder),
}

/** @returns {Promise<Record<string, string>>} what is wrong with each example; empty where nothing is */
export async function useServers() {
  const folder = temporaryFolder()
  const found = {}
  try {
    install(folder.path, pack(folder.path).tarball)
    for (const [name, start] of Object.entries(SERVERS)) {
      const example = join(folder.path, name)
      cpSync(join(root, 'examples', name), example, { recursive: true })
      const port = await freePort()
      const child = start(example, port)
      found[name] = await use(`http://127.0.0.1:${port}/`, name).catch((error) => String(error.stack))
      child.kill()
    }
  } finally {
    folder.remove()
  }
  return found
}

async function use(url, name) {
  await answering(url)
  const post = (body, headers) => fetch(url, { method: 'POST', body, headers })
  const whole = await post(bytesOf('survey.docx'), { 'content-type': DOCX })
  const { content } = await whole.json()
  const missing = expected['survey.docx'].filter((string) => !content?.includes(string))
  if (missing.length > 0) return `no ${missing}`
  const damaged = await post(bytesOf('survey.docx').slice(0, 900), { 'content-type': DOCX })
  const { code } = await damaged.json()
  if (damaged.status !== 422 || code !== 'parsing') return `a damaged document: ${damaged.status} ${code}`
  if (name !== 'node-server') return ''
  const form = new FormData()
  form.set('document', new File([bytesOf('survey.docx')], 'survey.docx'))
  const uploaded = await post(form)
  return (await uploaded.json()).content === content ? '' : 'an uploaded form gives another text'
}

async function answering(url) {
  const deadline = performance.now() + 30_000
  while (
    !(await fetch(url).then(
      (response) => response.status === 405,
      () => false,
    ))
  ) {
    if (performance.now() > deadline) throw new Error(`nobody answers at ${url}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function command(program, args, cwd, env = {}) {
  return spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
