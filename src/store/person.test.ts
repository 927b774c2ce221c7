import { describe, expect, it } from 'vitest'
import { NOW, planFor, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries } from './claims.ts'
import { addConsent } from './consents.ts'
import { recordOutcomes } from './outcomes.ts'
import { readPerson } from './person.ts'
import { keepSignUp } from './sign-ups.ts'
import { suppress } from './subscribers.ts'

const ADA = 'ada@example.org'
const WEEKLY = { cadence: 'weekly', hour: 8, weekday: 1, monthday: 1, zone: 'UTC', topics: null } as const
const ASKED = { address: ADA, addressKey: ADA, source: 'form', client: '192.0.2.1', wording: 'I want it', askedAt: NOW }
const NOTHING = { subscriber: null, suppressions: [], consents: [], signUp: null, deliveries: [] }

describe.each(KINDS)('what %s holds of somebody', (kind) => {
  it('is nothing for an address that never came', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'bob')
    expect(await readPerson(db, ADA, [ADA])).toEqual(NOTHING)
  })

  it('has every message with what the mail server said', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob')
    const claims = await claimDeliveries(db, {
      owner: 'worker',
      now: NOW,
      limit: 10,
      leaseMs: 60_000,
      resendInDoubt: true,
    })
    const reply = '450 4.2.1 later'
    const outcomes = claims.map(({ id, epoch }) => {
      return { id, epoch, state: 'deferred' as const, reply, nextAt: NOW + 9, countsAttempt: true }
    })
    await recordOutcomes(db, 'worker', outcomes, NOW + 5)
    const { subscriber, deliveries } = await readPerson(db, ADA, [ADA])
    expect(subscriber).toMatchObject({ address: ADA, state: 'active' })
    const times = { plannedAt: NOW, changedAt: NOW + 5, nextAt: NOW + 9 }
    expect(deliveries).toMatchObject([
      { subject: 'Digest one', kind: 'digest', state: 'deferred', attempts: 1, reply, ...times },
    ])
  })

  it('has what they agreed to, without what the link to confirm is made of', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    const terms = { now: NOW, lifeMs: 1000, nonce: () => 'secret nonce' }
    await addConsent(db, id, { ...ASKED, kind: 'subscribe', preferences: WEEKLY }, terms)
    const { consents } = await readPerson(db, ADA, [ADA])
    expect(consents).toMatchObject([{ ...ASKED, confirmedAt: null, preferences: WEEKLY }])
    expect(JSON.stringify(consents)).not.toContain('secret nonce')
  })

  it('has a request of somebody else that names the address', async () => {
    const { db } = await freshStore(kind)
    const bob = await subscribe(db, 'bob')
    const terms = { now: NOW, lifeMs: 1000, nonce: () => 'nonce' }
    await addConsent(db, bob.id, { ...ASKED, kind: 'address', preferences: null }, terms)
    expect(await readPerson(db, ADA, [ADA])).toMatchObject({ subscriber: null, consents: [{ subscriberId: bob.id }] })
  })

  it('has a sign-up that waits', async () => {
    const { db } = await freshStore(kind)
    await keepSignUp(db, { ...ASKED, name: 'Ada', preferences: WEEKLY })
    const { addressKey: _, ...asked } = ASKED
    expect((await readPerson(db, ADA, [ADA])).signUp).toEqual({ ...asked, name: 'Ada', preferences: WEEKLY })
  })

  it('tells a suppression under the address from one under a hash', async () => {
    const { db } = await freshStore(kind)
    await suppress(db, ADA, 'bounced', '550', NOW)
    await suppress(db, 'hash', 'unsubscribed', 'forgotten on request', NOW)
    const { suppressions } = await readPerson(db, ADA, [ADA, 'hash'])
    expect(suppressions).toHaveLength(2)
    expect(suppressions).toContainEqual({ reason: 'bounced', detail: '550', createdAt: NOW, isForgotten: false })
    expect(suppressions.find(({ isForgotten }) => isForgotten)?.reason).toBe('unsubscribed')
  })
})
