import type { Runtime, WasmSource } from './runtime.js'

let current: Runtime | undefined
let packaged: WasmSource | undefined

/**
 * Says which runtime this is: done once, by the entry that a condition of the package's `exports` chose.
 *
 * @param packagedModule what `init` loads where the caller names nothing; the slim entries have none
 */
export function adopt(runtime: Runtime, packagedModule?: WasmSource): void {
  current = runtime
  packaged = packagedModule ?? packaged
}

export function currentRuntime(): Runtime {
  if (!current) throw new Error('no entry of the package was imported')
  return current
}

export function packagedModule(): WasmSource | undefined {
  return packaged
}
