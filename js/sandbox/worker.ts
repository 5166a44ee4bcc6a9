import type { ModuleName, WasmFile } from '../wasm/files.js'
import type { Call, Reply } from './protocol.js'
import type { RecycleRules, Settlement } from './recycle.js'
import { Sandboxes } from './sandboxes.js'

/** What the pool says to a worker: first what it needs to begin, then calls, one at a time. */
export type ToWorker =
  | (Given & { readonly kind: 'begin'; readonly rules: RecycleRules })
  | (Given & { readonly kind: 'call'; readonly module: ModuleName; readonly call: Call })

interface Given {
  /** In whose sandbox the call, or the first one if that is known, is to be carried out. */
  readonly module: ModuleName | undefined
  /** What has been loaded since the last message. */
  readonly files: readonly (readonly [WasmFile, WebAssembly.Module])[]
}

/** What a worker says to the pool: that it is ready for its first call, and how each call ended. */
export type FromWorker = 'ready' | Settlement

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
    for (const [name, module] of message.files) files.set(name, module)
    if (message.kind === 'begin') {
      sandboxes = new Sandboxes(files, message.rules)
      port.post('ready', [])
      if (message.module) void sandboxes.of(message.module).prepare()
      return
    }
    if (!sandboxes) throw new Error('a call came before the rules')
    carryOut(message.call, message.module, sandboxes, port).catch((error: unknown) => {
      // Not every runtime tells a worker's owner of a rejection that nobody handles; of this all do.
      queueMicrotask(() => {
        throw error
      })
    })
  }
}

async function carryOut(call: Call, module: ModuleName, sandboxes: Sandboxes, port: Port): Promise<void> {
  const sandbox = sandboxes.of(module)
  const settlement = { ...(await sandbox.run(call)), memoryBytes: sandboxes.memoryBytes }
  const { ending } = settlement
  if (ending.kind === 'lack') {
    // The bytes are moved back: they may be all that there is of the document.
    const bytes = call.kind === 'formats' ? undefined : call.bytes
    const lack = { ...ending.lack, ...(bytes && { bytes }) }
    const moved = bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : []
    port.post({ ...settlement, ending: { kind: 'lack', lack } }, moved)
    return
  }
  port.post(settlement, ending.kind === 'reply' ? buffersOf(ending.reply) : [])
  await sandbox.prepare()
}

/** The memory that a reply moves with: each binary's, once. */
function buffersOf(reply: Reply): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  for (const { bytes } of reply.binaries) {
    if (bytes.buffer instanceof ArrayBuffer) buffers.add(bytes.buffer)
  }
  return [...buffers]
}
