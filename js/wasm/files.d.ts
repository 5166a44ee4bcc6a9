/** A WebAssembly file of the package: a module, or tables that modules load when they need them. */
export type WasmFile =
  | ModuleName
  | 'chinese-japanese'
  | 'southeast-asian'
  | 'stop-words'
  | 'standard-fonts'
  | 'legacy-encodings'
  | 'character-maps'

/** A module. `kreuzberg` has everything; each of the others has a part of that, and gives the same results. */
export type ModuleName = 'kreuzberg' | 'text' | 'office' | 'pdf'

/** All of them. A module names one by its index. */
export const files: readonly WasmFile[]

/** What every module imports, by name. */
export const imports: readonly string[]

/** What every module exports for JavaScript. */
export const functions: readonly string[]

/** The least linear memory that a module can start with, in pages of 64 KiB. */
export const initialPages: number

/** Of each module, those that can do all that it can and more, the smallest first. */
export const larger: { readonly [name in ModuleName]: readonly ModuleName[] }
