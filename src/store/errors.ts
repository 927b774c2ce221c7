/** The store refused; the message is one line that names the place, the value and the fix, and holds no password. */
export class StoreError extends Error {
  override name = 'StoreError'
}

/** Another process took the lease over: what this one planned is void, and nothing of it was written. */
export class LeaseLost extends Error {
  override name = 'LeaseLost'
}
