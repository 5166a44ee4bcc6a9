import type { Reply } from './sandbox/protocol.js'
import type { ExtractionResult } from './types.js'

/** A sandbox's reply as the value that users get: plain objects, and every binary in its place. */
export function toResult(reply: Reply): ExtractionResult {
  return toValue(reply) as ExtractionResult
}

/** Any reply as a value, every binary in its place. */
export function toValue(reply: Reply): unknown {
  const root = parseJson(reply)
  for (const { path, bytes } of reply.binaries ?? []) place(root, path, bytes)
  return root
}

/** The JSON of a reply that has no binaries. JSON.parse gives `__proto__` an own property, so no key is dangerous. */
export function parseJson(reply: Reply): unknown {
  return JSON.parse(reply.json)
}

function place(root: unknown, path: readonly (string | number)[], bytes: Uint8Array): void {
  const parent = path.slice(0, -1).reduce(child, root)
  const key = path.at(-1)
  if (key === undefined || typeof parent !== 'object' || parent === null) throw misplaced(path)
  Object.defineProperty(parent, key, { value: bytes, enumerable: true, writable: true, configurable: true })
}

function child(parent: unknown, key: string | number): unknown {
  if (typeof parent !== 'object' || parent === null) return undefined
  return Object.getOwnPropertyDescriptor(parent, key)?.value
}

function misplaced(path: readonly (string | number)[]): Error {
  return new Error(`the sandbox sent bytes for ${path.join('.')}, which its result does not have`)
}
