// Documents of any size, one family after the other.
import { crc32, deflateRawSync } from 'node:zlib'

const WORDS =
  'ferry harbour lantern orchard pebble quarry ribbon saddle thimble umbrella valley willow anchor bramble copper drizzle ember fathom granite heather'.split(
    ' ',
  )

/** By type: a document with `parts` paragraphs, rows or records. */
export const GROWN = {
  txt: (parts) => bytes(paragraphs(parts).join('\n\n')),
  md: (parts) => bytes(paragraphs(parts).map(markdown).join('\n\n')),
  csv: (parts) =>
    bytes(
      rows(parts)
        .map((row) => row.join())
        .join('\n'),
    ),
  json: (parts) => bytes(JSON.stringify(rows(parts).map(([id, name, amount]) => ({ id, name, amount })))),
  xml: (parts) =>
    bytes(
      `<list>${paragraphs(parts)
        .map((text, id) => `<item id="${id}">${text}</item>`)
        .join('\n')}</list>`,
    ),
  html: (parts) =>
    bytes(
      `<html><head><title>Grown</title></head><body>${paragraphs(parts).map(html).join('\n')}</body></html>`,
    ),
  eml: (parts) =>
    bytes(
      `From: a@example.org\r\nTo: b@example.org\r\nSubject: Grown\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${paragraphs(parts).join('\r\n\r\n')}`,
    ),
  rtf: (parts) => bytes(`{\\rtf1\\ansi ${paragraphs(parts).join('\\par\n')}}`),
  docx: (parts) =>
    zip({
      '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
      '_rels/.rels': relationship('officeDocument', 'word/document.xml'),
      'word/document.xml': `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraphs(parts).map(word).join('')}</w:body></w:document>`,
    }),
  odt: (parts) =>
    zip({
      mimetype: 'application/vnd.oasis.opendocument.text',
      'content.xml': `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>${paragraphs(
        parts,
      )
        .map((text) => `<text:p>${text}</text:p>`)
        .join('')}</office:text></office:body></office:document-content>`,
    }),
  xlsx: (parts) =>
    zip({
      '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
      '_rels/.rels': relationship('officeDocument', 'xl/workbook.xml'),
      'xl/workbook.xml': `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Grown" sheetId="1" r:id="r1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relationship('worksheet', 'worksheets/sheet1.xml'),
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows(parts).map(sheetRow).join('')}</sheetData></worksheet>`,
    }),
  epub: (parts) =>
    zip({
      mimetype: 'application/epub+zip',
      'META-INF/container.xml': `<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
      'book.opf': `<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Grown</dc:title></metadata><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>`,
      'c.xhtml': `<html xmlns="http://www.w3.org/1999/xhtml"><body>${paragraphs(parts).map(html).join('\n')}</body></html>`,
    }),
  pdf,
}

function paragraphs(count) {
  return Array.from({ length: count }, (_, index) => sentence(index, 40))
}

function rows(count) {
  return Array.from({ length: count }, (_, index) => [index, sentence(index, 4), (index * 7919) % 10_007])
}

function sentence(seed, length) {
  let state = seed + 1
  const word = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    // With a number, so that it packs as real text does.
    return `${WORDS[(state >>> 16) % WORDS.length]}${state % 8 === 0 ? state >>> 20 : ''}`
  }
  return Array.from({ length }, word).join(' ')
}

const markdown = (text, index) =>
  index % 10 === 0 ? `## Part ${index}\n\n${text}` : `${text} *so* **much**.`
const html = (text, index) =>
  index % 10 === 0 ? `<h2>Part ${index}</h2><p>${text}</p>` : `<p>${text} <b>so much</b>.</p>`
const word = (text) =>
  `<w:p><w:r><w:t xml:space="preserve">${text} </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>so much</w:t></w:r></w:p>`
const sheetRow = ([id, name, amount]) =>
  `<row r="${id + 1}"><c r="A${id + 1}"><v>${id}</v></c><c r="B${id + 1}" t="inlineStr"><is><t>${name}</t></is></c><c r="C${id + 1}"><v>${amount}</v></c></row>`

function relationship(type, target) {
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`
}

/** Pages of 10 lines, in one of the standard fonts. */
function pdf(parts) {
  const lines = paragraphs(parts).map((text) => text.slice(0, 90))
  const pages = []
  for (let start = 0; start < lines.length; start += 10) pages.push(lines.slice(start, start + 10))
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((page, index) => {
      const content = `BT /F 10 Tf 50 750 Td 14 TL ${page.map((line) => `(${line}) Tj T*`).join('\n')} ET`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + index * 2} 0 R /Resources << /Font << /F 3 0 R >> >> >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  let text = '%PDF-1.7\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return bytes(`${text}xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}${trailer}`)
}

function bytes(text) {
  return new Uint8Array(Buffer.from(text, 'utf8'))
}

/** APPNOTE.TXT 4.3: local headers and data, the directory, its end. */
function zip(parts) {
  const local = []
  const directory = []
  let offset = 0
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text, 'utf8')
    const stored = name === 'mimetype'
    const packed = stored ? data : deflateRawSync(data)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(stored ? 0 : 8, 4)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(name.length, 22)
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    local.push(header)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, Buffer.from(name))
    offset += header.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(local.length, 8)
  end.writeUInt16LE(local.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return new Uint8Array(Buffer.concat([...local, entries, end]))
}
