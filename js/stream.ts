import { untilAborted, type CallSignal } from './abort.js'
import { invalidInput } from './errors.js'
import { withRoomFor } from './growth.js'
import { overInputLimit } from './limits.js'

/** A stream of bytes: a web `ReadableStream`, a Node `Readable`, an async generator of chunks. */
export type ByteSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

export interface StreamOptions {
  /** For messages. */
  readonly name: string
  readonly maxBytes: number
  readonly signal?: CallSignal | undefined
  /** Called with the number of bytes read so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/** One way to read both kinds of stream. */
interface Chunks {
  /** The next chunk, or undefined at the end. */
  next(): Promise<unknown>
  /** Tells the source that nobody reads on. */
  cancel(reason: unknown): Promise<unknown>
}

/**
 * Reads a stream to its end, or to `maxBytes`, where it is cancelled.
 *
 * @throws KreuzbergError `invalid_input` when the stream fails or gives anything but bytes, `limit_exceeded`, `aborted`
 */
export async function readStream(source: ByteSource, options: StreamOptions): Promise<Uint8Array> {
  const chunks = open(source, options.name)
  try {
    return await untilAborted(collect(chunks, options), options)
  } catch (error) {
    // A source that hangs must not hold up the answer, and why its clean-up failed changes nothing for the caller.
    chunks.cancel(error).catch(() => undefined)
    throw error
  }
}

async function collect(chunks: Chunks, { name, maxBytes, onBytes }: StreamOptions): Promise<Uint8Array> {
  let buffer = new Uint8Array()
  let length = 0
  for (;;) {
    const chunk = await chunks.next().catch((cause: unknown) => failed(name, length, cause))
    if (chunk === undefined) return buffer.subarray(0, length)
    const bytes = bytesOf(chunk, name)
    const needed = length + bytes.byteLength
    if (needed > maxBytes) throw overInputLimit(maxBytes, name)
    // Copied at once: a source may use the memory of its chunks again.
    buffer = withRoomFor(needed, buffer, maxBytes)
    buffer.set(bytes, length)
    length = needed
    onBytes?.(length)
  }
}

function open(source: ByteSource, document: string): Chunks {
  if (!('getReader' in source)) {
    const iterator = source[Symbol.asyncIterator]()
    return {
      next: async () => {
        const step = await iterator.next()
        return step.done ? undefined : step.value
      },
      cancel: async () => iterator.return?.(),
    }
  }
  if (source.locked) {
    throw invalidInput('the stream is being read elsewhere; pass one that nobody reads', document)
  }
  const reader = source.getReader()
  return {
    next: async () => (await reader.read()).value,
    cancel: (reason) => reader.cancel(reason),
  }
}

function failed(document: string, bytes: number, cause: unknown): never {
  const why = cause instanceof Error ? cause.message : String(cause)
  throw invalidInput(
    `the stream failed after ${bytes} bytes (${why}); open it anew and try again`,
    document,
    cause,
  )
}

function bytesOf(chunk: unknown, document: string): Uint8Array {
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk)
  throw invalidInput(`the stream gave a ${typeof chunk}, not bytes; open it without an encoding`, document)
}
