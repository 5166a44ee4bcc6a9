// What a browser page may meet besides the suite. Each is a page of its own, which its server serves accordingly
// (../browsers.mjs).

const packaged = () => import('../kreuzberg-wasm.js')
const survey = async () =>
  new Uint8Array(await (await fetch('/fixtures/documents/survey.docx')).arrayBuffer())

export const scenarios = {
  /** The server says text/plain of the module. */
  'wrong-type': async () => extracts(await packaged()),

  'cross-origin': async () => {
    const origin = await (await fetch('/other-origin')).text()
    const api = await import(`${origin}package/entry/cdn.js`)
    return extracts(api, { workers: 1 }, 1)
  },

  missing: async () => {
    const message = await refusal(extracts(await packaged()))
    check(
      message.includes(new URL('../package/wasm/office.wasm', location.href).href) && /404/.test(message),
      message,
    )
    check(/put the package's kreuzberg\.wasm there/.test(message), message)
  },

  'no-webassembly': async () => {
    const api = await packaged()
    // An engine that does not enforce the policy extracts.
    const isForbidden = await WebAssembly.compileStreaming(fetch('../package/wasm/kreuzberg.wasm')).then(
      () => false,
      () => true,
    )
    const message = isForbidden
      ? await refusal(extracts(api))
      : await extracts(api).catch((error) => refusal(Promise.reject(error)))
    if (isForbidden) check(/'wasm-unsafe-eval' in `script-src`/.test(message), message)
  },

  'no-workers': async () => {
    const api = await packaged()
    const engine = await api.default()
    const message = await refusal(engine.extract(await survey(), { filename: 'survey.docx' }))
    check(/no worker can be started .*worker-src.*workers: 0/.test(message), message)
    await engine.close()
    return extracts(api, { workers: 0 })
  },

  /** The server is gone once the first document is done; a worker that is ended is replaced all the same. */
  offline: async () => {
    const { default: init } = await packaged()
    const bytes = await survey()
    const engine = await init({ workers: 1, modules: ['office', 'text'] })
    const { content } = await engine.extract(bytes, { filename: 'survey.docx' })
    await fetch('/go-offline', { method: 'POST' })
    check(
      await fetch('../package/package.json').then(
        () => false,
        () => true,
      ),
      'the server still answers',
    )
    const long = new TextEncoder().encode('name,count,place\n'.repeat(350_000))
    const code = await engine
      .extract(long, { filename: 'long.csv', timeoutMs: 100, config: { limits: { tableCells: 10_000_000 } } })
      .catch((error) => error.code)
    check(code === 'timeout', code)
    const again = await engine.extract(bytes, { filename: 'survey.docx' })
    check(again.content === content && content !== '', 'another text')
    await engine.close()
  },

  /** Extraction in a service worker, which has no workers of its own. */
  'service-worker': async () => {
    const registration = await navigator.serviceWorker.register('service_worker.mjs', { type: 'module' })
    const worker = registration.installing ?? registration.waiting ?? registration.active
    const { port1, port2 } = new MessageChannel()
    const answered = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data)
    })
    worker.postMessage(await survey(), [port2])
    const { content, workers, error } = await answered
    await registration.unregister()
    check(content && workers === 0, `${workers} workers: ${error}`)
    return content
  },
}

async function extracts({ default: init }, options, workers) {
  const engine = await init(options)
  const { content } = await engine.extract(await survey(), { filename: 'survey.docx' })
  if (workers !== undefined) check(engine.stats().workers === workers, `${engine.stats().workers} workers`)
  await engine.close()
  return content
}

/** The message that a promise rejects with, which must be load_failed. */
async function refusal(promise) {
  const error = await promise.then(
    () => undefined,
    (error) => error,
  )
  check(error?.code === 'load_failed', `not load_failed but ${error?.code}: ${error?.message}`)
  return error.message
}

function check(condition, message) {
  if (!condition) throw new Error(message)
}
