import { dirname, isAbsolute, relative, sep } from 'node:path'

/** Whether an absolute path is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  const below = relative(folder, path)
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below)
}

/** The innermost folder that holds all of the absolute paths; the working directory if there are none. */
export function commonFolder(paths: readonly string[]): string {
  const [first, ...others] = paths.map((path) => dirname(path))
  let folder = first ?? process.cwd()
  for (const other of others) {
    while (!isWithin(folder, other) && folder !== dirname(folder)) folder = dirname(folder)
  }
  return folder
}
