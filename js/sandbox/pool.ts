import { abortedError, invalidInput, KreuzbergError } from '../errors.js'
import type { StartWorker } from '../runtime/runtime.js'
import type { ModuleName } from '../wasm/files.js'
import type { Held, SandboxControl, SandboxExecutor } from './executor.js'
import { Job } from './job.js'
import { Member } from './member.js'
import type { Call, Lack, Reply } from './protocol.js'
import type { Settlement } from './recycle.js'
import type { EngineSettings } from './settings.js'
import { Tally } from './tally.js'

/** How long a worker waits for its next call before it is let go, in milliseconds. */
const IDLE_MS = 10_000

/** The longest delay that setTimeout keeps, in milliseconds; it takes a longer one for none at all. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/**
 * Extraction in workers: started as work arrives, one call each at a time, ended when their time is up.
 * Calls wait in one queue, first come, first served.
 */
export class Pool implements SandboxExecutor {
  readonly #settings: EngineSettings
  readonly #start: StartWorker
  readonly #tally: Tally
  readonly #queue = new Set<Job>()
  /** Every live worker, with the job that it carries out, if any. */
  readonly #members = new Map<Member, Job | undefined>()
  /** Workers that wait for a call, the most recently used last, with the timer that lets them go. */
  readonly #idle = new Map<Member, ReturnType<typeof setTimeout>>()
  /** Workers that have been told to end and have not ended yet. */
  readonly #ending = new Set<Promise<void>>()
  #assigning = false

  constructor(settings: EngineSettings, start: StartWorker) {
    this.#settings = settings
    this.#start = start
    this.#tally = new Tally(settings.onEvent)
  }

  run(call: Call, control: SandboxControl): Promise<Reply | Lack> {
    const job = new Job(call, control)
    if (control.signal?.aborted) {
      job.fail(abortedError(control.signal, control.name))
    } else {
      this.#queue.add(job)
      job.onAbort((error) => this.#giveUp(job, error))
      this.#assign()
    }
    return job.reply
  }

  /** A worker takes as long to start as a module to load. */
  expect(): void {
    if (this.#members.size === 0) this.#hire()
  }

  stats(): Held {
    return {
      recycles: this.#tally.recycles,
      workers: this.#members.size,
      running: this.#running().length,
      memoryBytes: [...this.#members.keys()].map((member) => member.memoryBytes),
    }
  }

  async close(): Promise<void> {
    for (const member of [...this.#members.keys()]) this.#end(member)
    await Promise.all(this.#ending)
  }

  /**
   * Gives waiting jobs to idle workers, and starts workers while there are more jobs than these. Not at once:
   * one signal may abort a hundred jobs, and the first of them must not start a worker for the second.
   */
  #assign(): void {
    if (this.#assigning) return
    this.#assigning = true
    queueMicrotask(() => {
      this.#assigning = false
      this.#assignNow()
    })
  }

  #assignNow(): void {
    for (;;) {
      const member = [...this.#idle.keys()].at(-1)
      if (!member || this.#queue.size === 0) break
      this.#unidle(member)
      this.#onReady(member)
    }
    const starting = this.#members.size - this.#running().length - this.#idle.size
    const room = this.#settings.workers - this.#members.size
    for (let wanted = Math.min(this.#queue.size - starting, room); wanted > 0; wanted -= 1)
      this.#hire([...this.#queue].at(-wanted)?.control.module)
  }

  #hire(module?: ModuleName): void {
    try {
      const member = new Member(this.#start, module, this.#settings, {
        onReady: (ready) => this.#onReady(ready),
        onSettled: (settled, settlement) => this.#onSettled(settled, settlement),
        onLost: (lost, reason) => this.#onLost(lost, reason),
      })
      this.#members.set(member, undefined)
    } catch (cause) {
      this.#onUnstarted(cause instanceof Error ? cause.message : String(cause))
    }
  }

  /** @returns whether the member has it now; a job that cannot be given away fails. */
  #give(member: Member, job: Job): boolean {
    this.#queue.delete(job)
    const { timeoutMs = this.#settings.timeoutMs, transfer = false, name, module } = job.control
    try {
      member.take(job.call, module, transfer)
    } catch (cause) {
      const message = 'its buffer was transferred away, or cannot be'
      job.fail(invalidInput(message, name, cause))
      return false
    }
    this.#members.set(member, job)
    job.startClock(timeoutMs && Math.min(timeoutMs, MAX_TIMEOUT_MS), (ms) => {
      this.#tally.timedOut(name, ms)
      this.#giveUp(job, timedOut(ms, name))
    })
    return true
  }

  /** A job that waits is given at once: each microsecond until then, a processor has nothing to do. */
  #onReady(member: Member): void {
    for (const job of this.#queue) if (this.#give(member, job)) return
    member.rest()
    const timer = setTimeout(() => this.#end(member), IDLE_MS)
    unref(timer)
    this.#idle.set(member, timer)
  }

  #onSettled(member: Member, settlement: Settlement): void {
    const job = this.#members.get(member)
    this.#members.set(member, undefined)
    if (!job) return
    this.#tally.settled(settlement, job.control.name)
    job.end(settlement.ending)
  }

  /** A worker that ended by itself: out of its own heap, or killed from outside. */
  #onLost(member: Member, reason: string): void {
    const job = this.#members.get(member)
    this.#forget(member)
    if (!member.hasStarted) {
      this.#onUnstarted(reason)
      return
    }
    if (job) {
      const { name } = job.control
      this.#tally.recycled('terminated')
      this.#tally.crashed(name, reason)
      const message = 'its worker ended before it was done; try it once more, on its own'
      job.fail(new KreuzbergError('sandbox_crashed', message, { document: name, detail: reason }))
    }
    this.#assign()
  }

  /** Starting another would fail the same way. What waits is left to the workers that live, if there are any. */
  #onUnstarted(reason: string): void {
    if (this.#members.size > 0) return
    const message = `no worker can be started (${reason}); with workers: 0 extraction runs in the calling thread`
    for (const job of this.#queue) {
      this.#queue.delete(job)
      job.fail(new KreuzbergError('load_failed', message, { document: job.control.name }))
    }
  }

  /** Ends a job before it is done, and its worker if it has one: nothing else can interrupt a sandbox. */
  #giveUp(job: Job, error: KreuzbergError): void {
    this.#queue.delete(job)
    for (const [member, running] of this.#members) {
      if (running !== job) continue
      this.#tally.recycled('terminated')
      this.#end(member)
    }
    job.fail(error)
    this.#assign()
  }

  #end(member: Member): void {
    this.#forget(member)
    const ending = member.terminate().finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }

  #forget(member: Member): void {
    this.#unidle(member)
    this.#members.delete(member)
  }

  #unidle(member: Member): void {
    clearTimeout(this.#idle.get(member))
    this.#idle.delete(member)
  }

  #running(): Job[] {
    return [...this.#members.values()].filter((job) => job !== undefined)
  }
}

function timedOut(timeoutMs: number, name: string): KreuzbergError {
  const message = `it was not done within ${timeoutMs} ms (timeoutMs); allow it more time, or extract less of it`
  return new KreuzbergError('timeout', message, { document: name })
}

/** Where timers are objects, one that only lets a worker go must not keep the process alive. */
function unref(timer: ReturnType<typeof setTimeout>): void {
  if (typeof timer === 'object') timer.unref()
}
