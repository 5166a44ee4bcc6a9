import type { Failure } from './sandbox/protocol.js'

/**
 * What can go wrong, as a stable code to switch on:
 *
 * - `unsupported_format`: no extractor reads the document's type, or the type cannot be told.
 * - `parsing`: the document is damaged, or is not what its type says.
 * - `password_required`, `password_wrong`: the document is encrypted.
 * - `invalid_config`: an option is unknown, or has a value that it cannot have.
 * - `invalid_input`: the input is not a document that can be read (missing, empty, a directory, a broken stream).
 * - `limit_exceeded`: the document would cost more than the limits allow.
 * - `timeout`: the extraction did not end within `timeoutMs`.
 * - `aborted`: the call's `signal` was aborted.
 * - `out_of_memory`: the document needs more than `memoryLimitBytes`.
 * - `sandbox_crashed`: the document made a fresh sandbox trap.
 * - `queue_full`: more than `maxQueue` documents are waiting.
 * - `closed`: the engine has been closed.
 * - `load_failed`: the WebAssembly module cannot be loaded.
 */
export const ERROR_CODES = [
  'unsupported_format',
  'parsing',
  'password_required',
  'password_wrong',
  'invalid_config',
  'invalid_input',
  'limit_exceeded',
  'timeout',
  'aborted',
  'out_of_memory',
  'sandbox_crashed',
  'queue_full',
  'closed',
  'load_failed',
] as const

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number]

/** A limit, and what it was set to. */
export interface PassedLimit {
  /** Its name among the options: `unpackedBytes`, `characters`, and so on. */
  readonly name: string
  readonly value: number
}

export interface KreuzbergErrorOptions {
  /** The document's name: a path, a file name, or `<buffer>` and the like where it has none. */
  readonly document?: string | undefined
  /** What kreuzberg, or a panic, said. */
  readonly detail?: string | undefined
  /** The limit that was passed, with `limit_exceeded`. */
  readonly limit?: PassedLimit | undefined
  /** What was thrown below. */
  readonly cause?: unknown
}

/**
 * The one error of this package. `code` is the thing to switch on; `message` says what happened, to which
 * document, and what to do. `name` is `AbortError` where `code` is `aborted`, as the platform's own is.
 */
export class KreuzbergError extends Error {
  readonly code: ErrorCode
  /** The document's name, where one document is to blame. */
  readonly document: string | undefined
  /** What kreuzberg, or a panic, said, word for word. */
  readonly detail: string | undefined
  /** The limit that the document passed, where `code` is `limit_exceeded`. */
  readonly limit: PassedLimit | undefined

  constructor(code: ErrorCode, message: string, options: KreuzbergErrorOptions = {}) {
    const { document, detail, limit, cause } = options
    super(
      document === undefined ? message : `${shortened(document)}: ${message}`,
      cause === undefined ? undefined : { cause },
    )
    this.name = code === 'aborted' ? 'AbortError' : 'KreuzbergError'
    this.code = code
    this.document = document
    this.detail = detail
    this.limit = limit
  }
}

/** Whether `error` is a {@link KreuzbergError}, also one of another copy of this package. */
export function isKreuzbergError(error: unknown): error is KreuzbergError {
  if (error instanceof KreuzbergError) return true
  if (!(error instanceof Error) || !('code' in error)) return false
  return (error.name === 'KreuzbergError' || error.name === 'AbortError') && isErrorCode(error.code)
}

/** The error for a sandbox's refusal, which as a plain value has come from a worker unharmed. */
export function fromFailure(failure: Failure, document?: string): KreuzbergError {
  const code = isErrorCode(failure.code) ? failure.code : 'sandbox_crashed'
  return new KreuzbergError(code, failure.message, {
    document,
    detail: failure.detail ?? undefined,
    limit: failure.limit ?? undefined,
  })
}

/** The error for an input that is no document that can be read. */
export function invalidInput(message: string, document?: string, cause?: unknown): KreuzbergError {
  return new KreuzbergError('invalid_input', message, { document, cause })
}

/** The error for a document without bytes. */
export function emptyError(document: string): KreuzbergError {
  const message =
    'it is empty (0 bytes, or its buffer was transferred away); check that it was written or received whole'
  return invalidInput(message, document)
}

/** The error for a call whose signal was aborted; the signal's reason becomes its cause. */
export function abortedError(signal: { readonly reason: unknown }, document?: string): KreuzbergError {
  return new KreuzbergError('aborted', 'the call was aborted by its signal', {
    document,
    cause: signal.reason,
  })
}

/** The refusal of a call for which there is no room to wait. */
export function queueFullError(maxQueue: number, document: string): KreuzbergError {
  const message = `${maxQueue} documents are waiting already (maxQueue); wait for some, or use extractMany, which does`
  return new KreuzbergError('queue_full', message, { document })
}

function isErrorCode(code: unknown): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code)
}

/** A name that is really a document's text must not fill the message with it. */
function shortened(name: string): string {
  const line = name.replace(/\s+/g, ' ')
  return line.length <= 200 ? line : `${line.slice(0, 96)} … ${line.slice(-96)}`
}
