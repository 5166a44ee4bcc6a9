import { KreuzbergError } from '../errors.js'
import type { CompiledModule, Runtime, WasmSource } from '../runtime/runtime.js'
import { larger, type ModuleName, type WasmFile } from '../wasm/files.js'
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
  readonly #onDisk: boolean
  readonly #loading = new Map<WasmFile, Promise<void>>()
  readonly #loaded = new Map<WasmFile, WebAssembly.Module>()

  /** @param runtime where there are files, loading costs time, but no download */
  constructor(sources: WasmSources, { compile, readPath }: Pick<Runtime, 'compile' | 'readPath'>) {
    this.#sources = sources
    this.#compile = compile
    this.#onDisk = readPath !== undefined
  }

  /** What has been loaded so far. */
  get loaded(): ReadonlyMap<WasmFile, WebAssembly.Module> {
    return this.#loaded
  }

  /** The only module that can be had, if there is but one: every document needs it. */
  get only(): readonly ModuleName[] {
    const names = this.#had(SMALLEST_FIRST)
    return names.length === 1 ? names : []
  }

  /**
   * The module that stands in for the one that is wanted: the largest that is there and can, so that one sandbox does for
   * all, or that will be there soon; else the smallest that can. Whoever needs a second one from a disk will need a third:
   * all at once cost less.
   *
   * @param choose gives the module that is wanted, if that matters
   */
  standIn(choose: () => ModuleName | 'any'): ModuleName {
    if (this.#loaded.has('kreuzberg')) return 'kreuzberg'
    const wanted = choose()
    const able = this.#had(wanted === 'any' ? SMALLEST_FIRST : [wanted, ...larger[wanted]])
    const largest = (has: { has(name: ModuleName): boolean }) => able.filter((name) => has.has(name)).at(-1)
    const isSecond = this.#onDisk && [...this.#loading.keys()].some(isModule)
    const found = largest(this.#loaded) ?? largest(this.#loading) ?? able.at(isSecond ? -1 : 0)
    if (found === undefined) throw missing(wanted === 'any' ? 'kreuzberg' : wanted)
    return found
  }

  #had(names: readonly ModuleName[]): ModuleName[] {
    return names.filter((name) => this.#sources[name] !== undefined)
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
