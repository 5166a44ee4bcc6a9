// What bench/RESULTS.md says.
import { OURS, runtimeOf } from './engines.mjs'
import { figure, geometricMean, median, percent, spread, sum, table } from './figures.mjs'

const MB = 1e6

/** The sections that hold for the engines' readings of the corpus. */
export function report({ head, readings, names, scores, starts, sizes, families }) {
  const types = [...new Set(readings.map(({ type }) => type))]
  return `${[
    '# Results',
    'Written by `npm run bench`; [README.md](README.md) says how each figure is got. Ratios are our time to the other’s, on the documents that both read: below 1 we are faster.',
    head,
    ...(names.includes('native') ? againstNative(readings, types) : []),
    ...againstPackages(readings, types, names, scores),
    ...(starts.length > 0 ? coldStarts(starts, names) : []),
    ...weights(readings, names, sizes),
    ...(families.length > 0 ? grownDocuments(families) : []),
  ].join('\n\n')}\n`
}

/** `{ type, documents, ours, theirs, ofSums, mean }` for the documents of a type that we and `name` read. */
export function comparison(readings, type, name) {
  const both = readings.filter(
    (reading) => reading.type === type && time(reading, OURS) && time(reading, name),
  )
  const [ours, theirs] = [OURS, name].map((who) => sum(both.map((reading) => time(reading, who))))
  const ratios = both.map((reading) => time(reading, OURS) / time(reading, name))
  return { type, documents: both.length, ours, theirs, ofSums: ours / theirs, mean: geometricMean(ratios) }
}

function time(reading, name) {
  const { ms = [] } = reading.answers[name] ?? {}
  return ms.length > 0 ? median(ms) : undefined
}

function againstNative(readings, types) {
  const compared = types
    .map((type) => comparison(readings, type, 'native'))
    .filter(({ documents }) => documents > 0)
  const rows = compared
    .toSorted((a, b) => b.ofSums - a.ofSums)
    .map(({ type, documents, ours, theirs, ofSums, mean }) => [
      type,
      documents,
      ...[ours, theirs, ofSums, mean].map(figure),
    ])
  const [ofSums, mean] = ['ofSums', 'mean'].map((key) => geometricMean(compared.map((one) => one[key])))
  return [
    '## Native kreuzberg',
    `The geometric mean over types is **${figure(ofSums)}** of the ratios of sums, and ${figure(mean)} of the geometric means over documents.`,
    '![Our time to that of native kreuzberg, by type](plots/native.svg)',
    table(['type', 'documents', 'ours, ms', 'native, ms', 'ratio of sums', 'mean ratio'], rows),
  ]
}

function againstPackages(readings, types, names, scores) {
  const rows = types.flatMap((type) => {
    const ofType = readings.filter((reading) => reading.type === type)
    const readers = names.filter((name) => ofType[0].answers[name])
    const others = readers.filter((name) => name !== OURS && name !== 'native')
    return others.length > 0 ? readers.map((name) => row(ofType, type, name)) : []
  })
  const head = [
    'type',
    'engine',
    'TF1',
    'documents',
    'ms',
    'spread',
    'ratio of sums',
    'mean ratio',
    'failures',
  ]
  return [
    '## Packages',
    'Milliseconds are sums of the documents’ medians; the spread is half the range of the middle half of a document’s runs, in parts of their median, for the median document.',
    '![Our time to that of npm packages on their own formats](plots/packages.svg)',
    table(head, rows, 2),
  ]

  function row(ofType, type, name) {
    const read = ofType.filter((reading) => time(reading, name))
    const spreads = read.map((reading) => spread(reading.answers[name].ms))
    const { ofSums, mean } = comparison(ofType, type, name)
    const ratios = name === OURS ? ['', ''] : [ofSums, mean].map(figure)
    const accuracy = scores[name]?.[type]
    return [
      type,
      name,
      accuracy?.toFixed(3) ?? '',
      read.length,
      figure(sum(read.map((reading) => time(reading, name)))),
      spreads.length > 0 ? percent(median(spreads)) : '',
      ...ratios,
      failures(ofType, name),
    ]
  }
}

/** The most frequent first, with how often each. */
function failures(readings, name) {
  const counts = new Map()
  for (const { answers } of readings) {
    const { error } = answers[name] ?? {}
    if (error) counts.set(error, (counts.get(error) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 2)
    .map(([error, count]) => `${count} × ${error.replaceAll(/[|\n<]/g, ' ').slice(0, 70)}`)
    .join('; ')
}

function coldStarts(starts, names) {
  const rows = starts.flatMap(({ type, bytes, times, idle }) =>
    names
      .filter((name) => times[name])
      .map((name) => [
        type,
        `${name} (${runtimeOf(name).label})`,
        figure(bytes / 1000),
        figure(median(times[name])),
        percent(spread(times[name])),
        figure(median(idle[name])),
      ]),
  )
  return [
    '## Cold',
    'From the start of a process to the text of its first document, and what the same runtime takes to start and do nothing.',
    table(['type', 'engine', 'kB', 'ms', 'spread', 'idle, ms'], rows, 2),
  ]
}

function weights(readings, names, sizes) {
  const rows = names.map((name) => {
    const peaks = readings.map(({ answers }) => answers[name]?.peak ?? 0)
    return [name, figure(sizes[name] / MB), figure(Math.max(...peaks) / MB)]
  })
  return [
    '## Size and memory',
    'Installed, with dependencies; and the most that the process has had resident over all the documents that it was given.',
    table(['engine', 'installed, MB', 'peak, MB'], rows),
  ]
}

function grownDocuments(families) {
  const rows = families.map(({ type, points }) => {
    const [first, last] = [points[0], points.at(-1)]
    return [
      type,
      figure(first.bytes / 1000),
      figure(last.bytes / 1000),
      figure(first.ms),
      figure(last.ms),
      figure(last.ms / first.ms),
      figure(last.memoryBytes / MB),
      figure((last.memoryBytes - 32 * 1024 * 1024) / last.bytes),
    ]
  })
  return [
    '## Growth',
    'The same kind of document once and ten times as large: the time, and the sandbox’s linear memory after the larger. The last column is that memory without 32 MiB, to the size of the document.',
    '![Time by size, both in parts of the smallest](plots/growth.svg)',
    table(['type', 'kB', 'kB', 'ms', 'ms', 'times', 'memory, MB', 'to size'], rows),
  ]
}
