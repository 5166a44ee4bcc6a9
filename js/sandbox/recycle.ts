import type { RecycleReason } from '../events.js'
import { Sandbox, type Tables } from './sandbox.js'
import type { Call, Failure, Lack, Reply } from './protocol.js'

export interface RecycleRules {
  /** A sandbox is replaced after this many calls. */
  readonly afterDocuments: number
  /** A sandbox is replaced when its linear memory has passed this many bytes. */
  readonly aboveBytes: number
  /** The most linear memory that a sandbox may have, in bytes. */
  readonly memoryLimitBytes: number
}

/** What became of a call, and of the sandboxes it was carried out in. */
export interface Settlement {
  readonly ending:
    | { readonly kind: 'reply'; readonly reply: Reply }
    | { readonly kind: 'failure'; readonly failure: Failure }
    | { readonly kind: 'lack'; readonly lack: Lack }
  /** Sandboxes that were dropped, in order. */
  readonly recycled: readonly RecycleReason[]
  /** What made a sandbox trap, in order; the last of two is the document's own doing. */
  readonly traps: readonly Failure[]
  /** Linear memory held afterwards, in bytes; 0 where the sandbox was dropped. */
  readonly memoryBytes: number
}

/**
 * A sandbox that is known to be good: made when it is needed, replaced when a rule says so, and at once after
 * a trap. Dropping one is forgetting it; its memory goes with the last reference to it. Those after the first
 * are made to last: when they have done their documents, and are sound and small, they are put back as
 * they were (see MemoryImage), which is the same as a new one, and costs a tenth.
 */
export class RecycledSandbox {
  readonly #module: WebAssembly.Module
  readonly #rules: RecycleRules
  readonly #tables: Tables
  #sandbox: Sandbox | undefined
  #calls = 0
  /** It is to be put back as it was before the next call. */
  #isSpent = false
  #isFirst = true

  constructor(module: WebAssembly.Module, rules: RecycleRules, tables: Tables) {
    this.#module = module
    this.#rules = rules
    this.#tables = tables
  }

  /** Linear memory, in bytes. */
  get memoryBytes(): number {
    return this.#sandbox?.memoryBytes ?? 0
  }

  /**
   * Carries out one call. A trap in a sandbox that earlier documents have used may be their doing, so the
   * call is tried once more in a fresh one; a trap in a fresh one is the document's own.
   *
   * @param mayRetry asked before the second try, whether there is still time for it
   */
  async run(call: Call, mayRetry: () => boolean = () => true): Promise<Settlement> {
    const recycled: RecycleReason[] = []
    const traps: Failure[] = []
    const started = performance.now()
    for (;;) {
      const used = this.#calls > 0
      const ending = await this.#once(call)
      if (ending.kind === 'lack') {
        // It was left in the middle of a call. Nothing is wrong with the document, nor with the sandbox.
        this.#drop()
        const lack = { lacks: ending.file, elapsedMs: performance.now() - started }
        return { ending: { kind: 'lack', lack }, recycled, traps, memoryBytes: 0 }
      }
      if (ending.kind !== 'trap') {
        const reason = this.#due()
        if (reason) {
          this.#replace(reason)
          recycled.push(reason)
        }
        return { ending, recycled, traps, memoryBytes: this.memoryBytes }
      }
      this.#replace('trap')
      recycled.push('trap')
      traps.push(ending.failure)
      if (!used || !mayRetry()) {
        return { ending: { kind: 'failure', failure: ending.failure }, recycled, traps, memoryBytes: 0 }
      }
    }
  }

  /** Makes the next call's sandbox while nobody waits for it, if there is none. */
  prepare(): Promise<void> | undefined {
    return this.#ready().prepare()
  }

  #once(call: Call) {
    const sandbox = this.#ready()
    this.#calls += 1
    return sandbox.run(call)
  }

  #ready(): Sandbox {
    if (this.#isSpent) this.#sandbox?.restore()
    this.#isSpent = false
    this.#sandbox ??= new Sandbox(this.#module, this.#rules.memoryLimitBytes, this.#tables, !this.#isFirst)
    return this.#sandbox
  }

  #due(): RecycleReason | undefined {
    if (this.#calls >= this.#rules.afterDocuments) return 'afterDocuments'
    if (this.#sandbox && this.#sandbox.memoryBytes > this.#rules.aboveBytes) return 'aboveBytes'
    return undefined
  }

  #replace(reason: RecycleReason): void {
    this.#isSpent = reason === 'afterDocuments' && (this.#sandbox?.restorable ?? false)
    if (!this.#isSpent) this.#drop()
    this.#isFirst = false
    this.#calls = 0
  }

  #drop(): void {
    this.#sandbox = undefined
    this.#calls = 0
  }
}
