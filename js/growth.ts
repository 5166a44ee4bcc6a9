const SMALLEST = 64 * 1024

/**
 * `buffer`, or a larger copy of it that holds at least `needed` bytes. It doubles, so that a stream of unknown
 * length is copied a constant number of times, but never passes `most`.
 */
export function withRoomFor(
  needed: number,
  buffer: Uint8Array<ArrayBuffer>,
  most: number,
): Uint8Array<ArrayBuffer> {
  if (needed <= buffer.length) return buffer
  const larger = new Uint8Array(Math.max(needed, Math.min(buffer.length * 2, most), Math.min(SMALLEST, most)))
  larger.set(buffer)
  return larger
}
