import { init } from '../index.js'
import { findDocuments } from './documents.js'
import { EXIT } from './exit.js'
import { complain, print } from './print.js'

/** Prints what each document is and why it is taken for that, and gives the exit status. */
export async function detectCommand(args: readonly string[]): Promise<number> {
  const { documents } = await findDocuments(args, () => true)
  const kreuzberg = await init()
  let failures = 0
  for (const { path, input } of documents) {
    try {
      const { mimeType, reason } = await kreuzberg.detectMimeType(input)
      await print(`${path}: ${mimeType} (${reason})\n`)
    } catch (error) {
      complain(error)
      failures++
    }
  }
  await kreuzberg.close()
  return failures === 0 ? EXIT.ok : EXIT.failed
}
