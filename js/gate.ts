import type { CallSignal } from './abort.js'

/** Lets a number of calls in at a time; the others wait outside, first come, first served. */
export class Gate {
  #room: number
  readonly #waiting = new Set<(entered: boolean) => void>()

  /** @param room how many may be inside at once */
  constructor(room: number) {
    this.#room = room
  }

  /**
   * @returns whether the caller has a place, which it must leave: at once where there is one, else in its turn; false
   *   once the signal is aborted
   */
  enter(signal: CallSignal): boolean | Promise<boolean> {
    if (signal.aborted) return false
    if (this.#room > 0) {
      this.#room -= 1
      return true
    }
    return new Promise((resolve) => {
      const enter = (entered: boolean) => {
        this.#waiting.delete(enter)
        release()
        resolve(entered)
      }
      const release = signal.onAbort(() => enter(false))
      this.#waiting.add(enter)
    })
  }

  /** Gives up a place. */
  leave(): void {
    const [next] = this.#waiting
    if (next) next(true)
    else this.#room += 1
  }
}
