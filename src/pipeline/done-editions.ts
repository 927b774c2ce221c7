import type { App } from '../app.ts'
import { type DoneEdition, takeDoneEditions } from '../store/under-way.ts'

/** The editions with which nothing is left to do, and that nobody was told of yet. */
export function doneEditions({ store, config }: App): Promise<DoneEdition[]> {
  return takeDoneEditions(store.db, { isResent: config.delivery.inDoubt === 'resend' })
}

/** From the first delivery that was planned to the last that was settled, and how many a second were accepted. */
export function paceOf({ plannedAt, settledAt, accepted }: DoneEdition): { seconds: number; rate: number } {
  const seconds = Math.max(0, settledAt - plannedAt) / 1000
  return { seconds, rate: Math.round((10 * accepted) / Math.max(1, seconds)) / 10 }
}
