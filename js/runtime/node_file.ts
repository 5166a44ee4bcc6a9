import { open, type FileHandle } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { KreuzbergError, abortedError, type ErrorCode } from '../errors.js'
import { withRoomFor } from '../growth.js'
import { overInputLimit } from '../limits.js'
import type { FileContent, ReadPathOptions } from './runtime.js'

/** Small enough that an abort is heeded soon, large enough that system calls do not count. */
const READ_BYTES = 8 * 1024 * 1024

/**
 * Reads a file, a pipe or a device to its end, or to the limit.
 *
 * @throws KreuzbergError `invalid_input` (missing, a directory, not readable), `limit_exceeded`, `aborted`
 */
export async function readPath(location: string | URL, options: ReadPathOptions): Promise<FileContent> {
  try {
    const path = typeof location === 'string' ? location : fileURLToPath(location)
    const handle = await open(path)
    try {
      return { path, bytes: await readWhole(handle, options) }
    } finally {
      await handle.close()
    }
  } catch (cause) {
    if (cause instanceof KreuzbergError) throw cause
    throw refused('invalid_input', reason(cause, location), options, cause)
  }
}

async function readWhole(handle: FileHandle, options: ReadPathOptions): Promise<Uint8Array> {
  const { maxBytes, signal, name } = options
  const stat = await handle.stat()
  if (stat.isDirectory()) throw refused('invalid_input', DIRECTORY, options)
  if (stat.size > maxBytes) throw overInputLimit(maxBytes, name)

  // A pipe or a device has no size, and a file may grow: one byte more than expected tells the end.
  let buffer = new Uint8Array(stat.size + 1)
  let length = 0
  for (;;) {
    if (signal?.aborted) throw abortedError(signal, name)
    const { bytesRead } = await handle.read(buffer, length, Math.min(READ_BYTES, buffer.length - length))
    if (bytesRead === 0) return buffer.subarray(0, length)
    length += bytesRead
    if (length > maxBytes) throw overInputLimit(maxBytes, name)
    buffer = withRoomFor(length + 1, buffer, maxBytes + 1)
  }
}

const DIRECTORY = 'it is a directory; pass the files in it, each by its path'

/** The operating system's refusals, in words that say what to do. */
function reason(cause: unknown, location: string | URL): string {
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no such file (looked for ${String(location).slice(0, 200)} from ${process.cwd()}); check the path`
    case 'ENAMETOOLONG':
    case 'ERR_INVALID_ARG_VALUE':
      return 'it is not a path; a document that is text goes in as bytes: new TextEncoder().encode(text)'
    case 'EACCES':
    case 'EPERM':
      return 'the file may not be read: permission denied; grant this process the right to read it'
    case 'EISDIR':
      return DIRECTORY
    default:
      return `the file cannot be read (${cause instanceof Error ? cause.message : String(cause)}); copy it elsewhere`
  }
}

function refused(
  code: ErrorCode,
  message: string,
  options: ReadPathOptions,
  cause?: unknown,
): KreuzbergError {
  return new KreuzbergError(code, message, { document: options.name, cause })
}
