// Applications built by the bundlers that people use, each as its own documentation says, from the packed package.
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { pathOf } from '../../fixtures/index.mjs'
import { NODE, TOOLS } from './tools.mjs'

const HERE = fileURLToPath(new URL('./', import.meta.url))
const PACKAGE = 'node_modules/kreuzberg-wasm'

/**
 * Each builds the application that lies in `folder`, which has the package installed, and gives the folder to serve.
 *
 * @type {Record<string, (folder: string) => string>}
 */
export const BUNDLERS = {
  'Vite build': (folder) => {
    tool(folder, 'vite/bin/vite.js', 'build', '--logLevel', 'warn')
    return 'dist'
  },
  'webpack 5': (folder) => {
    const config = `export default {
  mode: 'production',
  entry: './app.mjs',
  output: { path: import.meta.dirname + '/dist', publicPath: '/', module: true, filename: 'app.mjs' },
  experiments: { outputModule: true },
  performance: false,
}
`
    writeFileSync(join(folder, 'webpack.config.mjs'), config)
    tool(folder, 'webpack/bin/webpack.js', '--stats', 'errors-only')
    copyFileSync(join(folder, 'index.html'), join(folder, 'dist', 'index.html'))
    return 'dist'
  },
  esbuild: (folder) => {
    // The worker is a second entry, and both find the module beside them.
    const args = ['app=app.mjs', 'web_worker=kreuzberg-wasm/worker', '--bundle', '--format=esm']
    tool(folder, 'esbuild/bin/esbuild', ...args, '--outdir=dist', '--log-level=error')
    beside(folder, 'app.js')
    return 'dist'
  },
  rollup: (folder) => {
    const plugin = JSON.stringify(join(TOOLS, '@rollup/plugin-node-resolve/dist/es/index.js'))
    const config = `import resolve from ${plugin}
export default {
  input: { app: 'app.mjs', web_worker: 'kreuzberg-wasm/worker' },
  output: { dir: 'dist', format: 'es', chunkFileNames: '[name].js' },
  plugins: [resolve({ browser: true })],
}
`
    writeFileSync(join(folder, 'rollup.config.mjs'), config)
    tool(folder, 'rollup/dist/bin/rollup', '--config', 'rollup.config.mjs', '--silent')
    beside(folder, 'app.js')
    return 'dist'
  },
  'Bun build': (folder) => {
    const args = ['build', 'app.mjs', `${PACKAGE}/runtime/web_worker.js`, '--target=browser', '--outdir=dist']
    run(folder, join(TOOLS, '.bin', 'bun'), [...args, '--entry-naming=[name].[ext]'])
    beside(folder, 'app.js')
    return 'dist'
  },
}

/** For bundlers that leave the modules where they are: a copy beside the scripts, and the page. */
function beside(folder, script) {
  const wasm = join(folder, PACKAGE, 'wasm')
  for (const file of readdirSync(wasm).filter((name) => name.endsWith('.wasm')))
    copyFileSync(join(wasm, file), join(folder, 'dist', file))
  writeFileSync(
    join(folder, 'dist', 'index.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>kreuzberg-wasm</title><script type="module" src="/${script}"></script></html>`,
  )
}

/** @returns {string} the application's folder, a copy of its own */
export function application(parent, name) {
  const folder = join(parent, name.replaceAll(' ', '-'))
  mkdirSync(folder)
  cpSync(join(parent, 'node_modules'), join(folder, 'node_modules'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  for (const file of ['app.mjs', 'index.html']) copyFileSync(join(HERE, file), join(folder, file))
  mkdirSync(join(folder, 'public'))
  copyFileSync(pathOf('survey.docx'), join(folder, 'public', 'survey.docx'))
  return folder
}

function tool(folder, path, ...args) {
  const isNative = path.startsWith('esbuild')
  run(folder, isNative ? join(TOOLS, path) : NODE, isNative ? args : [join(TOOLS, path), ...args])
}

function run(cwd, program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`)
}
