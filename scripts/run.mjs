// Starts a program and waits for it. What it prints goes to standard error: standard output is kept for what
// a script was asked for.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The top of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean }} [options] `quiet` gives standard output back instead of showing it
 * @returns {string} what it printed, if quiet
 */
export function run(program, args, { env = {}, quiet = false } = {}) {
  const { status, error, stdout } = spawnSync(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['inherit', quiet ? 'pipe' : 2, 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  })
  if (error) throw new Error(`${program} cannot be started: ${error.message}`)
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed (exit ${status})`)
  return stdout ?? ''
}
