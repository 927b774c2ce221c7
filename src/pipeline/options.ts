import type { SentSums } from './tally.ts'

export type Step = 'reading' | 'writing' | 'planning' | 'sending'

/** How a run differs from an ordinary one. */
export type PublishOptions = {
  /** Also sends what waits for its hour. */
  now?: boolean
  feedsOnly?: boolean
  /** Sends nothing: what is planned goes out with the run that is sending. */
  planOnly?: boolean
  /** Accepts that every post is gone. */
  withdrawAll?: boolean
  /** Lets held editions go on: all of them, or the one with this id or short name. */
  approve?: true | string | undefined
  /** Files younger than this are left to the next run: somebody may still be writing them. */
  settleMs?: number
  signal?: AbortSignal
  onProgress?: (step: Step, done: number, total: number, sums?: SentSums) => void
}
