// THIRD_PARTY_LICENSES.md: the licence of everything that ships with the package.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

import { parse } from 'smol-toml'

import { SIMD } from './modules.mjs'
import { root, run } from './run.mjs'

const LICENCE_FILE = /(^|[_-])(licen[cs]e|copying|copyright|notice|unlicense)/i
const OTHER_THAN_MIT = /apache|boost|bsl|cc0|unlicense|zlib|0bsd/i
const NOT_SHIPPED = new Set(['benches', 'examples', 'fuzz', 'node_modules', 'src', 'test', 'tests'])

/** Data that a crate embeds and that came from elsewhere: what it is, and a notice that the crate does not carry. */
const EMBEDDED = {
  encoding_rs: { what: 'the indexes of the WHATWG Encoding Standard' },
  'hayro-cmap': { what: "Adobe's character maps (CMaps) for Chinese, Japanese and Korean" },
  'hayro-font': { what: 'the substitutes for the 14 standard PDF fonts, made by Foxit for PDFium' },
  'hayro-interpret': { what: 'ICC profiles for CMYK and CIELAB' },
  'hayro-jpeg2000': { what: 'ICC profiles for CMYK, CIELAB and ProPhoto' },
  icu_segmenter_data: {
    what: 'Unicode segmentation rules, LSTM models, and word break dictionaries from ICU',
    notice: 'icu-dictionaries.txt',
  },
  kreuzberg: { what: 'stop words of 64 languages' },
  whatlang: { what: 'the trigrams by which it tells languages apart' },
}

/**
 * The document, for all modules of wasm-pack.toml and the npm packages that are installed with the package.
 *
 * @returns {string} Markdown
 */
export function thirdPartyLicences() {
  const components = [standardLibrary(), ...crates(), ...npmPackages()]
  const embedding = components.filter(({ embedded }) => embedded)
  return [
    '# Third-party licences',
    'The package is MIT-licensed (LICENSE). What it is made of is listed here with its licences; the texts follow. ' +
      'Where a licence can be chosen and MIT is among them, MIT is taken.',
    '## Compiled into the WebAssembly modules, or installed with the package',
    components.map(({ title, licence, source }) => `- ${title}: ${licence}, ${source}`).join('\n'),
    '## Data within them',
    embedding.map(({ title, embedded }) => `- ${title} embeds ${embedded.what}.`).join('\n'),
    '## Texts',
    ...texts(components),
    '',
  ].join('\n\n')
}

/** The crates that are in a module, as cargo resolves them for it. Macros and build scripts run, and stay behind. */
export function crates() {
  const { packages } = JSON.parse(
    run('cargo', ['metadata', '--locked', '--all-features', '--format-version', '1'], { quiet: true }),
  )
  const found = new Map(packages.map((crate) => [`${crate.name} v${crate.version}`, crate]))
  const { module: modules } = parse(readFileSync(join(root, 'wasm-pack.toml'), 'utf8'))
  const names = new Set(
    Object.values(modules)
      .filter(({ of, test = false }) => !of && !test)
      .flatMap(({ features }) => resolved(features)),
  )
  return [...names]
    .sort()
    .map((name) => found.get(name))
    .filter((crate) => crate.source !== null)
    .map(describeCrate)
}

function resolved(features) {
  const tree = run(
    'cargo',
    [
      ['tree', '--locked', '--package', 'kreuzberg-wasm', '--target', 'wasm32-unknown-unknown'],
      ['--edges', 'normal,no-proc-macro', '--no-default-features', '--features', features.join()],
      ['--prefix', 'none', '--format', '{p}'],
    ].flat(),
    // Some crates are in a module only with it.
    { quiet: true, env: { RUSTFLAGS: SIMD } },
  )
  return tree.match(/^\S+ v\S+/gm)
}

function describeCrate({ name, version, license, authors, manifest_path: manifest }) {
  const embedded = EMBEDDED[name]
  const own = licenceTexts(dirname(manifest), license)
  return {
    name,
    title: `${name} ${version}`,
    licence: license,
    source: `https://crates.io/crates/${name}/${version}`,
    embedded,
    texts: [
      ...(own.length > 0 ? own : [standardText(name, license, authors)]),
      ...(embedded?.notice ? [ownText(embedded.notice)] : []),
    ],
  }
}

/** What npm installs for a user: the dependencies and theirs. */
function npmPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version, license }]) => {
      const name = path.replace(/^.*node_modules\//, '')
      const own = licenceTexts(join(root, path), license)
      return {
        name,
        title: `${name} ${version} (npm)`,
        licence: license,
        source: `https://www.npmjs.com/package/${name}/v/${version}`,
        texts: own.length > 0 ? own : [standardText(name, license, [])],
      }
    })
}

/** Part of every module, and of no lock file. */
function standardLibrary() {
  const [, version] = /^rustc (\S+)/.exec(run('rustc', ['--version'], { quiet: true })) ?? []
  return {
    title: `Rust standard library ${version}`,
    licence: 'MIT OR Apache-2.0',
    source: 'https://github.com/rust-lang/rust',
    texts: [standardText('Rust', 'MIT', ['The Rust Project contributors'])],
  }
}

/** The licence files of a package, those beside its assets among them. */
function licenceTexts(folder, licence) {
  if (!existsSync(folder)) throw new Error(`${folder} is missing: its licence cannot be read`)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(/[\\/]/))
    .filter((path) => !path.slice(0, -1).some((part) => NOT_SHIPPED.has(part)))
    .filter((path) => path.some((part) => LICENCE_FILE.test(part)) && !path.at(-1).endsWith('.rs'))
  const isMitChosen = !/\bAND\b/.test(licence) && files.some((path) => /mit/i.test(path.at(-1)))
  return files
    .filter((path) => !(isMitChosen && path.length === 1 && OTHER_THAN_MIT.test(path[0])))
    .map((path) => readFileSync(join(folder, ...path), 'utf8'))
}

/** For a package that names its licence but has no copy of it: the standard text, and its authors. */
function standardText(name, licence, authors) {
  const file = licence.split(/ OR |\//).map((id) => `${id}.txt`)[0]
  const holders = authors.map((author) => author.replace(/ <.*/, '')).join(', ') || `the authors of ${name}`
  return `Copyright (c) ${holders}\n\n${ownText(file)}`
}

function ownText(file) {
  const path = join(root, 'scripts', 'licences', file)
  if (!existsSync(path)) throw new Error(`a licence's text is missing: ${path}`)
  return readFileSync(path, 'utf8')
}

/** Every text once, with those that it belongs to. */
function texts(components) {
  const groups = new Map()
  for (const { title, texts } of components) {
    for (const text of texts) {
      const key = text.replace(/\s+/g, ' ').trim()
      const group = groups.get(key) ?? { text: text.replace(/\r\n?/g, '\n').trim(), titles: new Set() }
      groups.set(key, { ...group, titles: group.titles.add(title) })
    }
  }
  return [...groups.values()].map(({ text, titles }) => `### ${[...titles].join(', ')}\n\n${fenced(text)}`)
}

/** A fence longer than any in the text. */
function fenced(text) {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}
