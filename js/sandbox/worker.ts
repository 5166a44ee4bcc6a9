import { RecycledSandbox, type RecycleRules, type Settlement } from './recycle.js'
import type { Call, Reply } from './protocol.js'

/** What the pool says to a worker: first what it needs to begin, then calls, one at a time. */
export type ToWorker =
  | { readonly kind: 'begin'; readonly module: WebAssembly.Module; readonly rules: RecycleRules }
  | { readonly kind: 'call'; readonly call: Call }

/** What a worker says to the pool: that it is ready for its first call, and how each call ended. */
export type FromWorker =
  { readonly kind: 'ready' } | { readonly kind: 'settled'; readonly settlement: Settlement }

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
  let sandbox: RecycledSandbox | undefined
  return (message) => {
    if (message.kind === 'begin') {
      sandbox = new RecycledSandbox(message.module, message.rules)
      port.post({ kind: 'ready' }, [])
      void sandbox.prepare()
      return
    }
    if (!sandbox) throw new Error('a call came before the module')
    carryOut(message.call, sandbox, port).catch((error: unknown) => {
      // Not every runtime tells a worker's owner of a rejection that nobody handles; of this all do.
      queueMicrotask(() => {
        throw error
      })
    })
  }
}

async function carryOut(call: Call, sandbox: RecycledSandbox, port: Port): Promise<void> {
  const settlement = await sandbox.run(call)
  const { ending } = settlement
  port.post({ kind: 'settled', settlement }, ending.kind === 'reply' ? buffersOf(ending.reply) : [])
  await sandbox.prepare()
}

/** The memory that a reply moves with: its JSON's, and each binary's once. */
function buffersOf(reply: Reply): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  for (const bytes of [reply.json, ...reply.binaries.map((binary) => binary.bytes)]) {
    if (bytes.buffer instanceof ArrayBuffer) buffers.add(bytes.buffer)
  }
  return [...buffers]
}
