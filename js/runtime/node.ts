import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { readPath } from './node_file.js'
import type { CompiledModule, Runtime, WasmSource, WorkerEvents, WorkerHandle } from './runtime.js'

const PACKAGED_MODULE = new URL('../wasm/kreuzberg.wasm', import.meta.url)

/**
 * V8 keeps WebAssembly's call frames on the thread's stack, beside the 16 MiB that Rust has for its own. With this
 * much, deep nesting ends in the latter, where it would with any engine. It is only reserved: what is not used costs
 * nothing.
 */
const WORKER_STACK_MIB = 64

export const node: Runtime = {
  name: 'node',
  loadModule: (source = PACKAGED_MODULE) => compile(source),
  parallelism: availableParallelism(),
  startWorker,
  readPath,
}

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

async function compile(source: WasmSource): Promise<CompiledModule> {
  if (typeof source === 'string') return WebAssembly.compile(await readFile(source))
  if (source instanceof URL) {
    const isFile = source.protocol === 'file:'
    return WebAssembly.compile(isFile ? await readFile(source) : await responseBytes(await fetch(source)))
  }
  if (source instanceof Response) return WebAssembly.compile(await responseBytes(source))
  // A module may come from another realm, as a test runner or a vm context gives it.
  const isCompiled = Object.prototype.toString.call(source) === '[object WebAssembly.Module]'
  return isCompiled ? source : WebAssembly.compile(source as BufferSource)
}

async function responseBytes(response: Response): Promise<ArrayBuffer> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status} ${response.statusText}`)
  return response.arrayBuffer()
}
