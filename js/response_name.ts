/**
 * The file name of a response: that of its Content-Disposition (RFC 6266, the extended form first), else the
 * last segment of its URL. Only the last part of a path counts, whatever the server says.
 */
export function readResponseName(response: Response): string | undefined {
  const disposition = response.headers.get('content-disposition') ?? ''
  const candidates = [extendedName(disposition), plainName(disposition), lastSegment(response.url)]
  return candidates.find((name) => name !== undefined && name !== '')
}

/** `filename*=UTF-8''na%C3%AFve.txt` (RFC 8187). */
function extendedName(disposition: string): string | undefined {
  const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1]
  return encoded === undefined ? undefined : baseName(decoded(encoded))
}

function plainName(disposition: string): string | undefined {
  const match = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition)
  const name = match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2]
  return name === undefined ? undefined : baseName(name)
}

function lastSegment(url: string): string | undefined {
  if (!/^https?:/i.test(url)) return undefined
  return baseName(decoded(new URL(url).pathname))
}

function baseName(path: string): string | undefined {
  return path.split(/[\\/]/).at(-1)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
