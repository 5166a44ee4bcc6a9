// What a sandbox copies into its memory only when it is needed is there when it is needed.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import init from '../pkg/index.js'

const bytesOf = (text) => new TextEncoder().encode(text)

/** Sentences without spaces, their words, and a chunk's size that is longer than any word and shorter than two. */
const SENTENCES = {
  Thai: { words: ['สวัสดี', 'ครับ'], maxChars: 8 },
  Chinese: { words: ['我们', '喜欢', '图书馆'], maxChars: 3 },
}

for (const afterDocuments of [1, 100]) {
  describe(`with a new sandbox after ${afterDocuments}`, () => {
    for (const [language, { words, maxChars }] of Object.entries(SENTENCES)) {
      test(`chunks of ${language} end where words do, each time`, () =>
        withEngine({ afterDocuments }, async (engine) => {
          const config = { chunking: { maxChars, maxOverlap: 0 } }
          for (let times = 0; times < 3; times += 1) {
            const { chunks } = await engine.extract(bytesOf(words.join('')), {
              mimeType: 'text/plain',
              config,
            })
            assert.deepEqual(
              chunks.map(({ content }) => content),
              words,
            )
          }
        }))
    }

    test('stop words are no keywords, each time', () =>
      withEngine({ afterDocuments }, async (engine) => {
        const config = { keywords: { algorithm: 'rake', maxKeywords: 10 } }
        const text = bytesOf('The orchard is behind the house, and the orchard is of the village.')
        for (let times = 0; times < 3; times += 1) {
          const { extractedKeywords } = await engine.extract(text, { mimeType: 'text/plain', config })
          const found = extractedKeywords.map((keyword) => keyword.text)
          assert.ok(found.includes('orchard'), found.join())
          assert.ok(!found.some((keyword) => /\b(the|is|and|of)\b/i.test(keyword)), found.join())
        }
      }))
  })
}

async function withEngine(recycle, use) {
  const engine = await init({ workers: 0, recycle })
  try {
    await use(engine)
  } finally {
    await engine.close()
  }
}
