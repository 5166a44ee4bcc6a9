// What a runtime with a command line runs: the suite, whose outcomes go to the server.
import * as api from 'kreuzberg-wasm'

import { run } from './suite.mjs'

const [base, path] = process.argv.slice(2)
const outcomes = await run({ api, base, hasWorkers: true, path })
await fetch(`${base}report`, { method: 'POST', body: JSON.stringify(outcomes) })
