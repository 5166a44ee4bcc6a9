/** Exit statuses: all went well, some documents failed, the command line was wrong. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/** The command line asks for something that cannot be; nothing has been extracted. */
export class UsageError extends Error {}
