// Makes a document that breaks something small: delta debugging (Zeller and Hildebrandt, 2002), on ranges of bytes.

/**
 * @param {Buffer} bytes left as they are
 * @param {(candidate: Buffer) => Promise<boolean>} breaks whether a smaller document still does
 * @param {number} attempts how often `breaks` is asked, at most
 * @returns {Promise<Buffer>} the smallest that was found; `bytes` itself where none was
 */
export async function minimised(bytes, breaks, attempts) {
  let smallest = bytes
  let pieces = 2
  let left = attempts
  while (left > 0 && smallest.length > 1) {
    const piece = Math.ceil(smallest.length / pieces)
    let found = false
    for (let start = 0; start < smallest.length && left > 0; start += piece) {
      const candidate = Buffer.concat([smallest.subarray(0, start), smallest.subarray(start + piece)])
      left -= 1
      if (await breaks(candidate)) {
        smallest = candidate
        found = true
        break
      }
    }
    if (found) pieces = Math.max(2, pieces - 1)
    else if (piece === 1) break
    else pieces = Math.min(smallest.length, pieces * 2)
  }
  return smallest
}
