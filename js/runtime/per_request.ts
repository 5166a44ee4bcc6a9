/**
 * Where a platform serves requests, a timer ends with the request that set it, and with it whoever waits for it: the
 * next request's document, for instance. Its own thread is all that a request has; it need not let others through.
 */
export function nextTask(): Promise<void> {
  return Promise.resolve()
}
