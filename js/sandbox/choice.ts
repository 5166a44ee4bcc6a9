import type { ModuleName } from '../wasm/files.js'
import type { DocumentHint } from './protocol.js'

/**
 * The smallest module that may well read a document, as far as its name, type and first bytes tell. It need not be right:
 * a sandbox says which one has what it lacks.
 */
export function moduleFor(bytes: Uint8Array, { mimeType, filename }: DocumentHint): ModuleName {
  return byType(mimeType) ?? byExtension(filename) ?? byContent(bytes)
}

/** What a file name's extension is of. All others are text. */
const EXTENSIONS: readonly (readonly [RegExp, ModuleName])[] = [
  [/^pdf$/, 'pdf'],
  [/^(do[ct][mx]?|od[pst]|p[op][st][mx]?|rtf|xl[ast][bmx]?)$/, 'office'],
  [/^(7z|bib|dbf|epub|gz|hwpx?|key|latex|numbers|org|pages|pst|rst|tar|tex|tgz|zip)$/, 'kreuzberg'],
]

function byExtension(filename: string | null): ModuleName | undefined {
  const extension = /\.([^./\\]+)$/.exec(filename ?? '')?.[1]?.toLowerCase()
  if (extension === undefined) return undefined
  return EXTENSIONS.find(([names]) => names.test(extension))?.[1] ?? 'text'
}

function byType(mimeType: string | null): ModuleName | undefined {
  const type = mimeType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (/^application\/(x-)?pdf$/.test(type)) return 'pdf'
  if (/officedocument|opendocument|msword|ms-excel|ms-powerpoint|ms-word|rtf$/.test(type)) return 'office'
  if (/^text\/(plain|html|markdown|csv|xml)$|\/xml$|json$|yaml$|rfc822$/.test(type)) return 'text'
  return undefined
}

/** %PDF-, ZIP's and compound files' first bytes. */
function byContent(bytes: Uint8Array): ModuleName {
  const first = String.fromCharCode(...bytes.subarray(0, 4))
  if (first === '%PDF') return 'pdf'
  return first === 'PK\x03\x04' || first === '\xd0\xcf\x11\xe0' ? 'office' : 'text'
}
