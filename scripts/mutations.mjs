// Damages documents, each time in the same way for the same seed.
import { deflateSync, inflateSync } from 'node:zlib'

const HUGE = ['2147483647', '4294967296', '-1', '99999999999999999999', '0', '1e308', '65536']

/**
 * mulberry32.
 *
 * @param {number} seed
 * @returns {() => number} from 0 up to, not including, 1
 */
export function randomNumbers(seed) {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * @param {Buffer} bytes left as they are
 * @param {Buffer} donor another document, for parts of it
 * @param {() => number} random
 * @returns {{ bytes: Buffer, mutations: string[] }} the damaged copy, and what was done to it
 */
export function mutated(bytes, donor, random) {
  const names = Object.keys(MUTATIONS)
  const mutations = []
  const times = 1 + below(4, random)
  let result = Buffer.from(bytes)
  for (let time = 0; time < times; time += 1) {
    const name = names[below(names.length, random)]
    mutations.push(name)
    result = MUTATIONS[name](result, donor, random)
  }
  return { bytes: result, mutations }
}

const MUTATIONS = {
  'bits flipped'(bytes, _, random) {
    const copy = Buffer.from(bytes)
    for (let flips = 1 + below(16, random); flips > 0 && copy.length > 0; flips -= 1)
      copy[below(copy.length, random)] ^= 1 << below(8, random)
    return copy
  },
  truncated: (bytes, _, random) => bytes.subarray(0, below(bytes.length + 1, random)),
  'range deleted'(bytes, _, random) {
    const [start, end] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
  },
  'range duplicated'(bytes, _, random) {
    const [start, end] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)])
  },
  'range overwritten'(bytes, _, random) {
    const [start, end] = range(bytes, random)
    return Buffer.concat([
      bytes.subarray(0, start),
      Buffer.alloc(end - start, below(256, random)),
      bytes.subarray(end),
    ])
  },
  'range of another document spliced in'(bytes, donor, random) {
    const [start, end] = range(donor, random)
    const at = below(bytes.length + 1, random)
    return Buffer.concat([bytes.subarray(0, at), donor.subarray(start, end), bytes.subarray(at)])
  },
  'number made huge'(bytes, _, random) {
    const number = pick(matches(bytes, /-?\d+/g), random)
    return number ? replaced(bytes, number, Buffer.from(HUGE[below(HUGE.length, random)])) : bytes
  },
  'object put in place of another'(bytes, donor, random) {
    const target = pick(matches(bytes, OBJECT), random)
    const source = pick(matches(donor, OBJECT), random)
    return target && source ? replaced(bytes, target, content(donor, source)) : bytes
  },
  'reference turned'(bytes, _, random) {
    const references = matches(bytes, /\b\d+(?= \d+ R\b)/g)
    const [target, source] = [pick(references, random), pick(references, random)]
    return target ? replaced(bytes, target, content(bytes, source)) : bytes
  },
  'compressed stream changed inside'(bytes, donor, random) {
    const stream = pick(matches(bytes, /(?<=stream\r?\n)[^]*?(?=\r?\n?endstream)/g), random)
    const inside = stream && inflated(content(bytes, stream))
    if (!inside) return bytes
    const names = ['bits flipped', 'range deleted', 'range duplicated', 'number made huge']
    const changed = MUTATIONS[names[below(names.length, random)]](inside, donor, random)
    return replaced(bytes, stream, deflateSync(changed))
  },
}

/** What stands between `N G obj` and `endobj`. */
const OBJECT = /(?<=\b\d+ \d+ obj\b)[^]*?(?=endobj)/g

/** Where a pattern stands, as pairs of offsets. */
function matches(bytes, pattern) {
  return Array.from(bytes.toString('latin1').matchAll(pattern), ({ index, 0: { length } }) => [
    index,
    index + length,
  ])
}

function content(bytes, [start, end]) {
  return bytes.subarray(start, end)
}

function replaced(bytes, [start, end], by) {
  return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)])
}

function inflated(bytes) {
  try {
    return inflateSync(bytes, { maxOutputLength: 1 << 20 })
  } catch {
    return undefined // Not deflated, or damaged already: there is nothing inside to change.
  }
}

/** Most ranges are short: half of them are below 32 bytes. */
function range(bytes, random) {
  const longest = random() < 0.5 ? 32 : bytes.length
  const start = below(bytes.length + 1, random)
  return [start, Math.min(bytes.length, start + 1 + below(longest, random))]
}

function pick(items, random) {
  return items[below(items.length, random)]
}

function below(limit, random) {
  return Math.floor(random() * limit)
}
