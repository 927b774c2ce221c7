import type { App } from '../app.ts'
import { periodsOf } from '../deliveries/periods.ts'
import { heldByBudget, type Outgoing, tellsFrom } from '../digests/budget.ts'
import type { NewEdition } from '../store/compose.ts'
import { editionSize, largestOfLate, waitingDigests } from '../store/edition-sizes.ts'
import { spent } from '../store/spending.ts'

/** An edition with the number of subscribers that it gains. */
export type Wanted = { edition: Pick<NewEdition, 'key'>; subscribers: number }

/**
 * Which of these editions have to wait for a person before they go out, by their keys, and why. One that waits already is
 * none of them.
 * @param now in milliseconds
 */
export async function holdsOf(app: App, wanted: readonly Wanted[], now: number): Promise<Map<string, string>> {
  const { db } = app.store
  const outgoing: Outgoing[] = []
  for (const { edition, subscribers } of wanted) {
    const before = await editionSize(db, edition.key)
    if (before?.isHeld) continue
    const size = (before?.size ?? 0) + subscribers
    const late = { now, enough: tellsFrom(size), except: edition.key }
    const approvedSize = before?.approvedSize ?? null
    outgoing.push({
      ...{ key: edition.key, gains: subscribers, size, approvedSize },
      usual: approvedSize === null ? await largestOfLate(db, late) : null,
    })
  }
  return heldByBudget(outgoing, app.config.digest.budget, await standingOf(app, now))
}

async function standingOf({ store, config }: App, now: number): Promise<{ day: number; month: number }> {
  const { day, month } = periodsOf(now, config.site.timezone)
  const waiting = await waitingDigests(store.db)
  const sent = (period: string) => spent(store.db, 'digests', period)
  return { day: (await sent(day)) + waiting, month: (await sent(month)) + waiting }
}
