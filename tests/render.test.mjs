import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import init, { KreuzbergError } from '../pkg/index.js'
import { bytesOf, encryptedPdf, pathOf } from './fixtures/index.mjs'

// Pages of the fixtures are 400 by 500 points, as tests/fixtures/generator/pdf.py says.
let kreuzberg
before(async () => (kreuzberg = await init()))
after(() => kreuzberg.close())

const render = (name, options) => kreuzberg.renderPage(pathOf(name), options)

/** A function that gives the colour at a place in points from the upper left corner. */
async function pixels(name, options) {
  const { data, width, height } = await render(name, { ...options, format: 'rgba' })
  return (x, y) => {
    const at = (Math.floor((y / 500) * height) * width + Math.floor((x / 400) * width)) * 4
    return [...data.subarray(at, at + 4)]
  }
}

/** Antialiasing and colour management may change a colour by a little. */
function near(colour, expected) {
  const close = colour.every((value, channel) => Math.abs(value - expected[channel]) <= 6)
  assert.ok(close, `${colour} is not ${expected}`)
}

const WHITE = [255, 255, 255, 255]

describe('a picture of a page', () => {
  test('is a PNG at 72 dpi, unless something else is asked for', async () => {
    const { format, width, height, data } = await render('almanac.pdf')
    assert.deepEqual([format, width, height], ['png', 400, 500])
    assert.deepEqual([...data.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    const header = new DataView(data.buffer, data.byteOffset + 16)
    assert.deepEqual([header.getUint32(0), header.getUint32(4)], [400, 500])
  })

  test('is made of four bytes a pixel as rgba', async () => {
    const { format, width, height, data } = await render('almanac.pdf', { format: 'rgba' })
    assert.deepEqual([format, width, height], ['rgba', 400, 500])
    assert.ok(data instanceof Uint8Array)
    assert.equal(data.length, 400 * 500 * 4)
  })

  for (const [options, size] of [
    [{ dpi: 144 }, [800, 1000]],
    [{ dpi: 36 }, [200, 250]],
    [{ scale: 1.5 }, [600, 750]],
    [{ width: 100 }, [100, 125]],
  ]) {
    test(`is ${size.join(' by ')} pixels for ${JSON.stringify(options)}`, async () => {
      const { width, height, data } = await render('almanac.pdf', { ...options, format: 'rgba' })
      assert.deepEqual([width, height], size)
      assert.equal(data.length, width * height * 4)
    })
  }

  test('shows what is on the page, and where', async () => {
    const at = await pixels('album.pdf')
    // The flag lies 240 from the left and 120 from the top, 120 by 80: red above blue.
    near(at(300, 130), [255, 0, 0, 255])
    near(at(300, 190), [0, 0, 255, 255])
    near(at(300, 300), WHITE)
    // The photograph's right upper corner is red, green none, blue half.
    near(at(199, 81), [248, 0, 128, 255])
  })

  test('shows text as dark on light', async () => {
    const { data } = await render('almanac.pdf', { format: 'rgba' })
    const dark = data.filter((value, index) => index % 4 === 0 && value < 128).length
    assert.ok(dark > 500 && dark < 400 * 500 * 0.2, `${dark} dark pixels`)
  })

  test('is of the page asked for, counted from 1', async () => {
    const first = await pixels('album.pdf', { page: 1 })
    const second = await pixels('album.pdf', { page: 2 })
    near(first(300, 130), [255, 0, 0, 255])
    near(second(300, 130), WHITE)
  })

  test('stands upright where the page is turned', async () => {
    const { width, height } = await render('chart-rotated.pdf')
    assert.deepEqual([width, height], [400, 500])
    const at = await pixels('chart-rotated.pdf')
    // The green square is at the lower left of the sheet, so at the upper left of the page.
    near(at(50, 50), [0, 128, 0, 255])
    near(at(50, 450), WHITE)
    near(at(350, 50), WHITE)
  })

  test('is the same every time, whatever came before', async () => {
    const { data } = await render('almanac.pdf')
    await render('album.pdf')
    assert.deepEqual((await render('almanac.pdf')).data, data)
  })
})

describe('the paper', () => {
  for (const [background, colour] of [
    [undefined, WHITE],
    ['transparent', [0, 0, 0, 0]],
    ['#0000', [0, 0, 0, 0]],
    ['#fc8', [255, 204, 136, 255]],
    ['#102030', [16, 32, 48, 255]],
    ['#10203080', [16, 32, 48, 128]],
  ]) {
    test(`is ${background ?? 'white by itself'}`, async () => {
      const at = await pixels('album.pdf', { background })
      const found = at(20, 480)
      assert.equal(found[3], colour[3])
      if (colour[3] > 0) near(found, colour)
      near(at(300, 130), [255, 0, 0, 255])
    })
  }

  test('of an unknown colour is refused', () =>
    refused(render('album.pdf', { background: 'chartreuse' }), 'invalid_config', /background.*chartreuse/))
})

describe('pages are counted', () => {
  for (const [name, pages] of Object.entries({
    'almanac.pdf': 2,
    'survey-scan.pdf': 3,
    'chart-rotated.pdf': 1,
  })) {
    test(name, async () => assert.equal(await kreuzberg.pageCount(pathOf(name)), pages))
  }

  test('from bytes, which are left as they are', async () => {
    const bytes = bytesOf('almanac.pdf')
    assert.equal(await kreuzberg.pageCount(bytes), 2)
    assert.deepEqual(bytes, bytesOf('almanac.pdf'))
  })
})

describe('behind a password', () => {
  test('pages are drawn and counted with it', async () => {
    const { width } = await kreuzberg.renderPage(encryptedPdf, { password: 'thicket' })
    assert.equal(width, 400)
    assert.equal(await kreuzberg.pageCount(encryptedPdf, { password: 'thicket' }), 1)
  })

  for (const call of ['renderPage', 'pageCount']) {
    test(`${call} asks for it`, () =>
      refused(kreuzberg[call](encryptedPdf), 'password_required', /encrypted/))
    test(`${call} says that it is wrong`, () =>
      refused(kreuzberg[call](encryptedPdf, { password: 'bramble' }), 'password_wrong', /encrypted/))
  }
})

describe('no picture', () => {
  for (const page of [3, 99]) {
    test(`of page ${page} of 2`, () =>
      refused(render('almanac.pdf', { page }), 'invalid_config', /page \d+ does not exist/))
  }

  for (const [options, says] of [
    [{ page: 0 }, /page/],
    [{ page: 1.5 }, /page/],
    [{ dpi: 72, width: 100 }, /dpi and width/],
    [{ dpi: 72, scale: 1 }, /dpi and scale/],
    [{ dpi: 0 }, /dpi/],
    [{ scale: -1 }, /scale/],
    [{ width: 0.5 }, /width/],
    [{ format: 'jpeg' }, /format.*png/],
    [{ pgae: 1 }, /pgae.*page/],
  ]) {
    test(`with ${JSON.stringify(options)}`, () =>
      refused(render('almanac.pdf', options), 'invalid_config', says))
  }

  test('that would be too large', async () => {
    await refused(render('almanac.pdf', { dpi: 72_000 }), 'limit_exceeded', /limit/)
    await refused(render('almanac.pdf', { width: 30_000 }), 'limit_exceeded', /limit/)
  })

  test('of what is no PDF', async () => {
    await refused(render('survey.docx'), 'parsing', /damaged|not what its type says/)
    await refused(kreuzberg.pageCount(pathOf('survey.docx')), 'parsing', /damaged|not what its type says/)
    await refused(kreuzberg.renderPage(new Uint8Array()), 'invalid_input', /empty/)
  })

  test('once the signal is aborted', async () => {
    const aborted = AbortSignal.abort()
    await refused(render('almanac.pdf', { signal: aborted }), 'aborted', /./)
    const controller = new AbortController()
    const call = render('almanac.pdf', { dpi: 1000, signal: controller.signal })
    controller.abort()
    await refused(call, 'aborted', /./)
  })

  test('past its deadline', async () => {
    await render('almanac.pdf', { timeoutMs: 60_000 })
    await refused(render('almanac.pdf', { width: 7_000, timeoutMs: 1 }), 'timeout', /1 ms/)
  })
})

test('the bytes are detached by transfer only', async () => {
  const bytes = bytesOf('almanac.pdf')
  await kreuzberg.renderPage(bytes)
  assert.equal(bytes.byteLength, bytesOf('almanac.pdf').byteLength)
  await kreuzberg.renderPage(bytes, { transfer: true })
  assert.equal(bytes.byteLength, 0)
})

describe('the command line', () => {
  const MAIN = fileURLToPath(new URL('../pkg/cli/main.js', import.meta.url))
  let folder
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'kreuzberg-render-'))))
  after(() => rm(folder, { recursive: true }))

  const run = (...args) =>
    new Promise((resolve) => {
      execFile(process.execPath, [MAIN, 'render', ...args], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      )
    })

  test('writes the picture that renderPage gives', async () => {
    const { code, stdout, stderr } = await run(
      pathOf('album.pdf'),
      '--page',
      '2',
      '--dpi',
      '36',
      '--output',
      'two.png',
    )
    assert.deepEqual([code, stdout, stderr], [0, '', ''])
    const { data } = await render('album.pdf', { page: 2, dpi: 36 })
    assert.deepEqual(new Uint8Array(await readFile(join(folder, 'two.png'))), data)
  })

  test('takes a width, a background and a password', async () => {
    const { code } = await run(
      encryptedPdf,
      '--password',
      'thicket',
      '--width',
      '50',
      '--background',
      '#ff0000',
      '-o',
      'red.png',
    )
    assert.equal(code, 0)
    const expected = { password: 'thicket', width: 50, background: '#ff0000' }
    const { data } = await kreuzberg.renderPage(encryptedPdf, expected)
    assert.deepEqual(new Uint8Array(await readFile(join(folder, 'red.png'))), data)
  })

  for (const [what, args, status, says] of [
    ['without --output', [pathOf('album.pdf')], 2, /--output/],
    ['of no document', ['-o', 'none.png'], 2, /file/],
    ['of page 0', [pathOf('album.pdf'), '-p', '0', '-o', 'none.png'], 2, /whole number above 0/],
    [
      'of a page that does not exist',
      [pathOf('album.pdf'), '-p', '9', '-o', 'none.png'],
      [1, 2],
      /page 9 does not exist/,
    ],
    ['of a missing file', ['missing.pdf', '-o', 'none.png'], 1, /missing\.pdf: there is no such file/],
    ['of an encrypted file', [encryptedPdf, '-o', 'none.png'], 1, /encrypted/],
    ['of what is no PDF', [pathOf('survey.docx'), '-o', 'none.png'], 1, /survey\.docx/],
    ['into a missing folder', [pathOf('album.pdf'), '-o', 'nowhere/none.png'], 1, /nowhere/],
  ]) {
    test(`says what is wrong: a picture ${what}`, async () => {
      const { code, stdout, stderr } = await run(...args)
      assert.ok([status].flat().includes(code), `status ${code}: ${stderr}`)
      assert.equal(stdout, '')
      assert.match(stderr, says)
      assert.ok(!(await readdir(folder)).includes('none.png'))
    })
  }
})

/** Rejects with the code and says why; and the next picture comes all the same. */
async function refused(call, code, says) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof KreuzbergError, String(error))
    assert.equal(error.code, code, error.message)
    assert.match(error.message, says)
    return true
  })
  const { width } = await render('almanac.pdf')
  assert.equal(width, 400)
}
