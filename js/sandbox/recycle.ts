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
  readonly ending: Reply | Failure | Lack
  /** What made a sandbox trap, and why sandboxes were dropped, in order; the second of two traps is the document's own. */
  readonly events: readonly (Failure | RecycleReason)[] | undefined
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
    const events: (Failure | RecycleReason)[] = []
    const settled = (ending: Settlement['ending']) => ({
      ending,
      // Nearly always none: an array costs a worker's message half a microsecond.
      events: events.length > 0 ? events : undefined,
    })
    const started = performance.now()
    for (;;) {
      const used = this.#calls > 0
      const ending = await this.#once(call)
      if ('file' in ending) {
        // It was left in the middle of a call. Nothing is wrong with the document, nor with the sandbox.
        this.#drop()
        return settled({ lacks: ending.file, elapsedMs: performance.now() - started })
      }
      if (!('trap' in ending)) {
        const reason = this.#due()
        if (reason) {
          this.#replace(reason)
          events.push(reason)
        }
        return settled(ending)
      }
      this.#replace('trap')
      events.push(ending.trap, 'trap')
      if (!used || !mayRetry()) return settled(ending.trap)
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
