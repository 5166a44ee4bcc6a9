// Applications that bring a server of their own: Vite's for development, and Next.js.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'

import { NODE, TOOLS } from './tools.mjs'

/** @typedef {{ url: string, hasRoute?: boolean, close: () => Promise<void> | void }} Server */

/** @type {Record<string, (folder: string) => Promise<Server>>} each serves the application that lies in `folder` */
export const SERVERS = { 'Vite dev': viteDev, 'Next.js': next }

async function viteDev(folder) {
  const { createServer } = await import('vite')
  const optimizeDeps = { exclude: ['kreuzberg-wasm'] }
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    optimizeDeps,
    server: { host: '127.0.0.1', port: await freePort() },
  })
  await server.listen()
  return { url: server.resolvedUrls.local[0], close: () => server.close() }
}

const NEXT_FILES = {
  'next.config.mjs': "export default { serverExternalPackages: ['kreuzberg-wasm'] }\n",
  'app/layout.js': `export const metadata = { title: 'kreuzberg-wasm', icons: 'data:,' }
export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>
}
`,
  'app/page.js': `'use client'
import { useEffect } from 'react'
export default function Page() {
  useEffect(() => {
    import('../app.mjs')
  }, [])
  return <p>kreuzberg-wasm</p>
}
`,
  'app/extract/route.js': `import { extractBytes } from 'kreuzberg-wasm'
export async function POST(request) {
  const { content } = await extractBytes(await request.arrayBuffer(), request.headers.get('content-type'))
  return new Response(content)
}
`,
}

async function next(folder) {
  for (const [path, text] of Object.entries(NEXT_FILES)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const name of [
    'next',
    'react',
    'react-dom',
    '@next',
    '@swc',
    'styled-jsx',
    'postcss',
    'nanoid',
    'picocolors',
    'source-map-js',
    'caniuse-lite',
    'client-only',
    'scheduler',
    'baseline-browser-mapping',
    'tslib',
  ])
    cpSync(join(TOOLS, name), join(folder, 'node_modules', name), { recursive: true })
  const bin = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next')
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
  const { status, stdout, stderr } = spawnSync(NODE, [bin, 'build'], { cwd: folder, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(stdout + stderr)
  const port = await freePort()
  const child = spawn(NODE, [bin, 'start', '--port', String(port)], { cwd: folder, env, stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}/`
  const deadline = performance.now() + 30_000
  while (
    !(await fetch(url).then(
      (response) => response.ok,
      () => false,
    ))
  ) {
    if (performance.now() > deadline) throw new Error('next start does not answer')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return { url, hasRoute: true, close: () => child.kill() }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
