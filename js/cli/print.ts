import { once } from 'node:events'
import type { WriteStream } from 'node:tty'
import { isKreuzbergError } from '../errors.js'

/** Writes to standard output, and waits for a slow reader rather than filling the memory. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(forStream(text, process.stdout))) await once(process.stdout, 'drain')
}

/** Says on standard error why something failed. */
export function complain(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  const detail = isKreuzbergError(error) && error.detail !== undefined ? `\n  ${error.detail}` : ''
  process.stderr.write(`kreuzberg-wasm: ${printable(message + detail)}\n`)
}

/** Says something on standard error that is no failure. */
export function note(message: string): void {
  process.stderr.write(`kreuzberg-wasm: ${printable(message)}\n`)
}

/** JSON of a result: its binaries in base64. */
export function toJson(value: unknown, indent?: number): string {
  const encoded = (_: string, item: unknown) =>
    item instanceof Uint8Array
      ? Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString('base64')
      : item
  return JSON.stringify(value, encoded, indent)
}

/** With its line end, which it has once even if it is there already. */
export function asLines(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

function forStream(text: string, stream: WriteStream): string {
  return stream.isTTY ? printable(text) : text
}

/** A document's text must not control the terminal that shows it: only tabs and line ends are let through. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/(?!\t|\r?\n)[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
}
