/** The part of JSON Schema (draft 2020-12) that the generated schema of the configuration uses. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  /** Objects told apart by a property with a fixed value. */
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** False: nothing after `prefixItems`. */
  readonly items?: Schema | boolean
  readonly prefixItems?: readonly Schema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  /** In characters. */
  readonly minLength?: number
  readonly maxLength?: number
  /** How kreuzberg spells the property, where it is not the property's name in snake_case. */
  readonly 'x-key'?: string
  /** The property that this one is another name of. */
  readonly 'x-alias-of'?: string
  /** What kreuzberg's command line calls some values of `enum`, and those values. */
  readonly 'x-aliases'?: Readonly<Record<string, string>>
  /** Keywords that other readers of the schema need. */
  readonly [keyword: string]: unknown
}

export interface RootSchema extends Schema {
  readonly $defs?: Readonly<Record<string, Schema>>
  /** Dotted path of an option that cannot work here, or with no value but its `const`, to the reason. */
  readonly 'x-unavailable'?: Readonly<Record<string, string>>
}
