import init, { isKreuzbergError } from 'kreuzberg-wasm'

const kreuzberg = await init({ timeoutMs: 30_000 })

export default {
  async fetch(request) {
    if (request.method !== 'POST') return Response.json({ message: 'POST a document' }, { status: 405 })
    try {
      const document = new Response(request.body, { headers: request.headers })
      const { content, mimeType, metadata } = await kreuzberg.extract(document, { signal: request.signal })
      return Response.json({ content, mimeType, metadata })
    } catch (error) {
      if (!isKreuzbergError(error)) throw error
      return Response.json({ code: error.code, message: error.message }, { status: 422 })
    }
  },
}
