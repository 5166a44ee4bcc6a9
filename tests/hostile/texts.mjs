// Text formats, mails and binary files that are too deep, too long, or say too much of themselves.
const MB = 1_000_000

const deep = (open, core, close, levels) => open.repeat(levels) + core + close.repeat(levels)

export const texts = {
  'a billion laughs': ['laughs.xml', () => laughs(12, 10)],
  'quadratic blow-up': [
    'blowup.xml',
    () => `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(MB)}">]><a>${'&x;'.repeat(10_000)}</a>`,
  ],
  'external entities': [
    'outside.xml',
    () =>
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY % y SYSTEM "http://127.0.0.1:9/"> %y;]><a>inside &x;</a>',
  ],
  'xml nested 50,000 deep': ['deep.xml', () => deep('<a>', 'core', '</a>', 50_000)],
  'opml nested 10,000 deep': [
    'deep.opml',
    () => `<opml version="2.0"><body>${deep('<outline text="x">', '', '</outline>', 10_000)}</body></opml>`,
  ],
  'html nested 100,000 deep': ['deep.html', () => deep('<div>', 'core', '</div>', 100_000)],
  'djot quotations 10,000 deep': ['deep.djot', () => `${'> '.repeat(10_000)}core\n`],
  'djot lists 2,000 deep': [
    'lists.djot',
    () => Array.from({ length: 2000 }, (_, n) => `${' '.repeat(2 * n)}- x\n\n`).join(''),
  ],
  'djot emphasis 50,000 deep': ['emphasis.djot', () => deep('{_', 'core', '_}', 50_000)],
  'djot with 100,000 spans that nothing closes': ['open.djot', () => '_a *b '.repeat(50_000)],
  'markdown quotations 50,000 deep': ['deep.md', () => `${'> '.repeat(50_000)}core\n`],
  'markdown lists 2,000 deep': [
    'lists.md',
    () => Array.from({ length: 2000 }, (_, n) => `${' '.repeat(2 * n)}- x\n`).join(''),
  ],
  'markdown brackets 100,000 deep': ['brackets.md', () => deep('[', 'core', ']', 100_000)],
  'mdx nested 20,000 deep': ['deep.mdx', () => deep('<A>', 'core', '</A>', 20_000)],
  'json nested 100,000 deep': ['deep.json', () => deep('[', '1', ']', 100_000)],
  'json of a million values, each 100 deep': [
    'wide.json',
    () => deep('[', Array(MB).fill(1).join(), ']', 100),
  ],
  'json lines nested 100,000 deep': ['deep.jsonl', () => deep('{"a":', '1', '}', 100_000)],
  'a notebook nested 100,000 deep': ['deep.ipynb', () => `{"cells":${deep('[', '1', ']', 100_000)}}`],
  'yaml nested 100,000 deep': ['deep.yaml', () => deep('[', '1', ']', 100_000)],
  'yaml aliases of aliases': ['aliases.yaml', () => aliases(30, 10)],
  'toml nested 100,000 deep': ['deep.toml', () => `a = ${deep('[', '1', ']', 100_000)}`],
  'latex nested 100,000 deep': [
    'deep.tex',
    () => `\\begin{document}${deep('{', 'core', '}', 100_000)}\\end{document}`,
  ],
  'latex environments 10,000 deep': [
    'environments.tex',
    () =>
      `\\begin{document}${deep('\\begin{itemize}\\item ', 'core', '\\end{itemize}', 10_000)}\\end{document}`,
  ],
  'typst nested 100,000 deep': ['deep.typ', () => deep('#[', 'core', ']', 100_000)],
  'org headings 100,000 deep': ['deep.org', () => `${'*'.repeat(100_000)} core\n`],
  'bibtex nested 100,000 deep': ['deep.bib', () => `@book{a, title = ${deep('{', 'core', '}', 100_000)}}`],
  'rtf groups 100,000 deep': ['deep.rtf', () => `{\\rtf1 ${deep('{', 'core', '}', 100_000)}}`],
  'rtf of 1 GB of binary data that is not there': [
    'binary.rtf',
    () => '{\\rtf1 before {\\bin1073741824 x} after}',
  ],
  'rst nested 5,000 deep': [
    'deep.rst',
    () => Array.from({ length: 5000 }, (_, n) => `${' '.repeat(n)}x\n\n`).join(''),
  ],
  'a mail of 10,000 parts in one another': ['deep.eml', () => mail(10_000)],
  'a mail of 10,000 parts beside one another': [
    'wide.eml',
    () =>
      `Content-Type: multipart/mixed; boundary=b\n\n${'--b\nContent-Disposition: attachment; filename=a.txt\n\nx\n'.repeat(10_000)}--b--\n`,
  ],
  'a mail of 1,000 mails in one another': [
    'forwards.eml',
    () => 'Subject: x\nContent-Type: message/rfc822\n\n'.repeat(1000),
  ],
  'latex with 20,000 lists in one another': [
    'lists.tex',
    () => latex('\\begin{itemize}\\item x', '\\end{itemize}', 20_000),
  ],
  'latex with 20,000 words emphasised in one another': ['emph.tex', () => latex('\\emph{', '}', 20_000)],
  'bait for regular expressions': [
    'bait.md',
    () =>
      `${'a'.repeat(50_000)}! ${'('.repeat(50_000)} ${'<!--'.repeat(50_000)} ${'*_'.repeat(50_000)} ${'a@'.repeat(50_000)}`,
  ],
  'bait for regular expressions in html': [
    'bait.html',
    () => `<p>${'<a href="'.repeat(50_000)}${'&'.repeat(50_000)}${'</'.repeat(50_000)}`,
  ],
  '100 MB on one line': ['line.txt', () => Buffer.alloc(100 * MB, 'word ')],
  '30 MB on one line': ['short.txt', () => Buffer.alloc(30 * MB, 'word ')],
  'a csv of 20 MB': ['rows.csv', () => 'name,of,a,column\n' + 'a,bc,def,gh12\n'.repeat(1_400_000)],
  'a csv of one long record and 50,000 short ones': [
    'ragged.csv',
    () => `${'x,'.repeat(300_000)}x\n${'y\n'.repeat(50_000)}`,
  ],
  'a csv of a million columns': ['columns.csv', () => `${'x,'.repeat(1_000_000)}\n`.repeat(3)],
  'nothing but NUL': ['nul.txt', () => Buffer.alloc(10 * MB)],
  'NUL in every other place': ['nuls.csv', () => Buffer.alloc(10 * MB, 'a\0')],
  'lone surrogates': ['alone.txt', () => Buffer.alloc(MB, Buffer.from([0x00, 0xd8]))],
  'lone surrogates in json': ['alone.json', () => JSON.stringify({ a: '\ud800'.repeat(1000) })],
  'a doc that says it holds 1 GB': ['boast.doc', () => compound('WordDocument')],
  'a msg that says it holds 1 GB': ['boast.msg', () => compound('__properties_version1.0')],
  'a hwp that says it holds 1 GB': ['boast.hwp', () => compound('FileHeader')],
  'a ppt that says it holds 1 GB': ['boast.ppt', () => compound('PowerPoint Document')],
  'an xls that says it holds 1 GB': ['boast.xls', () => compound('Workbook')],
  'a dbf that says it holds 4,000,000,000 records': ['boast.dbf', () => dbf()],
}

function laughs(levels, times) {
  const entities = Array.from(
    { length: levels },
    (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(times)}">`,
  )
  return `<!DOCTYPE a [<!ENTITY e0 "ha">${entities.join('')}]><a>&e${levels};</a>`
}

function aliases(levels, times) {
  const lines = ['l0: &l0 [ha]']
  for (let n = 1; n <= levels; n += 1)
    lines.push(
      `l${n}: &l${n} [${Array(times)
        .fill(`*l${n - 1}`)
        .join(',')}]`,
    )
  return lines.join('\n')
}

function latex(opens, closes, levels) {
  return `\\documentclass{article}\\begin{document}before ${opens.repeat(levels)}core${closes.repeat(levels)} after\\end{document}`
}

function mail(levels) {
  const parts = Array.from(
    { length: levels },
    (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`,
  )
  return `Subject: x\n${parts.join('')}\ncore\n`
}

/** A compound file (MS-CFB) with one stream that says it is 1 GB long, and is a chain of sectors that never ends. */
function compound(stream) {
  const sector = 512
  const file = Buffer.alloc(sector * 4)
  file.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  file.writeUInt16LE(0x3e, 24)
  file.writeUInt16LE(3, 26)
  file.writeUInt16LE(0xfffe, 28)
  file.writeUInt16LE(9, 30)
  file.writeUInt16LE(6, 32)
  file.writeUInt32LE(1, 44) // sectors of the allocation table
  file.writeUInt32LE(1, 48) // first sector of the directory
  file.writeUInt32LE(4096, 56)
  file.writeUInt32LE(0xfffffffe, 60)
  file.writeUInt32LE(0xfffffffe, 68)
  file.fill(0xff, 76, sector)
  file.writeUInt32LE(0, 76) // the table is sector 0
  const table = sector
  file.fill(0xff, table, table + sector)
  file.writeUInt32LE(0xfffffffd, table)
  file.writeUInt32LE(0xfffffffe, table + 4)
  file.writeUInt32LE(2, table + 8) // sector 2 is followed by itself
  entry(file, sector * 2, 'Root Entry', 5, { child: 1, start: 0xfffffffe, size: 0 })
  entry(file, sector * 2 + 128, stream, 2, { child: 0xffffffff, start: 2, size: 2 ** 30 })
  return file
}

function entry(file, at, name, type, { child, start, size }) {
  file.write(name, at, 'utf16le')
  file.writeUInt16LE(2 * name.length + 2, at + 64)
  file[at + 66] = type
  file[at + 67] = 1
  file.fill(0xff, at + 68, at + 80)
  file.writeUInt32LE(child, at + 76)
  file.writeUInt32LE(start, at + 116)
  file.writeUInt32LE(size, at + 120)
}

/** dBASE III: a header that counts more records than there are, of one field. */
function dbf() {
  const file = Buffer.alloc(32 + 32 + 1 + 12)
  file[0] = 3
  file.set([126, 1, 1], 1)
  file.writeUInt32LE(4_000_000_000, 4)
  file.writeUInt16LE(65, 8)
  file.writeUInt16LE(11, 10)
  file.write('NAME', 32)
  file.write('C', 43)
  file[48] = 10
  file[64] = 0x0d
  file.write(' abcdefghij', 65)
  return file
}
