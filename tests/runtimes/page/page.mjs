// Carries out one scenario, reports, and goes on to the next: the address says which one it is.
import { run } from '../suite.mjs'
import { scenarios } from './scenarios.mjs'

const name = location.pathname.split('/')[1]
const outcomes = await outcomesOf(name)
const next = await fetch(`/report/${name}`, { method: 'POST', body: JSON.stringify(outcomes) })
const url = await next.text()
if (url !== '') location.href = url

async function outcomesOf(name) {
  if (name === 'strict') {
    const api = await import('../kreuzberg-wasm.js')
    return run({ api, base: new URL('../', location.href).href, hasWorkers: true })
  }
  try {
    return [{ group: 'policies', name, value: (await scenarios[name]()) ?? null }]
  } catch (error) {
    return [
      { group: 'policies', name, error: `${error?.code ?? ''} ${error?.stack ?? error} ${error?.message}` },
    ]
  }
}
