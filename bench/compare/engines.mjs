// The engines that are compared, each in a process of its own that speaks the protocol of bench/peers/engine.mjs.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { root, run } from '../../scripts/run.mjs'

export const OURS = 'kreuzberg-wasm'

/** What each peer reads; nothing stands for all types. */
export const PEERS = {
  native: undefined,
  '@kreuzberg/wasm': undefined,
  mupdf: ['pdf'],
  'pdfjs-dist': ['pdf'],
  unpdf: ['pdf'],
  mammoth: ['docx'],
  officeparser: ['docx', 'xlsx', 'pptx', 'odt', 'ods', 'rtf'],
  xlsx: ['xlsx', 'xlsm', 'xlsb', 'xls', 'ods'],
  mailparser: ['eml'],
  'html-to-text': ['html'],
}

/**
 * What comes before a command so that it runs on one processor, the same for all engines: those of a virtual machine are
 * not equally fast at a time, and what a neighbour costs one of them would be told of the engine that happens to run there.
 */
const ON_ONE_PROCESSOR =
  spawnSync('taskset', ['-c', '0', process.execPath, '-e', '0']).status === 0 ? ['taskset', '-c', '0'] : []

/** Certificates that a machine adds are read at each start of Node, which takes longer than all else that it does then. */
export const environment = { ...process.env, NODE_EXTRA_CA_CERTS: undefined }

/** After this long a document counts as one that hangs, in milliseconds. */
const PATIENCE_MS = 60_000

export const folder = join(root, 'bench', 'peers')
const python = join(folder, 'venv', 'bin', 'python')
const bun = join(folder, 'node_modules', '.bin', 'bun')

/** Installs the peers that are not there yet. */
export function install(peers) {
  const npm = ['install', '--prefix', folder, '--silent', '--no-audit', '--no-fund']
  if (!existsSync(bun)) run('npm', npm)
  if (!peers.includes('native') || existsSync(python)) return
  run('python3', ['-m', 'venv', join(folder, 'venv')])
  run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', join(folder, 'requirements.txt')])
}

/** What runs an engine: its program, as a user knows it, and the command. */
export function runtimeOf(name) {
  if (name === 'native')
    return { label: 'Python', command: [python, 'engine.py', name], idle: [python, '-c', '0'] }
  // In Node a module is missing from this package.
  const program = name === '@kreuzberg/wasm' ? bun : process.execPath
  const label = program === bun ? 'Bun' : 'Node'
  return { label, command: [program, 'engine.mjs', name], idle: [program, '-e', '0'] }
}

/** What is stopped does not notice that nobody is left to go on with it. */
const living = new Set()
process.once('exit', () => living.forEach((child) => child.kill('SIGKILL')))

/**
 * A process that is started again after a crash or a hang. It is stopped while it has nothing to read: what it does on its
 * own account, such as collecting garbage, is not to be done in another engine's time.
 */
export class Engine {
  #name
  #prefix
  #child

  /** @param {{ onOneProcessor?: boolean }} [options] */
  constructor(name, { onOneProcessor = true } = {}) {
    this.#name = name
    this.#prefix = onOneProcessor ? ON_ONE_PROCESSOR : []
  }

  /** Whether its process has survived the last document. */
  get lives() {
    return this.#child !== undefined
  }

  /**
   * Extracts a document once, unless it `isWarm`, and then `runs` times against the clock, or more until `untilMs` have
   * gone by.
   *
   * @returns `{ ms, text, peak, error }`
   */
  read({ path, mimeType, runs, untilMs, isWarm }) {
    this.#child ??= this.#start()
    const { process: running, lines } = this.#child
    return new Promise((settle) => {
      const done = (answer) => {
        clearTimeout(timer)
        this.#signal('SIGSTOP')
        lines.off('line', onLine)
        running.off('exit', onExit)
        settle(answer)
      }
      const onLine = (line) => done(JSON.parse(line))
      const onExit = (code, signal) => {
        this.#child = undefined
        done({ ms: [], text: null, peak: 0, error: `crashes (${signal ?? `exit code ${code}`})` })
      }
      const timer = setTimeout(() => {
        this.end()
        done({ ms: [], text: null, peak: 0, error: `hangs (no answer within ${PATIENCE_MS / 1000} s)` })
      }, PATIENCE_MS)
      lines.once('line', onLine)
      running.once('exit', onExit)
      this.#signal('SIGCONT')
      running.stdin.write(`${JSON.stringify({ path, mimeType, runs, untilMs, isWarm })}\n`)
    })
  }

  end() {
    this.#child?.process.kill('SIGKILL')
    this.#child = undefined
  }

  /** Nothing where there is no such signal. */
  #signal(signal) {
    if (process.platform !== 'win32') this.#child?.process.kill(signal)
  }

  #start() {
    const [program, ...args] = [...this.#prefix, ...runtimeOf(this.#name).command]
    const started = spawn(program, args, {
      cwd: folder,
      env: environment,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    living.add(started)
    started.once('exit', () => living.delete(started))
    // Its exit is what tells of a crash.
    started.stdin.on('error', () => undefined)
    return { process: started, lines: createInterface({ input: started.stdout }) }
  }
}
