/** How a run differs from an ordinary one. */
export type PublishOptions = {
  /** Also sends what waits for its hour. */
  now?: boolean
  feedsOnly?: boolean
  /** Accepts that every post is gone. */
  withdrawAll?: boolean
  /** Files younger than this are left to the next run: somebody may still be writing them. */
  settleMs?: number
  signal?: AbortSignal
  onProgress?: (step: 'reading' | 'writing' | 'sending', done: number, total: number) => void
}
