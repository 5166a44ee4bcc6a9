import { larger, type ModuleName, type WasmFile } from '../wasm/files.js'
import { RecycledSandbox, type RecycleRules } from './recycle.js'

/** The WebAssembly files that are at hand, by name. */
export type Files = ReadonlyMap<WasmFile, WebAssembly.Module>

/** The sandboxes of one thread: one of each module that is used. */
export class Sandboxes {
  readonly #files: Files
  readonly #rules: RecycleRules
  readonly #sandboxes = new Map<ModuleName, RecycledSandbox>()
  readonly #tables = new Map<WasmFile, Uint8Array>()

  /** @param files may grow; a module must be there before it is asked for */
  constructor(files: Files, rules: RecycleRules) {
    this.#files = files
    this.#rules = rules
  }

  /** The sandbox of a module. Those of modules that can do less are dropped: calls no longer come to them. */
  of(name: ModuleName): RecycledSandbox {
    for (const other of this.#sandboxes.keys())
      if (larger[other].includes(name)) this.#sandboxes.delete(other)
    const existing = this.#sandboxes.get(name)
    if (existing) return existing
    const module = this.#files.get(name)
    if (!module) throw new Error(`${name} has not been loaded`)
    const sandbox = new RecycledSandbox(module, this.#rules, (file) => this.#tablesOf(file))
    this.#sandboxes.set(name, sandbox)
    return sandbox
  }

  /** The linear memory of all of them, in bytes. */
  get memoryBytes(): number {
    let sum = 0
    for (const sandbox of this.#sandboxes.values()) sum += sandbox.memoryBytes
    return sum
  }

  #tablesOf(file: WasmFile): Uint8Array | undefined {
    const module = this.#files.get(file)
    const tables = this.#tables.get(file) ?? (module && tablesOf(module))
    if (tables) this.#tables.set(file, tables)
    return tables
  }
}

/** The tables that a file holds, one after the other. */
function tablesOf(module: WebAssembly.Module): Uint8Array {
  return new Uint8Array(WebAssembly.Module.customSections(module, 'tables')[0] ?? new ArrayBuffer(0))
}
