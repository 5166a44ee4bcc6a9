// `node extract_folder.mjs FOLDER`: extracts every document in a folder, and prints one JSON object a line.
import { opendir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import init from 'kreuzberg-wasm'

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node extract_folder.mjs FOLDER')
  process.exit(2)
}

const kreuzberg = await init({ timeoutMs: 60_000 })
const formats = await kreuzberg.listSupportedFormats()
const extensions = new Set(formats.flatMap((format) => format.extensions))

/** Walks the folder as documents are asked for, so that a large one is never listed as a whole. */
async function* documentsIn(folder) {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* documentsIn(path)
    else if (extensions.has(extname(entry.name).slice(1).toLowerCase())) yield path
  }
}

let failed = 0
for await (const { name, result, error } of kreuzberg.extractMany(documentsIn(folder))) {
  if (error) failed += 1
  const line = error
    ? { path: name, error: error.code, message: error.message }
    : { path: name, mimeType: result.mimeType, content: result.content, title: result.metadata.title }
  console.log(JSON.stringify(line))
}
await kreuzberg.close()
process.exitCode = failed === 0 ? 0 : 1
