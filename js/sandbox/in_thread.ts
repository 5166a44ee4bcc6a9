import { abortedError, emptyError, type KreuzbergError } from '../errors.js'
import type { Held, SandboxControl, SandboxExecutor } from './executor.js'
import { Job } from './job.js'
import type { Call, Lack, Reply } from './protocol.js'
import { Sandboxes } from './sandboxes.js'
import type { EngineSettings } from './settings.js'
import { Tally } from './tally.js'

/** How long documents may follow one another before others are let through, in milliseconds. */
const TASK_MS = 1

/**
 * Extraction in the calling thread, one document after the other. The promises are those of the pool, but
 * nothing can interrupt a running extraction: `timeoutMs` and `signal` are heeded before a document starts
 * and before it is tried again, and no sooner.
 */
export class InThread implements SandboxExecutor {
  readonly #sandboxes: Sandboxes
  readonly #settings: EngineSettings
  readonly #tally: Tally
  readonly #nextTask: () => Promise<void>
  readonly #queue = new Set<Job>()
  /** When others came through last. */
  #lastTask = -Infinity
  #memoryBytes = 0
  #running = 0
  /** Resolves when every job that was taken on has settled. */
  #lastTurn = Promise.resolve()

  constructor(settings: EngineSettings, nextTask: () => Promise<void> = afterTask) {
    this.#nextTask = nextTask
    this.#settings = settings
    this.#sandboxes = new Sandboxes(settings.files, settings)
    this.#tally = new Tally(settings.onEvent)
  }

  run(call: Call, control: SandboxControl): Promise<Reply | Lack> {
    const job = new Job(call, control)
    if (control.signal?.aborted) {
      job.fail(abortedError(control.signal, control.name))
    } else {
      this.#queue.add(job)
      job.onAbort((error) => this.#fail(job, error))
      this.#lastTurn = this.#takeTurn(job, this.#lastTurn)
    }
    return job.reply
  }

  stats(): Held {
    return {
      recycles: this.#tally.recycles,
      workers: 0,
      running: this.#running,
      memoryBytes: this.#memoryBytes > 0 ? [this.#memoryBytes] : [],
    }
  }

  /** What it holds goes with it. */
  close(): Promise<void> {
    return Promise.resolve()
  }

  /**
   * Carries out a job in its turn. Every job awaits its own turn, for where a platform serves requests, what one request
   * has begun ends with it, and must not hold up the others.
   */
  async #takeTurn(job: Job, previous: Promise<void>): Promise<void> {
    await previous
    if (!this.#queue.has(job)) return
    if (performance.now() - this.#lastTask >= TASK_MS) await this.#letOthersThrough()
    await this.#sandboxes.of(job.control.module).prepare()
    if (!this.#queue.delete(job)) return
    this.#running = 1
    await this.#carryOut(job)
    this.#running = 0
  }

  /** Timers, aborts and input; but a turn of the event loop costs as much as a small document does. */
  async #letOthersThrough(): Promise<void> {
    await this.#nextTask()
    this.#lastTask = performance.now()
  }

  async #carryOut(job: Job): Promise<void> {
    const { name, module, timeoutMs = this.#settings.timeoutMs } = job.control
    if (job.call.kind === 'extract' && job.call.bytes?.byteLength === 0) {
      // None is empty when its call is made.
      job.fail(emptyError(name))
      return
    }
    const deadline = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs
    const settlement = await this.#sandboxes.of(module).run(job.call, () => performance.now() < deadline)
    this.#memoryBytes = this.#sandboxes.memoryBytes
    this.#tally.settled(settlement, name)
    job.end(settlement.ending)
  }

  #fail(job: Job, error: KreuzbergError): void {
    this.#queue.delete(job)
    job.fail(error)
  }
}

/** Lets timers, aborts and input come through between two documents. */
function afterTask(): Promise<void> {
  return new Promise((resolve) => {
    // setTimeout waits for at least a millisecond; where there is something sooner, it is this.
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve, 0)
  })
}
