import { KreuzbergError } from '../errors.js'
import type { CompiledModule, WasmSource } from '../runtime/runtime.js'
import { files, larger, type ModuleName, type WasmFile } from '../wasm/files.js'
import { checkFit } from './fit.js'

/** Where the package's WebAssembly files are had. What is left out cannot be loaded. */
export type WasmSources = { readonly [file in WasmFile]?: WasmSource | undefined }

/** Whether a file is a module, and not tables. */
export function isModule(file: WasmFile): file is ModuleName {
  return Object.hasOwn(larger, file)
}

const SMALLEST_FIRST: readonly ModuleName[] = ['text', 'office', 'pdf', 'kreuzberg']

/** The WebAssembly files of an engine: each is loaded when it is first needed, and kept. */
export class Modules {
  readonly #sources: WasmSources
  readonly #compile: (source: WasmSource) => Promise<CompiledModule>
  readonly #loading = new Map<WasmFile, Promise<void>>()
  readonly #loaded = new Map<WasmFile, WebAssembly.Module>()

  constructor(sources: WasmSources, compile: (source: WasmSource) => Promise<CompiledModule>) {
    this.#sources = sources
    this.#compile = compile
  }

  /** What has been loaded so far. */
  get loaded(): ReadonlyMap<WasmFile, WebAssembly.Module> {
    return this.#loaded
  }

  /** The only module that can be had, if there is but one. */
  get only(): ModuleName | undefined {
    const names = files.filter((file) => isModule(file) && this.#sources[file] !== undefined)
    return names.length === 1 ? (names[0] as ModuleName) : undefined
  }

  /** The module that stands in for `wanted`: one that is there already if it can, else the smallest that can. */
  standIn(wanted: ModuleName | 'any'): ModuleName {
    const able =
      wanted === 'any'
        ? [...this.#loaded.keys(), ...SMALLEST_FIRST].filter(isModule)
        : [wanted, ...larger[wanted]]
    const found =
      able.find((name) => this.#loaded.has(name)) ?? able.find((name) => this.#sources[name] !== undefined)
    if (found === undefined) throw missing(wanted === 'any' ? 'kreuzberg' : wanted)
    return found
  }

  /**
   * Loads a file, once for all who ask.
   *
   * @throws KreuzbergError `load_failed`; whoever asks next tries again
   */
  load(file: WasmFile): Promise<void> {
    const loading =
      this.#loading.get(file) ??
      this.#load(file).catch((error: unknown) => {
        this.#loading.delete(file)
        throw error
      })
    this.#loading.set(file, loading)
    return loading
  }

  async #load(file: WasmFile): Promise<void> {
    const source = this.#sources[file]
    if (source === undefined) throw missing(file)
    const module = await this.#compile(source)
    if (isModule(file)) checkFit(module)
    else if (WebAssembly.Module.customSections(module, 'tables').length !== 1) throw missing(file)
    this.#loaded.set(file, module)
  }
}

function missing(file: WasmFile): KreuzbergError {
  const message = `${file}.wasm is needed and not among the files given as \`wasm\`; add the package's wasm/${file}.wasm`
  return new KreuzbergError('load_failed', message)
}
