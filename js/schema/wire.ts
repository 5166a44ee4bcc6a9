import { KreuzbergError } from '../errors.js'
import { nearest } from '../nearest.js'
import type { WireValue } from '../sandbox/protocol.js'
import { describe, toPlainValue, type PlainObject } from './plain_value.js'
import type { RootSchema, Schema } from './schema.js'

/**
 * Checks `value` against `schema` at every depth, and gives it in kreuzberg's own spelling (snake_case keys).
 *
 * @param path how messages call the value, `config` for instance
 * @throws KreuzbergError `invalid_config`, with the path to what is wrong, why, and the nearest valid key or value
 */
export function toWire(value: unknown, schema: RootSchema, path: string): PlainObject {
  const plain = toPlainValue(value, path)
  if (!isObject(plain)) throw invalid(path, `must be an object, not ${describe(value)}`)
  const place = { root: schema, path, keys: [] }
  return checkObject(plain, resolve(schema, plain, place), place)
}

/** Where in the value the check is. */
interface Place {
  readonly root: RootSchema
  /** For messages: `config.keywords.ngramRange[0]`. */
  readonly path: string
  /** The keys passed on the way down, indices left out. */
  readonly keys: readonly string[]
}

function check(value: WireValue, unresolved: Schema, place: Place): WireValue {
  const schema = resolve(unresolved, value, place)
  const allowed = schema.const === undefined ? schema.enum : [schema.const]
  if (allowed !== undefined) return checkLiteral(value, allowed, schema, place)
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  if (value === null && types.includes('null')) return value
  if (isObject(value) && types.includes('object')) return checkObject(value, schema, place)
  if (Array.isArray(value) && types.includes('array')) return checkArray(value, schema, place)
  if (typeof value === 'string' && types.includes('string')) return checkString(value, schema, place)
  if (typeof value === 'boolean' && types.includes('boolean')) return value
  const isNumeric = types.includes('number') || (types.includes('integer') && Number.isSafeInteger(value))
  if (typeof value === 'number' && isNumeric) return checkNumber(value, schema, place)
  const wanted = types.map((type) => TYPE_NAMES[type] ?? type).join(' or ')
  throw invalid(place.path, `must be ${wanted}, not ${describe(value)}`)
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: 'an array',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a string',
}

/** The schema that a reference leads to, and of several that whose fixed properties the value has. */
function resolve(schema: Schema, value: WireValue, place: Place): Schema {
  if (schema.$ref !== undefined) {
    const target = own(place.root.$defs, schema.$ref.replace('#/$defs/', ''))
    if (target === undefined) throw new Error(`the schema has no ${schema.$ref}`)
    return resolve(target, value, place)
  }
  if (schema.oneOf === undefined) return schema
  const isMeant = ({ properties = {} }: Schema) =>
    isObject(value) &&
    Object.entries(properties).every(
      ([key, { const: fixed }]) => fixed === undefined || own(value, key) === fixed,
    )
  return resolve(schema.oneOf.find(isMeant) ?? schema.oneOf[0] ?? {}, value, place)
}

function checkLiteral(
  value: WireValue,
  allowed: readonly unknown[],
  schema: Schema,
  place: Place,
): WireValue {
  if (allowed.includes(value)) return value
  const words = allowed.filter((choice) => typeof choice === 'string')
  const canonical = typeof value === 'string' ? own(schema['x-aliases'], value) : undefined
  if (canonical !== undefined) return canonical
  const choices = allowed.map((choice) => JSON.stringify(choice)).join(', ')
  const meant = typeof value === 'string' ? nearest(value, words) : undefined
  const hint = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`
  throw invalid(
    place.path,
    `must be ${allowed.length > 1 ? 'one of ' : ''}${choices}, not ${describe(value)}${hint}`,
  )
}

function checkObject(value: PlainObject, schema: Schema, place: Place): PlainObject {
  const { properties = {}, required = [] } = schema
  const result: PlainObject = {}
  for (const [key, item] of Object.entries(value)) {
    const below = { ...place, path: `${place.path}.${key}`, keys: [...place.keys, key] }
    const property = own(properties, key)
    const reason = own(place.root['x-unavailable'], below.keys.join('.'))
    const isOff = property?.const !== undefined && property.const === item
    if (reason !== undefined && !isOff) throw invalid(below.path, `cannot work here. ${reason}`)
    if (property === undefined) throw unknownOption(key, canonicalKeys(properties), place.path)
    const { 'x-alias-of': canonical = key } = property
    const wireKey = own(properties, canonical)?.['x-key'] ?? snakeCase(canonical)
    if (Object.hasOwn(result, wireKey))
      throw invalid(below.path, `is another name of ${canonical}; give one of them`)
    result[wireKey] = check(item, property, below)
  }
  for (const key of required) {
    if (!Object.hasOwn(value, key)) throw invalid(`${place.path}.${key}`, 'is missing; it must be given')
  }
  return result
}

function checkArray(value: WireValue[], schema: Schema, place: Place): WireValue[] {
  const { minItems = 0, prefixItems = [], items } = schema
  const { maxItems = items === false ? prefixItems.length : Infinity } = schema
  if (value.length < minItems || value.length > maxItems) {
    throw invalid(place.path, `must have ${range(minItems, maxItems)} items, not ${value.length}`)
  }
  return value.map((item, index) => {
    const itemSchema = prefixItems[index] ?? (typeof items === 'object' ? items : undefined)
    return itemSchema === undefined
      ? item
      : check(item, itemSchema, { ...place, path: `${place.path}[${index}]` })
  })
}

function checkNumber(
  value: number,
  { minimum = -Infinity, maximum = Infinity }: Schema,
  place: Place,
): number {
  if (value >= minimum && value <= maximum) return value
  throw invalid(place.path, `must be ${range(minimum, maximum)}, not ${value}`)
}

function checkString(value: string, { minLength = 0, maxLength = Infinity }: Schema, place: Place): string {
  const { length } = Array.from(value)
  if (length >= minLength && length <= maxLength) return value
  throw invalid(place.path, `must have ${range(minLength, maxLength)} characters, not ${length}`)
}

function range(minimum: number, maximum: number): string {
  if (minimum === maximum) return String(minimum)
  if (maximum === Infinity) return `at least ${minimum}`
  return minimum === -Infinity ? `at most ${maximum}` : `between ${minimum} and ${maximum}`
}

/** The error for an option that does not exist. */
export function unknownOption(key: string, known: readonly string[], path: string): KreuzbergError {
  const candidate = nearest(key, known)
  const hint =
    candidate === undefined ? `the options here are ${known.join(', ')}` : `did you mean ${candidate}?`
  return invalid(path === '' ? key : `${path}.${key}`, `is not an option; ${hint}`)
}

function canonicalKeys(properties: Readonly<Record<string, Schema>>): string[] {
  return Object.keys(properties).filter((key) => properties[key]?.['x-alias-of'] === undefined)
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function invalid(path: string, message: string): KreuzbergError {
  return new KreuzbergError('invalid_config', `${path} ${message}`)
}

function isObject(value: WireValue): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A key named `constructor` must not find what every object inherits. */
function own<T>(object: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined
}
