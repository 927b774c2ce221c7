import type { App } from '../app.ts'
import { type DoneEdition, takeDoneEditions } from '../store/under-way.ts'
import { resendsInDoubt } from './hold.ts'

/** The editions with which nothing is left to do, and that nobody was told of yet. */
export function doneEditions(app: App): Promise<DoneEdition[]> {
  return takeDoneEditions(app.store.db, { isResent: resendsInDoubt(app) })
}

/** From the first delivery that was planned to the last that was settled, and how many a second were accepted. */
export function paceOf({ plannedAt, settledAt, accepted }: DoneEdition): { seconds: number; rate: number } {
  const seconds = Math.max(0, settledAt - plannedAt) / 1000
  return { seconds, rate: Math.round((10 * accepted) / Math.max(1, seconds)) / 10 }
}
