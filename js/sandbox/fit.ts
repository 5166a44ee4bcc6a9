import { KreuzbergError } from '../errors.js'
import type { CompiledModule } from '../runtime/runtime.js'
import { functions, imports } from '../wasm/files.js'

/**
 * Sees to it that a module is the one that this package's JavaScript was built with. wasm-bindgen puts a hash of each
 * import's signature into its name.
 *
 * @throws KreuzbergError `load_failed`
 */
export function checkFit(module: CompiledModule): void {
  const strange = WebAssembly.Module.imports(module).find(({ name }) => !imports.includes(name))
  const given = new Set(WebAssembly.Module.exports(module).map(({ name }) => name))
  const missing = functions.find((name) => !given.has(name))
  if (!strange && missing === undefined) return
  const what = strange ? `it asks for ${strange.name}` : `it has no ${String(missing)}`
  const message = `the WebAssembly module is not of this version of kreuzberg-wasm (${what}); pass the kreuzberg.wasm of the package that is installed`
  throw new KreuzbergError('load_failed', message)
}
