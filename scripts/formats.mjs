// What is extracted from each format and within which limits, for the README's table. Extensions and types come from
// the built module; a type that has no row here, or a row without a type, stops `npm run readme`.

const OOXML = 'application/vnd.openxmlformats-officedocument.'
const ARCHIVE = '`securityLimits`: unpacked bytes, ratio, members; `maxArchiveDepth`'
const PACKAGE = '`securityLimits`: unpacked bytes, ratio, members'
const MARKUP = 'tags up to 250 levels deep'
const INPUT = 'the input alone'

/** Name, how its types begin, what is extracted, limits. A type is of the row whose beginning of it is longest. */
const ROWS = [
  [
    'PDF',
    ['application/pdf'],
    'text in reading order, headings, lists, tables, links, notes, forms, images, attachments as children, metadata; `passwords`',
    '100,000 pages; glyphs, paths and images of a page; bytes of attachments',
  ],
  [
    'Word',
    [`${OOXML}wordprocessingml`, 'application/vnd.ms-word'],
    'text, headings, lists, tables (merged cells once, in Markdown repeated), text boxes, formulas, notes, headers and footers (`contentFilter`), changes (`trackedChanges`), comments as `annotations`, images, metadata; `passwords`',
    PACKAGE,
  ],
  [
    'Word before 2007',
    ['application/msword'],
    'text, headings, lists, tables (merged cells as above), text boxes, links, notes, headers and footers (`contentFilter`), changes (`trackedChanges`), comments as `annotations`, images, metadata',
    INPUT,
  ],
  [
    'Excel',
    [`${OOXML}spreadsheetml`, 'application/vnd.ms-excel.'],
    'each sheet as a table: values of formulas, ISO dates, merged cells once; hidden sheets too, named in `metadata.hiddenSheets`; images, metadata; `passwords`',
    PACKAGE,
  ],
  ['Excel before 2007', ['application/vnd.ms-excel'], 'each sheet as a table, as above; images', INPUT],
  [
    'PowerPoint',
    [`${OOXML}presentationml`, 'application/vnd.ms-powerpoint.'],
    'slides in their order with titles, lists, tables, diagrams, formulas, fields, links, their notes, images, pages, metadata; `passwords`',
    PACKAGE,
  ],
  [
    'PowerPoint before 2007',
    ['application/vnd.ms-powerpoint'],
    'slides in their order with titles, lists, tables, their notes, pages; images, metadata',
    INPUT,
  ],
  [
    'OpenDocument',
    ['application/vnd.oasis.opendocument'],
    'text, headings, lists, tables, notes, headers and footers (`contentFilter`), comments as `annotations`, images; sheets; slides with their notes; metadata; `passwords` (of OpenOffice and of LibreOffice, old and new)',
    PACKAGE,
  ],
  [
    'iWork since 2013',
    ['application/x-iwork'],
    'Pages: text, headings, lists, links, notes, tables, changes (`trackedChanges`). Numbers: each sheet with its tables (values of formulas, ISO dates) and texts. Keynote: slides in their order with titles, lists, tables, their notes, pages',
    `${PACKAGE}, cells`,
  ],
  [
    'HWPX',
    ['application/haansofthwpx'],
    'sections in order, headings, tables, notes, formulas, metadata',
    `${PACKAGE}, cells`,
  ],
  ['HWP', ['application/x-hwp'], 'text', INPUT],
  [
    'RTF',
    ['application/rtf'],
    'text in the characters of each font, headings, lists, links, notes, text boxes, tables in tables, pictures, headers and footers (`contentFilter`), comments as `annotations`, pages, metadata; changes as `trackedChanges` says',
    INPUT,
  ],
  ['EPUB', ['application/epub+zip'], 'chapters in order, images, metadata', PACKAGE],
  [
    'FictionBook',
    ['application/x-fictionbook'],
    'chapters, poems, tables, notes, links, images, metadata',
    MARKUP,
  ],
  ['dBASE', ['application/x-dbf'], 'the records as a table, fields as metadata', INPUT],
  [
    'Mail',
    ['message/rfc822', 'application/vnd.ms-outlook'],
    'text, sender, recipients, date, attachments as children, those that are pictures as images',
    '`maxArchiveDepth`',
  ],
  [
    'Outlook folders',
    ['application/vnd.ms-outlook-pst'],
    'messages in the order of their folders, sender, recipients, date, attachments as children',
    `${ARCHIVE}; folders 50 deep`,
  ],
  [
    'Archives',
    ['application/zip', 'application/x-7z', 'application/x-tar', 'application/gzip'],
    'list of members, text of text files, each member with its own result; `passwords` (ZIP and 7z)',
    ARCHIVE,
  ],
  [
    'Pictures',
    ['image/'],
    'size, colours, bits, resolution, EXIF, GPS, XMP, texts, frames, pages; no text is recognised',
    'headers alone; EXIF of 1,000 entries a directory',
  ],
  ['SVG', ['image/svg+xml'], 'its text', MARKUP],
  ['HTML', ['text/html'], 'text, headings, lists, tables, links, metadata', MARKUP],
  ['XML', ['application/xml'], 'text of all elements', MARKUP],
  [
    'DocBook, JATS, OPML',
    ['application/docbook', 'application/x-jats', 'application/xml+opml'],
    'text with its structure, metadata',
    MARKUP,
  ],
  [
    'Markdown and its kin',
    ['text/markdown', 'text/mdx', 'text/x-commonmark', 'text/x-djot'],
    'text with its structure, tables, code, front matter',
    INPUT,
  ],
  [
    'AsciiDoc',
    ['text/asciidoc'],
    "headings, lists, tables, code, links, the header's attributes; nothing is included",
    'cells (`maxTableCells`)',
  ],
  [
    'reStructuredText, Org, LaTeX, Typst',
    ['text/x-rst', 'text/x-org', 'application/x-latex', 'application/x-typst'],
    'text with its structure, tables, code',
    INPUT,
  ],
  [
    'Notebooks',
    ['application/x-ipynb'],
    'cells as Markdown and code, what came out of them: printed text, tables, formulas, tracebacks, images; metadata',
    INPUT,
  ],
  [
    'Tables of text',
    ['text/csv', 'text/tab-separated-values'],
    'the table, a line a row in plain text',
    INPUT,
  ],
  [
    'Data',
    ['application/json', 'application/x-ndjson', 'application/x-yaml', 'application/toml'],
    'text, keys and values',
    INPUT,
  ],
  [
    'References',
    ['application/x-bibtex', 'application/x-research-info', 'application/x-pubmed', 'application/x-endnote'],
    'titles, authors, years, journals, DOIs, abstracts, keywords',
    INPUT,
  ],
  [
    'Subtitles',
    ['text/vtt', 'application/x-subrip'],
    'what is said, without times and tags; cues with their times in the metadata',
    INPUT,
  ],
  ['Text', ['text/plain'], 'text in any encoding; of source code also `metadata.programmingLanguage`', INPUT],
]

/** Of plain text; all others are those of source code, style sheets and configuration. */
const PLAIN = ['log', 'text', 'txt']

/**
 * @param {{ mimeType: string, aliases: string[], extensions: string[] }[]} formats
 * @returns {string} the table, and a line with the extensions of source code
 */
export function formatsTable(formats) {
  const found = ROWS.map(() => [])
  for (const format of formats) found[rowOf(format.mimeType)].push(format)
  const rows = ROWS.map(([name, , extracted, limits], at) => {
    if (found[at].length === 0) throw new Error(`scripts/formats.mjs: no type is ${name}`)
    const types = found[at].flatMap(({ mimeType, aliases }) => [mimeType, ...aliases])
    const extensions = found[at].flatMap(({ extensions }) => extensions)
    const shown = name === 'Text' ? extensions.filter((extension) => PLAIN.includes(extension)) : extensions
    return `| ${name} | ${dotted(shown)} | ${extracted} | ${limits} | ${types.map(code).join(' ')} |`
  })
  const head = [
    '| format | extensions | what is extracted | limits | types |',
    '| --- | --- | --- | --- | --- |',
  ]
  const text = formats.find(({ mimeType }) => mimeType === 'text/plain')
  const source = text.extensions.filter((extension) => !PLAIN.includes(extension))
  const also = `Source code, style sheets and configuration are text, too: ${dotted(source)}.`
  return [...head, ...rows, '', also].join('\n')
}

/** The row with the longest beginning of the type. */
function rowOf(mimeType) {
  let [best, length] = [-1, 0]
  ROWS.forEach(([, beginnings], at) => {
    for (const beginning of beginnings) {
      if (mimeType.startsWith(beginning) && beginning.length > length) [best, length] = [at, beginning.length]
    }
  })
  if (best < 0) throw new Error(`scripts/formats.mjs has no row for ${mimeType}`)
  return best
}

const code = (text) => `\`${text}\``

const dotted = (extensions) => extensions.map((extension) => code(`.${extension}`)).join(' ')
