import { initialPages } from '../wasm/files.js'

/** In bytes, as everything here. */
export const PAGE_BYTES = 65_536

/** The largest memory that 32-bit WebAssembly can address. */
export const MAX_MEMORY_BYTES = 65_536 * PAGE_BYTES

/** The least that a sandbox can start with: its stack and its data. */
export const MIN_MEMORY_BYTES = initialPages * PAGE_BYTES
