/** Fills the page with what was extracted. A document's text is data: it becomes text, never markup. */
export function show(file, result, milliseconds) {
  const pages = result.pages ?? []
  const { tables, content, mimeType } = result
  document.getElementById('name').textContent = result.metadata.title ?? file.name
  document
    .getElementById('facts')
    .replaceChildren(
      ...fact('File', file.name),
      ...fact('Type', mimeType),
      ...fact('Text', `${content.length.toLocaleString()} characters`),
      ...fact('Took', `${(milliseconds / 1000).toFixed(2)} s`),
    )
  fill('text', null, [block('pre', content || 'It has no text.')])
  fill('pages', pages.length, pages.flatMap(page))
  fill('tables', tables.length, tables.map(table))
}

function fact(name, value) {
  return [block('dt', name), block('dd', value)]
}

/** A tab says how many there are; one without any says so in its panel. */
function fill(name, count, children) {
  const tab = document.getElementById(`tab-${name}`)
  const title = name[0].toUpperCase() + name.slice(1)
  tab.textContent = count === null ? title : `${title} (${count})`
  const none = block('p', `This document has no ${name}.`)
  document.getElementById(`panel-${name}`).replaceChildren(...(children.length > 0 ? children : [none]))
}

function page({ pageNumber, content }) {
  return [block('h3', `Page ${pageNumber}`), block('pre', content)]
}

function table({ cells, pageNumber }, index) {
  const [head = [], ...body] = cells
  const row = (tag) => (row) =>
    parent(
      'tr',
      row.map((text) => block(tag, text)),
    )
  const where = pageNumber ? `, page ${pageNumber}` : ''
  const grid = parent('table', [
    block('caption', `Table ${index + 1}${where}`),
    parent('thead', [row('th')(head)]),
    parent('tbody', body.map(row('td'))),
  ])
  const scroller = parent('div', [grid])
  scroller.className = 'scroller'
  return scroller
}

function block(tag, text) {
  const element = document.createElement(tag)
  element.textContent = text
  return element
}

function parent(tag, children) {
  const element = document.createElement(tag)
  element.replaceChildren(...children)
  return element
}
