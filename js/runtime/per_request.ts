const MIB = 1024 * 1024

/** Of the 128 MB that such platforms allow, the module and the result take their part. */
export const memory = { memoryLimitBytes: 64 * MIB, aboveBytes: 32 * MIB } as const

/**
 * Where a platform serves requests, a timer ends with the request that set it, and with it whoever waits for it: the
 * next request's document, for instance. Its own thread is all that a request has; it need not let others through.
 */
export function nextTask(): Promise<void> {
  return Promise.resolve()
}
