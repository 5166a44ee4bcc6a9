import init, { isKreuzbergError } from 'kreuzberg-wasm'

import { show } from './result.js'
import { connectTabs } from './tabs.js'

const [picker, file, drop] = ['picker', 'file', 'drop'].map((id) => document.getElementById(id))
const [work, status, cancel] = ['work', 'status', 'cancel'].map((id) => document.getElementById(id))
const [failure, result, heading] = ['failure', 'result', 'name'].map((id) => document.getElementById(id))

// Loaded while the user looks for a document. A worker extracts, so that the page never freezes.
const engine = init({ workers: 1 })
engine.catch(explain)

const selectTab = connectTabs(document.querySelector('[role=tablist]'))
let running = new AbortController()

async function read(chosen) {
  // Whoever picks another document has no more use for the one before.
  running.abort()
  const { signal } = (running = new AbortController())
  failure.hidden = result.hidden = true
  work.hidden = false
  say(`Loading the reader for ${chosen.name}`)
  try {
    const kreuzberg = await engine
    const started = performance.now()
    const options = { signal, config: { pages: { extractPages: true } }, onProgress: progress }
    const extracted = await kreuzberg.extract(chosen, options)
    if (signal.aborted) return
    show(chosen, extracted, performance.now() - started)
    result.hidden = false
    selectTab(0)
    heading.focus()
  } catch (error) {
    if (!signal.aborted) explain(error)
    else if (signal.reason === 'cancelled') explain(new Error(`${chosen.name}: cancelled`))
  } finally {
    if (running.signal === signal) work.hidden = true
  }
}

function progress({ document, phase, bytes }) {
  const size = `${(bytes / 1e6).toFixed(1)} MB`
  say(phase === 'reading' ? `Reading ${document}: ${size}` : `Extracting ${document} (${size})`)
}

function say(text) {
  status.textContent = text
}

function explain(error) {
  failure.textContent = isKreuzbergError(error) ? `${error.message} (${error.code})` : error.message
  failure.hidden = false
}

file.addEventListener('change', () => {
  if (file.files.length > 0) read(file.files[0])
  // The same document may be chosen again.
  picker.reset()
})
cancel.addEventListener('click', () => {
  running.abort('cancelled')
  file.focus()
})
addEventListener('dragover', (event) => {
  event.preventDefault()
  drop.classList.add('over')
})
addEventListener('dragleave', () => drop.classList.remove('over'))
addEventListener('drop', (event) => {
  event.preventDefault()
  drop.classList.remove('over')
  const [dropped] = event.dataTransfer.files
  if (dropped) read(dropped)
})
