// An edge function that carries out the suite for whoever asks.
import * as api from 'kreuzberg-wasm'

import { run } from './suite.mjs'

globalThis.addEventListener('fetch', (event) => {
  const base = new URL(event.request.url).searchParams.get('base')
  const outcomes = run({ api, base, hasWorkers: false })
  event.respondWith(outcomes.then((found) => new Response(JSON.stringify(found))))
})
