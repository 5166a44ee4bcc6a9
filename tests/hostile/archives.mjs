// Archives that unpack to more than they should.
import { gzipSync } from 'node:zlib'

import { zip } from './zip.mjs'

const MB = 1_000_000

/** Data by name of the attack: a file name, and what makes its bytes. */
export const archives = {
  'a zip of 1029 to 1': ['bomb.zip', () => zip([{ name: 'a.txt', bytes: Buffer.alloc(60 * MB) }])],
  'a zip of 10,001 members': [
    'many.zip',
    () => zip(Array.from({ length: 10_001 }, (_, n) => ({ name: `${n}.txt`, bytes: 'x' }))),
  ],
  'a gzip of 600 MB': ['zeros.gz', () => gzipOfZeros(600)],
  'a gzip in a gzip': ['twice.txt.gz.gz', () => gzipSync(gzipOfZeros(600))],
  'a zip in a zip in a zip, and so on': ['nested.zip', () => nested(zip, 50)],
  'a zip that holds itself ten times on every level': ['quine.zip', () => wide(6, 10)],
  'overlapping zip entries': ['overlap.zip', () => zip(overlapping(2000))],
  'a zip whose sizes lie': [
    'lies.zip',
    () => zip([{ name: 'a.txt', bytes: Buffer.alloc(60 * MB), size: 10 }]),
  ],
  'a zip that says it holds 4 GB': [
    'boast.zip',
    () => zip([{ name: 'a.txt', bytes: 'x', size: 0xfffffff0 }]),
  ],
  'zip names that lead elsewhere': [
    'slip.zip',
    () =>
      zip(
        ['../../etc/passwd.txt', '/etc/passwd.txt', 'C:\\a.txt', 'a\0b.txt'].map((name) => ({
          name,
          bytes: 'x',
        })),
      ),
  ],
  'a tar of a million links': ['links.tar', () => links(1_000_000)],
  'a tar that breaks off in a member of 8 GB': ['huge.tar', () => tarHeader('a.txt', '0', 8 * 1024 ** 3 - 1)],
}

function gzipOfZeros(megabytes) {
  // Members of a gzip file follow each other (RFC 1952, 2.2).
  const one = gzipSync(Buffer.alloc(10 * MB), { level: 9 })
  return Buffer.concat(Array.from({ length: megabytes / 10 }, () => one))
}

function nested(pack, levels) {
  let inner = Buffer.from('core')
  for (let level = 0; level < levels; level += 1) inner = pack([{ name: `${level}.zip`, bytes: inner }])
  return inner
}

function wide(levels, copies) {
  let inner = zip([{ name: 'a.txt', bytes: Buffer.alloc(MB) }])
  for (let level = 0; level < levels; level += 1)
    inner = zip(
      Array.from({ length: copies }, (_, n) => ({ name: `${n}.zip`, bytes: inner, ...(n > 0 && { at: 0 }) })),
    )
  return inner
}

function overlapping(count) {
  const first = { name: '0.txt', bytes: Buffer.alloc(MB) }
  return [first, ...Array.from({ length: count }, (_, n) => ({ name: `${n + 1}.txt`, at: 0 }))]
}

function links(count) {
  const one = tarHeader('link', '2', 0)
  const all = Buffer.alloc(one.length * count)
  for (let n = 0; n < count; n += 1) one.copy(all, n * one.length)
  return all
}

function tarHeader(name, type, size) {
  const block = Buffer.alloc(512)
  block.write(name, 0)
  block.write('0000644\0', 100)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000000\0', 136)
  block.write('        ', 148)
  block.write(type, 156)
  block.write('target', 157)
  block.write('ustar\0' + '00', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
