import type { ModuleName, WasmFile } from '../wasm/files.js'
import type { Call, Reply } from './protocol.js'
import type { RecycleRules, Settlement } from './recycle.js'
import { Sandboxes } from './sandboxes.js'

/** What the pool says to a worker: first what it needs to begin, then calls, one at a time. */
export type ToWorker =
  | (Given & { readonly kind: 'begin'; readonly rules: RecycleRules })
  | (Given & Call & { readonly module: ModuleName })

interface Given {
  /** In whose sandbox the call, or the first one if that is known, is to be carried out. */
  readonly module: ModuleName | undefined
  /** What has been loaded since the last message, if anything has. */
  readonly files: readonly (readonly [WasmFile, WebAssembly.Module])[] | undefined
}

/**
 * What a worker says to the pool: that it is ready for its first call, and how each call ended, with the linear memory that
 * it holds since, in bytes.
 */
export type FromWorker = 'ready' | (Settlement & { readonly memoryBytes: number })

/** A worker's line to the pool. */
export interface Port {
  post(message: FromWorker, transfer: ArrayBuffer[]): void
}

/**
 * The inside of a worker: a sandbox, and what is done with it.
 *
 * @returns the function to be given every message that the pool sends, one after the other
 */
export function serve(port: Port): (message: ToWorker) => void {
  const files = new Map<WasmFile, WebAssembly.Module>()
  let sandboxes: Sandboxes | undefined
  return (message) => {
    for (const [name, module] of message.files ?? []) files.set(name, module)
    if (message.kind === 'begin') {
      sandboxes = new Sandboxes(files, message.rules)
      port.post('ready', [])
      if (message.module) void sandboxes.of(message.module).prepare()
      return
    }
    if (!sandboxes) throw new Error('a call came before the rules')
    carryOut(message, message.module, sandboxes, port).catch((error: unknown) => {
      // Not every runtime tells a worker's owner of a rejection that nobody handles; of this all do.
      queueMicrotask(() => {
        throw error
      })
    })
  }
}

async function carryOut(call: Call, module: ModuleName, sandboxes: Sandboxes, port: Port): Promise<void> {
  const sandbox = sandboxes.of(module)
  const { ending, events } = await sandbox.run(call)
  const { memoryBytes } = sandboxes
  if ('lacks' in ending) {
    // The bytes are moved back: they may be all that there is of the document.
    const { bytes } = call
    const moved = bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : []
    port.post({ ending: { ...ending, ...(bytes && { bytes }) }, events, memoryBytes }, moved)
    return
  }
  port.post({ ending, events, memoryBytes }, 'json' in ending ? buffersOf(ending) : [])
  await sandbox.prepare()
}

/** The memory that a reply moves with: each binary's, once. */
function buffersOf({ binaries = [] }: Reply): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  for (const { bytes } of binaries) {
    if (bytes.buffer instanceof ArrayBuffer) buffers.add(bytes.buffer)
  }
  return [...buffers]
}
