import type { EngineEvent } from '../events.js'
import { KreuzbergError } from '../errors.js'
import type { InitOptions } from '../options.js'
import type { RecycleRules } from './recycle.js'
import type { Files } from './sandboxes.js'
import { MAX_MEMORY_BYTES, MIN_MEMORY_BYTES } from './memory.js'

const MIB = 1024 * 1024

/** An engine's options, with every default filled in. */
export interface EngineSettings extends RecycleRules {
  /** What is loaded so far; it grows. */
  readonly files: Files
  /** 0 for the calling thread. */
  readonly workers: number
  readonly timeoutMs: number | undefined
  readonly onEvent: ((event: EngineEvent) => void) | undefined
}

export const DEFAULTS = {
  afterDocuments: 100,
  aboveBytes: 128 * MIB,
  memoryLimitBytes: 1024 * MIB,
} as const

/**
 * Fills in the defaults.
 *
 * @throws KreuzbergError `invalid_config` where a value is outside of what a sandbox can have
 */
export function settingsFrom(
  files: Files,
  options: Omit<InitOptions, 'limits'> & { readonly workers: number },
  defaults: { readonly memoryLimitBytes: number; readonly aboveBytes: number } = DEFAULTS,
): EngineSettings {
  const { memoryLimitBytes = defaults.memoryLimitBytes, recycle = {} } = options
  const { workers, timeoutMs, onEvent } = options
  if (memoryLimitBytes < MIN_MEMORY_BYTES || memoryLimitBytes > MAX_MEMORY_BYTES) {
    throw new KreuzbergError(
      'invalid_config',
      `memoryLimitBytes must be between ${MIN_MEMORY_BYTES} (an empty sandbox) and ${MAX_MEMORY_BYTES} (4 GiB), not ${memoryLimitBytes}`,
    )
  }
  return {
    files,
    workers,
    afterDocuments: recycle.afterDocuments ?? DEFAULTS.afterDocuments,
    aboveBytes: recycle.aboveBytes ?? defaults.aboveBytes,
    memoryLimitBytes,
    timeoutMs,
    onEvent,
  }
}
