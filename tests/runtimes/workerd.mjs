// Runs worker.mjs in workerd, by miniflare.
import { join } from 'node:path'

import { Miniflare } from 'miniflare'

import { bundleWorker } from './workerd_bundle.mjs'

const [folder, base] = process.argv.slice(2)
const miniflare = new Miniflare({
  compatibilityDate: '2026-01-01',
  modulesRoot: '/',
  modules: await bundleWorker(join(folder, 'worker.mjs')),
})
const response = await miniflare.dispatchFetch(`http://worker.test/?base=${base}`)
await fetch(`${base}report`, { method: 'POST', body: await response.text() })
await miniflare.dispose()
