import { describe, expect, it } from 'vitest'
import { NOW } from '../../test/support/ledger.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import type { MailReport } from '../deliveries/report.ts'
import { keyRing } from '../subscribers/token.ts'
import { forgetPerson } from './forget.ts'
import { ADA, accepted, report, rowsOf, stateOf, suppressionsOf } from './reports.fixture.ts'
import { recordReports } from './reports.ts'
import { unsubscribe } from './subscribers.ts'

describe.each(KINDS)('a report in %s', (kind) => {
  it('of a hard bounce ends the subscriber of the delivery alone, and is written down without addresses', async () => {
    const { db } = await freshStore(kind)
    const { deliveries, editionId, subscribers } = await accepted(db, 'ada', 'bob')
    const [deliveryId = 0] = deliveries
    const detail = '550 5.1.1 <ada@example.org>:\n no such user'
    const recorded = await recordReports(db, [report({ about: { deliveryId }, detail })], NOW)
    expect(recorded).toEqual([{ done: 'ended', subscriberId: subscribers[0]!.id, weight: 'hard' }])
    expect([await stateOf(db), await stateOf(db, 'bob@example.org')]).toEqual(['bounced', 'active'])
    const kept = '550 5.1.1 <(an address)>: no such user'
    expect(await suppressionsOf(db)).toEqual([{ address_key: ADA, reason: 'bounced', detail: kept }])
    const row = {
      source: 'inbound',
      source_key: '1',
      kind: 'bounced',
      is_hard: 1,
      status: '5.1.1',
      detail: kept,
      at: NOW,
    }
    const about = { subscriber_id: subscribers[0]!.id, delivery_id: deliveryId, edition_id: editionId }
    expect(await rowsOf(db)).toMatchObject([{ ...row, ...about }])
  })

  it('is known when it comes again, also within the same batch', async () => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada')
    const same = report({ about: { deliveryId: deliveries[0]! } })
    const done = (await recordReports(db, [same, same], NOW)).map((each) => each.done)
    expect(done).toEqual(['ended', 'known'])
    expect((await recordReports(db, [same], NOW))[0]?.done).toBe('known')
    expect((await recordReports(db, [{ ...same, source: 'ses' }], NOW))[0]?.done).toBe('noted')
    expect(await rowsOf(db)).toHaveLength(2)
  })

  it.runIf(kind === 'postgres')('is recorded once when two processes bring it at the same time', async () => {
    const place = await freshPlace(kind)
    const [one, two] = [await openAt(place), await openAt(place)]
    const { deliveries } = await accepted(one.db, 'ada')
    const same = report({ about: { deliveryId: deliveries[0]! } })
    const both = await Promise.all([recordReports(one.db, [same], NOW), recordReports(two.db, [same], NOW)])
    expect(both.map(([each]) => each?.done).sort()).toEqual(['ended', 'known'])
  })

  it('of a complaint ends the subscriber, whatever became of the delivery', async () => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada')
    await db.updateTable('deliveries').set({ state: 'in_doubt' }).execute()
    const complaint = report({ kind: 'complained', status: null, about: { deliveryId: deliveries[0]! } })
    expect((await recordReports(db, [complaint], NOW))[0]).toMatchObject({ done: 'ended', weight: null })
    expect(await stateOf(db)).toBe('complained')
  })

  it.each<Partial<MailReport>>([
    { kind: 'delayed', status: '4.4.1' },
    { status: '5.7.1', detail: 'refused as spam' },
    { status: '5.2.2', detail: 'mailbox full' },
    { weight: 'soft' },
    { weight: 'alarm' },
  ])('that says %o is noted', async (changes) => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada')
    const recorded = await recordReports(db, [report({ ...changes, about: { deliveryId: deliveries[0]! } })], NOW)
    expect(recorded).toMatchObject([{ done: 'noted' }])
    expect([await stateOf(db), await suppressionsOf(db)]).toEqual(['active', []])
    expect(await rowsOf(db)).toMatchObject([{ is_hard: 0 }])
  })

  it.each([
    'in_doubt',
    'deferred',
    'ready',
    'cancelled',
  ] as const)('about a delivery that is %s is noted', async (state) => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada')
    await db.updateTable('deliveries').set({ state, next_at: NOW }).execute()
    expect(await recordReports(db, [report({ about: { deliveryId: deliveries[0]! } })], NOW)).toMatchObject([
      { done: 'noted' },
    ])
    expect(await stateOf(db)).toBe('active')
  })

  it('gives a weightier reason to who has left, and ends nobody twice', async () => {
    const { db } = await freshStore(kind)
    const { deliveries, subscribers } = await accepted(db, 'ada')
    await unsubscribe(db, { subscriberId: subscribers[0]!.id, reason: 'page', now: NOW })
    const complaint = report({ kind: 'complained', about: { deliveryId: deliveries[0]! } })
    expect(await recordReports(db, [complaint], NOW)).toMatchObject([{ done: 'noted' }])
    expect(await stateOf(db)).toBe('unsubscribed')
    expect(await suppressionsOf(db)).toMatchObject([{ reason: 'complained' }])
  })
})

describe.each(KINDS)('an edition in %s', (kind) => {
  it('is paused when too many complain of it, by what several reports of a batch say', async () => {
    const { db } = await freshStore(kind)
    const { deliveries, editionId } = await accepted(db, 'ada', 'bob', 'cleo')
    await db.updateTable('deliveries').set({ state: 'ready' }).where('id', '=', deliveries[2]!).execute()
    const complaints = deliveries
      .slice(0, 2)
      .map((deliveryId) => report({ kind: 'complained', about: { deliveryId }, sourceKey: `${deliveryId}` }))
    await recordReports(db, complaints, NOW)
    const edition = await db.selectFrom('editions').select('held_at').where('id', '=', editionId).executeTakeFirst()
    expect(edition).toEqual({ held_at: NOW })
  })
})

describe.each(KINDS)('forgetting somebody in %s', (kind) => {
  it('takes what was reported about them along, and a late report finds nobody', async () => {
    const { db } = await freshStore(kind)
    const { deliveries } = await accepted(db, 'ada', 'bob')
    const [ada = 0, bob = 0] = deliveries
    const delayed = { kind: 'delayed', detail: 'ada is slow' } as const
    await recordReports(
      db,
      [ada, bob].map((id) => report({ ...delayed, about: { deliveryId: id }, sourceKey: `${id}` })),
      NOW,
    )
    const keys = keyRing('a secret that is long enough for everybody')
    const forgotten = {
      addressKey: ADA,
      suppressionKeys: [ADA],
      forgottenKey: `forgotten:${keys.current.id}`,
      now: NOW,
    }
    expect(await forgetPerson(db, forgotten)).toMatchObject({ kind: 'forgotten' })
    expect((await rowsOf(db)).map((row) => row.delivery_id)).toEqual([bob])
    const late = report({ about: { deliveryId: ada }, sourceKey: 'late' })
    expect(await recordReports(db, [late], NOW)).toMatchObject([{ done: 'unknown' }])
  })
})
