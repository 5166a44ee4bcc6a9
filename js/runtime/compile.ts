import { KreuzbergError } from '../errors.js'
import type { CompiledModule, WasmSource } from './runtime.js'

/**
 * Compiles a module from whatever it is given as, with what every runtime has. A string is a URL.
 *
 * @throws KreuzbergError `load_failed`, which names the URL and what to do
 */
export async function compile(source: WasmSource): Promise<CompiledModule> {
  if (typeof source === 'string') return fetchModule(source)
  if (tagOf(source) === 'URL') return fetchModule((source as URL).href)
  if (tagOf(source) === 'Response') return fromResponse(source as Response, (source as Response).url)
  // A module may come from another realm, as a test runner, a vm context or an edge platform gives it.
  if (tagOf(source) === 'WebAssembly.Module') return source
  return compileBytes(source as BufferSource)
}

/**
 * Compiles bytes.
 *
 * @param origin where they are from, for messages
 */
export async function compileBytes(
  bytes: BufferSource,
  origin = 'the bytes given as `wasm`',
): Promise<CompiledModule> {
  if (!isWasm(bytes)) throw loadFailed(origin, 'it is not a WebAssembly module', SERVE)
  return WebAssembly.compile(bytes).catch((cause: unknown) => {
    throw loadFailed(origin, cause, fixOf(cause))
  })
}

async function fetchModule(url: string): Promise<CompiledModule> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw loadFailed(url, cause, REACH)
  })
  return fromResponse(response, url)
}

async function fromResponse(response: Response, url: string): Promise<CompiledModule> {
  const origin = url || 'the response given as `wasm`'
  const { ok, status, statusText, headers } = response
  if (!ok) throw loadFailed(origin, `the server answered ${`${status} ${statusText}`.trim()}`, SERVE)
  // Compiled while it comes in; but the platform insists on the type, which not every server knows.
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? 'no type'
  const isStreamed = type === 'application/wasm' && typeof WebAssembly.compileStreaming === 'function'
  try {
    if (isStreamed) return await WebAssembly.compileStreaming(response)
  } catch (cause) {
    throw loadFailed(origin, cause, fixOf(cause))
  }
  const bytes = await response.arrayBuffer().catch((cause: unknown) => {
    throw loadFailed(origin, cause, REACH)
  })
  if (!isWasm(bytes))
    throw loadFailed(origin, `what the server gave (${type}) is not a WebAssembly module`, SERVE)
  return compileBytes(bytes, origin)
}

const REACH =
  'check that it can be reached from here, and that `connect-src` of a Content-Security-Policy allows it'
const SERVE =
  "put the package's kreuzberg.wasm there, or pass `wasm`: its bytes, or the URL where it is served"
const ALLOW =
  "allow it with 'wasm-unsafe-eval' in `script-src` of the Content-Security-Policy, or pass `wasm`: a compiled module"
const INSTALL = 'install the package anew, so that the module is whole and of the same version'
const UPDATE =
  'this engine has no WebAssembly SIMD; update it: Chrome has it since 91, Firefox 89, Safari 16.4, Node 16.4'

/** The error for a module that cannot be had from `origin`. */
export function loadFailed(origin: string, why: unknown, fix: string): KreuzbergError {
  const message = `the WebAssembly module cannot be loaded from ${origin} (${messageOf(why)}); ${fix}`
  return new KreuzbergError('load_failed', message, why instanceof Error ? { cause: why } : {})
}

/** What to do when a module does not compile. */
function fixOf(cause: unknown): string {
  if (isRefusal(cause)) return ALLOW
  return WebAssembly.validate(WITH_SIMD) ? INSTALL : UPDATE
}

/** A module with one function, which gives a `v128.const` of zeros (WebAssembly Core Specification 2.0, 5.4.8). */
const WITH_SIMD = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x16, 0x01, 0x14, 0x00, 0xfd, 0x0c, ...new Uint8Array(16), 0x0b],
)

/** A policy forbids to compile: Chromium and Firefox name it, edge platforms speak of code generation. */
function isRefusal(cause: unknown): boolean {
  return /\bCSP\b|content security policy|unsafe-eval|code generation|disallowed by embedder/i.test(
    messageOf(cause),
  )
}

/** The first bytes of every module: WebAssembly Core Specification, section 5.5.16. */
function isWasm(bytes: BufferSource): boolean {
  const view = ArrayBuffer.isView(bytes)
    ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new DataView(bytes)
  return view.byteLength >= 4 && view.getUint32(0) === 0x00_61_73_6d
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}
