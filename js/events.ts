/**
 * Why a sandbox was replaced: it had done its documents (`recycle.afterDocuments`), had grown too large
 * (`recycle.aboveBytes`), had trapped, or was terminated in mid-flight by a time-out or an abort.
 */
export type RecycleReason = 'afterDocuments' | 'aboveBytes' | 'trap' | 'terminated'

/** What `onEvent` is told. */
export type EngineEvent =
  /** A sandbox was replaced. */
  | { readonly type: 'recycle'; readonly reason: RecycleReason }
  /** A document made a sandbox trap. */
  | { readonly type: 'crash'; readonly document: string; readonly detail: string }
  /** A document was not done in time. */
  | { readonly type: 'timeout'; readonly document: string; readonly timeoutMs: number }
