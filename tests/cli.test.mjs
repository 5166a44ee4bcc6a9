import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { isProgressShown } from '../pkg/cli/progress.js'
import { bytesOf, pathOf } from './fixtures/index.mjs'

const MAIN = fileURLToPath(new URL('../pkg/cli/main.js', import.meta.url))

let folder
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kreuzberg-cli-'))
  await mkdir(join(folder, 'docs', 'sub'), { recursive: true })
  await cp(pathOf('survey.docx'), join(folder, 'docs', 'survey.docx'))
  await cp(pathOf('recipe.md'), join(folder, 'docs', 'recipe.md'))
  await cp(pathOf('crew.csv'), join(folder, 'docs', 'sub', 'crew.csv'))
  await writeFile(join(folder, 'docs', 'sub', 'tune.mp3'), 'no document')
  await writeFile(join(folder, 'broken.docx'), bytesOf('survey.docx').subarray(0, 5000))
})
after(() => rm(folder, { recursive: true }))

/** Runs the command line in the test's folder. */
function run(args, { input } = {}) {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
    child.stdin.end(input)
  })
}

const lines = (text) => text.trimEnd().split('\n')
const records = (text) => lines(text).map((line) => JSON.parse(line))

describe('one document', () => {
  test('prints its content', async () => {
    const { code, stdout, stderr } = await run(['docs/survey.docx'])
    assert.equal(code, 0)
    assert.match(stdout, /^Harbour survey\n/)
    assert.ok(stdout.endsWith('\n') && !stdout.endsWith('\n\n'))
    assert.equal(stderr, '')
  })

  for (const [format, mark] of Object.entries({
    text: /^Lentil soup$/m,
    markdown: /^# Lentil soup$/m,
    djot: /^# Lentil soup$/m,
    html: /<h1[^>]*>Lentil soup<\/h1>/,
  })) {
    test(`prints ${format}`, async () => {
      const { code, stdout } = await run(['docs/recipe.md', '--format', format])
      assert.equal(code, 0)
      assert.match(stdout, mark)
    })
  }

  test('prints the whole result as JSON, its images in base64', async () => {
    const { stdout } = await run(['docs/survey.docx', '-f', 'json', '-c', '{ "images": {} }'])
    const result = JSON.parse(stdout)
    assert.match(result.content, /Harbour survey/)
    assert.equal(result.metadata.title, 'Harbour survey')
    assert.match(result.images[0].data, /^iVBORw0KGgo/)
  })

  test('comes from standard input', async () => {
    const { code, stdout } = await run(['-'], { input: bytesOf('survey.docx') })
    assert.equal(code, 0)
    assert.match(stdout, /^Harbour survey\n/)
  })

  test('is what --mime-type says', async () => {
    const { stdout } = await run(['-', '--mime-type', 'text/csv', '-f', 'json'], { input: 'a,b\n1,2\n' })
    assert.equal(JSON.parse(stdout).mimeType, 'text/csv')
  })

  test('is configured by JSON or a file of it', async () => {
    await writeFile(join(folder, 'config.json'), '{ "outputFormat": "html" }')
    const [byFile, byJson] = await Promise.all([
      run(['docs/recipe.md', '--config', 'config.json']),
      run(['docs/recipe.md', '--config', '{ "outputFormat": "html" }']),
    ])
    assert.match(byFile.stdout, /<h1/)
    assert.equal(byFile.stdout, byJson.stdout)
  })

  test('that fails gives status 1 and its reason', async () => {
    const { code, stdout, stderr } = await run(['broken.docx'])
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /^kreuzberg-wasm: broken\.docx: .*damaged/)
  })

  test('that is missing gives status 1 and its reason', async () => {
    const { code, stderr } = await run(['missing.docx'])
    assert.equal(code, 1)
    assert.match(stderr, /missing\.docx: there is no such file/)
  })
})

describe('several documents', () => {
  test('print one JSON object a line, with a result or an error, in order', async () => {
    const { code, stdout, stderr } = await run(['docs/recipe.md', 'broken.docx', 'docs/sub/crew.csv'])
    assert.equal(code, 1)
    const [first, second, third] = records(stdout)
    assert.deepEqual(
      [first.path, second.path, third.path],
      ['docs/recipe.md', 'broken.docx', 'docs/sub/crew.csv'],
    )
    assert.match(first.result.content, /Lentil soup/)
    assert.equal(second.error.code, 'parsing')
    assert.match(second.error.message, /^broken\.docx: /)
    assert.match(third.result.content, /Nkechi/)
    assert.equal(lines(stderr).filter((line) => line.startsWith('kreuzberg-wasm: ')).length, 1)
  })

  test('of a directory are all that are read, sorted, and the rest is mentioned', async () => {
    const { code, stdout, stderr } = await run(['docs'])
    assert.equal(code, 0)
    assert.deepEqual(
      records(stdout).map(({ path }) => path),
      ['docs/recipe.md', 'docs/sub/crew.csv', 'docs/survey.docx'],
    )
    assert.match(stderr, /left out 1 file.*mp3/)
  })

  test('of a directory come once, though links lead in circles', async () => {
    await mkdir(join(folder, 'links'), { recursive: true })
    await writeFile(join(folder, 'links', 'a.txt'), 'a')
    await symlink('a.txt', join(folder, 'links', 'b.txt'))
    await symlink('.', join(folder, 'links', 'circle'))
    await symlink('nowhere', join(folder, 'links', 'lost.txt'))
    const { code, stdout } = await run(['links'])
    assert.equal(code, 1)
    assert.deepEqual(
      records(stdout).map(({ path, error }) => [path, error?.code]),
      [
        ['links/a.txt', undefined],
        ['links/b.txt', undefined],
        ['links/lost.txt', 'invalid_input'],
      ],
    )
  })

  test('of a pattern are what it matches, sorted; a file that is named twice comes once', async () => {
    const { stdout } = await run(['docs/**/*.{md,csv}', 'docs/recipe.md'])
    assert.deepEqual(
      records(stdout).map(({ path }) => path),
      ['docs/recipe.md', 'docs/sub/crew.csv'],
    )
  })

  test('of an absolute pattern, too', async () => {
    const { stdout } = await run([join(folder, 'docs', '*.{md,docx}')])
    assert.deepEqual(
      records(stdout).map(({ path }) => path),
      [join(folder, 'docs', 'recipe.md'), join(folder, 'docs', 'survey.docx')],
    )
  })

  test('go to files under --output, folders mirrored', async () => {
    const { code, stdout } = await run(['docs', '--output', 'out', '--format', 'markdown', '--jobs', '2'])
    assert.equal(code, 0)
    assert.equal(stdout, '')
    const files = await readdir(join(folder, 'out'), { recursive: true })
    assert.deepEqual(files.sort(), ['recipe.md.md', 'sub', join('sub', 'crew.csv.md'), 'survey.docx.md'])
    assert.match(await readFile(join(folder, 'out', 'recipe.md.md'), 'utf8'), /^# Lentil soup$/m)
  })

  test('of the same name in different folders have different outputs', async () => {
    for (const name of ['one', 'two']) {
      await mkdir(join(folder, name), { recursive: true })
      await writeFile(join(folder, name, 'a.txt'), name)
    }
    const { code } = await run(['one/a.txt', 'two', '-o', 'twins'])
    assert.equal(code, 0)
    assert.equal(await readFile(join(folder, 'twins', 'one', 'a.txt.txt'), 'utf8'), 'one\n')
    assert.equal(await readFile(join(folder, 'twins', 'two', 'a.txt.txt'), 'utf8'), 'two\n')
  })

  test('from outside of the working directory stay inside of --output', async () => {
    const { code } = await run([
      pathOf('greeting.txt'),
      '../' + folder.split('/').at(-1) + '/docs/recipe.md',
      '-o',
      'far',
    ])
    assert.equal(code, 0)
    const files = await readdir(join(folder, 'far'), { recursive: true })
    assert.equal(files.filter((file) => file.endsWith('.txt.txt') || file.endsWith('.md.txt')).length, 2)
  })

  test('are refused where an output would replace a document', async () => {
    await mkdir(join(folder, 'clash'), { recursive: true })
    await writeFile(join(folder, 'clash', 'a.txt'), 'a')
    await writeFile(join(folder, 'clash', 'a.txt.txt'), 'b')
    const { code, stderr } = await run(['clash', '-o', 'clash'])
    assert.equal(code, 2)
    assert.match(stderr, /would replace the document/)
    assert.equal(await readFile(join(folder, 'clash', 'a.txt.txt'), 'utf8'), 'b')
  })

  test('are refused where two would have the same output', async () => {
    await writeFile(join(folder, 'stdin'), 'a file')
    const { code, stderr } = await run(['-', 'stdin', '-o', 'same'], { input: 'standard input' })
    assert.equal(code, 2)
    assert.match(stderr, /the output of stdin and of - would both be/)
  })

  test('that fail leave the outputs of the others', async () => {
    const { code, stderr } = await run(['docs/recipe.md', 'broken.docx', '-o', 'partly'])
    assert.equal(code, 1)
    assert.match(stderr, /broken\.docx/)
    assert.deepEqual(await readdir(join(folder, 'partly')), ['docs'])
  })
})

describe('a wrong command line gives status 2 and says why', () => {
  const cases = {
    'no document': [[], /no document is named/],
    'an unknown option': [['docs', '--fromat', 'html'], /unknown option '--fromat'/],
    'an unknown format': [['docs', '--format', 'pdf'], /Allowed choices are text, markdown/],
    'no number of jobs': [['docs', '--jobs', 'many'], /whole number/],
    'no time': [['docs', '--timeout', '0'], /number of seconds/],
    'a pattern that matches nothing': [['*.docx.bak'], /no file matches \*\.docx\.bak/],
    'a directory without documents': [['empty'], /there are no files in empty/],
    'a configuration that is not JSON': [['docs', '--config', '{ outputFormat }'], /--config is not JSON/],
    'a configuration that is missing': [['docs', '--config', 'missing.json'], /--config missing\.json/],
    'a misspelt configuration': [
      ['docs', '--config', '{ "outputFromat": "html" }'],
      /did you mean outputFormat/,
    ],
  }
  for (const [what, [args, says]] of Object.entries(cases)) {
    test(what, async () => {
      await mkdir(join(folder, 'empty'), { recursive: true })
      const { code, stdout, stderr } = await run(args)
      assert.equal(code, 2)
      assert.equal(stdout, '')
      assert.match(stderr, says)
    })
  }
})

describe('subcommands', () => {
  test('detect says what documents are and why', async () => {
    const { code, stdout, stderr } = await run([
      'detect',
      'docs/recipe.md',
      'docs/survey.docx',
      'missing.docx',
    ])
    assert.equal(code, 1)
    assert.match(stdout, /^docs\/recipe\.md: text\/markdown \(.+\)$/m)
    assert.match(stdout, /^docs\/survey\.docx: application\/.*wordprocessingml\.document \(.+\)$/m)
    assert.match(stderr, /missing\.docx: there is no such file/)
  })

  test('formats lists types and extensions', async () => {
    const { code, stdout } = await run(['formats'])
    assert.equal(code, 0)
    assert.match(stdout, /^text\/markdown .*\.md/m)
  })

  test('--version is that of the package, --help says how', async () => {
    const manifest = JSON.parse(await readFile(new URL('../pkg/package.json', import.meta.url), 'utf8'))
    const [version, help] = await Promise.all([run(['--version']), run(['--help'])])
    assert.deepEqual([version.code, version.stdout], [0, `${manifest.version}\n`])
    assert.equal(help.code, 0)
    for (const option of ['--format', '--output', '--config', '--mime-type', '--jobs', '--timeout']) {
      assert.ok(help.stdout.includes(option), option)
    }
  })
})

test('a reader that stops early ends the work quietly', async () => {
  const many = Array.from({ length: 40 }, (_, index) => join(folder, 'many', `${index}.txt`))
  await mkdir(join(folder, 'many'), { recursive: true })
  for (const path of many) await writeFile(path, 'much text '.repeat(50_000))
  const child = spawn(process.execPath, [MAIN, 'many'], { cwd: folder })
  let stderr = ''
  child.stderr.on('data', (data) => (stderr += data))
  child.stdout.once('data', () => child.stdout.destroy())
  const code = await new Promise((resolve) => child.on('close', resolve))
  assert.equal(stderr, '')
  assert.equal(code, 0)
})

test('progress is shown on a terminal and for more than one document, and nowhere else', () => {
  assert.equal(isProgressShown(2, { isTTY: true }), true)
  assert.equal(isProgressShown(1, { isTTY: true }), false)
  assert.equal(isProgressShown(2, { isTTY: false }), false)
  assert.equal(isProgressShown(2, {}), false)
})
