import { KreuzbergError } from './errors.js'
import { describe, isPlainObject } from './schema/plain_value.js'
import { unknownOption } from './schema/wire.js'

// What options are checked with, before anything else happens. Each throws `invalid_config`.

/** A check gives the value if it is a valid one, and throws otherwise. */
export type Check<T> = (value: unknown, path: string) => T

/** A check for each option. */
export type Checks<T> = { readonly [K in keyof T]-?: Check<T[K]> }

/** An object with these options and no others; what is undefined counts as not given. */
export function object<T>(checks: Checks<T>): Check<T> {
  return (value, path) => {
    if (!isPlainObject(value)) throw invalid(path || 'options', `must be an object, not ${describe(value)}`)
    const checked: Partial<Record<keyof T, unknown>> = {}
    for (const key of Object.keys(value)) {
      if (!isKey(checks, key)) throw unknownOption(key, Object.keys(checks), path)
      const item = value[key]
      if (item !== undefined) checked[key] = checks[key](item, path === '' ? key : `${path}.${key}`)
    }
    return checked as T
  }
}

function isKey<T extends object>(object: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(object, key)
}

/** A whole number, from `minimum` on. */
export function wholeNumber(minimum: number): Check<number> {
  return (value, path) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value
    throw invalid(path, `must be a whole number of at least ${minimum}, not ${describe(value)}`)
  }
}

export function positiveNumber(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value
  throw invalid(path, `must be a number above 0, not ${describe(value)}`)
}

export function text(value: unknown, path: string): string {
  if (typeof value === 'string') return value
  throw invalid(path, `must be a string, not ${describe(value)}`)
}

export function flag(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value
  throw invalid(path, `must be true or false, not ${describe(value)}`)
}

/** One of these words. */
export function oneOf<const T extends string>(words: readonly T[]): Check<T> {
  return (value, path) => {
    const word = words.find((known) => known === value)
    if (word !== undefined) return word
    throw invalid(path, `must be ${words.map((known) => `'${known}'`).join(' or ')}, not ${describe(value)}`)
  }
}

export function callback(value: unknown, path: string): (argument: unknown) => void {
  if (typeof value === 'function') return value as (argument: unknown) => void
  throw invalid(path, `must be a function, not ${describe(value)}`)
}

export function abortSignal(value: unknown, path: string): AbortSignal {
  if (isAbortSignal(value)) return value
  throw invalid(path, `must be an AbortSignal, not ${describe(value)}`)
}

/** By its shape: one may come from another realm, and not every runtime's has the platform's tag. */
function isAbortSignal(value: unknown): value is AbortSignal {
  if (typeof value !== 'object' || value === null) return false
  return 'aborted' in value && 'addEventListener' in value && typeof value.aborted === 'boolean'
}

/** The error for an option at `path` that `message` says is wrong. */
export function invalid(path: string, message: string): KreuzbergError {
  return new KreuzbergError('invalid_config', `${path} ${message}`)
}
