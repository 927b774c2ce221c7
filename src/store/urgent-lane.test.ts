import { describe, expect, it } from 'vitest'
import { announce, NOW, planFor, planForAll, subscribe, takeLease } from '../../test/support/ledger.ts'
import { addWish, confirmationOf, HOUR, letterFor, requestOf, signUp, THREE_DAYS } from '../../test/support/sign-ups.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending, releaseClaims } from './claims.ts'
import { confirmConsent } from './confirm.ts'
import type { Db } from './db.ts'
import { hasDeliverable, recoverDeliveries } from './deliveries.ts'
import { recordOutcomes } from './outcomes.ts'
import { planUrgent } from './plan-urgent.ts'
import { findSubscriberByKey, suppress, unsubscribe } from './subscribers.ts'

const REQUESTS = { kind: 'requests', lifeMs: THREE_DAYS } as const
const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }

const claimed = async (db: Db, lane: 'urgent' | 'digests', now = NOW) =>
  (await claimDeliveries(db, { ...CLAIM, now, lane })).map(({ kind, address }) => `${kind} ${address}`)

async function states(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('deliveries').select('state').orderBy('id').execute()
  return rows.map(({ state }) => state)
}

const idOf = async (db: Db, name: string) => (await findSubscriberByKey(db, `${name}@example.org`))!.id

/** Somebody signs up, and a letter that asks them is planned. */
async function asked(db: Db, name: string, now = NOW): Promise<number> {
  await signUp(db, name, now)
  const consentId = await requestOf(db, name)
  await planUrgent(db, REQUESTS, [letterFor(consentId, await idOf(db, name))], now)
  return consentId
}

async function wishes(db: Db, name: string, address: string): Promise<number> {
  const { id } = await subscribe(db, name)
  const consentId = await addWish(db, id, address)
  await planUrgent(db, REQUESTS, [letterFor(consentId, id, 'address')], NOW)
  return consentId
}

describe.each(KINDS)('the urgent lane in %s', (kind) => {
  it('has its mail for itself, and no digest', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'reader')
    await asked(db, 'ada')
    expect(await claimed(db, 'urgent')).toEqual(['confirmation ada@example.org'])
    expect(await hasDeliverable(db, { ...CLAIM, lane: 'urgent' })).toBe(false)
    expect(await hasDeliverable(db, CLAIM)).toBe(true)
    expect(await claimed(db, 'digests')).toEqual(['digest reader@example.org'])
  })

  it('is not where digests look for what is deferred or in doubt', async () => {
    const { db } = await freshStore(kind)
    await asked(db, 'ada')
    await asked(db, 'bob')
    const [ada, bob] = await claimDeliveries(db, { ...CLAIM, lane: 'urgent' })
    const shared = { reply: '450 later', countsAttempt: true }
    await markSending(db, CLAIM, [ada!, bob!])
    const outcomes = [
      { ...ada!, ...shared, state: 'deferred' as const, nextAt: NOW + HOUR },
      { ...bob!, ...shared, state: 'in_doubt' as const, holdUntil: NOW + HOUR },
    ]
    await recordOutcomes(db, CLAIM.owner, outcomes, NOW)
    expect(await claimed(db, 'digests', NOW + HOUR)).toEqual([])
    expect(await claimed(db, 'urgent', NOW + HOUR - 1)).toEqual([])
    expect(await claimed(db, 'urgent', NOW + HOUR)).toHaveLength(2)
  })

  it('tells what the link to confirm is made of', async () => {
    const { db } = await freshStore(kind)
    const consentId = await asked(db, 'ada')
    const { nonce } = await db.selectFrom('consents').select('nonce').executeTakeFirstOrThrow()
    expect(await claimDeliveries(db, { ...CLAIM, lane: 'urgent' })).toMatchObject([
      { kind: 'confirmation', address: 'ada@example.org', consent: { id: consentId, nonce } },
    ])
  })

  it('asks who had left', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    await unsubscribe(db, { subscriberId: id, reason: 'one-click', now: NOW - 1 })
    await asked(db, 'ada')
    expect(await claimed(db, 'urgent')).toEqual(['confirmation ada@example.org'])
  })

  it.each([
    [
      'has left since',
      async (db: Db) => unsubscribe(db, { subscriberId: await idOf(db, 'ada'), reason: '', now: NOW + 1 }),
    ],
    ['has confirmed', async (db: Db) => confirmConsent(db, confirmationOf(await requestOf(db, 'ada')))],
    ['has bounced', (db: Db) => suppress(db, 'ada@example.org', 'bounced', '', NOW)],
  ])('asks nobody who %s', async (_, change) => {
    const { db } = await freshStore(kind)
    await asked(db, 'ada')
    const [claim] = await claimDeliveries(db, { ...CLAIM, lane: 'urgent' })
    await change(db)
    expect(await markSending(db, CLAIM, [claim!])).toEqual(new Set())
    expect(await states(db)).toEqual(['cancelled'])
  })

  it('asks nobody whose link would be too old', async () => {
    const { db } = await freshStore(kind)
    await asked(db, 'ada')
    expect(await claimed(db, 'urgent', NOW + THREE_DAYS)).toEqual([])
    expect(await states(db)).toEqual(['cancelled'])
  })

  it('asks nobody who left after the request, although it is planned only then', async () => {
    const { db } = await freshStore(kind)
    await signUp(db, 'ada')
    const [consentId, id] = [await requestOf(db, 'ada'), await idOf(db, 'ada')]
    await unsubscribe(db, { subscriberId: id, reason: 'removed by the operator', now: NOW + 1 })
    await planUrgent(db, REQUESTS, [letterFor(consentId, id)], NOW + 2)
    expect(await claimed(db, 'urgent')).toEqual([])
  })

  it('welcomes only who is active', async () => {
    const { db } = await freshStore(kind)
    for (const name of ['ada', 'bob']) {
      const { id } = await subscribe(db, name)
      const consentId = await addWish(db, id, `new-${name}`)
      await planUrgent(db, { kind: 'welcomes' }, [letterFor(consentId, id, 'welcome')], NOW)
    }
    await unsubscribe(db, { subscriberId: await idOf(db, 'bob'), reason: 'one-click', now: NOW })
    expect(await claimed(db, 'urgent')).toEqual(['welcome ada@example.org'])
  })

  it('writes to a new address where it is, as long as that may get mail', async () => {
    const { db } = await freshStore(kind)
    await wishes(db, 'ada', 'new')
    await wishes(db, 'bob', 'refused')
    await suppress(db, 'refused@example.org', 'complained', '', NOW)
    expect(await claimed(db, 'urgent')).toEqual(['address new@example.org'])
    expect(await states(db)).toEqual(['claimed', 'cancelled'])
  })

  it('writes to no new address of who has left', async () => {
    const { db } = await freshStore(kind)
    await wishes(db, 'ada', 'new')
    await unsubscribe(db, { subscriberId: await idOf(db, 'ada'), reason: 'one-click', now: NOW })
    expect(await claimed(db, 'urgent')).toEqual([])
  })

  it('is given back and taken over like that of digests', async () => {
    const { db } = await freshStore(kind)
    await asked(db, 'ada')
    await claimDeliveries(db, { ...CLAIM, lane: 'urgent' })
    await releaseClaims(db, CLAIM.owner)
    await claimDeliveries(db, { ...CLAIM, lane: 'urgent', leaseMs: 0 })
    expect(await recoverDeliveries(db, { now: NOW, holdMs: HOUR })).toEqual({ released: 1, inDoubt: 0 })
    expect(await claimed(db, 'urgent')).toEqual(['confirmation ada@example.org'])
  })

  it('does not bring a digest twice to who has it from the other lane', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const { id } = await subscribe(db, 'ada')
    const digest = await planForAll(db, lease, 'one', await announce(db, lease, 'first'))
    const plan = { ...letterFor(await addWish(db, id, 'new'), id, 'welcome'), digest }
    await planUrgent(db, { kind: 'welcomes' }, [plan], NOW)
    expect(await claimed(db, 'urgent')).toEqual(['welcome ada@example.org'])
    expect(await claimed(db, 'digests')).toEqual(['digest ada@example.org'])
  })
})
