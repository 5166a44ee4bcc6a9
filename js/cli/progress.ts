import { Presets, SingleBar } from 'cli-progress'

/** How far the documents are, shown while they are extracted. */
export interface Progress {
  /** One document more is done. */
  step(): void
  /** Clears the line of the bar, so that something else can be written in its place. */
  yieldLine(): void
  stop(): void
}

/** A bar is for somebody who watches and waits: a terminal, and more than one document. */
export function isProgressShown(documents: number, stream: { readonly isTTY?: boolean }): boolean {
  return documents > 1 && stream.isTTY === true
}

export function startProgress(documents: number): Progress {
  if (!isProgressShown(documents, process.stderr)) return { step() {}, yieldLine() {}, stop() {} }
  const bar = new SingleBar(
    {
      format: '{bar} {value}/{total} documents, {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  )
  bar.start(documents, 0)
  return {
    step: () => bar.increment(),
    yieldLine: () => process.stderr.write('\r\x1b[K'),
    stop: () => bar.stop(),
  }
}
