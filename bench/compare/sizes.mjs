import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from '../../scripts/run.mjs'
import { OURS, folder } from './engines.mjs'

/** Bytes on disk of an engine as it is installed, with the packages that it depends on. */
export function installedBytes(name) {
  if (name === OURS)
    return bytesBelow(join(root, 'pkg')) + withDependencies(join(root, 'node_modules'), ownDependencies())
  if (name !== 'native') return withDependencies(join(folder, 'node_modules'), [name])
  const library = join(folder, 'venv', 'lib')
  return bytesBelow(join(library, readdirSync(library)[0], 'site-packages', 'kreuzberg'))
}

function ownDependencies() {
  return Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies)
}

/** npm puts a package into the outermost node_modules, or into that of the one that needs another version. */
function withDependencies(modules, names) {
  const counted = new Set()
  const visit = (name, from) => {
    const path = [join(from, 'node_modules', name), join(modules, name)].find((candidate) =>
      existsSync(candidate),
    )
    if (!path || counted.has(path)) return
    counted.add(path)
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(path, 'package.json'), 'utf8'),
    )
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) visit(needed, path)
  }
  for (const name of names) visit(name, modules)
  // What lies inside of a counted package is counted with it.
  const outermost = [...counted].filter((path) => ![...counted].some((other) => path.startsWith(`${other}/`)))
  return outermost.reduce((total, path) => total + bytesBelow(path), 0)
}

function bytesBelow(path) {
  const stats = lstatSync(path)
  if (!stats.isDirectory()) return stats.size
  return readdirSync(path).reduce((total, name) => total + bytesBelow(join(path, name)), 0)
}
