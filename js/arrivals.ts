/** Things that happen elsewhere, taken one at a time in the order in which they happened. */
export class Arrivals<T> {
  readonly #waiting: T[] = []
  #wake: (() => void) | undefined

  push(item: T): void {
    this.#waiting.push(item)
    this.#wake?.()
  }

  /** The next thing, as soon as there is one. Not to be called again before it has settled. */
  async take(): Promise<T> {
    for (;;) {
      const item = this.#waiting.shift()
      if (item !== undefined) return item
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
