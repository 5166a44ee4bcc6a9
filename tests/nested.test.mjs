// A document in another is read by the same reader as alone, whatever the other is.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import init from '../pkg/index.js'
import { bytesOf } from './fixtures/index.mjs'
import { zip } from './hostile/zip.mjs'

const bytes = (name) => Buffer.from(bytesOf(name))

const mail = (name) =>
  [
    'From: a@example.org',
    'Subject: attached',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'See what is attached.',
    '--b',
    `Content-Type: application/octet-stream; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...bytes(name)
      .toString('base64')
      .match(/.{1,76}/g),
    '--b--',
    '',
  ].join('\r\n')

const word = (name) =>
  zip([
    {
      name: 'word/document.xml',
      bytes:
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>See what is in it.</w:t></w:r></w:p></w:body></w:document>',
    },
    { name: `word/embeddings/${name}`, bytes: bytes(name) },
  ])

/** Each puts a fixture into a document. */
const AROUND = {
  'a mail': { filename: 'letter.eml', around: mail },
  'a Word document': { filename: 'report.docx', around: word },
  'an archive': { filename: 'all.zip', around: (name) => zip([{ name, bytes: bytes(name) }]) },
}

describe('what is read alone is read the same in', () => {
  for (const [what, { filename, around }] of Object.entries(AROUND)) {
    test(what, async () => {
      for (const name of ['survey.docx', 'orchard.xlsx', 'launch.pptx']) {
        // Of an engine of its own: nothing that was read before has made ready what this needs.
        const engine = await init({ workers: 0 })
        const document = new Uint8Array(Buffer.from(around(name)))
        const { children = [] } = await engine.extract(document, { filename })
        assert.equal(children.length, 1, name)
        const alone = await engine.extract(bytesOf(name), { filename: name })
        assert.equal(children[0].result.content, alone.content, name)
        assert.deepEqual(children[0].result.metadata, alone.metadata, name)
        await engine.close()
      }
    })
  }
})
