import { holes, type State } from '../wasm/kreuzberg.js'
import { PAGE_BYTES } from './memory.js'

/** What is kept, or not, as a whole; the page of most processors' memory. */
const PART_BYTES = 4096

/** From here on zeros cost more to write than a new memory does to make. */
const MAX_GROWTH_BYTES = 32 * 1024 * 1024

/** A stretch of memory, from one address up to another. */
interface Run {
  readonly at: number
  readonly end: number
  /** None where it is zero. */
  readonly bytes: Uint8Array | undefined
}

/**
 * The state of an instance at one moment, to which it can be put back: both globals, and every byte but those of data
 * that it had not needed until then, which is copied anew before it is read.
 */
export class MemoryImage {
  readonly #stackBytes: number
  readonly #pages: number
  readonly #references: number
  /** From the end of the stack to the end of the pages in use, without the holes. */
  readonly #runs: readonly Run[]

  /** @param state of an instance between two calls: its stack, which is the start of its memory, is empty */
  constructor(state: State) {
    this.#stackBytes = state.stack.value
    this.#pages = state.pages.value
    this.#references = state.references.length
    clearStack(state, this.#stackBytes)
    this.#runs = runsOf(new Uint8Array(state.memory.buffer), this.#stackBytes)
  }

  /** Whether an instance can be put back, and for less than a new one costs. */
  suits({ memory, references }: State): boolean {
    // The table of references to JavaScript's values cannot shrink, and the inside remembers how long it is.
    const growth = memory.buffer.byteLength - this.#pages * PAGE_BYTES
    return references.length === this.#references && growth <= MAX_GROWTH_BYTES
  }

  /** Puts back the instance that this is the image of. Pages that it has grown by are left to it, as zeros. */
  restore(state: State): void {
    const { memory, pages, stack } = state
    clearStack(state, this.#stackBytes)
    const all = new Uint8Array(memory.buffer, 0, pages.value * PAGE_BYTES)
    for (const { at, end, bytes } of this.#runs) {
      if (bytes) all.set(bytes, at)
      else all.fill(0, at, end)
    }
    all.fill(0, this.#pages * PAGE_BYTES)
    pages.value = this.#pages
    stack.value = this.#stackBytes
  }
}

/** Calls grow the stack downwards from its end. */
function clearStack({ memory, lowest }: State, stackBytes: number): void {
  const from = lowest(stackBytes)
  new Uint8Array(memory.buffer, from, stackBytes - from).fill(0)
}

/** The memory from an address on, what is not zero in it copied. */
function runsOf(memory: Uint8Array, start: number): Run[] {
  const runs: { at: number; end: number; zero: boolean }[] = []
  for (let at = start; at < memory.length; at += PART_BYTES) {
    const end = at + PART_BYTES
    const zero = isZero(memory.subarray(at, end))
    if (zero && holes.some(([from, to]) => from <= at && end <= to)) continue
    const last = runs.at(-1)
    if (last?.end === at && last.zero === zero) last.end = end
    else runs.push({ at, end, zero })
  }
  return runs.map(({ at, end, zero }) => ({ at, end, bytes: zero ? undefined : memory.slice(at, end) }))
}

/** @param bytes of a length, and at a place, that four divides */
function isZero(bytes: Uint8Array): boolean {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  for (let index = 0; index < words.length; index += 1) if (words[index] !== 0) return false
  return true
}
