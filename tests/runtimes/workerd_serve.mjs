// Serves a Worker in workerd, by miniflare, on a port.
import { Miniflare } from 'miniflare'

import { bundleWorker } from './workerd_bundle.mjs'

const [entry, port] = process.argv.slice(2)
const miniflare = new Miniflare({
  compatibilityDate: '2026-01-01',
  host: '127.0.0.1',
  port: Number(port),
  modulesRoot: '/',
  modules: await bundleWorker(entry),
})
await miniflare.ready
process.on('SIGTERM', () => miniflare.dispose().then(() => process.exit(0)))
