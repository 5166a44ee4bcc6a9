// A Cloudflare Worker that carries out the suite for whoever asks.
import * as api from 'kreuzberg-wasm'

import { run } from './suite.mjs'

export default {
  async fetch(request) {
    const base = new URL(request.url).searchParams.get('base')
    return Response.json(await run({ api, base, hasWorkers: false }))
  },
}
