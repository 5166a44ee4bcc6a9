import { KreuzbergError } from './errors.js'
import { configSchema, DEFAULT_LIMITS } from './schema/config.js'
import type { PlainObject } from './schema/plain_value.js'
import { toWire } from './schema/wire.js'

const limitsSchema = { ...configSchema, $ref: '#/$defs/Limits' }

/**
 * Checks the limits of an engine and gives them in the sandbox's spelling.
 *
 * @throws KreuzbergError `invalid_config`
 */
export function checkLimits(limits: unknown, path: string): PlainObject {
  return toWire(limits, limitsSchema, path)
}

/** The most bytes that are read of a document: what the call's configuration says, else the engine, else the default. */
export function maxInputBytes(config: PlainObject | undefined, engine: PlainObject | undefined): number {
  const called = config?.['limits']
  const own =
    typeof called === 'object' && called !== null && 'input_bytes' in called ? called.input_bytes : undefined
  const bytes = own ?? engine?.['input_bytes']
  return typeof bytes === 'number' ? bytes : DEFAULT_LIMITS.inputBytes
}

/** What every input is told when it is too large. */
export function overInputLimit(maxBytes: number, document: string): KreuzbergError {
  const message = `the document is larger than limits.inputBytes (${maxBytes} bytes); raise that limit, or split the document`
  return new KreuzbergError('limit_exceeded', message, {
    document,
    limit: { name: 'inputBytes', value: maxBytes },
  })
}
