// Plots as SVG that follow the reader's preference for light or dark.

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .note { fill: #59636e }
  .grid { stroke: #d1d9e0 }
  .one { stroke: #59636e; stroke-dasharray: 4 3 }
  .good { fill: #2da44e }
  .bad { fill: #cf5b4f }
  .line { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .note { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .one { stroke: #9198a1 }
  }`

/** Readable on white and on black. */
const COLOURS = '#0969da #bf8700 #2da44e #cf5b4f #8250df #1b9aaa #d0599b #7d8590'.split(' ')

/**
 * Ratios as bars on a logarithmic scale that begin at 1, in green where they are below it.
 *
 * @param rows `[{ label, value }]`, from the top
 */
export function bars({ title, note, rows }) {
  const [left, width, step] = [190, 470, 22]
  const values = rows.map(({ value }) => value)
  const low = Math.log(Math.min(0.5, ...values))
  const high = Math.log(Math.max(2, ...values))
  const x = (value) => left + ((Math.log(value) - low) / (high - low)) * width
  const bottom = 60 + rows.length * step
  const ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200]
  const grid = ticks
    .filter((tick) => Math.log(tick) >= low && Math.log(tick) <= high)
    .map(
      (tick) =>
        `<line class="${tick === 1 ? 'one' : 'grid'}" x1="${place(x(tick))}" x2="${place(x(tick))}" y1="52" y2="${bottom}"/>` +
        `<text class="note" text-anchor="middle" x="${place(x(tick))}" y="${bottom + 18}">${tick}</text>`,
    )
  const drawn = rows.map(({ label, value }, index) => {
    const y = 56 + index * step
    const [from, to] = [x(1), x(value)].toSorted((a, b) => a - b)
    return (
      `<text text-anchor="end" x="${left - 10}" y="${y + 13}">${escaped(label)}</text>` +
      `<rect class="${value <= 1 ? 'good' : 'bad'}" x="${place(from)}" y="${y + 2}" width="${place(Math.max(1, to - from))}" height="${step - 8}" rx="2"/>` +
      `<text class="note" x="${left + width + 8}" y="${y + 13}">${value.toFixed(2)}</text>`
    )
  })
  return svg(left + width + 60, bottom + 28, title, note, [...grid, ...drawn])
}

/**
 * Lines through points, with the line on which y is x.
 *
 * @param series `[{ label, points: [[x, y]] }]`
 */
export function lines({ title, note, series }) {
  const [left, top, width, height] = [40, 60, 520, 380]
  const points = series.flatMap((one) => one.points)
  const maxX = Math.max(...points.map(([x]) => x))
  const maxY = Math.max(...points.map(([, y]) => y), maxX * 1.2)
  const at = ([x, y]) => `${place(left + (x / maxX) * width)},${place(top + height - (y / maxY) * height)}`
  const grid = []
  for (let y = 0; y <= maxY; y += 2) {
    const [, level] = at([0, y]).split(',')
    grid.push(
      `<line class="grid" x1="${left}" x2="${left + width}" y1="${level}" y2="${level}"/>`,
      `<text class="note" text-anchor="end" x="${left - 8}" y="${Number(level) + 4}">${y}</text>`,
    )
  }
  for (let x = 1; x <= maxX; x += 1) {
    const [place] = at([x, 0]).split(',')
    grid.push(`<text class="note" text-anchor="middle" x="${place}" y="${top + height + 18}">${x}</text>`)
  }
  const ideal = `<polyline class="line one" points="${at([0, 0])} ${at([maxX, maxX])}"/>`
  const drawn = series.map(({ label, points: own }, index) => {
    const colour = COLOURS[index % COLOURS.length]
    const dashes = index < COLOURS.length ? '' : ' stroke-dasharray="6 3"'
    const y = top + 12 + index * 20
    return (
      `<polyline class="line" stroke="${colour}"${dashes} points="${own.map(at).join(' ')}"/>` +
      `<line class="line" stroke="${colour}"${dashes} x1="${left + width + 20}" x2="${left + width + 46}" y1="${y - 4}" y2="${y - 4}"/>` +
      `<text x="${left + width + 54}" y="${y}">${escaped(label)}</text>`
    )
  })
  return svg(left + width + 130, top + height + 30, title, note, [...grid, ideal, ...drawn])
}

function svg(width, height, title, note, shapes) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="10" y="20">${escaped(title)}</text>`,
    `<text class="note" x="10" y="40">${escaped(note)}</text>`,
    ...shapes,
    '</svg>',
    '',
  ].join('\n')
}

function place(value) {
  return Number(value.toFixed(1))
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
