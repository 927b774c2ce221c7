import { describe, expect, it } from 'vitest'
import { NOW } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import type { MailReport } from '../deliveries/report.ts'
import { ADA, acceptAnother, accepted, DAY, report, rowsOf, stateOf, suppressionsOf } from './reports.fixture.ts'
import { recordReports } from './reports.ts'

describe.each(KINDS)('who a report is about, in %s', (kind) => {
  it('is nobody when there is no such delivery, address or subscriber', async () => {
    const { db } = await freshStore(kind)
    const { deliveries, subscribers } = await accepted(db, 'ada')
    const [deliveryId = 0] = deliveries
    const abouts: MailReport['about'][] = [
      { deliveryId: deliveryId + 1 },
      { deliveryId, plannedAt: NOW + 1000 },
      { deliveryId, addressKey: 'eve@example.org' },
      { addressKey: 'eve@example.org' },
      { subscriberId: subscribers[0]!.id + 1 },
      { subscriberId: subscribers[0]!.id, tokenEpoch: 99 },
    ]
    const reports = abouts.map((about, index) => report({ about, sourceKey: String(index) }))
    const unknown = { done: 'unknown', subscriberId: null, weight: 'hard' }
    expect(await recordReports(db, reports, NOW)).toEqual(reports.map(() => unknown))
    expect([await rowsOf(db), await stateOf(db)]).toEqual([[], 'active'])
  })

  it('is known by the second in which the delivery was planned', async () => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada')
    const about = { deliveryId: deliveries[0]!, plannedAt: NOW + 999 }
    expect(await recordReports(db, [report({ about })], NOW)).toMatchObject([{ done: 'ended' }])
  })

  it('is whose address it is when the delivery went to another', async () => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada', 'bob')
    const about = { deliveryId: deliveries[1]!, addressKey: ADA }
    expect(await recordReports(db, [report({ about })], NOW)).toMatchObject([{ done: 'ended' }])
    expect([await stateOf(db), await stateOf(db, 'bob@example.org')]).toEqual(['bounced', 'active'])
    expect(await rowsOf(db)).toMatchObject([{ delivery_id: deliveries[0] }])
  })

  it('gets the latest delivery that was accepted when only their address or their token is known', async () => {
    const { db } = await freshStore(kind)
    const planned = await accepted(db, 'ada')
    const later = await acceptAnother(db, planned, 1)
    const subscriberId = planned.subscribers[0]!.id
    const soft = { status: '5.2.2', detail: 'full' }
    const reports = [
      report({ ...soft, about: { addressKey: ADA } }),
      report({ ...soft, about: { subscriberId, tokenEpoch: 1 }, sourceKey: '2' }),
      report({ ...soft, about: { subscriberId, deliveryId: planned.deliveries[0]! }, sourceKey: '3' }),
    ]
    await recordReports(db, reports, NOW)
    expect((await rowsOf(db)).map((row) => row.delivery_id)).toEqual([later, later, planned.deliveries[0]])
  })

  it('is not the subscriber any more when their address has changed since', async () => {
    const { db } = await freshStore(kind)
    const { deliveries, subscribers } = await accepted(db, 'ada')
    await db
      .insertInto('consents')
      .values({ ...consentOf(subscribers[0]!.id), confirmed_at: NOW + 1 })
      .execute()
    expect(await recordReports(db, [report({ about: { deliveryId: deliveries[0]! } })], NOW)).toMatchObject([
      { done: 'noted' },
    ])
    expect(await stateOf(db)).toBe('active')
  })

  it('is the address that was asked when a question to a new address comes back', async () => {
    const { db } = await freshStore(kind)
    const { deliveries, subscribers } = await accepted(db, 'ada')
    await db.updateTable('editions').set({ kind: 'address' }).execute()
    await db.insertInto('consents').values(consentOf(subscribers[0]!.id)).execute()
    const about = { deliveryId: deliveries[0]! }
    const reports = [report({ about }), report({ about, kind: 'complained', sourceKey: '2' })]
    expect(await recordReports(db, reports, NOW)).toMatchObject([{ done: 'noted' }, { done: 'noted' }])
    expect(await stateOf(db)).toBe('active')
    expect(await suppressionsOf(db)).toMatchObject([{ address_key: 'new@example.net', reason: 'complained' }])
  })

  it('is the address that was asked when a provider names it, and the delivery', async () => {
    const { db } = await freshStore(kind)
    const { deliveries, subscribers } = await accepted(db, 'ada')
    await db.updateTable('editions').set({ kind: 'address' }).execute()
    await db.insertInto('consents').values(consentOf(subscribers[0]!.id)).execute()
    const about = { deliveryId: deliveries[0]!, plannedAt: NOW, addressKey: 'new@example.net' }
    const reports = [report({ about, kind: 'complained', source: 'ses' })]
    expect(await recordReports(db, reports, NOW)).toMatchObject([{ done: 'noted' }])
    expect([await stateOf(db), await suppressionsOf(db)]).toMatchObject([
      'active',
      [{ address_key: 'new@example.net', reason: 'complained' }],
    ])
  })

  it('is never whoever was asked for a new address, by the token of who named it', async () => {
    const { db } = await freshStore(kind)
    const { deliveries, subscribers } = await accepted(db, 'ada')
    await db.updateTable('editions').set({ kind: 'address' }).execute()
    await db.insertInto('consents').values(consentOf(subscribers[0]!.id)).execute()
    const about = { subscriberId: subscribers[0]!.id, tokenEpoch: 1, deliveryId: deliveries[0]! }
    await recordReports(db, [report({ about, kind: 'complained' })], NOW)
    expect(await suppressionsOf(db)).toMatchObject([{ address_key: ADA, reason: 'complained' }])
  })
})

function consentOf(subscriberId: number) {
  const asked = { address: 'new@example.net', address_key: 'new@example.net', source: 'page', client: '', wording: '' }
  return {
    ...asked,
    subscriber_id: subscriberId,
    kind: 'address',
    nonce: 'n',
    asked_at: NOW - 1,
    expires_at: NOW + DAY,
  } as const
}
