/** Things that happen elsewhere, taken one at a time in the order in which they happened. */
export class Arrivals<T> {
  readonly #waiting: T[] = []
  #wake: (() => void) | undefined

  push(item: T): void {
    this.#waiting.push(item)
    this.#wake?.()
    this.#wake = undefined
  }

  /** The next thing, if there is one already. */
  take(): T | undefined {
    return this.#waiting.shift()
  }

  /** Resolves once there is something to take. Not to be called again before it has. */
  some(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#waiting.length === 0) this.#wake = resolve
      else resolve()
    })
  }
}
