import { describe, expect, it } from 'vitest'
import { announce, NOW, planForAll } from '../../../test/support/ledger.ts'
import { KINDS } from '../../../test/support/stores.ts'
import { recordEvents } from './record-events.ts'
import type { MailEvent } from './webhook.ts'
import { ADA, LATER, openWebhooks } from './webhooks.fixture.ts'

const BOB = 'bob@example.org'

function event(changes: Partial<MailEvent>): MailEvent {
  const hard = { kind: 'bounced', weight: 'hard', status: '5.1.1', detail: 'no such user' } as const
  return { ...hard, address: ADA, messageId: null, key: '1', at: LATER, ...changes }
}

describe.each(KINDS)('what a provider says, in %s', (kind) => {
  const open = () => openWebhooks({ webhooks: {}, kind })

  it('is about the address that it names, not about the delivery of somebody else', async () => {
    const { db, subscribers, messageId, state, reports } = await open()
    const [ada, bob] = subscribers
    const ofBob = event({ messageId: await messageId(bob!.id) })
    expect(await recordEvents(db, 'ses', [ofBob], LATER)).toMatchObject({ ended: 1 })
    expect([await state(ADA), await state(BOB)]).toEqual(['bounced', 'active'])
    expect(await reports()).toMatchObject([{ subscriber_id: ada!.id }])
  })

  it('is about the delivery whose Message-ID it names, also when a later one went out', async () => {
    const { db, lease, subscribers, messageId, reports } = await open()
    const named = await messageId(subscribers[0]!.id)
    await db.updateTable('subscribers').set({ due_at: NOW }).execute()
    await planForAll(db, lease, 'two', await announce(db, lease, 'second'))
    await db
      .updateTable('deliveries')
      .set({ state: 'accepted', changed_at: LATER })
      .where('state', '=', 'ready')
      .execute()
    const delays = [event({ kind: 'delayed', weight: null, messageId: named })]
    await recordEvents(db, 'ses', [...delays, event({ ...delays[0], messageId: null, key: '2' })], LATER)
    const [first, latest] = (await reports()).map((report) => report.delivery_id)
    expect(first).toBe(Number(named.slice(1).split('.')[0]))
    expect(latest).toBeGreaterThan(first!)
  })

  it('ends nobody who has another address by now', async () => {
    const { db, subscribers, messageId, state } = await open()
    const named = event({ messageId: await messageId(subscribers[0]!.id) })
    const moved = { address: 'ada@new.example', address_key: 'ada@new.example' }
    await db.updateTable('subscribers').set(moved).where('id', '=', subscribers[0]!.id).execute()
    expect(await recordEvents(db, 'ses', [named], LATER)).toMatchObject({ unknown: 1 })
    expect(await state('ada@new.example')).toBe('active')
  })

  it('is told of every spelling of an address, and of who is not subscribed', async () => {
    const { db, state } = await open()
    const events = [
      event({ address: 'Ada@Example.ORG', key: '1' }),
      event({ address: `"Bob B." <${BOB}>`, key: '2', kind: 'complained', weight: null }),
      event({ address: 'nobody@example.org', key: '3' }),
      event({ address: 'nobody@example.org', key: '4', kind: 'left', weight: null }),
      event({ address: 'no address', key: '5' }),
    ]
    expect(await recordEvents(db, 'ses', events, LATER)).toEqual({
      ended: 2,
      noted: 0,
      known: 0,
      unknown: 3,
      alarms: 0,
    })
    expect([await state(ADA), await state(BOB)]).toEqual(['bounced', 'complained'])
  })

  it('of a departure ends the subscriber, and is known afterwards', async () => {
    const { db, state } = await open()
    const left = event({ kind: 'left', weight: null })
    expect(await recordEvents(db, 'sendgrid', [left], LATER)).toMatchObject({ ended: 1 })
    expect(await recordEvents(db, 'sendgrid', [left], LATER)).toMatchObject({ known: 1 })
    expect(await state()).toBe('unsubscribed')
    expect(await db.selectFrom('suppressions').select(['address_key', 'detail']).execute()).toEqual([
      { address_key: ADA, detail: 'told by sendgrid' },
    ])
  })

  it('is written down however much it is at once', async () => {
    const { db, reports } = await open()
    const events = Array.from({ length: 250 }, (_, n) => event({ kind: 'delayed', weight: null, key: `${n}` }))
    expect(await recordEvents(db, 'sendgrid', events, LATER)).toMatchObject({ noted: 250 })
    expect(await reports()).toHaveLength(250)
  })

  it('of a refused sender is an alarm for a person, once', async () => {
    const { db, state } = await open()
    const refused = event({ weight: 'alarm', status: '5.1.1' })
    expect(await recordEvents(db, 'ses', [refused], LATER)).toMatchObject({ noted: 1, alarms: 1 })
    expect(await recordEvents(db, 'ses', [refused], LATER)).toMatchObject({ known: 1, alarms: 0 })
    expect(await state()).toBe('active')
  })
})
