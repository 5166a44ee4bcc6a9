// Compiled against the packed tarball by packaging.test.mjs, as strictly as TypeScript can.
import init, {
  type Chunk,
  type DocumentInput,
  type ErrorCode,
  type ExtractionConfig,
  type ExtractionResult,
  type Kreuzberg,
  KreuzbergError,
  batchExtractFiles,
  detectMimeType,
  extractBytes,
  isKreuzbergError,
} from 'kreuzberg-wasm'

const config: ExtractionConfig = {
  outputFormat: 'markdown',
  resultFormat: 'element_based',
  chunking: { maxChars: 1000, maxOverlap: 100 },
  keywords: { algorithm: 'rake', ngramRange: [1, 3] },
  languageDetection: { enabled: true, detectMultiple: true },
  images: { extractImages: true },
  pages: { extractPages: true },
}

export async function read(input: DocumentInput, signal: AbortSignal): Promise<ExtractionResult> {
  const kreuzberg: Kreuzberg = await init({
    recycle: { afterDocuments: 10 },
    memoryLimitBytes: 2 ** 29,
    timeoutMs: 10_000,
    limits: { inputBytes: 1_000_000 },
    onEvent: (event) => {
      if (event.type === 'recycle') console.log(event.reason)
      else console.log(event.document)
    },
  })
  try {
    return await kreuzberg.extract(input, { config, signal, filename: 'a.docx', timeoutMs: 5000 })
  } finally {
    await kreuzberg.close({ abort: true })
  }
}

export async function readMany(kreuzberg: Kreuzberg): Promise<string[]> {
  const contents: string[] = []
  const inputs = ['a.docx', { input: new Uint8Array(), mimeType: 'text/csv' }, new URL('file:///a.eml')]
  for await (const outcome of kreuzberg.extractMany(inputs, { ordered: true, config })) {
    if (outcome.error) contents.push(outcome.error.code satisfies ErrorCode)
    else contents.push(outcome.result.content)
  }
  return contents
}

export function summary(result: ExtractionResult): (string | number)[] {
  const chunks: readonly Chunk[] = result.chunks ?? []
  const first: Chunk | undefined = chunks[0]
  const image = result.images?.[0]
  const bytes: Uint8Array | undefined = image?.data
  const cell: string | undefined = result.tables[0]?.cells[0]?.[0]
  return [first?.content ?? '', bytes?.byteLength ?? 0, cell ?? '', result.mimeType]
}

export function explain(error: unknown): string {
  if (error instanceof KreuzbergError) return `${error.code} ${error.document ?? ''} ${error.detail ?? ''}`
  return isKreuzbergError(error) ? error.code : String(error)
}

export async function classic(bytes: Uint8Array): Promise<string> {
  const { content } = await extractBytes(bytes, 'text/plain', config)
  const [file] = await batchExtractFiles(['a.docx'], null)
  return content + (file?.content ?? '') + (await detectMimeType(bytes))
}
