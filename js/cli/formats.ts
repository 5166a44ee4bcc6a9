import { init } from '../index.js'
import { EXIT } from './exit.js'
import { print } from './print.js'

/** Prints the types that are read, one a line, with their extensions, and gives the exit status. */
export async function formatsCommand(): Promise<number> {
  const kreuzberg = await init()
  for (const { mimeType, extensions } of await kreuzberg.listSupportedFormats()) {
    await print(`${[mimeType, ...extensions.map((extension) => `.${extension}`)].join(' ')}\n`)
  }
  await kreuzberg.close()
  return EXIT.ok
}
