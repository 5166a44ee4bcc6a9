// The package as a user gets it: packed, and installed into an empty folder.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The built package. */
export const pkg = join(root, 'pkg')

const isWindows = process.platform === 'win32'

/**
 * Runs a program to its end.
 *
 * @param {string} cwd
 * @param {string} program
 * @param {string[]} args
 * @param {string} [input] its standard input
 * @returns {{ status: number | null, stdout: string, stderr: string }}
 */
export function runIn(cwd, program, args, input = '') {
  const options = { cwd, input, encoding: 'utf8', maxBuffer: 1 << 28, shell: isWindows }
  const { status, stdout, stderr, error } = spawnSync(program, args, options)
  if (error) throw error
  return { status, stdout, stderr }
}

/**
 * A new empty folder outside of the repository, so that nothing in it can be found by accident.
 *
 * @returns {{ path: string, remove: () => void }}
 */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'kreuzberg-wasm-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/**
 * Packs the built package.
 *
 * @param {string} folder where the tarball goes
 * @returns {{ tarball: string, files: { path: string, size: number }[] }}
 */
export function pack(folder) {
  const args = ['pack', pkg, '--json', '--silent', '--pack-destination', folder]
  const [{ filename, files }] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', shell: isWindows }))
  return { tarball: join(folder, filename), files }
}

/** Installs a tarball, and other packages, into a folder that is a package of its own. */
export function install(folder, tarball, ...others) {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  )
  const args = ['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', tarball, ...others]
  execFileSync('npm', args, { cwd: folder, shell: isWindows })
}
