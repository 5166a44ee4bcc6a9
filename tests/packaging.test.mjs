import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { parse } from 'smol-toml'

import { crates } from '../scripts/licences.mjs'
import { published, sizes } from '../scripts/modules.mjs'
import { expected, pathOf } from './fixtures/index.mjs'
import { install, pack, pkg, root, runIn, temporaryFolder } from './installed.mjs'

const manifest = parse(readFileSync(join(root, 'wasm-pack.toml'), 'utf8'))
const modules = published(manifest.module)
const tool = (...path) => join(root, 'node_modules', ...path)

let folder
let packed
before(() => {
  folder = temporaryFolder()
  packed = pack(folder.path)
  install(folder.path, packed.tarball)
})
after(() => folder.remove())

test('the tarball holds what the sources make, and nothing else', () => {
  const compiled = readdirSync(join(root, 'js'), { recursive: true })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .flatMap((path) => [path.replace(/\.ts$/, '.js'), path.replace(/\.ts$/, '.d.ts')])
  const wasm = Object.keys(modules).flatMap((name) => [`${name}.wasm`, `${name}.wasm.d.ts`])
  const built = [...wasm, 'kreuzberg.js', 'kreuzberg.d.ts', 'files.js', 'files.d.ts']
  const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD_PARTY_LICENSES.md', 'package.json']
  const wanted = [...compiled, ...built.map((file) => `wasm/${file}`), ...documents]
  const paths = packed.files.map(({ path }) => path)
  // What Node's entries have in common.
  const shared = paths.filter((path) => /^node_\w{8}\.js$/.test(path))
  for (const path of shared) {
    const isImported = (entry) => readFileSync(join(pkg, entry), 'utf8').includes(`/${path}"`)
    assert.ok(['index.js', 'slim/node.js', 'cli/main.js', 'runtime/node_worker.js'].some(isImported), path)
  }
  assert.deepEqual(paths.sort(), [...wanted, ...shared].sort())
})

test('no file refers to a source map or to a reference that is not there', () => {
  for (const { path } of packed.files.filter(({ path }) => /\.(js|d\.ts)$/.test(path))) {
    assert.doesNotMatch(readFileSync(join(pkg, path), 'utf8'), /sourceMappingURL|<reference path/, path)
  }
})

const { exports } = manifest.module.kreuzberg
for (const [name, { 'max-bytes': budget, tables }] of Object.entries(modules)) {
  const path = join(pkg, 'wasm', `${name}.wasm`)
  const bytes = readFileSync(path)
  const module = new WebAssembly.Module(bytes)

  // Without link-time optimisation it is larger, and is never published.
  if (process.env.KREUZBERG_BUILD !== 'dev') {
    test(`${name}.wasm fits its budget`, () => {
      const size = sizes(path)
      assert.deepEqual(Object.keys(budget), Object.keys(size))
      for (const [kind, limit] of Object.entries(budget)) {
        assert.ok(size[kind] <= limit, `${size[kind]} bytes ${kind}, over ${limit}`)
      }
    })
  }
  if (tables) {
    test(`${name}.wasm holds tables and nothing else`, () => {
      assert.equal(WebAssembly.Module.customSections(module, 'tables').length, 1)
      assert.deepEqual([WebAssembly.Module.exports(module), WebAssembly.Module.imports(module)], [[], []])
    })
    continue
  }
  describe(`${name}.wasm`, () => {
    test('exports the functions of the manifest, and what its glue needs', () => {
      const isGlue = (exported) =>
        /^__(wbindgen|externref|abort_handler|instance_terminated)/.test(exported) ||
        // The last three are all of an instance's state besides its memory and its table, and how to look at it
        // (bindgen/src/extent.rs).
        ['memory', 'start', 'pages', 'stack', 'lowest'].includes(exported)
      const ours = WebAssembly.Module.exports(module).map((entry) => entry.name)
      assert.deepEqual(ours.filter((exported) => !isGlue(exported)).sort(), [...exports].sort())
    })

    test('imports nothing but its memory, its glue, and what it asks of the outside', () => {
      const foreign = WebAssembly.Module.imports(module).filter(
        (entry) =>
          !(entry.module === './kreuzberg_bg.js' && /^(memory$|__wb)/.test(entry.name)) &&
          !(entry.module === 'outside' && ['lacks', 'table'].includes(entry.name)),
      )
      assert.deepEqual(foreign, [])
    })

    test("holds no path of the builder's machine", () => {
      for (const path of [join(homedir(), '.cargo'), join(homedir(), '.rustup'), root]) {
        const at = bytes.indexOf(path)
        assert.equal(at, -1, `at ${at}: ${bytes.subarray(at, at + 100).toString('latin1')}`)
      }
    })

    test('every crate that it names in a panic has its licence in the package', () => {
      const licences = readFileSync(join(pkg, 'THIRD_PARTY_LICENSES.md'), 'utf8')
      const paths = bytes
        .toString('latin1')
        .matchAll(/\/cargo\/registry\/src\/[^/]+\/([\w+.-]+?)-(\d+\.\d[^/]*)\//g)
      const found = new Set([...paths].map(([, crate, version]) => `${crate} ${version}`))
      assert.ok(found.size > 20, `${found.size} crates found in the module`)
      for (const crate of found) assert.ok(licences.includes(`\n- ${crate}: `), crate)
    })
  })
}

test('every crate that cargo compiles into a module has its licence and its text in the package', () => {
  const licences = readFileSync(join(pkg, 'THIRD_PARTY_LICENSES.md'), 'utf8')
  const [list, texts] = licences.split('\n## Texts\n')
  for (const { title } of crates()) {
    assert.ok(list.includes(`\n- ${title}: `), `${title} is not listed`)
    const heading = texts
      .split('\n')
      .some((line) => line.startsWith('### ') && line.slice(4).split(', ').includes(title))
    assert.ok(heading, `${title} has no text`)
  }
})

test('every npm package that is installed with it has its licence in the package', () => {
  const licences = readFileSync(join(pkg, 'THIRD_PARTY_LICENSES.md'), 'utf8')
  const { packages } = JSON.parse(readFileSync(join(folder.path, 'package-lock.json'), 'utf8'))
  const names = Object.keys(packages).map((path) => path.split('node_modules/').at(-1))
  for (const name of names.filter((name) => name !== '' && name !== 'kreuzberg-wasm')) {
    assert.match(licences, new RegExp(`^- ${name} \\S+ \\(npm\\): `, 'm'))
  }
})

test('publint has nothing to say', async () => {
  const { publint } = await import('publint')
  const { messages } = await publint({ pkgDir: pkg, strict: true })
  assert.deepEqual(messages, [])
})

test('@arethetypeswrong/cli has nothing to say', () => {
  const args = [tool('@arethetypeswrong', 'cli', 'dist', 'index.js'), packed.tarball, '--profile', 'esm-only']
  const { status, stdout, stderr } = runIn(folder.path, process.execPath, [
    ...args,
    '--exclude-entrypoints',
    ...Object.keys(modules).map((name) => `${name}.wasm`),
  ])
  assert.equal(status, 0, stdout + stderr)
})

describe('a strict TypeScript consumer compiles', () => {
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
    types: ['node'],
  }
  const projects = {
    'as a Node module': { module: 'nodenext', moduleResolution: 'nodenext' },
    'with a bundler': { module: 'esnext', moduleResolution: 'bundler' },
  }
  for (const [name, resolution] of Object.entries(projects)) {
    test(name, () => {
      const project = join(folder.path, name.replaceAll(' ', '-'))
      mkdirSync(project)
      writeFileSync(join(project, 'consumer.ts'), readFileSync(join(root, 'tests', 'consumer.ts')))
      const compilerOptions = { ...strict, ...resolution, typeRoots: [tool('@types')] }
      writeFileSync(
        join(project, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, include: ['consumer.ts'] }),
      )
      const { status, stdout } = runIn(project, process.execPath, [
        tool('typescript', 'bin', 'tsc'),
        '--project',
        '.',
      ])
      assert.equal(status, 0, stdout)
    })
  }

  test('and a mistake in it does not', () => {
    const project = join(folder.path, 'mistaken')
    mkdirSync(project)
    const source =
      "import init from 'kreuzberg-wasm'\nawait (await init()).extract('a', { config: { outputFormat: 'markdwn' } })\n"
    writeFileSync(join(project, 'mistaken.ts'), source)
    const compilerOptions = { ...strict, module: 'nodenext', typeRoots: [tool('@types')] }
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['mistaken.ts'] }),
    )
    const { status, stdout } = runIn(project, process.execPath, [
      tool('typescript', 'bin', 'tsc'),
      '--project',
      '.',
    ])
    assert.equal(status, 2)
    assert.match(stdout, /mistaken\.ts\(2,\d+\): error TS2820: .*'"markdwn"'/)
  })
})

test('the installed package extracts a document in a process of its own', () => {
  const program = [
    "import init from 'kreuzberg-wasm'",
    'const kreuzberg = await init()',
    'const { content } = await kreuzberg.extract(process.argv[2])',
    'await kreuzberg.close()',
    'process.stdout.write(content)',
  ]
  writeFileSync(join(folder.path, 'program.mjs'), program.join('\n'))
  const { status, stdout, stderr } = runIn(folder.path, process.execPath, [
    'program.mjs',
    pathOf('survey.docx'),
  ])
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
  for (const string of expected['survey.docx']) assert.ok(stdout.includes(string), string)
})

test('its command line runs by npx', () => {
  const args = ['--no', 'kreuzberg-wasm', pathOf('survey.docx')]
  const { status, stdout, stderr } = runIn(folder.path, 'npx', args)
  assert.equal(status, 0, stderr)
  for (const string of expected['survey.docx']) assert.ok(stdout.includes(string), string)
})

test('it is found and extracts through a symbolic link to its folder', () => {
  const elsewhere = join(folder.path, 'elsewhere')
  mkdirSync(elsewhere)
  symlinkSync(join(folder.path, 'node_modules'), join(elsewhere, 'node_modules'), 'junction')
  const bin = join(elsewhere, 'node_modules', '.bin', 'kreuzberg-wasm')
  assert.ok(existsSync(bin), `no ${relative(folder.path, bin)}`)
  const { stdout } = runIn(elsewhere, 'npx', ['--no', 'kreuzberg-wasm', 'detect', pathOf('survey.docx')])
  assert.match(stdout, /survey\.docx: .*wordprocessingml/)
})
