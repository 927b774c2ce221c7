import { describe, expect, it } from 'vitest'
import { announce, NOW, planForAll, subscribe, takeLease } from '../../test/support/ledger.ts'
import { race } from '../../test/support/races.ts'
import {
  addWish,
  confirmationOf,
  letterFor,
  requestOf,
  signUp,
  signUpOf,
  THREE_DAYS,
} from '../../test/support/sign-ups.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { confirmConsent } from './confirm.ts'
import type { Db } from './db.ts'
import { planUrgent, requestsMailedSince, requestsToPlan, welcomesToPlan } from './plan-urgent.ts'
import { keepSignUp } from './sign-ups.ts'
import { findSubscriberByKey, unsubscribe } from './subscribers.ts'
import { hasUrgentWork } from './urgent-work.ts'

const REQUESTS = { kind: 'requests', lifeMs: THREE_DAYS } as const
const WELCOMES = { kind: 'welcomes' } as const

async function deliveriesOf(db: Db) {
  return db
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select(['subscribers.address', 'kind', 'lane', 'deliveries.state', 'planned_at as plannedAt'])
    .orderBy('deliveries.id')
    .execute()
}

const idOf = async (db: Db, name: string) => (await findSubscriberByKey(db, `${name}@example.org`))!.id

describe.each(KINDS)('requests to mail in %s', (kind) => {
  it('come oldest first, as many as are wanted', async () => {
    const { db } = await freshStore(kind)
    for (const [index, name] of ['ada', 'bob', 'cy'].entries()) await signUp(db, name, NOW + index)
    const found = await requestsToPlan(db, 2)
    expect(found).toEqual([
      expect.objectContaining({ addressKey: 'ada@example.org', kind: 'confirmation', round: 1 }),
      expect.objectContaining({ addressKey: 'bob@example.org', kind: 'confirmation', round: 1 }),
    ])
  })

  it('are there until they are planned, however old they are, and not once they are confirmed', async () => {
    const { db } = await freshStore(kind)
    await signUp(db, 'ada', NOW - 10 * THREE_DAYS)
    await signUp(db, 'bob', NOW, { doubleOptIn: false })
    const requests = await requestsToPlan(db, 10)
    expect(requests.map(({ addressKey }) => addressKey)).toEqual(['ada@example.org'])
    const [ada] = requests
    await planUrgent(db, REQUESTS, [letterFor(ada!.consentId, ada!.subscriberId)], NOW)
    expect(await requestsToPlan(db, 10)).toEqual([])
  })

  it('count how often somebody was written to', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    for (const name of ['a', 'b', 'c']) await addWish(db, id, name)
    expect(await requestsToPlan(db, 10)).toMatchObject([{ addressKey: 'c@example.org', round: 3 }])
  })

  it('are put into the ledger, in the lane of their own, with the time at which they end', async () => {
    const { db } = await freshStore(kind)
    await signUp(db, 'ada')
    const plan = letterFor(await requestOf(db, 'ada'), await idOf(db, 'ada'))
    await planUrgent(db, REQUESTS, [plan], NOW + 5)
    expect(await deliveriesOf(db)).toEqual([
      { address: 'ada@example.org', kind: 'confirmation', lane: 1, state: 'ready', plannedAt: NOW + 5 },
    ])
    const consent = await db.selectFrom('consents').select(['planned_at', 'expires_at']).executeTakeFirst()
    expect(consent).toEqual({ planned_at: NOW + 5, expires_at: NOW + 5 + THREE_DAYS })
  })

  it('are done with, without mail, where nothing is to be said', async () => {
    const { db } = await freshStore(kind)
    await signUp(db, 'ada')
    const plan = { ...letterFor(await requestOf(db, 'ada'), await idOf(db, 'ada')), letter: null }
    await planUrgent(db, REQUESTS, [plan], NOW)
    expect(await deliveriesOf(db)).toEqual([])
    expect(await requestsToPlan(db, 10)).toEqual([])
  })

  it('are counted by when they were mailed', async () => {
    const { db } = await freshStore(kind)
    for (const [index, name] of ['ada', 'bob', 'cy'].entries()) {
      await signUp(db, name)
      await planUrgent(db, REQUESTS, [letterFor(await requestOf(db, name), await idOf(db, name))], NOW + index)
    }
    expect(await requestsMailedSince(db, NOW + 1)).toBe(2)
  })

  it('are planned once by two processes that plan at once', async () => {
    const place = await freshPlace(kind)
    const { db } = await openAt(place)
    for (let n = 0; n < 60; n++) await signUp(db, `reader-${n}`)
    const letters = (await race<number>('planUrgent', place, 2)).flat()
    expect(await deliveriesOf(db)).toHaveLength(60)
    expect(await requestsToPlan(db, 10)).toEqual([])
    expect(letters.length).toBeGreaterThan(0)
    expect(await db.selectFrom('editions').select('kind').execute()).toEqual([{ kind: 'confirmation' }])
  })
})

describe.each(KINDS)('welcomes in %s', (kind) => {
  async function confirmed(db: Db, name: string, now = NOW) {
    await signUp(db, name, now)
    await confirmConsent(db, confirmationOf(await requestOf(db, name), now))
  }

  it('are for who has confirmed, with what they will get', async () => {
    const { db } = await freshStore(kind)
    await signUp(db, 'bob')
    await confirmed(db, 'ada')
    const newcomer = { kind: 'welcome', round: 1, cursor: 4, topics: ['rust'], confirmedAt: NOW }
    expect(await welcomesToPlan(db, 10)).toEqual([
      {
        consentId: await requestOf(db, 'ada'),
        subscriberId: await idOf(db, 'ada'),
        addressKey: 'ada@example.org',
        ...newcomer,
      },
    ])
  })

  it('are planned once for each time that somebody joins', async () => {
    const { db } = await freshStore(kind)
    await confirmed(db, 'ada')
    const id = await idOf(db, 'ada')
    const plan = letterFor(await requestOf(db, 'ada'), id, 'welcome')
    await planUrgent(db, WELCOMES, [plan], NOW)
    await planUrgent(db, WELCOMES, [plan], NOW)
    expect(await deliveriesOf(db)).toHaveLength(1)
    await unsubscribe(db, { subscriberId: id, reason: 'one-click', now: NOW + 1 })
    await confirmed(db, 'ada', NOW + 2)
    expect(await welcomesToPlan(db, 10)).toMatchObject([{ subscriberId: id, round: 2 }])
  })

  it('are not for who has moved to another address', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    await confirmConsent(db, confirmationOf(await addWish(db, id, 'new')))
    expect(await welcomesToPlan(db, 10)).toEqual([])
  })

  it('bring a digest along, in the same lane, unless it was stopped', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    await subscribe(db, 'reader')
    const digest = await planForAll(db, lease, 'one', await announce(db, lease, 'first'))
    for (const name of ['ada', 'bob']) await confirmed(db, name)
    const plan = async (name: string) => ({
      ...letterFor(await requestOf(db, name), await idOf(db, name), 'welcome'),
      digest,
    })
    await planUrgent(db, WELCOMES, [await plan('ada')], NOW)
    await db.updateTable('editions').set({ state: 'stopped' }).where('id', '=', digest).execute()
    await planUrgent(db, WELCOMES, [await plan('bob')], NOW)
    const urgent = (await deliveriesOf(db)).filter(({ lane }) => lane === 1)
    expect(urgent.map(({ address, kind }) => `${address} ${kind}`).sort()).toEqual([
      'ada@example.org digest',
      'ada@example.org welcome',
      'bob@example.org welcome',
    ])
    expect(await db.selectFrom('editions').select('state').where('id', '=', digest).execute()).toEqual([
      { state: 'stopped' },
    ])
  })
})

describe.each(KINDS)('what nobody has planned yet in %s', (kind) => {
  it('is a sign-up, a request that was not mailed, and who was not welcomed', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'reader')
    const seen = [await hasUrgentWork(db)]
    await keepSignUp(db, signUpOf('ada'))
    seen.push(await hasUrgentWork(db))
    await signUp(db, 'ada')
    seen.push(await hasUrgentWork(db))
    const [consentId, id] = [await requestOf(db, 'ada'), await idOf(db, 'ada')]
    await planUrgent(db, REQUESTS, [letterFor(consentId, id)], NOW)
    seen.push(await hasUrgentWork(db))
    await confirmConsent(db, confirmationOf(consentId))
    seen.push(await hasUrgentWork(db))
    await planUrgent(db, WELCOMES, [letterFor(consentId, id, 'welcome')], NOW)
    expect([...seen, await hasUrgentWork(db)]).toEqual([false, true, true, false, true, false])
  })
})
