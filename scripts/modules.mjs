// The WebAssembly modules: compiled by cargo, bound by wasm-bindgen, cut out of each other, wrapped, weighed.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import { parse } from 'smol-toml'
import { globSync } from 'tinyglobby'

import { wrapGlue } from './glue.mjs'
import { root, run } from './run.mjs'

/** What modules import from js/sandbox/sandbox.ts, as bindgen/ has it. */
const OUTSIDE = ['lacks', 'table']

const TARGET = 'wasm32-unknown-unknown'
// Searches go sixteen bytes at a time with it; every engine that is supported has it.
export const SIMD = '-Ctarget-feature=+simd128'
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target')

/**
 * Builds the modules that are published, or, with `test`, those that tests build for themselves.
 *
 * @param {{ dev: boolean, out: string, test?: boolean }} options
 */
export async function buildModules({ dev, out, test: wanted = false }) {
  mkdirSync(out, { recursive: true })
  const { module: modules } = parse(readFileSync(join(root, 'wasm-pack.toml'), 'utf8'))
  run('cargo', ['build', '--quiet', '--locked', '--profile', 'tools', '-p', 'bindgen'])
  const built = Object.entries(modules).filter(([, { of, test = false }]) => !of && test === wanted)
  for (const [name, own] of built) {
    const settings = extended(name, own, modules)
    const compiled = compile(settings, dev)
    bind(planOf(name, settings, modules, compiled), out)
  }
  for (const [name, { 'max-bytes': budget }] of Object.entries(published(modules)))
    if (!wanted) weigh(name, budget, out, dev)
}

/**
 * Every file of the package that is made here, with its budget: modules, and tables that are loaded by themselves.
 *
 * @param {object} modules the tables `module` of wasm-pack.toml
 */
export function published(modules) {
  const own = Object.entries(modules).filter(([, { test = false }]) => !test)
  const tables = own.flatMap(([, { cold = {} }]) => Object.entries(cold).filter(([, { apart }]) => apart))
  return Object.fromEntries([...own, ...tables])
}

/** With the settings of the module that it extends; it holds the tables that this holds. */
function extended(name, own, modules) {
  const base = modules[own.extends]
  if (!base) return own
  const cold = Object.entries(base.cold).map(([group, settings]) => {
    const within = settings.within?.map((module) => (module === own.extends ? name : module))
    return [group, { ...settings, ...(within && { within }) }]
  })
  return { ...base, ...own, features: [...base.features, ...own.features], cold: Object.fromEntries(cold) }
}

/** What bindgen/src/plan.rs describes. */
function planOf(name, { exports, cold, unused }, modules, compiled) {
  const cut = Object.entries(modules).filter(([, { of }]) => of === name)
  return {
    input: compiled,
    out: join(target, 'bindgen', name),
    name,
    exports,
    files: Object.keys(published(modules)),
    tables: Object.entries(cold).map(
      ([group, { tables, apart = false, within = [], 'on-use': onUse = false }]) => ({
        name: group,
        hashes: tables.flatMap(hashes),
        apart,
        within,
        onUse,
      }),
    ),
    modules: [
      { name, without: unused, larger: [] },
      ...cut.map(([other, { without, larger }]) => ({
        name: other,
        without: [...unused, ...without],
        larger,
      })),
    ],
  }
}

function compile(settings, dev) {
  const profile = dev ? 'dev-wasm' : 'release'
  const level = String(settings['opt-level'])
  const features = settings.features.join(',')
  run(
    'cargo',
    [
      'rustc',
      '--locked',
      '--lib',
      // Cargo drops link-time optimisation without a word where the library is an rlib as well.
      '--crate-type',
      'cdylib',
      '--profile',
      profile,
      '--target',
      TARGET,
      '--no-default-features',
      '--features',
      features,
      // Not in RUSTFLAGS, which would have every dependency compiled anew for a clone in another folder.
      '--',
      ...remapped(root.replace(/\/$/, ''), '/kreuzberg-wasm'),
    ],
    {
      env: {
        [`CARGO_PROFILE_${dev ? 'DEV_WASM' : 'RELEASE'}_OPT_LEVEL`]: level,
        RUSTFLAGS: rustFlags(),
        // Cargo gives a cdylib's file one name whatever its features are; any value here puts a hash of them into it,
        // so that building one module does not make another stale.
        __CARGO_DEFAULT_LIB_METADATA: 'module',
      },
    },
  )
  return join(target, TARGET, profile, 'kreuzberg_wasm.wasm')
}

/**
 * The builder's paths, which panics name, are no part of the product. Those of the standard library get the name
 * that they have where its source is not installed, so that both give the same bytes.
 */
function rustFlags() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo')
  const sysroot = run('rustc', ['--print', 'sysroot'], { quiet: true }).trim()
  const [, commit] = /^commit-hash: (.*)$/m.exec(run('rustc', ['-vV'], { quiet: true })) ?? []
  const library = join(sysroot, 'lib', 'rustlib', 'src', 'rust')
  const remap = [...remapped(cargoHome, '/cargo'), ...remapped(library, `/rustc/${commit}`)]
  return [process.env.RUSTFLAGS ?? '', SIMD, ...remap].join(' ').trim()
}

function remapped(path, name) {
  return [`--remap-path-prefix=${path}=${name}`]
}

/** Skipped when neither the compiled module nor anything that binds it has changed. */
function bind(plan, out) {
  const bindgen = join(target, 'tools', process.platform === 'win32' ? 'bindgen.exe' : 'bindgen')
  const hash = createHash('sha256').update(JSON.stringify(plan))
  for (const input of [plan.input, bindgen, join(root, 'scripts', 'glue.mjs')])
    hash.update(readFileSync(input))
  const wanted = hash.digest('hex')

  const names = [...plan.modules, ...plan.tables.filter(({ apart }) => apart)].map(({ name }) => name)
  const stamp = join(plan.out, 'stamp')
  const made = names.map((name) => join(out, `${name}.wasm`))
  const isFresh = [...made, stamp].every(existsSync) && readFileSync(stamp, 'utf8') === wanted
  if (!isFresh) {
    mkdirSync(plan.out, { recursive: true })
    const path = join(plan.out, 'plan.json')
    writeFileSync(path, JSON.stringify(plan, null, 2))
    run(bindgen, [path])
    for (const name of names) copyFileSync(join(plan.out, `${name}.wasm`), join(out, `${name}.wasm`))
    // All modules share the glue of the largest.
    const source = readFileSync(join(plan.out, plan.name, `${plan.name}_bg.js`), 'utf8')
    const holes = JSON.parse(readFileSync(join(plan.out, 'holes.json'), 'utf8'))
    const { glue, ...needs } = wrapGlue(source, {
      importModule: `./${plan.name}_bg.js`,
      exports: plan.exports,
      holes,
    })
    writeFileSync(join(out, `${plan.name}.js`), glue)
    writeFileSync(join(out, 'files.js'), filesOf(plan, needs))
    writeFileSync(stamp, wanted)
  }
  copyFileSync(join(root, 'js', 'wasm', 'kreuzberg.d.ts'), join(out, `${plan.name}.d.ts`))
  copyFileSync(join(root, 'js', 'wasm', 'files.d.ts'), join(out, 'files.d.ts'))
}

/** A module as js/wasm/files.d.ts declares it. */
function filesOf({ files, modules, exports }, { imports, initialPages }) {
  const larger = Object.fromEntries(modules.map(({ name, larger }) => [name, larger]))
  return `// Generated by the build from wasm-pack.toml.
export const files = ${JSON.stringify(files)}
export const imports = ${JSON.stringify([...imports, ...OUTSIDE])}
export const functions = ${JSON.stringify(exports)}
export const initialPages = ${initialPages}
export const larger = ${JSON.stringify(larger)}
`
}

/** The SHA-256 of a table, or of each file of a crate that is given as `crate:glob`. */
function hashes(table) {
  const [crate, glob] = table.split(':')
  if (!glob) return [table]
  const found = globSync(glob, { cwd: folderOf(crate), absolute: true }).sort()
  if (found.length === 0) throw new Error(`${crate} has no file ${glob}`)
  return found.map((path) => createHash('sha256').update(readFileSync(path)).digest('hex'))
}

function folderOf(crate) {
  const metadata = run('cargo', ['metadata', '--locked', '--format-version', '1'], { quiet: true })
  const { manifest_path: manifest } = JSON.parse(metadata).packages.find(({ name }) => name === crate) ?? {}
  if (!manifest) throw new Error(`cargo knows no crate ${crate}`)
  return dirname(manifest)
}

/** Prints a file's size, and fails where a release build is over its budget. */
function weigh(name, budget, out, dev) {
  const path = join(out, `${name}.wasm`)
  const size = dev ? quickSizes(path) : sizes(path)
  const told = Object.entries(size).map(([kind, bytes]) => `${bytes} ${kind}`)
  console.error(`${name}.wasm: ${told.join(', ')} bytes${dev ? ' (development build)' : ''}`)
  if (dev) return
  for (const [kind, limit] of Object.entries(budget)) {
    if (size[kind] > limit)
      throw new Error(`${name}.wasm is ${size[kind]} bytes ${kind}, over its budget of ${limit}`)
  }
}

/**
 * How large a file is: as it is, and as servers send it, compressed as far as it goes. Brotli takes half a minute, so
 * what it found is kept for as long as the bytes stay the same.
 *
 * @param {string} path
 */
export function sizes(path) {
  const bytes = readFileSync(path)
  const known = join(target, 'bindgen', 'sizes', createHash('sha256').update(bytes).digest('hex'))
  if (!existsSync(known)) {
    mkdirSync(dirname(known), { recursive: true })
    writeFileSync(known, JSON.stringify({ ...quickSizes(path), brotli: brotliCompressSync(bytes).length }))
  }
  return JSON.parse(readFileSync(known, 'utf8'))
}

function quickSizes(path) {
  const bytes = readFileSync(path)
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length }
}
