import { createGlue, importModule, initialPages, type Globals, type Glue } from '../wasm/kreuzberg.js'
import type { Call, Failure, Reply } from './protocol.js'

const PAGE_BYTES = 65_536

/** The largest memory that 32-bit WebAssembly can address, in bytes. */
export const MAX_MEMORY_BYTES = 65_536 * PAGE_BYTES

/** The least that a sandbox can start with, in bytes: its stack and its data. */
export const MIN_MEMORY_BYTES = initialPages * PAGE_BYTES

/** How a call into a sandbox ended. After a trap the sandbox is in an unknown state and must be dropped. */
export type Ending =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'trap'; readonly failure: Failure }

/** One instance of the module with a linear memory of its own. Nothing of it is shared with another. */
export class Sandbox {
  readonly #glue: Glue
  readonly #memory: WebAssembly.Memory

  /**
   * @param module compiled once, instantiated as often as needed
   * @param memoryLimitBytes the most linear memory it may grow to; rounded down to whole pages
   */
  constructor(module: WebAssembly.Module, memoryLimitBytes: number) {
    const maximum = Math.floor(Math.min(memoryLimitBytes, MAX_MEMORY_BYTES) / PAGE_BYTES)
    this.#memory = new WebAssembly.Memory({ initial: initialPages, maximum })
    this.#glue = createGlue(GLOBALS, this.#memory)
    this.#glue.start(new WebAssembly.Instance(module, { [importModule]: this.#glue.imports }))
  }

  /** The linear memory it holds, in bytes. It never shrinks. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength
  }

  /** Carries out one call, in this thread, to its end. */
  run(call: Call): Ending {
    try {
      return { kind: 'reply', reply: this.#invoke(call) }
    } catch (thrown) {
      return isFailure(thrown)
        ? { kind: 'failure', failure: thrown }
        : { kind: 'trap', failure: this.#explain(thrown) }
    }
  }

  #invoke(call: Call): Reply {
    switch (call.kind) {
      case 'extract':
        return this.#glue.extract(call.bytes, call.request) as Reply
      case 'detect':
        return this.#glue.detect(call.bytes, call.hint) as Reply
      case 'renderPage':
        return this.#glue.renderPage(call.bytes, call.request) as Reply
      case 'pageCount':
        return this.#glue.pageCount(call.bytes, call.password) as Reply
      case 'formats':
        return this.#glue.formats() as Reply
    }
  }

  #explain(trap: unknown): Failure {
    const said = trap instanceof Error ? `${trap.name}: ${trap.message}` : String(trap)
    // V8 and JavaScriptCore call an exhausted stack a RangeError, SpiderMonkey an InternalError.
    if (trap instanceof RangeError || (trap instanceof Error && /recursion|call stack/i.test(trap.message))) {
      return crashed('it nests deeper than the stack', said)
    }
    const panic = this.#lastPanic()
    if (panic !== '') return crashed('an extractor gave up on it', panic)
    // Rust aborts without a panic when an allocation fails; its `unreachable` is all there is to see.
    if (/unreachable/i.test(said)) {
      return {
        code: 'out_of_memory',
        message: 'it needs more memory than memoryLimitBytes allows; raise the limit, or split the document',
        detail: `${said}, with ${this.memoryBytes} bytes of linear memory in use`,
      }
    }
    return crashed('an extractor failed on it', said)
  }

  /** Empty where there was no panic, or where the instance cannot even say so any more. */
  #lastPanic(): string {
    try {
      return this.#glue.lastPanic()
    } catch {
      return ''
    }
  }
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

function crashed(what: string, detail: string): Failure {
  return {
    code: 'sandbox_crashed',
    message: `${what}; the sandbox was replaced and other documents are unharmed; please report this document`,
    detail,
  }
}

function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && !(thrown instanceof Error)
}
