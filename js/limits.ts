/** What an input may cost before it reaches a sandbox. */
export interface Limits {
  /** The largest document that is read, in bytes. Default: {@link DEFAULT_INPUT_BYTES}. */
  readonly inputBytes?: number | undefined
}

/** 512 MiB. The bytes are held in memory twice while they are copied into a sandbox of at most 4 GiB. */
export const DEFAULT_INPUT_BYTES = 512 * 1024 * 1024

/** What every input is told when it is too large. */
export function overInputLimit(maxBytes: number): string {
  return `the document is larger than limits.inputBytes (${maxBytes} bytes); raise that limit, or split the document`
}
