// Runs edge_function.mjs in edge-runtime, as the platforms do: bundled, its modules compiled beforehand and handed in.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { EdgeRuntime } from 'edge-runtime'
import { build } from 'esbuild'

const [folder, base] = process.argv.slice(2)
const compiled = {}
const moduleImports = {
  name: 'module imports',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('?module', '')),
      namespace: 'wasm',
    }))
    onLoad({ filter: /./, namespace: 'wasm' }, async ({ path }) => {
      compiled[path] = await WebAssembly.compile(readFileSync(path))
      return { contents: `export default compiledModules[${JSON.stringify(path)}]` }
    })
  },
}
const { outputFiles } = await build({
  entryPoints: [join(folder, 'edge_function.mjs')],
  bundle: true,
  write: false,
  format: 'iife',
  conditions: ['edge-light', 'import'],
  plugins: [moduleImports],
  logLevel: 'error',
})
const runtime = new EdgeRuntime({
  initialCode: outputFiles[0].text,
  extend: (context) => Object.assign(context, { compiledModules: compiled }),
})
const response = await runtime.dispatchFetch(`http://edge.test/?base=${base}`)
await fetch(`${base}report`, { method: 'POST', body: await response.text() })
process.exit(0)
