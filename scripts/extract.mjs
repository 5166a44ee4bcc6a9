// `npm run extract -- FILE ...`: builds what has changed, then runs the package's command line on the arguments.
// Standard output holds what that prints and nothing else; the exit status is its own.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { build } from './build.mjs'
import { root } from './run.mjs'

await build()
const { status, error } = spawnSync(
  process.execPath,
  [join(root, 'pkg', 'cli', 'main.js'), ...process.argv.slice(2)],
  {
    // npm runs scripts at the top of the repository; the paths are the caller's.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
  },
)
if (error) throw error
process.exitCode = status ?? 1
