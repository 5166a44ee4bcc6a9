import { readFile } from 'node:fs/promises'
import { isKreuzbergError } from '../errors.js'
import type { Outcome } from '../extract_many.js'
import { init, type Kreuzberg } from '../index.js'
import { checkConfig } from '../options.js'
import type { ExtractionConfig, ExtractionResult } from '../types.js'
import { extensionOf, findDocuments, type CliDocument } from './documents.js'
import { EXIT, UsageError } from './exit.js'
import { planOutput, writeOutput } from './output_files.js'
import { asLines, complain, note, print, toJson } from './print.js'
import { startProgress } from './progress.js'

/** What `--format` may be: what kreuzberg calls it, and the extension of output files. */
export const FORMATS = {
  text: { outputFormat: 'plain', extension: '.txt' },
  markdown: { outputFormat: 'markdown', extension: '.md' },
  html: { outputFormat: 'html', extension: '.html' },
  djot: { outputFormat: 'djot', extension: '.dj' },
  json: { outputFormat: undefined, extension: '.json' },
} as const

export type Format = keyof typeof FORMATS

export interface ExtractCommandOptions {
  readonly format?: Format
  readonly output?: string
  readonly config?: string
  readonly mimeType?: string
  readonly jobs?: number
  /** Seconds. */
  readonly timeout?: number
}

/** Extracts what the arguments name, and gives the exit status. */
export async function extractCommand(
  args: readonly string[],
  options: ExtractCommandOptions,
): Promise<number> {
  const config = withFormat(await readConfig(options.config), options.format)
  const kreuzberg = await init({
    workers: options.jobs,
    timeoutMs: options.timeout === undefined ? undefined : Math.ceil(options.timeout * 1000),
  })
  try {
    const isRead = options.mimeType === undefined ? await extensionTest(kreuzberg) : () => true
    const { documents, skipped } = await findDocuments(args, isRead)
    if (skipped.length > 0) note(leftOut(skipped))
    return await extractAll(kreuzberg, documents, config, options)
  } finally {
    await kreuzberg.close()
  }
}

async function extractAll(
  kreuzberg: Kreuzberg,
  documents: readonly CliDocument[],
  config: ExtractionConfig,
  options: ExtractCommandOptions,
): Promise<number> {
  const deliver = delivery(documents, options)
  const progress = startProgress(documents.length)
  let failures = 0
  const outcomes = kreuzberg.extractMany(
    documents.map(({ path, input }) => (path === '-' ? { input, filename: 'stdin' } : { input })),
    { config, mimeType: options.mimeType, ordered: options.output === undefined },
  )
  try {
    for await (const outcome of outcomes) {
      progress.yieldLine()
      if (!(await delivered(outcome, documents, deliver))) failures++
      progress.step()
    }
  } finally {
    progress.stop()
  }
  return failures === 0 ? EXIT.ok : EXIT.failed
}

type Deliver = (path: string, outcome: Outcome) => Promise<void>

/** Whether the document was extracted and its output written; why not is said on standard error. */
async function delivered(
  outcome: Outcome,
  documents: readonly CliDocument[],
  deliver: Deliver,
): Promise<boolean> {
  if (outcome.error) complain(outcome.error)
  try {
    await deliver(documents[outcome.index]?.path ?? outcome.name, outcome)
  } catch (error) {
    complain(error)
    return false
  }
  return outcome.error === undefined
}

/** One document's content is printed as it is, several as NDJSON; with `--output` each goes to a file of its own. */
function delivery(
  documents: readonly CliDocument[],
  { format = 'text', output }: ExtractCommandOptions,
): Deliver {
  const asText = (result: ExtractionResult) => asLines(format === 'json' ? toJson(result, 2) : result.content)
  if (output !== undefined) {
    const plan = planOutput(documents, output, FORMATS[format].extension)
    return async (path, { result }) => {
      const target = plan.get(path)
      if (result && target !== undefined) await writeOutput(target, asText(result))
    }
  }
  if (documents.length === 1) {
    return async (_, { result }) => {
      if (result) await print(asText(result))
    }
  }
  return (path, { result, error }) =>
    print(`${toJson({ path, ...(error ? { error: asRecord(error) } : { result }) })}\n`)
}

function asRecord({ code, message, detail }: NonNullable<Outcome['error']>) {
  return { code, message, detail }
}

function leftOut(files: readonly string[]): string {
  const extensions = [...new Set(files.map((file) => extensionOf(file) || 'no extension'))].sort()
  return `left out ${files.length} files of types that are not read (${extensions.join(', ')}); name a file to have it tried`
}

async function extensionTest(kreuzberg: Kreuzberg): Promise<(extension: string) => boolean> {
  const extensions = new Set((await kreuzberg.listSupportedFormats()).flatMap((format) => format.extensions))
  return (extension) => extensions.has(extension)
}

function withFormat(config: ExtractionConfig, format: Format | undefined): ExtractionConfig {
  const outputFormat = format && FORMATS[format].outputFormat
  return outputFormat === undefined ? config : { ...config, outputFormat }
}

/** `--config`: JSON itself if it begins as an object, else the path of a file of it. */
async function readConfig(given: string | undefined): Promise<ExtractionConfig> {
  if (given === undefined) return {}
  const isJson = given.trimStart().startsWith('{')
  try {
    const config: unknown = JSON.parse(isJson ? given : await readFile(given, 'utf8'))
    checkConfig(config)
    return config as ExtractionConfig
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(isKreuzbergError(error) ? why : `--config ${isJson ? 'is not JSON' : given}: ${why}`)
  }
}
