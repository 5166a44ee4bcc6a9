/**
 * The candidate that `word` is most likely a misspelling of, or undefined if it is like none of them. Case,
 * underscores and hyphens do not count, so that a snake_case key finds its camelCase name.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = skeleton(word)
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(wanted.length * 0.4)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(wanted, skeleton(candidate))
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** Nobody misspells a key of this length by a few letters, and the distance costs the square of it. */
const LONGEST_WORD = 80

function skeleton(word: string): string {
  return word.slice(0, LONGEST_WORD).toLowerCase().replace(/[_-]/g, '')
}

/** Levenshtein's distance, a row of the matrix at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const substituted = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1)
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
