import type { WasmSources } from '../sandbox/modules.js'
import type { Runtime } from './runtime.js'

let current: Runtime | undefined
let packaged: WasmSources | undefined

/**
 * Says which runtime this is: done once, by the entry that a condition of the package's `exports` chose.
 *
 * @param packagedFiles what `init` loads from where the caller names nothing; the slim entries have none
 */
export function adopt(runtime: Runtime, packagedFiles?: WasmSources): void {
  current = runtime
  packaged = packagedFiles ?? packaged
}

export function currentRuntime(): Runtime {
  if (!current) throw new Error('no entry of the package was imported')
  return current
}

export function packagedFiles(): WasmSources | undefined {
  return packaged
}
