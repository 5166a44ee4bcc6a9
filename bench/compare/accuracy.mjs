import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from '../../scripts/run.mjs'

/**
 * Token F1 of the text, by the corpus' own scorer: by engine and type. Empty where the corpus has no scorer.
 * A document without text scores 0.
 */
export function accuracy(corpus, readings, names) {
  const scorer = join(corpus, 'score.py')
  if (!existsSync(scorer)) return {}
  const results = join(root, 'bench', 'results')
  mkdirSync(results, { recursive: true })
  const readers = names.filter((name) => readings.some(({ answers }) => answers[name]))
  return Object.fromEntries(readers.map((name) => [name, score(name)]))

  function score(name) {
    const own = readings.filter(({ answers }) => answers[name])
    const lines = own.map(({ document, answers }) => {
      const { text, ms, error } = answers[name]
      return JSON.stringify({ document, text, markdown: null, ms: ms[0] ?? 0, error })
    })
    const file = join(results, `${name.replace('/', '-')}.jsonl`)
    writeFileSync(file, `${lines.join('\n')}\n`)
    const types = [...new Set(own.map(({ type }) => type))]
    const args = [scorer, file, '--corpus', corpus, '--json', '--types', types.join()]
    const summary = JSON.parse(execFileSync('python3', args, { encoding: 'utf8', maxBuffer: 1 << 26 }))
    return Object.fromEntries(types.map((type) => [type, summary[type]?.tf1]))
  }
}
