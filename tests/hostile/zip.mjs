// Writes ZIP archives (PKWARE APPNOTE), also such as no other program would.
import { crc32, deflateRawSync } from 'node:zlib'

/**
 * @param {{ name: string, bytes: Uint8Array | string, size?: number, at?: number }[]} parts `size` is what the directory
 *   says of the unpacked size; `at` lets a part share the data of the part of that index
 * @returns {Buffer}
 */
export function zip(parts) {
  const locals = []
  const central = []
  const places = []
  let offset = 0
  for (const { name, bytes = '', size, at } of parts) {
    const content = Buffer.from(bytes)
    const shared = at === undefined ? undefined : places[at]
    const packed = shared?.packed ?? deflateRawSync(content, { level: 9 })
    const place = shared ?? { packed, crc: crcOf(content), size: content.length, offset }
    places.push(place)
    const head = header(place, size ?? place.size, Buffer.from(name))
    if (!shared) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04'), head.subarray(2), Buffer.from(name), packed])
      locals.push(local)
      offset += local.length
    }
    const directory = Buffer.alloc(46)
    directory.write('PK\x01\x02', 'latin1')
    directory.writeUInt16LE(20, 4)
    head.copy(directory, 6, 2)
    directory.writeUInt32LE(place.offset, 42)
    central.push(Buffer.concat([directory, Buffer.from(name)]))
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Math.min(parts.length, 0xffff), 8)
  end.writeUInt16LE(Math.min(parts.length, 0xffff), 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

/** Version, flags, method, time, date, checksum, sizes, lengths: what both headers have. */
function header({ packed, crc }, size, name) {
  const head = Buffer.alloc(28)
  head.writeUInt16LE(20, 2)
  head.writeUInt16LE(8, 6)
  head.writeUInt16LE(0x21, 10)
  head.writeUInt32LE(crc, 12)
  head.writeUInt32LE(packed.length, 16)
  head.writeUInt32LE(size, 20)
  head.writeUInt16LE(name.length, 24)
  return head
}

function crcOf(bytes) {
  if (crc32) return crc32(bytes)
  // Node 20 before 20.15 has none.
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
