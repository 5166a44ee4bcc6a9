// Hostile documents, each made when it is asked for: none of them lies in the repository.
import { archives } from './archives.mjs'
import { packages } from './packages.mjs'
import { texts } from './texts.mjs'

const all = { ...archives, ...packages, ...texts }

/** What each does, in words. */
export const attacks = Object.keys(all)

/**
 * @param {string} attack
 * @returns {{ filename: string, bytes: Uint8Array<ArrayBuffer> }}
 */
export function hostile(attack) {
  const [filename, make] = all[attack]
  return { filename, bytes: Uint8Array.from(Buffer.from(make())) }
}
