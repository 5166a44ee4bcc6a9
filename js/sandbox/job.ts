import { abortedError, fromFailure, type KreuzbergError } from '../errors.js'
import type { SandboxControl } from './executor.js'
import type { Call, Lack, Reply } from './protocol.js'
import type { Settlement } from './recycle.js'

/** A call that an executor has taken on, and its promise. It settles once; whatever comes later is ignored. */
export class Job {
  readonly call: Call
  readonly control: SandboxControl
  readonly reply: Promise<Reply | Lack>
  #settle: { resolve(reply: Reply | Lack): void; reject(error: KreuzbergError): void } | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #unlisten: (() => void) | undefined

  constructor(call: Call, control: SandboxControl) {
    this.call = call
    this.control = control
    this.reply = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
  }

  /** Calls back when the caller's signal aborts, unless the job has settled by then. */
  onAbort(callback: (error: KreuzbergError) => void): void {
    const { signal, name } = this.control
    if (!signal) return
    this.#unlisten = signal.onAbort(() => callback(abortedError(signal, name)))
  }

  /** Calls back when the time is up, unless the job has settled by then. */
  startClock(timeoutMs: number | undefined, callback: (timeoutMs: number) => void): void {
    if (timeoutMs !== undefined) this.#timer = setTimeout(callback, timeoutMs, timeoutMs)
  }

  /** Settles with how a sandbox ended it. */
  end(ending: Settlement['ending']): void {
    if ('code' in ending) this.fail(fromFailure(ending, this.control.name))
    else this.#release()?.resolve(ending)
  }

  fail(error: KreuzbergError): void {
    this.#release()?.reject(error)
  }

  #release() {
    const settle = this.#settle
    this.#settle = undefined
    clearTimeout(this.#timer)
    this.#unlisten?.()
    return settle
  }
}
