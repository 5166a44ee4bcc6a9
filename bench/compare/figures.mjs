// What is made of measurements.

/** The value that half of the others are below. */
export function median(values) {
  return quantile(values, 0.5)
}

/** Half of the range in which the middle half of the values lie, as a part of the median. */
export function spread(values) {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values)
}

function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * part
  const below = sorted[Math.floor(place)]
  return below + (sorted[Math.ceil(place)] - below) * (place % 1)
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0)
}

export function geometricMean(values) {
  return Math.exp(sum(values.map(Math.log)) / values.length)
}

/** Three significant digits, or nothing. */
export function figure(value) {
  if (!Number.isFinite(value)) return ''
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
}

export function percent(value) {
  return Number.isFinite(value) ? `${(value * 100).toFixed(0)} %` : ''
}

export function table(head, rows, leftmost = 1) {
  const rule = head.map((_, index) => (index < leftmost ? '---' : '---:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
