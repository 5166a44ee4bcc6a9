import type { StartWorker, WorkerHandle } from '../runtime/runtime.js'
import type { ModuleName, WasmFile } from '../wasm/files.js'
import type { Call } from './protocol.js'
import type { Settlement } from './recycle.js'
import type { EngineSettings } from './settings.js'
import type { FromWorker, ToWorker } from './worker.js'

/** Up to this many bytes cost less to copy twice than memory that one thread allocates and another one frees. */
const SMALL_BYTES = 65_536

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
  readonly #settings: EngineSettings
  readonly #given = new Set<WasmFile>()
  #gone = false

  /** Whether it has ever been ready. */
  hasStarted = false

  /** Linear memory of its sandbox after its latest call, in bytes. */
  memoryBytes = 0

  /** @param module of its first call, if that is known: it gets ready for it by itself */
  constructor(
    start: StartWorker,
    module: ModuleName | undefined,
    settings: EngineSettings,
    events: MemberEvents,
  ) {
    this.#events = events
    this.#settings = settings
    this.#handle = start({
      onMessage: (message) => this.#hear(message as FromWorker),
      onEnd: (reason) => this.#lose(reason),
    })
    const { afterDocuments, aboveBytes, memoryLimitBytes } = settings
    const rules = { afterDocuments, aboveBytes, memoryLimitBytes }
    this.#post({ kind: 'begin', module, files: this.#newFiles(), rules })
  }

  /**
   * Sends a call; to be used only when it is ready.
   *
   * @param transfer whether the call's bytes move instead of being copied
   * @throws DataCloneError, TypeError where the bytes cannot be sent, for instance because they are detached
   */
  take(call: Call, module: ModuleName, transfer: boolean): void {
    const files = this.#newFiles()
    const { kind, request, bytes } = call
    if (!bytes || (isSmall(bytes) && !transfer)) {
      this.#post({ kind, request, bytes, module, files })
    } else {
      // A clone would copy twice, and all of the buffer that a view shows a part of: a copy that moves does neither.
      // Either throws where the bytes have been transferred away; Node would send nothing in place of them.
      const moved = transfer ? bytes.subarray() : new Uint8Array(bytes)
      this.#post(
        { kind, request, bytes: moved, module, files },
        moved.buffer instanceof ArrayBuffer ? [moved.buffer] : [],
      )
    }
    this.#handle.ref()
  }

  /** There is no call for it: it is nothing to wait for. */
  rest(): void {
    this.#handle.unref()
  }

  /** Ends the worker, in the middle of a call if it has one. Nothing more is heard of it. */
  terminate(): Promise<void> {
    this.#gone = true
    return this.#handle.terminate()
  }

  /** What has been loaded since it was given files last: compiled once, in the thread that loads, and shared. */
  #newFiles(): ToWorker['files'] {
    // Seldom anything: none is ever unloaded.
    if (this.#given.size === this.#settings.files.size) return undefined
    const files = [...this.#settings.files].filter(([name]) => !this.#given.has(name))
    for (const [name] of files) this.#given.add(name)
    return files
  }

  #post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#handle.post(message, transfer)
  }

  #hear(message: FromWorker): void {
    if (this.#gone) return
    this.hasStarted = true
    if (message !== 'ready') {
      this.memoryBytes = message.memoryBytes
      this.#events.onSettled(this, message)
    }
    this.#events.onReady(this)
  }

  #lose(reason: string): void {
    if (this.#gone) return
    this.#gone = true
    this.#events.onLost(this, reason)
  }
}

/** What has been transferred away is not, nor is a part of a larger buffer: a clone takes all of that. */
function isSmall({ byteLength, buffer }: Uint8Array): boolean {
  return byteLength > 0 && byteLength === buffer.byteLength && byteLength <= SMALL_BYTES
}
