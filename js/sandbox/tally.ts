import type { EngineEvent, RecycleReason } from '../events.js'
import type { Stats } from '../stats.js'
import type { Settlement } from './recycle.js'

/** Counts recycled sandboxes, and tells of these, crashes and time-outs whoever listens. */
export class Tally {
  readonly #onEvent: ((event: EngineEvent) => void) | undefined
  readonly #recycles = { afterDocuments: 0, aboveBytes: 0, trap: 0, terminated: 0 }

  constructor(onEvent?: (event: EngineEvent) => void) {
    this.#onEvent = onEvent
  }

  get recycles(): Stats['recycles'] {
    return { ...this.#recycles }
  }

  /** What a sandbox told of the call that it has just carried out. */
  settled({ events = [] }: Pick<Settlement, 'events'>, document: string): void {
    for (const event of events) {
      if (typeof event === 'string') this.recycled(event)
      else this.crashed(document, event.detail ?? event.message)
    }
  }

  recycled(reason: RecycleReason): void {
    this.#recycles[reason] += 1
    this.#tell({ type: 'recycle', reason })
  }

  timedOut(document: string, timeoutMs: number): void {
    this.#tell({ type: 'timeout', document, timeoutMs })
  }

  crashed(document: string, detail: string): void {
    this.#tell({ type: 'crash', document, detail })
  }

  /** A listener that throws must not fail a document: its error surfaces as the platform's uncaught one. */
  #tell(event: EngineEvent): void {
    try {
      this.#onEvent?.(event)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}
