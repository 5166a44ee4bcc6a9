import init, { isKreuzbergError } from 'kreuzberg-wasm'

const MIB = 1024 * 1024
let engine

export default {
  async fetch(request) {
    if (request.method !== 'POST') return Response.json({ message: 'POST a document' }, { status: 405 })
    try {
      // An isolate has 128 MB, of which the module takes its part.
      engine ??= init({ memoryLimitBytes: 64 * MIB, limits: { inputBytes: 8 * MIB } })
      const kreuzberg = await engine
      const document = new Response(request.body, { headers: request.headers })
      const { content, mimeType, metadata } = await kreuzberg.extract(document)
      return Response.json({ content, mimeType, metadata })
    } catch (error) {
      if (!isKreuzbergError(error)) throw error
      return Response.json({ code: error.code, message: error.message }, { status: 422 })
    }
  },
}
