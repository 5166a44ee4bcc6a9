import type { ErrorCode } from './errors.js'
import type { RecycleReason } from './events.js'

/** What an engine has done, and what it holds. */
export interface Stats {
  /** Calls that have settled, failures among them. */
  readonly documents: number
  /** Failed calls, by error code; a code that never occurred is absent. */
  readonly failures: { readonly [code in ErrorCode]?: number }
  /** Sandboxes replaced, by reason. `terminated` ones were ended in mid-flight, by a time-out or an abort. */
  readonly recycles: { readonly [reason in RecycleReason]: number }
  /** Live workers; 0 where extraction runs in the calling thread. */
  readonly workers: number
  /** Calls under way. */
  readonly running: number
  /** Other calls that have not settled: they wait, or their input is read. */
  readonly queued: number
  /** Linear memory of each live sandbox after its latest call, in bytes. */
  readonly memoryBytes: readonly number[]
}
