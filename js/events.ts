/** What `onEvent` is told. */
export type EngineEvent =
  /** A sandbox was replaced: `reason` is an option of `recycle`, a `trap`, or `terminated` when its worker was ended. */
  | { readonly type: 'recycle'; readonly reason: 'afterDocuments' | 'aboveBytes' | 'trap' | 'terminated' }
  /** A document made a sandbox trap. */
  | { readonly type: 'crash'; readonly document: string; readonly detail: string }
  /** A document was not done in time. */
  | { readonly type: 'timeout'; readonly document: string; readonly timeoutMs: number }
