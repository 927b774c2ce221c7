import { describe, expect, it } from 'vitest'
import { NOW } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries } from './claims.ts'
import { recordOutcomes } from './outcomes.ts'
import { acceptAnother, accepted, DAY, report, stateOf, suppressionsOf } from './reports.fixture.ts'
import { recordReports } from './reports.ts'

describe.each(KINDS)('soft bounces in %s', (kind) => {
  const full = { status: '5.2.2', detail: 'mailbox full' }

  it('end the subscriber with the third edition in two weeks', async () => {
    const { db } = await freshStore(kind)
    const planned = await accepted(db, 'ada')
    const ids = [planned.deliveries[0]!, await acceptAnother(db, planned, 7), await acceptAnother(db, planned, 14)]
    const done: string[] = []
    for (const deliveryId of ids) {
      const [each] = await recordReports(
        db,
        [report({ ...full, about: { deliveryId }, sourceKey: String(deliveryId) })],
        NOW,
      )
      done.push(each!.done)
    }
    expect(done).toEqual(['noted', 'noted', 'ended'])
    expect(await suppressionsOf(db)).toMatchObject([
      { reason: 'bounced', detail: '3 editions in 14 days bounced, the last with: mailbox full' },
    ])
  })

  it('end nobody to whom a message arrived in between', async () => {
    const { db } = await freshStore(kind)
    const planned = await accepted(db, 'ada')
    const ids = [planned.deliveries[0]!, await acceptAnother(db, planned, 7)]
    await acceptAnother(db, planned, 10)
    ids.push(await acceptAnother(db, planned, 14))
    const reports = ids.map((deliveryId) => report({ ...full, about: { deliveryId }, sourceKey: String(deliveryId) }))
    expect((await recordReports(db, reports, NOW)).map((each) => each.done)).toEqual(['noted', 'noted', 'noted'])
  })

  it('count together with what bounced while it was sent', async () => {
    const { db } = await freshStore(kind)
    const planned = await accepted(db, 'ada')
    await acceptAnother(db, planned, 7)
    await db.updateTable('deliveries').set({ state: 'bounced', reply: '552 5.2.2 mailbox full' }).execute()
    const deliveryId = await acceptAnother(db, planned, 14)
    expect(await recordReports(db, [report({ ...full, about: { deliveryId } })], NOW)).toMatchObject([
      { done: 'ended' },
    ])
  })

  it('do not count when a provider says that the mailbox is not at fault', async () => {
    const { db } = await freshStore(kind)
    const planned = await accepted(db, 'ada')
    const ids = [planned.deliveries[0]!, await acceptAnother(db, planned, 7), await acceptAnother(db, planned, 14)]
    const reports = ids.map((deliveryId, index) =>
      report({ ...full, ...(index === 0 && { weight: 'alarm' }), about: { deliveryId }, sourceKey: String(index) }),
    )
    expect((await recordReports(db, reports, NOW)).map((each) => each.done)).toEqual(['noted', 'noted', 'noted'])
  })
})

describe.each(KINDS)('what bounces while it is sent, in %s', (kind) => {
  it.each<[string, string]>([
    ['552 5.2.2 mailbox full', 'bounced'],
    ['554 5.7.1 looks like spam', 'active'],
  ])('for the third time in two weeks, with %s, leaves the subscriber %s', async (reply, state) => {
    const { db } = await freshStore(kind)
    const planned = await accepted(db, 'ada')
    await acceptAnother(db, planned, 7)
    const last = await acceptAnother(db, planned, 14)
    await db.updateTable('deliveries').set({ state: 'bounced', reply: '552 5.2.2 mailbox full' }).execute()
    await db.updateTable('deliveries').set({ state: 'ready', reply: null }).where('id', '=', last).execute()
    const now = NOW + 15 * DAY
    const claims = await claimDeliveries(db, { owner: 'worker', now, limit: 1, leaseMs: 60_000, resendInDoubt: true })
    const bounced = { state: 'bounced', reply, countsAttempt: true } as const
    await recordOutcomes(
      db,
      'worker',
      claims.map((claim) => ({ ...claim, ...bounced })),
      now,
    )
    expect(await stateOf(db)).toBe(state)
  })
})
