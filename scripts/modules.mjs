// The WebAssembly modules: compiled by cargo, bound by wasm-bindgen, wrapped, weighed.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { parse } from 'smol-toml'
import { globSync } from 'tinyglobby'

import { wrapGlue } from './glue.mjs'
import { root, run } from './run.mjs'

const TARGET = 'wasm32-unknown-unknown'
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
  for (const [name, own] of Object.entries(modules)) {
    const { test = false } = own
    if (test !== wanted) continue
    const settings = extended(own, modules)
    const compiled = compile(settings, dev)
    bind(name, settings, compiled, out)
    weigh(name, settings, out, dev)
  }
}

function extended(own, modules) {
  const base = modules[own.extends]
  return base ? { ...base, ...own, features: [...base.features, ...own.features] } : own
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
  return [process.env.RUSTFLAGS ?? '', ...remap].join(' ').trim()
}

function remapped(path, name) {
  return [`--remap-path-prefix=${path}=${name}`]
}

/** Skipped when neither the compiled module nor anything that binds it has changed. */
function bind(name, { exports, cold }, compiled, out) {
  const bindgen = join(target, 'tools', process.platform === 'win32' ? 'bindgen.exe' : 'bindgen')
  const inputs = [compiled, bindgen, join(root, 'scripts', 'glue.mjs')]
  const tables = Object.values(cold)
    .map((group) => group.flatMap(hashes).join())
    .join(';')
  const hash = createHash('sha256').update(exports.join()).update(tables)
  for (const input of inputs) hash.update(readFileSync(input))
  const wanted = hash.digest('hex')

  const scratch = join(target, 'bindgen')
  const stamp = join(scratch, `${name}.stamp`)
  const wasm = join(out, `${name}.wasm`)
  const isFresh = existsSync(wasm) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (!isFresh) {
    run(bindgen, [compiled, scratch, name, exports.join(), tables])
    const source = readFileSync(join(scratch, `${name}_bg.js`), 'utf8')
    writeFileSync(join(out, `${name}.js`), wrapGlue(source, `./${name}_bg.js`, exports))
    copyFileSync(join(scratch, `${name}_bg.wasm`), wasm)
    writeFileSync(stamp, wanted)
  }
  copyFileSync(join(root, 'js', 'wasm', 'kreuzberg.d.ts'), join(out, `${name}.d.ts`))
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

/** Prints the module's size, and fails where a release build is over its budget. */
function weigh(name, { 'max-bytes': budget, test }, out, dev) {
  const bytes = readFileSync(join(out, `${name}.wasm`))
  const size = { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length }
  console.error(`${name}.wasm: ${size.raw} bytes, ${size.gzip} gzipped${dev ? ' (development build)' : ''}`)
  if (dev || test) return
  for (const [kind, limit] of Object.entries(budget)) {
    if (size[kind] > limit)
      throw new Error(`${name}.wasm is ${size[kind]} bytes ${kind}, over its budget of ${limit}`)
  }
}
