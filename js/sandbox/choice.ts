import type { ModuleName } from '../wasm/files.js'
import type { Call } from './protocol.js'

/**
 * The smallest module that may well do, as far as a document's name, type and first bytes tell. It need not be right:
 * a sandbox says which one has what it lacks.
 */
export function moduleFor(call: Call): ModuleName | 'any' {
  switch (call.kind) {
    case 'extract':
      return byType(call.request.mimeType) ?? byExtension(call.request.filename) ?? byContent(call.bytes)
    case 'renderPage':
      return 'kreuzberg'
    case 'pageCount':
      return 'pdf'
    // Every module knows all types.
    case 'detect':
    case 'formats':
      return 'any'
  }
}

const OFFICE =
  'doc docm docx dot dotm dotx odp ods odt pot potm potx pps ppsm ppsx ppt pptm pptx rtf xla xlam xls xlsb xlsm xlsx xlt xltm xltx'
const RARE = '7z bib dbf epub gz hwp hwpx key latex numbers org pages pst rst tar tex tgz zip'

const MODULES = new Map<string, ModuleName>([
  ['pdf', 'pdf'],
  ...OFFICE.split(' ').map((extension) => [extension, 'office'] as const),
  ...RARE.split(' ').map((extension) => [extension, 'kreuzberg'] as const),
])

function byExtension(filename: string | null): ModuleName | undefined {
  const extension = /\.([^./\\]+)$/.exec(filename ?? '')?.[1]?.toLowerCase()
  return extension === undefined ? undefined : (MODULES.get(extension) ?? 'text')
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
