import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { compile, compileBytes, loadFailed } from './compile.js'
import { readPath } from './node_file.js'
import type { CompiledModule, Runtime, WasmSource, WorkerEvents, WorkerHandle } from './runtime.js'

/**
 * V8 keeps WebAssembly's call frames on the thread's stack, beside the 4 MiB that Rust has for its own. With this
 * much, deep nesting ends in the latter, where it would with any engine. It is only reserved: what is not used costs
 * nothing.
 */
const WORKER_STACK_MIB = 64

export const node: Runtime = {
  name: 'Node',
  compile: compileAny,
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

/** As everywhere, and from files: a string is a path. */
async function compileAny(source: WasmSource): Promise<CompiledModule> {
  const isFile = typeof source === 'string' || (source instanceof URL && source.protocol === 'file:')
  if (!isFile) return compile(source)
  const bytes = await readFile(source).catch((cause: unknown) => {
    throw loadFailed(
      String(source),
      cause,
      'install the package anew, or pass `wasm`: the path where the module lies',
    )
  })
  return compileBytes(bytes, String(source))
}
