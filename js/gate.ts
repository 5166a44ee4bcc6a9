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
   * @param signal of this call alone; those that all calls share need {@link open}
   * @returns at the caller's turn, or once the signal is aborted: whether it has a place, which it must leave
   */
  async enter(signal: CallSignal | undefined): Promise<boolean> {
    if (this.#room > 0) {
      this.#room -= 1
      return true
    }
    let enter: ((entered: boolean) => void) | undefined
    const turn = new Promise<boolean>((resolve) => (enter = resolve))
    if (enter) this.#waiting.add(enter)
    if (!signal) return turn
    const release = signal.onAbort(() => {
      if (enter && this.#waiting.delete(enter)) enter(false)
    })
    return turn.finally(release)
  }

  /** Gives up a place. */
  leave(): void {
    const [next] = this.#waiting
    if (next) {
      this.#waiting.delete(next)
      next(true)
    } else {
      this.#room += 1
    }
  }

  /** Lets all who wait go on, without a place. */
  open(): void {
    for (const enter of this.#waiting) enter(false)
    this.#waiting.clear()
  }
}
