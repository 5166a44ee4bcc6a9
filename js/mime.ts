/** What a document is, and why it is taken for that. */
export interface DetectedType {
  /** Without parameters, lower case. */
  readonly mimeType: string
  /** What decided: the declared type, the name's extension, or the bytes. */
  readonly source: 'declared' | 'extension' | 'content'
  /** The decision in words. */
  readonly reason: string
}

/** A type that is read. */
export interface SupportedFormat {
  readonly mimeType: string
  /** Other names of the same type, accepted as well. */
  readonly aliases: readonly string[]
  /** Without the dot; the usual one first. */
  readonly extensions: readonly string[]
}

/** The extensions of a type, or of what it is an alias of; empty if it is not read. Parameters and case do not count. */
export function extensionsOf(mimeType: string, formats: readonly SupportedFormat[]): string[] {
  const wanted = mimeType.split(';', 1).join('').trim().toLowerCase()
  const names = (format: SupportedFormat) =>
    [format.mimeType, ...format.aliases].map((name) => name.toLowerCase())
  return formats.filter((format) => names(format).includes(wanted)).flatMap((format) => format.extensions)
}
