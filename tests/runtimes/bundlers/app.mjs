// The application that every bundler builds: extracts a document in a worker, and leaves what came of it to the test.
import init, { isKreuzbergError } from 'kreuzberg-wasm'

globalThis.outcome = await extract().catch((error) => ({
  error: `${isKreuzbergError(error) ? error.code : ''} ${error.message}`,
}))

async function extract() {
  const kreuzberg = await init({ workers: 1 })
  const { content } = await kreuzberg.extract(await fetch('/survey.docx'))
  const { workers } = kreuzberg.stats()
  await kreuzberg.close()
  return { content, workers }
}
