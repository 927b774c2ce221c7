import { describe, expect, it } from 'vitest'
import { NOW } from '../../test/support/ledger.ts'
import { queryPlans } from '../../test/support/query-plans.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import type { Db } from './db.ts'
import { deliveryPages, type ListedState } from './delivery-list.ts'
import { listEditions } from './delivery-list-editions.ts'
import { lastDigest, reportedAlarms, takeUntoldAlarms } from './delivery-reports.ts'
import { acceptAnother, accepted, DAY, report } from './reports.fixture.ts'
import { recordReports } from './reports.ts'

const SOFT = { status: '4.2.2', detail: '452 4.2.2 mailbox full' }
const REFUSED = { status: '5.7.1', detail: '550 5.7.1 blocked' }

/** An edition of which a bounce, a complaint and two refusals of the sender came back, and of one message nothing. */
async function cameBack(db: Db) {
  const planned = await accepted(db, 'ada', 'bob', 'cyd', 'dan', 'eve')
  const [ada, bob, cyd, dan, eve] = planned.deliveries.map((deliveryId) => ({ about: { deliveryId } }))
  await recordReports(
    db,
    [
      report({ ...ada, sourceKey: '1' }),
      report({ ...bob, sourceKey: '2', kind: 'complained', status: null, detail: 'feedback: abuse' }),
      report({ ...cyd, sourceKey: '3', ...REFUSED }),
      report({ ...dan, sourceKey: '4', status: null, detail: 'sent to the spam folder of nobody' }),
      report({ ...eve, sourceKey: '5', kind: 'delayed', ...SOFT }),
    ],
    NOW,
  )
  return planned
}

async function listed(db: Db, states: ListedState[], editionId: number) {
  const rows = []
  for await (const page of deliveryPages(db, { states, editionId, now: NOW })) rows.push(...page)
  return rows
}

describe.each(KINDS)('what came back, in %s', (kind) => {
  it('is counted for its edition, refusals of the sender apart from bounces', async () => {
    const { db } = await freshStore(kind)
    await acceptAnother(db, await cameBack(db), 1)
    expect((await listEditions(db, 10)).map(({ reported }) => reported)).toEqual([
      { bounced: 0, complained: 0, alarms: 0 },
      { bounced: 1, complained: 1, alarms: 2 },
    ])
  })

  it('is counted once for a message, as the latest report has it', async () => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada')
    const about = { deliveryId: deliveries[0]! }
    const said = [REFUSED, SOFT, SOFT].map((words, index) => report({ about, ...words, sourceKey: String(index) }))
    await recordReports(db, said, NOW)
    expect(await listEditions(db, 1)).toMatchObject([{ reported: { bounced: 1, complained: 0, alarms: 0 } }])
  })

  it('is listed with the messages of its edition alone, and what it says', async () => {
    const { db } = await freshStore(kind)
    const { deliveries, editionId } = await cameBack(db)
    const rows = await listed(db, ['came-back'], editionId)
    expect(rows.map(({ id }) => id)).toEqual(deliveries.slice(0, 4).sort((a, b) => a - b))
    expect(rows.flatMap(({ reports }) => reports).map(({ weight }) => weight)).toEqual(['hard', null, 'alarm', 'alarm'])
    expect(rows[2]?.reports).toEqual([{ kind: 'bounced', weight: 'alarm', ...REFUSED, at: NOW }])
    expect(await listed(db, ['came-back'], editionId + 1)).toEqual([])
  })

  it('is told of a message in doubt too', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await cameBack(db)
    await db.updateTable('deliveries').set({ state: 'in_doubt' }).execute()
    const rows = await listed(db, ['in-doubt'], editionId)
    expect(rows.map(({ reports }) => reports.length)).toEqual([1, 1, 1, 1, 0])
    expect(await listed(db, ['came-back'], editionId)).toEqual([])
  })

  it('is told of the last digest that a server took', async () => {
    const { db } = await freshStore(kind)
    expect(await lastDigest(db)).toBeNull()
    const planned = await cameBack(db)
    const reported = { bounced: 1, complained: 1, alarms: 2 }
    expect(await lastDigest(db)).toEqual({ id: planned.editionId, subject: 'Digest one', reported })
    await acceptAnother(db, planned, 1)
    await db.updateTable('deliveries').set({ state: 'ready' }).where('edition_id', '>', planned.editionId).execute()
    expect(await lastDigest(db)).toMatchObject({ id: planned.editionId })
    await db.updateTable('deliveries').set({ state: 'accepted' }).execute()
    expect(await lastDigest(db)).toMatchObject({ subject: 'Digest day-1', reported: { bounced: 0 } })
  })
})

describe.each(KINDS)('alarms that were reported, in %s', (kind) => {
  it('are one for each code and domain, with the latest reply, and count messages', async () => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada', 'bob', 'cyd')
    const [ada, bob, cyd] = deliveries.map((deliveryId) => ({ about: { deliveryId } }))
    await recordReports(
      db,
      [
        report({ ...ada, sourceKey: '1', status: '5.7.26', detail: 'no DMARC' }),
        report({ ...ada, sourceKey: '2', ...REFUSED }),
        report({ ...ada, sourceKey: '3', ...REFUSED }),
        report({ ...bob, sourceKey: '4', status: '5.7.1', detail: '550 5.7.1 blocked for bob@example.org' }),
        report({ ...cyd, sourceKey: '5', ...SOFT }),
      ],
      NOW,
    )
    expect(await reportedAlarms(db, NOW)).toEqual([
      { reply: '550 5.7.1 blocked for (an address)', domain: 'example.org', count: 2 },
      { reply: '5.7.26 no DMARC', domain: 'example.org', count: 1 },
    ])
  })

  it('are told once each, also under the number of a report that is gone', async () => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada', 'bob')
    const [ada, bob] = deliveries.map((deliveryId) => ({ about: { deliveryId } }))
    const refused = [{ reply: '550 5.7.1 blocked', domain: 'example.org', count: 1 }]
    expect(await takeUntoldAlarms(db)).toEqual([])
    await recordReports(db, [report({ ...ada, sourceKey: '1', ...REFUSED })], NOW)
    expect(await takeUntoldAlarms(db)).toEqual(refused)
    expect(await takeUntoldAlarms(db)).toEqual([])
    await db.deleteFrom('reports').execute()
    await recordReports(db, [report({ ...bob, sourceKey: '2', ...REFUSED })], NOW)
    expect(await takeUntoldAlarms(db)).toEqual(refused)
    await recordReports(db, [report({ ...bob, sourceKey: '3', ...SOFT })], NOW)
    expect(await takeUntoldAlarms(db)).toEqual([])
  })

  it('are those since a time', async () => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada')
    await recordReports(db, [report({ about: { deliveryId: deliveries[0]! }, ...REFUSED, at: NOW - 7 * DAY })], NOW)
    expect(await reportedAlarms(db, NOW - 7 * DAY)).toHaveLength(1)
    expect(await reportedAlarms(db, NOW - 7 * DAY + 1)).toEqual([])
  })
})

it('what no run has told of is found by an index, however much came back', async () => {
  const { db } = await freshStore('sqlite')
  expect(await queryPlans(db, takeUntoldAlarms)).toEqual([expect.stringContaining('INDEX reports_untold')])
})
