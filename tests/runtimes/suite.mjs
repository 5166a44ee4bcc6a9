// The conformance suite: what the package must do, with nothing but what every runtime has. Each case gives a value,
// which must be the same everywhere; what is promised in words is checked in here.

/**
 * @typedef {{ group: string, name: string, value?: unknown, error?: string }} Outcome
 *
 * @param {object} options
 * @param {typeof import('kreuzberg-wasm')} options.api
 * @param {string} options.base the URL of the folder that has `documents/`, `encrypted/` and `documents.json`
 * @param {boolean} options.hasWorkers
 * @param {string} [options.path] a document's path, where there is a file system
 * @returns {Promise<Outcome[]>}
 */
export async function run({ api, base, hasWorkers, path }) {
  const names = await (await fetch(`${base}documents.json`)).json()
  const load = async (name) => new Uint8Array(await (await fetch(`${base}${name}`)).arrayBuffer())
  const documents = new Map()
  for (const name of names) documents.set(name, await load(`documents/${name}`))
  const context = { api, base, hasWorkers, path, names, documents, load }
  const outcomes = []
  for (const [group, cases] of Object.entries(GROUPS)) {
    for (const [name, carryOut] of cases(context)) {
      try {
        outcomes.push({ group, name, value: plain(await carryOut()) })
      } catch (error) {
        outcomes.push({ group, name, error: `${error?.code ?? ''} ${error?.stack ?? error}` })
      }
    }
  }
  return outcomes
}

const GROUPS = { documents, options, inputs, errors, sandboxes, deadlines, many }

/** Every fixture, as a server gives it. */
function documents({ api, base, names }) {
  let engine
  const cases = names.map((name) => [
    name,
    async () => {
      engine ??= await api.default()
      return engine.extract(await fetch(`${base}documents/${name}`))
    },
  ])
  return [...cases, ['close', async () => engine.close()]]
}

function options({ api, documents }) {
  const extract = (name, options) =>
    withEngine(api, {}, (engine) => engine.extract(documents.get(name), { filename: name, ...options }))
  const configs = {
    markdown: { outputFormat: 'markdown' },
    html: { outputFormat: 'html' },
    chunks: { chunking: { maxChars: 200, maxOverlap: 20 } },
    keywords: { keywords: { algorithm: 'yake', maxKeywords: 5 } },
    languages: { languageDetection: {} },
    images: { images: { extractImages: true } },
    elements: { resultFormat: 'element_based' },
    pages: { pages: { extractPages: true } },
  }
  const documentOf = { images: 'album.pdf', pages: 'gazette.pdf' }
  return [
    ...Object.entries(configs).map(([name, config]) => [
      name,
      () => extract(documentOf[name] ?? 'survey.docx', { config }),
    ]),
    [
      'renderPage',
      () =>
        withEngine(api, {}, (engine) =>
          engine.renderPage(documents.get('almanac.pdf'), { width: 120, format: 'rgba' }),
        ),
    ],
    [
      'renderPage as PNG',
      () => withEngine(api, {}, (engine) => engine.renderPage(documents.get('almanac.pdf'), { width: 120 })),
    ],
    ['pageCount', () => withEngine(api, {}, (engine) => engine.pageCount(documents.get('gazette.pdf')))],
    [
      'detectMimeType',
      () => withEngine(api, {}, (engine) => engine.detectMimeType(documents.get('invoice.eml'))),
    ],
    ['listSupportedFormats', () => api.listSupportedFormats()],
    [
      'extractBytes',
      () => api.extractBytes(documents.get('memo.rtf'), 'application/rtf', { outputFormat: 'markdown' }),
    ],
    [
      'batchExtractBytes',
      () => api.batchExtractBytes([{ data: documents.get('crew.csv'), mimeType: 'text/csv' }]),
    ],
    ['getExtensionsForMime', () => api.getExtensionsForMime('text/html')],
  ]
}

function inputs({ api, base, documents, path }) {
  const bytes = () => documents.get('survey.docx').slice()
  const kinds = {
    Uint8Array: bytes,
    ArrayBuffer: () => bytes().buffer,
    DataView: () => new DataView(bytes().buffer),
    Blob: () => new Blob([bytes()]),
    File: () => new File([bytes()], 'survey.docx'),
    Response: () => fetch(`${base}documents/survey.docx`),
    ReadableStream: () => new Blob([bytes()]).stream(),
  }
  const cases = Object.entries(kinds).map(([kind, input]) => [
    kind,
    () => withEngine(api, {}, async (engine) => engine.extract(await input(), { filename: 'survey.docx' })),
  ])
  return [
    ...cases,
    [
      'transfer detaches the bytes, and nothing else does',
      () =>
        withEngine(api, {}, async (engine) => {
          const document = bytes()
          await engine.extract(document, { filename: 'survey.docx' })
          check(document.byteLength > 0, 'detached without having been asked')
          return (await engine.extract(document, { filename: 'survey.docx', transfer: true })).content
        }),
    ],
    [
      'a path is read, or refused in words',
      () =>
        withEngine(api, {}, async (engine) => {
          if (path)
            return check(
              (await engine.extract(path)).content === (await engine.extract(bytes())).content,
              'another text',
            )
          const { code, message } = await rejection(engine.extract('/tmp/survey.docx'))
          check(
            code === 'invalid_input' && /there are no files in .*; pass the document's bytes/.test(message),
            message,
          )
        }),
    ],
    [
      'a URL is not fetched',
      () => withEngine(api, {}, (engine) => rejection(engine.extract(new URL('https://example.com/a.docx')))),
    ],
    [
      'progress',
      () =>
        withEngine(api, {}, async (engine) => {
          const phases = []
          await engine.extract(new Blob([bytes()]), {
            filename: 'survey.docx',
            onProgress: ({ phase, bytes }) => phases.push({ phase, bytes }),
          })
          check(phases.length >= 2, 'told too little')
          return phases.at(-1)
        }),
    ],
  ]
}

function errors({ api, base, documents, load }) {
  const failing =
    (name, options, start = {}) =>
    () =>
      withEngine(api, start, (engine) =>
        rejection(engine.extract(documents.get(name), { filename: name, ...options })),
      )
  const refused = (wasm) => async () => {
    const { code, message } = await rejection(api.default({ wasm: await wasm(), workers: 0 }))
    check(code === 'load_failed' && /; (put|pass|install|check|allow)/.test(message), `${code}: ${message}`)
  }
  const truncated = () => documents.get('survey.docx').slice(0, 900)
  return [
    [
      'unsupported_format',
      () =>
        withEngine(api, {}, (engine) =>
          rejection(engine.extract(new Uint8Array([1, 2, 3, 255, 0, 7]), { filename: 'a.mp3' })),
        ),
    ],
    [
      'parsing',
      () =>
        withEngine(api, {}, (engine) => rejection(engine.extract(truncated(), { filename: 'survey.docx' }))),
    ],
    [
      'password_required',
      async () => {
        const letter = await load('encrypted/letter.pdf')
        return withEngine(api, {}, (engine) => rejection(engine.extract(letter, { filename: 'letter.pdf' })))
      },
    ],
    [
      'password_wrong',
      async () => {
        const letter = await load('encrypted/letter.pdf')
        const config = { pdfOptions: { passwords: ['bramble'] } }
        return withEngine(api, {}, (engine) =>
          rejection(engine.extract(letter, { filename: 'letter.pdf', config })),
        )
      },
    ],
    ['invalid_config', failing('survey.docx', { config: { outputFormat: 'markdwn' } })],
    ['invalid_config of init', () => rejection(api.default({ worker: 2 }))],
    ['invalid_input', () => withEngine(api, {}, (engine) => rejection(engine.extract(new Uint8Array())))],
    ['limit_exceeded', failing('survey.docx', {}, { limits: { inputBytes: 100 } })],
    [
      'out_of_memory',
      () =>
        withEngine(api, { memoryLimitBytes: 20 * 2 ** 20 }, (engine) =>
          rejection(engine.extract(longTable(3e6), { filename: 'long.csv' })).then(({ code }) => code),
        ),
    ],
    [
      'queue_full',
      () =>
        withEngine(api, { workers: 1, maxQueue: 0 }, async (engine) => {
          const calls = Array.from({ length: 3 }, () =>
            engine.extract(documents.get('survey.docx'), { filename: 'survey.docx' }),
          )
          return (await Promise.allSettled(calls)).map(({ reason }) => reason?.code ?? 'extracted')
        }),
    ],
    [
      'closed',
      async () => {
        const engine = await api.default()
        await engine.close()
        return rejection(engine.extract(documents.get('survey.docx')))
      },
    ],
    ['load_failed: the module is missing', refused(() => new URL(`${base}missing.wasm`))],
    ['load_failed: a page instead of the module', refused(() => new URL(`${base}page-instead.wasm`))],
    ['load_failed: the module of another version', refused(() => new URL(`${base}other-version.wasm`))],
    ['load_failed: the module cut short', refused(() => new URL(`${base}cut-short.wasm`))],
    ['load_failed: nobody answers', refused(() => new URL('http://127.0.0.1:9/kreuzberg.wasm'))],
    ['load_failed: bytes of something else', refused(() => new TextEncoder().encode('no module'))],
  ]
}

function sandboxes({ api, documents, hasWorkers }) {
  const survey = (engine) => engine.extract(documents.get('survey.docx'), { filename: 'survey.docx' })
  return [
    [
      'a sandbox is replaced after so many documents',
      () =>
        withEngine(api, { workers: 1, recycle: { afterDocuments: 2 } }, async (engine) => {
          const results = []
          for (let i = 0; i < 5; i++) results.push((await survey(engine)).content)
          check(new Set(results).size === 1, 'results differ')
          return engine.stats().recycles
        }),
    ],
    [
      'a sandbox is replaced when it has grown',
      () =>
        withEngine(api, { workers: 1, recycle: { aboveBytes: 1 } }, async (engine) => {
          await survey(engine)
          await survey(engine)
          return engine.stats().recycles
        }),
    ],
    [
      'an error leaves the next document alone',
      () =>
        withEngine(api, { workers: 1 }, async (engine) => {
          await rejection(
            engine.extract(documents.get('survey.docx').slice(0, 900), { filename: 'survey.docx' }),
          )
          return survey(engine)
        }),
    ],
    [
      'workers, where there are any',
      () =>
        withEngine(api, { workers: 2 }, async (engine) => {
          await Promise.all([survey(engine), survey(engine)])
          check(engine.stats().workers === (hasWorkers ? 2 : 0), `${engine.stats().workers} workers`)
        }),
    ],
    [
      'in the calling thread',
      () =>
        withEngine(api, { workers: 0 }, async (engine) => {
          const result = await survey(engine)
          check(engine.stats().workers === 0, 'a worker')
          return result
        }),
    ],
    [
      'many at the same time',
      () =>
        withEngine(api, {}, async (engine) => {
          const results = await Promise.all(Array.from({ length: 12 }, () => survey(engine)))
          check(new Set(results.map(({ content }) => content)).size === 1, 'results differ')
        }),
    ],
    [
      'disposing of an engine closes it',
      async () => {
        const engine = await api.default()
        await survey(engine)
        await engine[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]()
        return rejection(survey(engine))
      },
    ],
  ]
}

function deadlines({ api, documents, hasWorkers }) {
  const survey = (engine) => engine.extract(documents.get('survey.docx'), { filename: 'survey.docx' })
  const config = { limits: { tableCells: 10_000_000 } }
  // What reads tables is there after it, so that the time is for the long one alone.
  const short = (engine) => engine.extract(longTable(51), { filename: 'short.csv' })
  const long = (engine, options) =>
    engine.extract(longTable(6e6), { filename: 'long.csv', config, ...options })
  const before = [
    'an aborted signal',
    () =>
      withEngine(api, {}, (engine) =>
        rejection(engine.extract(documents.get('survey.docx'), { signal: AbortSignal.abort() })),
      ),
  ]
  const waiting = [
    'an abort while it waits',
    () =>
      withEngine(api, { workers: 1 }, async (engine) => {
        const controller = new AbortController()
        const first = survey(engine)
        const second = rejection(
          engine.extract(documents.get('survey.docx'), {
            signal: controller.signal,
            filename: 'second.docx',
          }),
        )
        controller.abort()
        await first
        return second
      }),
  ]
  if (!hasWorkers) return [before, waiting]
  return [
    before,
    waiting,
    [
      'timeoutMs ends a document and leaves the next alone',
      () =>
        withEngine(api, { workers: 1 }, async (engine) => {
          await survey(engine)
          await short(engine)
          const error = await rejection(long(engine, { timeoutMs: 150 }))
          return [error, (await survey(engine)).content, engine.stats().recycles]
        }),
    ],
    [
      'a signal ends a document in its midst',
      () =>
        withEngine(api, { workers: 1 }, async (engine) => {
          const controller = new AbortController()
          await survey(engine)
          await short(engine)
          const error = rejection(
            long(engine, {
              signal: controller.signal,
              onProgress: ({ phase }) => phase === 'extracting' && setTimeout(() => controller.abort(), 150),
            }),
          )
          return [await error, (await survey(engine)).content, engine.stats().recycles]
        }),
    ],
    [
      'close({ abort: true }) ends what runs',
      async () => {
        const engine = await api.default({ workers: 1 })
        const error = rejection(long(engine))
        setTimeout(() => engine.close({ abort: true }), 100)
        return error
      },
    ],
  ]
}

function many({ api, documents, names }) {
  const inputs = () => names.map((filename) => ({ input: documents.get(filename), filename }))
  const collect = async (engine, inputs, options) => {
    const outcomes = []
    for await (const { index, name, result, error } of engine.extractMany(inputs, options))
      outcomes.push({ index, name, content: result?.content, error: error?.code })
    return outcomes
  }
  return [
    ['in order', () => withEngine(api, {}, (engine) => collect(engine, inputs(), { ordered: true }))],
    [
      'as they finish',
      () =>
        withEngine(api, {}, async (engine) =>
          (await collect(engine, inputs())).sort((a, b) => a.index - b.index),
        ),
    ],
    [
      'a failure is an outcome',
      () =>
        withEngine(api, {}, (engine) =>
          collect(engine, [new Uint8Array(), ...inputs().slice(0, 3)], { ordered: true }),
        ),
    ],
    [
      'from an endless source',
      () =>
        withEngine(api, {}, async (engine) => {
          let asked = 0
          async function* endless() {
            for (;;) yield ((asked += 1), documents.get('greeting.txt'))
          }
          let seen = 0
          for await (const outcome of engine.extractMany(endless(), { filename: 'greeting.txt' })) {
            check(outcome.result, String(outcome.error))
            if ((seen += 1) === 20) break
          }
          check(asked < 60, `asked for ${asked}`)
        }),
    ],
  ]
}

/** A table that takes a while: three short columns, `bytes` long. */
function longTable(bytes) {
  return new TextEncoder().encode('name,count,place\n'.repeat(bytes / 17))
}

async function withEngine({ default: init }, options, use) {
  const engine = await init(options)
  try {
    return await use(engine)
  } finally {
    await engine.close({ abort: true })
  }
}

/** What a promise rejects with: everything of it that users see. */
async function rejection(promise) {
  const error = await promise.then(
    () => undefined,
    (error) => error,
  )
  check(error, 'it did not reject')
  const { name, code, message, document, detail } = error
  return { name, code, message, document, detail }
}

function check(condition, message) {
  if (!condition) throw new Error(message)
}

/** Bytes as hexadecimal digits, so that JSON holds every value whole. */
function plain(value) {
  return JSON.parse(
    JSON.stringify(value ?? null, (_, item) =>
      ArrayBuffer.isView(item)
        ? Array.from(item, (byte) => byte.toString(16).padStart(2, '0')).join('')
        : item,
    ),
  )
}
