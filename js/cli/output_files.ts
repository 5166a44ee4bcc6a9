import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { CliDocument } from './documents.js'
import { UsageError } from './exit.js'
import { commonFolder, isWithin } from './paths.js'

/**
 * Where each document's output goes: under `directory`, at its path below the folder that all documents share,
 * `extension` put behind the document's own so that `a.docx` and `a.pdf` stay apart.
 *
 * @returns the output's path for each document's
 * @throws UsageError if two documents had the same output, or one had a document in its place
 */
export function planOutput(
  documents: readonly CliDocument[],
  directory: string,
  extension: string,
): ReadonlyMap<string, string> {
  const files = documents.filter(({ path }) => path !== '-').map(({ path }) => resolve(path))
  const folder = commonFolder(files)
  const inputs = new Set(files)
  const sources = new Map<string, string>()
  const plan = new Map<string, string>()
  for (const { path } of documents) {
    const below = path === '-' ? 'stdin' : relative(folder, resolve(path))
    const target = resolve(join(directory, below + extension))
    if (!isWithin(resolve(directory), target))
      throw new UsageError(`the output of ${path} would leave ${directory}`)
    const other = sources.get(target)
    if (other !== undefined)
      throw new UsageError(`the output of ${path} and of ${other} would both be ${target}`)
    if (inputs.has(target)) throw new UsageError(`the output of ${path} would replace the document ${target}`)
    sources.set(target, path)
    plan.set(path, target)
  }
  return plan
}

/** Writes one output, its folders made as needed. */
export async function writeOutput(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
