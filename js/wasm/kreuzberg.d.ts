/**
 * The build's glue (scripts/glue.mjs): what wasm-bindgen generates, wrapped in a function, so that every
 * sandbox has a glue of its own and nothing of it outlives the sandbox.
 */

/** What a sandbox may see of the world around it. */
export interface Globals {
  readonly crypto: { getRandomValues(bytes: Uint8Array): void }
  readonly [name: string]: unknown
}

/** All that changes in an instance. */
export interface State {
  readonly memory: WebAssembly.Memory
  /** How much of the memory is in use, in pages of 64 KiB. */
  readonly pages: NumberGlobal
  /** Where the stack ends; it grows downwards, to 0. Between two calls it is empty. */
  readonly stack: NumberGlobal
  /** From where on, up to the end of the stack, it is not all zeros. */
  readonly lowest: (stackEnd: number) => number
  /** JavaScript's values that the inside holds. */
  readonly references: WebAssembly.Table
}

/** A WebAssembly.Global that holds an i32. */
export interface NumberGlobal {
  value: number
}

/** The operations of a Call (sandbox/protocol.ts) by their kinds. Each gives JSON or a Reply, or throws a Failure. */
type Operations = {
  readonly [kind in 'extract' | 'detect' | 'renderPage' | 'pageCount' | 'formats']: (
    bytes?: Uint8Array,
    request?: string,
  ) => unknown
}

export interface Glue extends Operations {
  /** What the module imports, by the name of the import; the memory among it. */
  readonly imports: WebAssembly.ModuleImports
  /** To be called with the instance before any of the functions below. */
  start(instance: WebAssembly.Instance): State
  /** Does what first documents do, with one of the module's own. False if it has no document with that number. */
  warm(number: number): boolean
  lastPanic(): string
}

export function createGlue(globals: Globals, memory: WebAssembly.Memory): Glue

/** Under which module name the module imports {@link Glue.imports}. */
export const importModule: string

/** The least linear memory that the module can start with, in pages of 64 KiB. */
export const initialPages: number

/**
 * Where the memory of a new instance has room for data that it may need, from one address up to another. What is there is
 * never read before it is written.
 */
export const holes: readonly (readonly [number, number])[]
