// One engine in a process of its own: takes a line `{ path, mimeType, runs, untilMs, isWarm }`, gives a line
// `{ ms, text, peak, error }`, where `ms` are the times of so many runs, or of more until so many milliseconds have gone by,
// after one that is not counted unless the document is warm; and `peak` is the most memory that the process has had
// resident so far, in bytes. The bytes are in memory before the clock starts.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'

const ENGINES = {
  async 'kreuzberg-wasm'() {
    const { default: init } = await import('../../pkg/index.js')
    const engine = await init({ workers: 0 })
    return async (bytes, filename) => (await engine.extract(bytes, { filename })).content
  },
  async mupdf() {
    const mupdf = await import('mupdf')
    return (bytes) => {
      const document = mupdf.Document.openDocument(bytes, 'application/pdf')
      let text = ''
      for (let page = 0; page < document.countPages(); page += 1) {
        const loaded = document.loadPage(page)
        const structured = loaded.toStructuredText('preserve-whitespace')
        text += structured.asText()
        structured.destroy()
        loaded.destroy()
      }
      document.destroy()
      return text
    }
  },
  async 'pdfjs-dist'() {
    const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs')
    const folder = new URL('./node_modules/pdfjs-dist/', import.meta.url)
    const assets = {
      cMapUrl: new URL('cmaps/', folder).pathname,
      cMapPacked: true,
      standardFontDataUrl: new URL('standard_fonts/', folder).pathname,
    }
    return async (bytes) => {
      const task = getDocument({ data: bytes.slice(), verbosity: VerbosityLevel.ERRORS, ...assets })
      const document = await task.promise
      let text = ''
      for (let page = 1; page <= document.numPages; page += 1) {
        const { items } = await (await document.getPage(page)).getTextContent()
        for (const item of items) text += (item.str ?? '') + (item.hasEOL ? '\n' : ' ')
      }
      await task.destroy()
      return text
    }
  },
  async unpdf() {
    const { extractText } = await import('unpdf')
    // It detaches the bytes.
    return async (bytes) => (await extractText(bytes.slice(), { mergePages: true })).text
  },
  async '@kreuzberg/wasm'() {
    const { extractBytes, initWasm } = await import('@kreuzberg/wasm')
    await initWasm()
    return async (bytes, filename, mimeType) => (await extractBytes(bytes, mimeType)).content
  },
  async mammoth() {
    const { default: mammoth } = await import('mammoth')
    return async (bytes) => (await mammoth.extractRawText({ buffer: Buffer.from(bytes) })).value
  },
  async officeparser() {
    const { parseOffice } = await import('officeparser')
    return async (bytes) => (await (await parseOffice(Buffer.from(bytes))).to('text')).value
  },
  async xlsx() {
    const { default: xlsx } = await import('xlsx')
    return (bytes) => {
      const { SheetNames, Sheets } = xlsx.read(bytes, { type: 'buffer' })
      return SheetNames.map((name) => xlsx.utils.sheet_to_csv(Sheets[name])).join('\n')
    }
  },
  async mailparser() {
    const { simpleParser } = await import('mailparser')
    return async (bytes) => {
      const { subject = '', text = '' } = await simpleParser(Buffer.from(bytes))
      return `${subject}\n${text}`
    }
  },
  async 'html-to-text'() {
    const { convert } = await import('html-to-text')
    return (bytes) => convert(new TextDecoder().decode(bytes), { wordwrap: false })
  },
}

// What a peer prints must not stand between the answers.
const answer = process.stdout.write.bind(process.stdout)
console.log = console.warn = console.info = () => {}

const extract = await ENGINES[process.argv[2]]()
for await (const line of createInterface({ input: process.stdin })) {
  answer(`${JSON.stringify(await time(JSON.parse(line)))}\n`)
}

async function time({ path, mimeType, runs, untilMs = 0, isWarm = false }) {
  const bytes = new Uint8Array(readFileSync(path))
  const ms = []
  let text = null
  let error = null
  try {
    if (!isWarm) text = await extract(bytes, basename(path), mimeType)
    const began = performance.now()
    while (ms.length < runs || performance.now() - began < untilMs) {
      const start = performance.now()
      text = await extract(bytes, basename(path), mimeType)
      ms.push(performance.now() - start)
    }
  } catch (thrown) {
    error = String(thrown?.message ?? thrown).slice(0, 200)
  }
  return { ms, text, peak: process.resourceUsage().maxRSS * 1024, error }
}
