import { open, readFile, type FileHandle } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { KreuzbergError, abortedError } from '../errors.js'
import { withRoomFor } from '../growth.js'
import { overInputLimit } from '../limits.js'
import type { FileContent, ReadPathOptions, Runtime, WasmSource, WorkerEvents, WorkerHandle } from './runtime.js'

const PACKAGED_MODULE = new URL('../wasm/kreuzberg.wasm', import.meta.url)

/** V8 keeps WebAssembly's call frames on the thread's stack, beside the 16 MiB that Rust has for its own. */
const WORKER_STACK_MIB = 16

/** Small enough that an abort is heeded soon, large enough that system calls do not count. */
const READ_BYTES = 8 * 1024 * 1024

export const node: Runtime = {
  name: 'node',
  loadModule: async (source = PACKAGED_MODULE) => {
    return isModule(source) ? source : WebAssembly.compile(await moduleBytes(source))
  },
  parallelism: availableParallelism(),
  startWorker,
  readPath,
}

/** Also one of another realm, as a vm context or a test runner gives it. */
function isModule(source: WasmSource): source is WebAssembly.Module {
  return Object.prototype.toString.call(source) === '[object WebAssembly.Module]'
}

type UncompiledSource = Extract<WasmSource, BufferSource | Response | URL | string>

function startWorker({ onMessage, onEnd }: WorkerEvents): WorkerHandle {
  const worker = new Worker(new URL('./node_worker.js', import.meta.url), {
    name: 'kreuzberg-wasm',
    // Nothing of how the process was started (loaders, --input-type, inspector) concerns a sandbox.
    execArgv: [],
    env: {},
    resourceLimits: { stackSizeMb: WORKER_STACK_MIB },
  })
  worker.on('message', onMessage)
  worker.on('messageerror', (error) => onEnd(error.message))
  worker.on('error', (error) => onEnd(error.message))
  worker.on('exit', (code) => onEnd(`the worker exited with code ${code}`))
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    terminate: async () => {
      await worker.terminate()
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
  }
}

async function moduleBytes(source: UncompiledSource): Promise<BufferSource> {
  if (typeof source === 'string') return readFile(source)
  if (source instanceof Response) return responseBytes(source)
  if (!(source instanceof URL)) return source
  return source.protocol === 'file:' ? readFile(source) : responseBytes(await fetch(source))
}

async function responseBytes(response: Response): Promise<ArrayBuffer> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status} ${response.statusText}`)
  return response.arrayBuffer()
}

async function readPath(location: string | URL, options: ReadPathOptions): Promise<FileContent> {
  const path = typeof location === 'string' ? location : localPath(location)
  const handle = await open(path).catch((cause: unknown) => refuse(path, cause))
  try {
    return { path, bytes: await readWhole(handle, path, options) }
  } catch (cause) {
    return refuse(path, cause)
  } finally {
    await handle.close()
  }
}

function localPath(url: URL): string {
  try {
    return fileURLToPath(url)
  } catch (cause) {
    throw new KreuzbergError('invalid_input', 'the URL names no local file', { document: url.href, cause })
  }
}

async function readWhole(handle: FileHandle, path: string, options: ReadPathOptions): Promise<Uint8Array> {
  const stat = await handle.stat()
  if (stat.isDirectory()) {
    throw new KreuzbergError('invalid_input', 'it is a directory; pass the files in it, each by its path', {
      document: path,
    })
  }
  const tooLarge = () =>
    new KreuzbergError('limit_exceeded', overInputLimit(options.maxBytes), { document: path })
  if (stat.size > options.maxBytes) throw tooLarge()

  // A pipe or a device has no size, and a file may grow: one byte more than expected tells the end.
  let buffer = new Uint8Array(stat.size + 1)
  let length = 0
  for (;;) {
    if (options.signal?.aborted) throw abortedError(options.signal, path)
    const { bytesRead } = await handle.read(buffer, length, Math.min(READ_BYTES, buffer.length - length))
    if (bytesRead === 0) return buffer.subarray(0, length)
    length += bytesRead
    if (length > options.maxBytes) throw tooLarge()
    buffer = withRoomFor(length + 1, buffer, options.maxBytes + 1)
  }
}

/** The operating system's refusals, in words that say what to do. */
function refuse(path: string, cause: unknown): never {
  if (cause instanceof KreuzbergError) throw cause
  throw new KreuzbergError('invalid_input', reason(cause), { document: path, cause })
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no such file (looked from ${process.cwd()}); check the path, or pass the document's bytes`
    case 'ENAMETOOLONG':
    case 'ERR_INVALID_ARG_VALUE':
      return 'it is not a path; a document that is text goes in as bytes: new TextEncoder().encode(text)'
    case 'EACCES':
    case 'EPERM':
      return 'the file may not be read: permission denied; grant this process the right to read it'
    case 'EISDIR':
      return 'it is a directory; pass the files in it, each by its path'
    default:
      return `the file cannot be read (${cause instanceof Error ? cause.message : String(cause)}); copy it elsewhere`
  }
}
