#!/usr/bin/env node
import { run } from './program.js'

// A reader that has seen enough (`| head`) ends the work quietly; everything else is a real failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await run(process.argv.slice(2))
