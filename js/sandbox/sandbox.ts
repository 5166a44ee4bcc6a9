import {
  createGlue,
  importModule,
  initialPages,
  type Globals,
  type Glue,
  type State,
} from '../wasm/kreuzberg.js'
import { files, type WasmFile } from '../wasm/files.js'
import { MemoryImage } from './image.js'
import { MAX_MEMORY_BYTES, PAGE_BYTES } from './memory.js'
import type { Call, Failure, Reply } from './protocol.js'

/** How a call into a sandbox ended: also with a file that it lacks. After a trap the sandbox is in an unknown state and must be dropped. */
export type Ending = Reply | Failure | { readonly trap: Failure } | { readonly file: WasmFile }

/** The tables of a file, if it has been loaded. */
export type Tables = (file: WasmFile) => Uint8Array | undefined

/** By their numbers, the documents to warm up with that a module has turned out to lack the readers of. */
const unreadBy = new WeakMap<WebAssembly.Module, Set<number>>()

/** Hardly a function takes more of the stack at once: with less left, the next call may be too much. */
const LARGE_FRAME_BYTES = 65_536

/** An instance of the module and the state that is its own. */
interface Instance {
  readonly glue: Glue
  readonly state: State
  /** Where it is to be put back to. */
  readonly image: MemoryImage | undefined
}

/** One instance of the module with a linear memory of its own. Nothing of it is shared with another. */
export class Sandbox {
  readonly #module: WebAssembly.Module
  readonly #memoryLimitBytes: number
  readonly #tables: Tables
  readonly #lasting: boolean
  #instance: Instance | undefined
  #starting: Promise<Instance> | undefined

  /**
   * @param module compiled once, instantiated as often as needed
   * @param memoryLimitBytes the most linear memory it may grow to; rounded down to whole pages
   * @param tables what it may be given of what the module lacks
   * @param lasting to be put back as it was instead of dropped: it takes longer to make, and its first document less
   */
  constructor(module: WebAssembly.Module, memoryLimitBytes: number, tables: Tables, lasting = false) {
    this.#module = module
    this.#memoryLimitBytes = memoryLimitBytes
    this.#tables = tables
    this.#lasting = lasting
  }

  /** The linear memory it holds, in bytes; 0 before its first call. It never shrinks. */
  get memoryBytes(): number {
    return this.#instance?.state.memory.buffer.byteLength ?? 0
  }

  /** Instantiates ahead of the first call, if that has not been done. */
  prepare(): Promise<void> | undefined {
    if (this.#instance) return undefined
    // A first call that finds none tries again, and tells its document what is wrong.
    return this.#start().then(
      () => undefined,
      () => undefined,
    )
  }

  /** Whether {@link restore} can be called, and is worth it. */
  get restorable(): boolean {
    return this.#instance?.image?.suits(this.#instance.state) ?? false
  }

  /** Leaves nothing of the calls so far: the instance is what it was before the first. */
  restore(): void {
    this.#instance?.image?.restore(this.#instance.state)
  }

  /** Carries out one call, in this thread, to its end. That there is no memory to start with is a trap too. */
  async run(call: Call): Promise<Ending> {
    try {
      const { glue } = this.#instance ?? (await this.#start())
      return invoke(glue, call)
    } catch (thrown) {
      if (thrown instanceof Lacking) return { file: thrown.file }
      if (thrown instanceof Refused) return thrown.failure
      return isFailure(thrown) ? thrown : { trap: this.#explain(thrown) }
    }
  }

  async #start(): Promise<Instance> {
    this.#starting ??= this.#instantiate()
    try {
      this.#instance = await this.#starting
      return this.#instance
    } catch (error) {
      this.#starting = undefined
      // That there is no room to begin with is a trap; anything else is the platform's refusal.
      if (error instanceof RangeError || error instanceof WebAssembly.RuntimeError) throw error
      throw new Refused(refusal(error))
    }
  }

  async #instantiate(): Promise<Instance> {
    if (!this.#lasting) return this.#fresh()
    try {
      const instance = await this.#warmed()
      return { ...instance, image: new MemoryImage(instance.state) }
    } catch {
      // Too little memory for that may be enough for a document, but a trap leaves the instance in an unknown state.
      return this.#fresh()
    }
  }

  /** With the module's own documents behind it, but for those that a smaller module cannot read. */
  async #warmed(): Promise<Instance> {
    const unread = unreadBy.get(this.#module) ?? new Set()
    unreadBy.set(this.#module, unread)
    const instance = await this.#fresh()
    for (let number = 0; ; number += 1) {
      try {
        if (!unread.has(number) && !instance.glue.warm(number)) return instance
      } catch (thrown) {
        if (!(thrown instanceof Lacking)) throw thrown
        unread.add(number)
        return this.#warmed()
      }
    }
  }

  /** Not at once: Chromium refuses that for a module of this size in the thread that draws a page. */
  async #fresh(): Promise<Instance> {
    const maximum = Math.floor(Math.min(this.#memoryLimitBytes, MAX_MEMORY_BYTES) / PAGE_BYTES)
    const memory = new WebAssembly.Memory({ initial: initialPages, maximum })
    const glue = createGlue(GLOBALS, memory)
    const imports = { [importModule]: glue.imports, outside: outside(memory, this.#tables) }
    const state = glue.start(await WebAssembly.instantiate(this.#module, imports))
    return { glue, state, image: undefined }
  }

  #explain(trap: unknown): Failure {
    const said = trap instanceof Error ? `${trap.name}: ${trap.message}` : String(trap)
    // V8 and JavaScriptCore call an exhausted stack a RangeError, SpiderMonkey an InternalError.
    if (/call stack|recursion/i.test(said) || this.#isStackSpent(trap))
      return crashed('it nests deeper than the stack', said)
    // A memory or an array for the result that JavaScript cannot allocate.
    if (trap instanceof RangeError) return outOfMemory(`${said}, outside of the sandbox`)
    const panic = this.#lastPanic()
    if (panic !== '') return crashed('an extractor gave up on it', panic)
    // Rust aborts without a panic when an allocation fails; its `unreachable` is all there is to see.
    if (/unreachable/i.test(said)) {
      return outOfMemory(`${said}, with ${this.memoryBytes} bytes of linear memory in use`)
    }
    return crashed('an extractor failed on it', said)
  }

  /** Rust's own stack begins where memory does: what grows beyond that is out of bounds. */
  #isStackSpent(trap: unknown): boolean {
    const left = this.#instance?.state.stack.value ?? Infinity
    return trap instanceof WebAssembly.RuntimeError && left < LARGE_FRAME_BYTES
  }

  /** Empty where there was no panic, or where the instance cannot even say so any more. */
  #lastPanic(): string {
    try {
      return this.#instance?.glue.lastPanic() ?? ''
    } catch {
      return ''
    }
  }
}

/** Thrown through a module that asks for what it has not. It is left in an unknown state, as by a trap. */
class Lacking extends Error {
  readonly file: WasmFile

  constructor(index: number) {
    super('the module lacks something')
    const file = files[index]
    if (file === undefined) throw new RangeError(`the module asks for file ${index}`)
    this.file = file
  }
}

/** What a module asks of the outside in the middle of a call, besides its glue: files, by their index. */
export function outside(memory: WebAssembly.Memory, tables: Tables): WebAssembly.ModuleImports {
  return {
    lacks: (index: number) => {
      throw new Lacking(index)
    },
    table: (index: number, address: number, offset: number, length: number) => {
      const lacking = new Lacking(index)
      const bytes = tables(lacking.file)
      if (!bytes) throw lacking
      new Uint8Array(memory.buffer).set(bytes.subarray(offset, offset + length), address >>> 0)
    },
  }
}

function invoke(glue: Glue, call: Call): Reply {
  const said: unknown = glue[call.kind](call.bytes, call.request)
  return typeof said === 'string' ? { json: said } : (said as Reply)
}

/**
 * A sandbox has no clock, no console, no network and no entropy: the seeds of its hash maps are the same
 * every time, and so is the order of everything that they hold.
 */
const GLOBALS: Globals = {
  crypto: {
    getRandomValues: (bytes) => {
      bytes.fill(0x5a)
    },
  },
}

/** The platform does not let the module start. */
class Refused extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** Some engines heed the page's policy only here, in a worker. */
function refusal(cause: unknown): Failure {
  const detail = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  const fix = "a Content-Security-Policy must have 'wasm-unsafe-eval' in `script-src`"
  return {
    code: 'load_failed',
    message: `the WebAssembly module cannot be started (${detail}); ${fix}`,
    detail,
  }
}

function crashed(what: string, detail: string): Failure {
  return {
    code: 'sandbox_crashed',
    message: `${what}; the sandbox was replaced and other documents are unharmed; please report this document`,
    detail,
  }
}

function outOfMemory(detail: string): Failure {
  return {
    code: 'out_of_memory',
    message: 'it needs more memory than memoryLimitBytes allows; raise the limit, or split the document',
    detail,
  }
}

function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && !(thrown instanceof Error)
}
