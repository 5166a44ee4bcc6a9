import type { StartWorker, WorkerHandle } from '../runtime/runtime.js'
import type { Call } from './protocol.js'
import type { RecycleRules, Settlement } from './recycle.js'
import type { FromWorker, ToWorker } from './worker.js'

/** What a pool wants to hear of a member. */
export interface MemberEvents {
  /** It can take a call: it has begun, or the one it had is settled. */
  readonly onReady: (member: Member) => void
  readonly onSettled: (member: Member, settlement: Settlement) => void
  /** It is gone for good without having been asked to go. */
  readonly onLost: (member: Member, reason: string) => void
}

/** One worker of a pool. It holds the process alive only while it starts or has a call. */
export class Member {
  readonly #handle: WorkerHandle
  readonly #events: MemberEvents
  #gone = false

  /** Whether it has ever been ready. */
  hasStarted = false

  /** Linear memory of its sandbox after its latest call, in bytes. */
  memoryBytes = 0

  constructor(start: StartWorker, module: WebAssembly.Module, rules: RecycleRules, events: MemberEvents) {
    this.#events = events
    this.#handle = start({
      onMessage: (message) => this.#hear(message as FromWorker),
      onEnd: (reason) => this.#lose(reason),
    })
    const { afterDocuments, aboveBytes, memoryLimitBytes } = rules
    this.#post({ kind: 'begin', module, rules: { afterDocuments, aboveBytes, memoryLimitBytes } })
  }

  /**
   * Sends a call; to be used only when it is ready.
   *
   * @param transfer whether the call's bytes move instead of being copied
   * @throws DataCloneError, TypeError where the bytes cannot be sent, for instance because they are detached
   */
  take(call: Call, transfer: boolean): void {
    if (call.kind === 'formats') {
      this.#post({ kind: 'call', call })
    } else {
      // A clone would copy twice, and all of the buffer that a view shows a part of: a copy that moves does neither.
      const bytes = transfer ? call.bytes : new Uint8Array(call.bytes)
      this.#post(
        { kind: 'call', call: { ...call, bytes } },
        bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [],
      )
    }
    this.#handle.ref()
  }

  /** Ends the worker, in the middle of a call if it has one. Nothing more is heard of it. */
  terminate(): Promise<void> {
    this.#gone = true
    return this.#handle.terminate()
  }

  #post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#handle.post(message, transfer)
  }

  #hear(message: FromWorker): void {
    if (this.#gone) return
    this.hasStarted = true
    this.#handle.unref()
    if (message.kind === 'settled') {
      this.memoryBytes = message.settlement.memoryBytes
      this.#events.onSettled(this, message.settlement)
    }
    this.#events.onReady(this)
  }

  #lose(reason: string): void {
    if (this.#gone) return
    this.#gone = true
    this.#events.onLost(this, reason)
  }
}
