import init from '../kreuzberg-wasm.js'

globalThis.addEventListener('message', (event) => {
  event.waitUntil(
    answer(event.data).then(
      (message) => event.ports[0].postMessage(message),
      (error) => event.ports[0].postMessage({ error: String(error) }),
    ),
  )
})

async function answer(bytes) {
  const engine = await init()
  const { content } = await engine.extract(bytes, { filename: 'survey.docx' })
  const { workers } = engine.stats()
  await engine.close()
  return { content, workers }
}
