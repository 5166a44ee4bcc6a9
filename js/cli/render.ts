import { writeFile } from 'node:fs/promises'
import { init } from '../index.js'
import { EXIT } from './exit.js'
import { complain } from './print.js'

export interface RenderCommandOptions {
  readonly page: number
  readonly output: string
  readonly dpi?: number
  readonly width?: number
  readonly background?: string
  readonly password?: string
}

/** Writes a picture of one page of a PDF, and gives the exit status. */
export async function renderCommand(file: string, options: RenderCommandOptions): Promise<number> {
  const { output, ...render } = options
  const kreuzberg = await init()
  try {
    const { data } = await kreuzberg.renderPage(file, render)
    await writeFile(output, data)
    return EXIT.ok
  } catch (error) {
    complain(error)
    return EXIT.failed
  } finally {
    await kreuzberg.close()
  }
}
