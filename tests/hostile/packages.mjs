// Office files and e-books whose parts are too large, too deep, or too often shown.
import { zip } from './zip.mjs'

const MB = 1_000_000
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export const packages = {
  'a docx with a part of 300 MB': ['bomb.docx', () => docx(' '.repeat(300 * MB))],
  'a pptx with a part of 300 MB': [
    'bomb.pptx',
    () => zip([{ name: 'ppt/slides/slide1.xml', bytes: Buffer.alloc(300 * MB, 32) }]),
  ],
  'an odt with a part of 300 MB': [
    'bomb.odt',
    () => zip([{ name: 'content.xml', bytes: Buffer.alloc(300 * MB, 32) }]),
  ],
  'an epub with a part of 300 MB': ['bomb.epub', () => epub(`<p>${'word '.repeat(60 * MB)}</p>`)],
  'a docx of tables 1,000 deep': [
    'deep.docx',
    () =>
      docx(
        `${'<w:tbl><w:tr><w:tc>'.repeat(1000)}<w:p><w:r><w:t>core</w:t></w:r></w:p>${'</w:tc></w:tr></w:tbl>'.repeat(1000)}`,
      ),
  ],
  'an epub nested 50,000 deep': [
    'deep.epub',
    () => epub(`${'<div>'.repeat(50_000)}core${'</div>'.repeat(50_000)}`),
  ],
  'a string of 50 MB in 39 rows of an xlsx': [
    'shared.xlsx',
    () =>
      xlsx({ strings: ['x'.repeat(50 * MB)], rows: Array.from({ length: 39 }, (_, n) => sharedRow(n + 1)) }),
  ],
  'a string of 1 MB in 5,000 rows of an xlsx': [
    'shown.xlsx',
    () => xlsx({ strings: [noise(MB)], rows: Array.from({ length: 5000 }, (_, n) => sharedRow(n + 1)) }),
  ],
  'an xlsx of 16,384 by 1,048,576 declared cells': [
    'corners.xlsx',
    () =>
      xlsx({
        rows: [
          '<row r="1"><c r="A1"><v>1</v></c></row>',
          '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        ],
      }),
  ],
  'an xlsx of 10,000 by 10,000 cells, two of them filled': [
    'wide.xlsx',
    () =>
      xlsx({
        rows: ['<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="9999"><c r="NTP9999"><v>2</v></c></row>'],
      }),
  ],
  'an xlsx of a million empty sheets': ['sheets.xlsx', () => xlsx({ sheets: 1_000_000, rows: [] })],
  'an ods that repeats a row a million times': [
    'rows.ods',
    () =>
      ods(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="1024" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
      ),
  ],
}

function docx(body) {
  return zip([
    {
      name: '[Content_Types].xml',
      bytes: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    },
    {
      name: '_rels/.rels',
      bytes: `<Relationships><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    { name: 'word/document.xml', bytes: `<w:document ${W}><w:body>${body}</w:body></w:document>` },
  ])
}

function xlsx({ rows, strings = [], sheets = 1 }) {
  const list = Array.from({ length: sheets }, (_, n) => `<sheet name="s${n}" sheetId="${n + 1}" r:id="r1"/>`)
  return zip([
    {
      name: '[Content_Types].xml',
      bytes: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    },
    {
      name: '_rels/.rels',
      bytes: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      bytes: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    },
    { name: 'xl/workbook.xml', bytes: `<workbook ${S} ${R}><sheets>${list.join('')}</sheets></workbook>` },
    {
      name: 'xl/sharedStrings.xml',
      bytes: `<sst ${S}>${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      bytes: `<worksheet ${S}><sheetData>${rows.join('')}</sheetData></worksheet>`,
    },
  ])
}

function sharedRow(number) {
  return `<row r="${number}"><c r="A${number}" t="s"><v>0</v></c></row>`
}

/** Letters that hardly compress, always the same. */
function noise(length) {
  let state = 1
  const letters = Buffer.alloc(length)
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    letters[at] = 97 + ((state >>> 16) % 26)
  }
  return letters.toString('latin1')
}

function ods(rows) {
  const namespaces = ['office', 'table', 'text'].map(
    (name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
  )
  return zip([
    { name: 'mimetype', bytes: 'application/vnd.oasis.opendocument.spreadsheet' },
    {
      name: 'META-INF/manifest.xml',
      bytes: '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    },
    {
      name: 'content.xml',
      bytes: `<office:document-content ${namespaces.join(' ')}><office:body><office:spreadsheet><table:table table:name="a">${rows}</table:table></office:spreadsheet></office:body></office:document-content>`,
    },
  ])
}

function epub(body) {
  return zip([
    { name: 'mimetype', bytes: 'application/epub+zip' },
    {
      name: 'META-INF/container.xml',
      bytes:
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>',
    },
    {
      name: 'book.opf',
      bytes:
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
    },
    { name: 'a.xhtml', bytes: `<html xmlns="http://www.w3.org/1999/xhtml"><body>${body}</body></html>` },
  ])
}
