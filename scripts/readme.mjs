// `npm run readme`: writes the generated parts of README.md anew, from the built package and wasm-pack.toml.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { parse } from 'smol-toml'
import * as prettier from 'prettier'

import { build } from './build.mjs'
import { formatsTable } from './formats.mjs'
import { published } from './modules.mjs'
import { root } from './run.mjs'

const path = join(root, 'README.md')

/**
 * @param {string} readme
 * @returns {Promise<string>} the same with its generated parts as they should be
 */
export async function withGeneratedParts(readme) {
  const parts = { unavailable: unavailable(), formats: await formats(), size: size(), limits: limits() }
  const filled = Object.entries(parts).reduce((text, [name, part]) => {
    const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`]
    const [head] = text.split(begin)
    const [, tail] = text.split(end)
    if (tail === undefined) throw new Error(`README.md has no part between ${begin} and ${end}`)
    return `${head}${begin}\n\n${part}\n\n${end}${tail}`
  }, readme)
  return prettier.format(filled, { parser: 'markdown', ...(await prettier.resolveConfig(path)) })
}

function unavailable() {
  const { 'x-unavailable': reasons } = JSON.parse(readFileSync(join(root, 'js/schema/config.json'), 'utf8'))
  const options = new Map()
  for (const [option, reason] of Object.entries(reasons)) {
    options.set(reason, [...(options.get(reason) ?? []), `\`${option}\``])
  }
  const rows = [...options].map(([reason, names]) => `| ${names.join(', ')} | ${reason} |`)
  return ['| option | why not, and what instead |', '| --- | --- |', ...rows].join('\n')
}

async function formats() {
  const { default: init } = await import('../pkg/index.js')
  const kreuzberg = await init({ workers: 0 })
  const table = formatsTable(await kreuzberg.listSupportedFormats())
  await kreuzberg.close()
  return table
}

function limits() {
  const { $defs } = JSON.parse(readFileSync(join(root, 'js/schema/config.json'), 'utf8'))
  const rows = Object.entries($defs.Limits.properties).map(([name, limit]) => {
    const { description, default: value } = { ...$defs[limit.$ref?.replace('#/$defs/', '')], ...limit }
    return `| \`${name}\` | ${shown(name, value)} | ${description.replaceAll('\n', ' ')} |`
  })
  return ['| limit | default | what it counts |', '| --- | --- | --- |', ...rows].join('\n')
}

function shown(name, value) {
  if (typeof value === 'string') return `\`'${value}'\``
  return name.endsWith('Bytes') ? `${value / 2 ** 20} MiB` : value.toLocaleString('en')
}

function size() {
  const { module: modules } = parse(readFileSync(join(root, 'wasm-pack.toml'), 'utf8'))
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`
  const rows = Object.entries(published(modules)).map(([name, { 'max-bytes': max }]) => {
    return `| \`${name}.wasm\` | ${[max.raw, max.gzip, max.brotli].map(megabytes).join(' | ')} |`
  })
  return ['| file | at most | gzip | brotli |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build()
  writeFileSync(path, await withGeneratedParts(readFileSync(path, 'utf8')))
}
