import { KreuzbergError } from '../errors.js'
import type { WireValue } from '../sandbox/protocol.js'

export type PlainObject = { [key: string]: WireValue }

const MAX_DEPTH = 64
const MAX_VALUES = 100_000

/**
 * A copy of an options value that holds nothing but JSON: each getter is called once, undefined is left out, and
 * what the caller does with the original afterwards changes nothing.
 *
 * @throws KreuzbergError `invalid_config`, with the path to the value that JSON has no place for
 */
export function toPlainValue(value: unknown, path: string): WireValue {
  return copy(value, { path, depth: 0, budget: { values: MAX_VALUES } })
}

/** Whether `value` is an object literal and not an instance of something; also one of another realm. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null) return true
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

/** What a value is, in words for a message. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'string') return JSON.stringify(value.length <= 60 ? value : `${value.slice(0, 60)}…`)
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined) return String(value)
  if (typeof value !== 'object') return `a ${typeof value}`
  return isPlainObject(value) ? 'an object' : `a ${Object.prototype.toString.call(value).slice(8, -1)}`
}

interface Place {
  readonly path: string
  readonly depth: number
  readonly budget: { values: number }
}

function copy(value: unknown, place: Place): WireValue {
  if (place.depth > MAX_DEPTH) throw refused(place, 'is nested too deeply, or refers to itself')
  if (place.budget.values-- <= 0) throw refused(place, `is one of more than ${MAX_VALUES} values; pass fewer`)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw refused(place, `must be a finite number, not ${value}`)
  }
  if (Array.isArray(value)) return Array.from(value, (item, index) => copy(item, within(place, `[${index}]`)))
  if (isPlainObject(value)) return copyObject(value, place)
  throw refused(place, `must be a plain value (what JSON can hold), not ${describe(value)}`)
}

function copyObject(value: Record<string, unknown>, place: Place): PlainObject {
  // Without a prototype, `__proto__` is a key like any other.
  const result = Object.create(null) as PlainObject
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (item !== undefined) result[key] = copy(item, within(place, `.${key}`))
  }
  return result
}

function within(place: Place, step: string): Place {
  return { path: place.path + step, depth: place.depth + 1, budget: place.budget }
}

function refused(place: Place, message: string): KreuzbergError {
  return new KreuzbergError('invalid_config', `${place.path} ${message}`)
}
