import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, isAbsolute, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { glob, isDynamicPattern } from 'tinyglobby'
import { UsageError } from './exit.js'

/** A document named on the command line, or found in a directory that was. */
export interface CliDocument {
  /** As the user knows it: `-` for standard input. */
  readonly path: string
  readonly input: string | Readable
}

export interface Found {
  readonly documents: readonly CliDocument[]
  /** Files in directories that were left out because nothing reads their type. */
  readonly skipped: readonly string[]
}

/**
 * The documents that arguments name: files as they are, the files of a directory (recursive, sorted, those with
 * an extension that is read), what a pattern matches (sorted), and `-`. A file that is named twice comes once.
 *
 * @param isRead whether files of an extension (lower case, no dot) are taken from directories
 * @throws UsageError where a pattern or a directory gives nothing
 */
export async function findDocuments(
  args: readonly string[],
  isRead: (extension: string) => boolean,
): Promise<Found> {
  const documents = new Map<string, CliDocument>()
  const skipped: string[] = []
  for (const arg of args) {
    if (arg === '-') {
      documents.set('-', { path: '-', input: process.stdin })
      continue
    }
    const isDirectory = await isDirectoryAt(arg)
    const paths = isDirectory ? await filesIn(arg) : await filesNamed(arg)
    let taken = 0
    for (const path of paths) {
      if (isDirectory && !isRead(extensionOf(path))) {
        skipped.push(path)
        continue
      }
      taken++
      const key = resolve(path)
      if (!documents.has(key)) documents.set(key, { path, input: path })
    }
    if (taken === 0) throw new UsageError(nothingFound(arg, isDirectory, paths.length))
  }
  return { documents: [...documents.values()], skipped }
}

/** In lower case, without the dot. */
export function extensionOf(path: string): string {
  return extname(path).slice(1).toLowerCase()
}

async function isDirectoryAt(path: string): Promise<boolean> {
  // What cannot be looked at is handed on: reading it says why it cannot be read.
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** The files below a directory, sorted, hidden ones left out. */
async function filesIn(directory: string): Promise<string[]> {
  const files: string[] = []
  for await (const file of walk(directory)) files.push(file)
  return files.sort()
}

/** Links to directories are not followed: they may lead in circles. */
async function* walk(directory: string): AsyncGenerator<string> {
  for (const entry of await entriesOf(directory)) {
    const path = join(directory, entry.name)
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.isFile() || (entry.isSymbolicLink() && !(await isDirectoryAt(path)))) yield path
  }
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  return readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${directory} cannot be listed: ${why}`)
  })
}

async function filesNamed(arg: string): Promise<string[]> {
  const exists = await stat(arg).then(
    () => true,
    () => false,
  )
  if (exists || !isDynamicPattern(arg)) return [arg]
  const files = await glob(arg, { absolute: isAbsolute(arg), expandDirectories: false })
  return files.sort()
}

function nothingFound(arg: string, isDirectory: boolean, files: number): string {
  if (!isDirectory) return `no file matches ${arg}`
  if (files === 0) return `there are no files in ${arg}`
  return `none of the ${files} files in ${arg} has an extension that is read; name a file to have it tried all the same`
}
