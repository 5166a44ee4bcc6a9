// From navigation to the first result, in milliseconds; the address says of which document.
import init from '../kreuzberg-wasm.js'

const name = new URLSearchParams(location.search).get('document')
const engine = await init({ workers: 1 })
const loaded = performance.now()
const { content } = await engine.extract(await fetch(`/fixtures/documents/${name}`))
const first = performance.now()
await engine.extract(await fetch(`/fixtures/documents/${name}`))
const second = performance.now() - first
await fetch('/report/measured', {
  method: 'POST',
  body: JSON.stringify({ name, loaded, first, second, characters: content.length }),
})
